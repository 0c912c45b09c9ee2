import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { MasterRef } from '../../shared/contract/primitives.ts';
import type { StockMoveRow } from '../../shared/contract/spares.ts';
import type { Day } from '../../shared/ids.ts';
import { stockActs } from '../../shared/spares/acts.ts';
import { api } from '../client.ts';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import { DayInput } from '../parts/DayInput.tsx';
import { Empty } from '../parts/Empty.tsx';
import { FilterBar } from '../parts/FilterBar.tsx';
import { MasterPicker } from '../parts/MasterPicker.tsx';
import { problemOf } from '../parts/problem.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { useTabs } from '../shell/tabs.tsx';

const pageSize = 100;
const columns: readonly Column<StockMoveRow>[] = [
  { key: 'day', label: '日期', width: '100px', render: (row) => row.movedOn },
  { key: 'act', label: '类别', width: '84px', render: (row) => stockActs[row.act].label },
  {
    key: 'part',
    label: '备件',
    width: 'minmax(150px, 1.6fr)',
    render: (row) => (
      <>
        <span className="number">{row.part.code}</span> {row.part.name}
      </>
    ),
  },
  {
    key: 'quantity',
    label: '数量',
    width: '64px',
    numeric: true,
    render: (row) => (row.quantity > 0 ? `+${row.quantity}` : `${row.quantity}`),
  },
  { key: 'serial', label: '编号', width: 'minmax(80px, 1fr)', render: (row) => row.serial ?? '' },
  {
    key: 'depot',
    label: '库房',
    width: 'minmax(120px, 1.2fr)',
    render: (row) =>
      row.ownership === 'own' ? row.depot.name : <ToneTag tone="attention">{row.depot.name}</ToneTag>,
  },
  { key: 'party', label: '对方', width: 'minmax(80px, 1fr)', render: (row) => row.otherParty },
  { key: 'reason', label: '事由', width: 'minmax(120px, 1.6fr)', render: (row) => row.reason },
  {
    key: 'record',
    label: '依据',
    width: '150px',
    render: (row) => <span className="number">{row.record?.number ?? ''}</span>,
  },
  { key: 'by', label: '登记人', width: '80px', render: (row) => row.by },
];

/** Every movement, latest first, by part, depot and period; a row with a record behind it opens that. */
export function MovesPart() {
  const tabs = useTabs();
  const [part, setPart] = useState<MasterRef | null>(null);
  const [depot, setDepot] = useState<MasterRef | null>(null);
  const [from, setFrom] = useState<Day | null>(null);
  const [to, setTo] = useState<Day | null>(null);
  const list = useInfiniteQuery(
    api.spares.moves.infiniteOptions({
      input: (before: string | null) => ({
        partUid: part?.uid ?? null,
        depotUid: depot?.uid ?? null,
        from,
        to,
        before,
        limit: pageSize,
      }),
      initialPageParam: null,
      getNextPageParam: (page) => page.next,
    }),
  );
  const rows = useMemo(() => (list.data?.pages ?? []).flatMap((page) => page.rows), [list.data]);
  return (
    <>
      <FilterBar count={list.data === undefined ? '' : `${rows.length}${list.hasNextPage ? '+' : ''} 笔`}>
        <MasterPicker type="part" label="备件" hideLabel placeholder="备件" value={part} onChange={setPart} />
        <MasterPicker
          type="depot"
          label="库房"
          hideLabel
          placeholder="库房"
          value={depot}
          onChange={setDepot}
        />
        <DayInput label="自" hideLabel placeholder="自" value={from} onChange={setFrom} />
        <DayInput label="至" hideLabel placeholder="至" value={to} onChange={setTo} />
      </FilterBar>
      <DataTable
        label="出入库记录"
        columns={columns}
        rows={rows}
        rowKey={(row) => row.uid}
        onOpen={(row) =>
          row.record !== null && tabs.open('record', { uid: row.record.uid }, row.record.number)
        }
        loading={list.isPending}
        more={{
          has: list.hasNextPage,
          loading: list.isFetchingNextPage,
          load: () => void list.fetchNextPage(),
        }}
        empty={
          <Empty
            why={
              list.error !== null ? problemOf(list.error).message : '没有出入库记录。在“库存”中选备件登记。'
            }
          />
        }
      />
    </>
  );
}
