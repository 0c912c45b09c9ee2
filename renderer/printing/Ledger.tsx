import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PrintJobRow } from '../../shared/contract/printing.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import type { Day } from '../../shared/ids.ts';
import { classWords } from '../../shared/printing/classWords.ts';
import { copyStateWords } from '../../shared/printing/copyStates.ts';
import { api } from '../client.ts';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import { DayInput } from '../parts/DayInput.tsx';
import { Empty } from '../parts/Empty.tsx';
import { FilterBar } from '../parts/FilterBar.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { SplitView } from '../parts/SplitView.tsx';
import { MarkingTag, ToneTag } from '../parts/tags.tsx';
import { useMarkingsOnScreen } from '../shell/marking.tsx';
import { useMay } from '../shell/session.tsx';
import { useTabs } from '../shell/tabs.tsx';
import { Order } from './Order.tsx';
import { jobStates } from './words.ts';

const columns: readonly Column<PrintJobRow>[] = [
  { key: 'at', label: '申请时间', width: '136px', render: (row) => displayInstant(row.appliedAt) },
  {
    key: 'document',
    label: '文件',
    width: 'minmax(180px, 2fr)',
    render: (row) => (
      <span className="number-cell">
        <span className="number">{row.document}</span>
        <MarkingTag marking={row.marking} />
      </span>
    ),
  },
  { key: 'class', label: '类别', width: '76px', render: (row) => classWords[row.class] },
  {
    key: 'state',
    label: '状态',
    width: '92px',
    render: (row) => <ToneTag tone={jobStates[row.state].tone}>{jobStates[row.state].label}</ToneTag>,
  },
  { key: 'copies', label: '份数', width: '52px', numeric: true, render: (row) => row.copies.length },
  { key: 'where', label: '各份去向', width: 'minmax(120px, 1fr)', render: copiesWords },
  { key: 'applicant', label: '申请人', width: '84px', render: (row) => row.applicant },
  { key: 'approver', label: '审批人', width: '84px', render: (row) => row.approver ?? '—' },
];

/** Where the copies of an order are, in one line: 已签收 2、已发出 1. */
function copiesWords(row: PrintJobRow): string {
  const counts = new Map<string, number>();
  for (const copy of row.copies) {
    const word = copyStateWords[copy.state];
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].map(([word, count]) => `${word} ${count}`).join('、');
}

const compact = ['at', 'document', 'state', 'copies'];
const states = Object.keys(jobStates) as PrintJobRow['state'][];

/** The print ledger, newest order first; with `only`, the queue of one state. */
export function Ledger({ only }: { only?: PrintJobRow['state'] }) {
  const may = useMay();
  const tabs = useTabs();
  const [from, setFrom] = useState<Day | null>(null);
  const [to, setTo] = useState<Day | null>(null);
  const [state, setState] = useState<PrintJobRow['state'] | null>(only ?? null);
  const [chosen, setChosen] = useState<string | null>(null);
  const list = useInfiniteQuery(
    api.printing.ledger.infiniteOptions({
      input: (cursor: string | null) => ({ from, to, state, cursor, limit: 50 }),
      initialPageParam: null,
      getNextPageParam: (page) => page.next,
      placeholderData: (before) => before,
    }),
  );
  const rows = (list.data?.pages ?? []).flatMap((page) => page.rows);
  useMarkingsOnScreen(rows.map((row) => row.marking));
  if (list.isError) throw list.error;
  const open = rows.find((row) => row.uid === chosen);
  const recordUid = open?.recordUid ?? null;
  return (
    <SplitView
      name={only === undefined ? 'ledger' : 'printQueue'}
      listWidth={640}
      list={
        <>
          <FilterBar
            chips={
              only === undefined
                ? states.map((one) => ({
                    key: one,
                    label: jobStates[one].label,
                    on: state === one,
                    onToggle: () => setState(state === one ? null : one),
                  }))
                : []
            }
            count={`${rows.length} 项${list.hasNextPage ? '，向下继续' : ''}`}
          >
            {only === undefined && chosen === null && (
              <>
                <DayInput label="从" hideLabel placeholder="从哪天" value={from} onChange={setFrom} />
                <DayInput label="到" hideLabel placeholder="到哪天" value={to} onChange={setTo} />
              </>
            )}
          </FilterBar>
          <DataTable
            label={only === undefined ? '打印台账' : '待审批打印'}
            columns={open === undefined ? columns : columns.filter((column) => compact.includes(column.key))}
            rows={rows}
            rowKey={(row) => row.uid}
            chosen={chosen}
            onMove={(row) => chosen !== null && setChosen(row.uid)}
            onOpen={(row) => setChosen(row.uid)}
            onEscape={() => setChosen(null)}
            more={{
              has: list.hasNextPage,
              loading: list.isFetchingNextPage,
              load: () => void list.fetchNextPage(),
            }}
            loading={list.isPending}
            empty={
              <Empty
                why={
                  only === undefined
                    ? '还没有打印过。在记录或简报中按“打印”提出申请，每一份都会登记在这里。'
                    : '没有等待审批的打印申请。'
                }
              />
            }
          />
        </>
      }
      detail={
        open === undefined ? null : (
          <>
            <PageHeader
              title={open.document}
              marking={open.marking}
              under={`${classWords[open.class]} · 第 ${open.version} 稿 · ${open.purpose}`}
            />
            <div className="page-body">
              <Order key={open.uid} job={open} />
            </div>
            <div className="page-foot">
              <KeyButton label="返回" keyName="back" onAct={() => setChosen(null)} />
              {may.act('record.work') && recordUid !== null && (
                <KeyButton
                  label="看版面"
                  onAct={() => tabs.open('print', { uid: recordUid }, `打印 ${open.document}`)}
                />
              )}
            </div>
          </>
        )
      }
    />
  );
}
