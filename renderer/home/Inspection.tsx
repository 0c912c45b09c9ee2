import { MultiSelect, NumberInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CallInput } from '../../shared/contract/contract.ts';
import type { InspectedRow } from '../../shared/contract/inspecting.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import { formKinds, type RecordKind } from '../../shared/forms/kinds.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import type { Day } from '../../shared/ids.ts';
import { api, client } from '../client.ts';
import { DayInput } from '../parts/DayInput.tsx';
import { Empty } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { problemOf } from '../parts/problem.tsx';
import { MarkingTag, StateTag, ToneTag } from '../parts/tags.tsx';
import { useMarkingsOnScreen } from '../shell/marking.tsx';
import { useOpenRecord } from '../shell/openRecord.ts';
import { useMay, useSession } from '../shell/session.tsx';
import { PaperActs } from './PaperActs.tsx';

type Drawing = CallInput<'service.inspection'>;

/** n records of a class and period, drawn by a seed that is printed with the list; per record what an inspector asks for. */
export function Inspection() {
  const { today, site } = useSession();
  const may = useMay();
  const readable = [...formKinds, 'task' as const].filter((kind) => may.read(kind));
  const [from, setFrom] = useState<Day | null>(`${today.slice(0, 4)}-01-01` as Day);
  const [to, setTo] = useState<Day | null>(today as Day);
  const [kinds, setKinds] = useState<RecordKind[]>([...readable]);
  const [count, setCount] = useState(10);
  const [seed, setSeed] = useState(`${today}-${site.code}-1`);
  const [drawn, setDrawn] = useState<Drawing | null>(null);
  const found = useQuery(
    api.service.inspection.queryOptions({
      input: drawn ?? { from: today as Day, to: today as Day, kinds: ['task'], count: 1, seed: '0' },
      enabled: drawn !== null,
    }),
  );
  const blocked =
    from === null || to === null || from > to
      ? '起止日期不完整或颠倒'
      : kinds.length === 0
        ? '未选类别'
        : /^[0-9A-Za-z-]{1,40}$/.test(seed.trim())
          ? null
          : '种子由数字、字母和短横组成';
  const wanted = (): Drawing => {
    if (from === null || to === null) throw new Error('no period');
    return { from, to, kinds, count, seed: seed.trim() };
  };
  const rows = found.data?.rows ?? [];
  useMarkingsOnScreen(rows.map((one) => one.row.marking));
  return (
    <div className="page-body">
      <section className="section">
        <div className="line-fields">
          <DayInput label="从" value={from} onChange={setFrom} />
          <DayInput label="到" value={to} onChange={setTo} />
          <MultiSelect
            label="类别"
            w={420}
            data={readable.map((kind) => ({ value: kind, label: latestForm(kind).title }))}
            value={kinds}
            onChange={(values) => setKinds(values as RecordKind[])}
          />
          <NumberInput
            label="件数"
            w={90}
            min={1}
            max={200}
            allowDecimal={false}
            value={count}
            onChange={(value) => setCount(Math.min(200, Math.max(1, Number(value) || 1)))}
          />
          <TextInput
            label="种子"
            w={200}
            value={seed}
            onChange={(event) => setSeed(event.currentTarget.value)}
          />
          <KeyButton
            label="抽取"
            tone="main"
            keyName="main"
            blocked={blocked}
            onAct={() => setDrawn(wanted())}
          />
        </div>
        <p className="hint">同一种子、期间、类别和件数抽出同一清单；种子印在清单上，由检查方给出。</p>
      </section>
      {found.error !== null && <Empty why={problemOf(found.error).message} />}
      {drawn === null && <Empty why="选定期间、类别和件数，抽取检查清单。" />}
      {found.data !== undefined && (
        <section className="section" aria-label="抽取的记录">
          <h2>
            抽取 <b>{rows.length}</b>
            <span className="clause">共 {found.data.of} 件</span>
          </h2>
          {rows.length === 0 ? (
            <Empty why="期间内没有这类记录，或都不在您的知悉范围内。" />
          ) : (
            <Drawn rows={rows} />
          )}
        </section>
      )}
      <section className="section">
        <h2>打印</h2>
        <PaperActs
          name="检查清单"
          blocked={blocked}
          preview={() => client.printing.previewInspection(wanted())}
          print={(printer) => client.printing.printInspection({ ...wanted(), printer })}
        />
      </section>
    </div>
  );
}

function Drawn({ rows }: { rows: readonly InspectedRow[] }) {
  const open = useOpenRecord();
  return (
    <table className="small-table">
      <thead>
        <tr>
          <th scope="col">编号</th>
          <th scope="col">表单</th>
          <th scope="col">状态</th>
          <th scope="col">原件</th>
          <th scope="col">用户签署</th>
          <th scope="col">审查</th>
          <th scope="col">归档</th>
          <th scope="col">缺</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ row, ...one }) => (
          <tr key={row.uid}>
            <td className="whole">
              <button type="button" className="link-button" onClick={() => open(row)}>
                {row.number || '未编号'}
              </button>{' '}
              <MarkingTag marking={row.marking} />
            </td>
            <td>{latestForm(row.kind).title}</td>
            <td className="whole">
              <StateTag state={row.state} />
            </td>
            <td>{one.original}</td>
            <td className="whole">{one.signature}</td>
            <td>
              {one.reviewedBy} {one.reviewedAt === null ? '' : displayInstant(one.reviewedAt).slice(0, 10)}
            </td>
            <td className="whole">
              {one.archivedAt === null ? '' : displayInstant(one.archivedAt).slice(0, 10)}
            </td>
            <td>
              {one.gaps.length === 0 ? (
                <ToneTag tone="done">齐全</ToneTag>
              ) : (
                <ToneTag tone="attention">{one.gaps.join('、')}</ToneTag>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
