import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CallOutput } from '../../shared/contract/contract.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import { api, client, queryClient } from '../client.ts';
import { ActFoot } from '../parts/ActFoot.tsx';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import { Empty } from '../parts/Empty.tsx';
import { enterGoesNext } from '../parts/enterNext.ts';
import { FilterBar } from '../parts/FilterBar.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { SplitView } from '../parts/SplitView.tsx';
import { MarkingTag } from '../parts/tags.tsx';
import { levelNames } from '../parts/words.ts';
import { useMay } from '../shell/session.tsx';

type Medium = CallOutput<'exchange.media'>['rows'][number];

const columns: readonly Column<Medium>[] = [
  {
    key: 'number',
    label: '编号',
    width: '128px',
    render: (row) => <span className="number">{row.number}</span>,
  },
  {
    key: 'level',
    label: '密级',
    width: '72px',
    render: (row) => <MarkingTag marking={levelNames[row.level]} />,
  },
  { key: 'kind', label: '种类', width: '104px', render: (row) => row.kind },
  { key: 'serial', label: '序列号', width: 'minmax(120px, 1fr)', render: (row) => row.serial },
  { key: 'holder', label: '保管人', width: '104px', render: (row) => row.holder },
  {
    key: 'registeredAt',
    label: '登记时间',
    width: '140px',
    render: (row) => displayInstant(row.registeredAt),
  },
];

const kinds = ['U 盘', '移动硬盘', '一次写入光盘', '可擦写光盘'];

/** The register of removable media: number, kind, serial, level, holder. */
export function MediaRegister() {
  const may = useMay();
  const list = useQuery(api.exchange.media.queryOptions());
  const [creating, setCreating] = useState(false);
  if (list.isError) throw list.error;
  const rows = list.data?.rows ?? [];
  return (
    <SplitView
      name="media"
      listWidth={640}
      list={
        <>
          <FilterBar count={`${rows.length} 件`} />
          <DataTable
            label="移动介质"
            columns={columns}
            rows={rows}
            rowKey={(row) => row.number}
            onOpen={() => undefined}
            loading={list.isPending}
            empty={<Empty why="还没有登记介质。数据包只能写到已登记的介质上，包的密级不得高于介质的密级。" />}
          />
          {may.act('media.register') && (
            <div className="page-foot">
              <KeyButton label="登记介质" tone="main" keyName="create" onAct={() => setCreating(true)} />
            </div>
          )}
        </>
      }
      detail={creating ? <MediumForm known={rows} onLeave={() => setCreating(false)} /> : null}
    />
  );
}

function MediumForm({ known, onLeave }: { known: readonly Medium[]; onLeave: () => void }) {
  const problem = useProblem();
  const [number, setNumber] = useState('');
  const [kind, setKind] = useState<string | null>(kinds[0] ?? null);
  const [serial, setSerial] = useState('');
  const [level, setLevel] = useState<1 | 2 | 3>(1);
  const [holder, setHolder] = useState('');
  const [busy, setBusy] = useState(false);
  const blocked =
    number.trim() === ''
      ? '介质编号未填写'
      : known.some((row) => row.number === number.trim())
        ? '该编号已登记'
        : serial.trim() === ''
          ? '序列号未填写'
          : holder.trim() === ''
            ? '保管人未填写'
            : null;
  const save = () => {
    if (blocked !== null || busy) return;
    setBusy(true);
    client.exchange
      .registerMedium({
        number: number.trim(),
        kind: kind ?? '',
        serial: serial.trim(),
        level,
        holder: holder.trim(),
      })
      .then(
        async () => {
          await queryClient.invalidateQueries({ queryKey: api.exchange.media.key() });
          showDone(`已登记介质 ${number.trim()}`, '请在介质上贴好编号和密级标签。');
          onLeave();
        },
        (error: unknown) => {
          setBusy(false);
          problem(error);
        },
      );
  };
  return (
    <>
      <PageHeader title="登记介质" />
      <form
        className="page-body act-form"
        onSubmit={(event) => event.preventDefault()}
        onKeyDown={(event) => enterGoesNext(event, save)}
      >
        <TextInput
          label="介质编号"
          autoFocus
          maxLength={40}
          value={number}
          onChange={(event) => setNumber(event.currentTarget.value)}
        />
        <Select label="种类" allowDeselect={false} data={kinds} value={kind} onChange={setKind} />
        <TextInput
          label="序列号"
          maxLength={60}
          value={serial}
          onChange={(event) => setSerial(event.currentTarget.value)}
        />
        <Select
          label="密级"
          allowDeselect={false}
          data={([1, 2, 3] as const).map((one) => ({ value: String(one), label: levelNames[one] }))}
          value={String(level)}
          onChange={(value) => setLevel(Number(value) as 1 | 2 | 3)}
        />
        <TextInput
          label="保管人"
          maxLength={40}
          value={holder}
          onChange={(event) => setHolder(event.currentTarget.value)}
        />
      </form>
      <ActFoot act="登记" blocked={blocked} busy={busy} onAct={save} onBack={onLeave} />
    </>
  );
}
