import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { StockRow } from '../../shared/contract/spares.ts';
import { api } from '../client.ts';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import { Empty } from '../parts/Empty.tsx';
import { FilterBar } from '../parts/FilterBar.tsx';
import { focusTable } from '../parts/focusTable.ts';
import { KeyButton } from '../parts/KeyButton.tsx';
import { problemOf } from '../parts/problem.tsx';
import { SplitView } from '../parts/SplitView.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { useMay } from '../shell/session.tsx';
import { useTabs } from '../shell/tabs.tsx';
import { MoveForm } from './MoveForm.tsx';

const pageSize = 100;
const columns: readonly Column<StockRow>[] = [
  {
    key: 'code',
    label: '备件代码',
    width: 'minmax(110px, 1fr)',
    render: (row) => <span className="number">{row.part.code}</span>,
  },
  { key: 'name', label: '名称', width: 'minmax(120px, 1.4fr)', render: (row) => row.part.name },
  {
    key: 'specification',
    label: '型号规格',
    width: 'minmax(100px, 1fr)',
    render: (row) => row.specification,
  },
  { key: 'own', label: '自有库存', width: '88px', numeric: true, render: (row) => row.own },
  { key: 'customers', label: '用户财产', width: '88px', numeric: true, render: (row) => row.customers },
  { key: 'unit', label: '单位', width: '56px', render: (row) => row.unit },
  {
    key: 'low',
    label: '最低库存',
    width: '150px',
    render: (row) =>
      row.lowStock === null ? (
        <span className="dim">未设</span>
      ) : row.low ? (
        <ToneTag tone="refused">{`低于 ${row.lowStock}`}</ToneTag>
      ) : (
        <span className="dim">{row.lowStock}</span>
      ),
  },
];

/** What lies where: own stock and customers' property in columns of their own; a part opens its depots and the entry of movements. */
export function StockPart() {
  const may = useMay();
  const tabs = useTabs();
  const [text, setText] = useState('');
  const [lowOnly, setLowOnly] = useState(false);
  const [ownership, setOwnership] = useState<'own' | 'customer' | null>(null);
  const [open, setOpen] = useState<StockRow | null>(null);
  const list = useInfiniteQuery(
    api.spares.stock.infiniteOptions({
      input: (after: string | null) => ({ text, lowOnly, ownership, after, limit: pageSize }),
      initialPageParam: null,
      getNextPageParam: (page) => page.next,
    }),
  );
  const rows = useMemo(() => (list.data?.pages ?? []).flatMap((page) => page.rows), [list.data]);
  const shown = open === null ? null : (rows.find((row) => row.part.uid === open.part.uid) ?? open);
  const enter = (
    <KeyButton
      label="登记备件、库房"
      onAct={() => tabs.open('master')}
      blocked={may.act('master.edit') ? null : '您的岗位不维护基础资料。'}
    />
  );
  return (
    <SplitView
      name="spares.stock"
      listWidth={560}
      list={
        <>
          <FilterBar
            text={{ value: text, placeholder: '代码、名称、型号规格或拼音首字母', onChange: setText }}
            count={list.data === undefined ? '' : `${rows.length}${list.hasNextPage ? '+' : ''} 种`}
            chips={[
              { key: 'low', label: '低库存', on: lowOnly, onToggle: () => setLowOnly(!lowOnly) },
              {
                key: 'own',
                label: '自有有存',
                on: ownership === 'own',
                onToggle: () => setOwnership(ownership === 'own' ? null : 'own'),
              },
              {
                key: 'customer',
                label: '用户财产有存',
                on: ownership === 'customer',
                onToggle: () => setOwnership(ownership === 'customer' ? null : 'customer'),
              },
            ]}
          />
          <DataTable
            label="库存"
            columns={open === null ? columns : columns.filter((column) => column.key !== 'specification')}
            rows={rows}
            rowKey={(row) => row.part.uid}
            chosen={open?.part.uid ?? null}
            onOpen={setOpen}
            {...(open === null ? {} : { onMove: setOpen })}
            loading={list.isPending}
            more={{
              has: list.hasNextPage,
              loading: list.isFetchingNextPage,
              load: () => void list.fetchNextPage(),
            }}
            empty={
              list.error !== null ? (
                <Empty why={problemOf(list.error).message} />
              ) : text !== '' || lowOnly || ownership !== null ? (
                <Empty why="没有符合条件的备件。" />
              ) : (
                <Empty why="还没有登记备件。备件和库房在“基础资料”中登记。" next={enter} />
              )
            }
          />
        </>
      }
      detail={
        shown === null ? null : (
          <PartStock
            key={shown.part.uid}
            row={shown}
            onBack={() => {
              setOpen(null);
              focusTable();
            }}
          />
        )
      }
    />
  );
}

function PartStock({ row, onBack }: { row: StockRow; onBack: () => void }) {
  const may = useMay();
  return (
    <article className="record" aria-label={row.part.name}>
      <div className="page-body">
        <section className="section">
          <h2>
            {row.part.name} <span className="number">{row.part.code}</span>
            <span className="clause">
              自有 {row.own}、用户财产 {row.customers}（5.8）
            </span>
          </h2>
          {row.depots.length === 0 ? (
            <p className="dim">各库房都没有存货。</p>
          ) : (
            <table className="small-table">
              <thead>
                <tr>
                  <th scope="col">库房</th>
                  <th scope="col">权属</th>
                  <th scope="col">数量</th>
                </tr>
              </thead>
              <tbody>
                {row.depots.map((depot) => (
                  <tr key={depot.depot.uid}>
                    <td>
                      {depot.depot.name} <span className="dim">{depot.depot.code}</span>
                    </td>
                    <td>
                      {depot.ownership === 'own' ? (
                        '自有'
                      ) : (
                        <ToneTag tone="attention">{`用户财产：${depot.customer}`}</ToneTag>
                      )}
                    </td>
                    <td className="number">{depot.quantity}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </section>
        {may.act('spares.move') ? <MoveForm row={row} /> : <p className="hint">出入库由备件管理员登记。</p>}
      </div>
      <section className="page-foot" aria-label="办理">
        <KeyButton label="返回" keyName="back" onAct={onBack} />
      </section>
    </article>
  );
}
