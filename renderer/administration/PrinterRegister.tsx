import { Checkbox, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CallOutput } from '../../shared/contract/contract.ts';
import { api, client, queryClient } from '../client.ts';
import { ActFoot } from '../parts/ActFoot.tsx';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import { Empty } from '../parts/Empty.tsx';
import { enterGoesNext } from '../parts/enterNext.ts';
import { FilterBar } from '../parts/FilterBar.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { SplitView } from '../parts/SplitView.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { levelNames } from '../parts/words.ts';

type Printer = CallOutput<'printing.printers'>['rows'][number];

const columns: readonly Column<Printer>[] = [
  { key: 'name', label: '打印机', width: 'minmax(160px, 2fr)', render: (row) => row.name },
  {
    key: 'registered',
    label: '登记',
    width: '96px',
    render: (row) => (
      <ToneTag tone={row.registered ? 'done' : 'draft'}>{row.registered ? '已登记' : '未登记'}</ToneTag>
    ),
  },
  {
    key: 'level',
    label: '最高密级',
    width: '84px',
    render: (row) => (row.level === null ? '—' : levelNames[row.level]),
  },
  { key: 'place', label: '安放地点', width: 'minmax(120px, 1fr)', render: (row) => row.place || '—' },
  {
    key: 'writesFiles',
    label: '类型',
    width: '96px',
    render: (row) => (row.writesFiles ? '生成文件' : '出纸'),
  },
  { key: 'present', label: '连接', width: '84px', render: (row) => (row.present ? '已连接' : '未连接') },
];

/** Printers of this machine and of the register; only registered ones print, up to their level. */
export function PrinterRegister() {
  const list = useQuery(api.printing.printers.queryOptions());
  const [chosen, setChosen] = useState<string | null>(null);
  if (list.isError) throw list.error;
  const rows = list.data?.rows ?? [];
  const open = rows.find((row) => row.name === chosen);
  return (
    <SplitView
      name="printers"
      listWidth={640}
      list={
        <>
          <FilterBar count={`${rows.length} 台，已登记 ${rows.filter((row) => row.registered).length} 台`} />
          <DataTable
            label="打印机"
            columns={columns}
            rows={rows}
            rowKey={(row) => row.name}
            chosen={chosen}
            onOpen={(row) => setChosen(row.name)}
            onEscape={() => setChosen(null)}
            loading={list.isPending}
            empty={<Empty why="本机没有连接打印机。接好打印机后重新打开本页。" />}
          />
        </>
      }
      detail={
        open === undefined ? null : <PrinterForm key={open.name} row={open} onLeave={() => setChosen(null)} />
      }
    />
  );
}

function PrinterForm({ row, onLeave }: { row: Printer; onLeave: () => void }) {
  const problem = useProblem();
  const [level, setLevel] = useState<1 | 2 | 3>(row.level ?? 1);
  const [place, setPlace] = useState(row.place);
  const [writesFiles, setWritesFiles] = useState(row.writesFiles);
  const [busy, setBusy] = useState(false);
  const blocked = place.trim() === '' ? '安放地点未填写' : null;
  const save = () => {
    if (blocked !== null || busy) return;
    setBusy(true);
    client.printing.registerPrinter({ name: row.name, level, writesFiles, place: place.trim() }).then(
      async () => {
        await queryClient.invalidateQueries({ queryKey: api.printing.printers.key() });
        setBusy(false);
        showDone(`已登记 ${row.name}`, `可打印${levelNames[level]}及以下的文件。`);
      },
      (error: unknown) => {
        setBusy(false);
        problem(error);
      },
    );
  };
  return (
    <>
      <PageHeader
        title={row.name}
        state={
          <ToneTag tone={row.registered ? 'done' : 'draft'}>{row.registered ? '已登记' : '未登记'}</ToneTag>
        }
      />
      <form
        className="page-body act-form"
        onSubmit={(event) => event.preventDefault()}
        onKeyDown={(event) => enterGoesNext(event, save)}
      >
        <Select
          label="最高密级"
          allowDeselect={false}
          data={([1, 2, 3] as const).map((one) => ({ value: String(one), label: levelNames[one] }))}
          value={String(level)}
          onChange={(value) => setLevel(Number(value) as 1 | 2 | 3)}
        />
        <TextInput
          label="安放地点"
          maxLength={60}
          value={place}
          onChange={(event) => setPlace(event.currentTarget.value)}
        />
        <Checkbox
          label="这是生成文件的虚拟打印机，准予使用"
          description="未勾选时，生成文件的打印机一律拒绝"
          checked={writesFiles}
          onChange={(event) => setWritesFiles(event.currentTarget.checked)}
        />
      </form>
      <ActFoot
        act={row.registered ? '更新登记' : '登记'}
        blocked={blocked}
        busy={busy}
        onAct={save}
        onBack={onLeave}
      />
    </>
  );
}
