import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { StaffRegisterRow } from '../../shared/contract/staff.ts';
import type { Day } from '../../shared/ids.ts';
import { api } from '../client.ts';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import { Empty } from '../parts/Empty.tsx';
import { FilterBar } from '../parts/FilterBar.tsx';
import { focusTable } from '../parts/focusTable.ts';
import { problemOf } from '../parts/problem.tsx';
import { SplitView } from '../parts/SplitView.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { useSession } from '../shell/session.tsx';
import { EndTag } from './EndTag.tsx';
import { PersonPage } from './PersonPage.tsx';

function firstEnd(row: StaffRegisterRow): Day | null {
  if (row.products.length === 0) return null;
  const ends = row.products.map((product) => product.until);
  return ends.includes(null) ? null : (ends.sort()[0] ?? null);
}

/** The register of 5.2.1: each person's title, trainings, certificates and what stands against a dispatch today. */
export function StaffRegister() {
  const { today } = useSession();
  const [open, setOpen] = useState<string | null>(null);
  const [lacking, setLacking] = useState(false);
  const found = useQuery(api.staff.register.queryOptions());
  const all = found.data?.rows ?? [];
  const rows = lacking ? all.filter((row) => !row.able || row.lacking.length > 0) : all;
  const columns: readonly Column<StaffRegisterRow>[] = [
    {
      key: 'name',
      label: '姓名',
      width: 'minmax(96px, 1fr)',
      render: (row) => row.staff.name,
    },
    {
      key: 'state',
      label: '今日',
      width: '132px',
      render: (row) => <ToneTag tone={row.able ? 'done' : 'refused'}>{row.state}</ToneTag>,
    },
    { key: 'title', label: '职称', width: '84px', render: (row) => row.title },
    {
      key: 'norms',
      label: '服务规范',
      width: '140px',
      render: (row) => <EndTag until={row.normsUntil} today={today} />,
    },
    {
      key: 'product',
      label: '产品技术（最早）',
      width: '140px',
      render: (row) => <EndTag until={firstEnd(row)} today={today} />,
    },
    { key: 'products', label: '产品', width: '56px', numeric: true, render: (row) => row.products.length },
    {
      key: 'certificates',
      label: '证书',
      width: 'minmax(120px, 1fr)',
      render: (row) =>
        row.lacking.length === 0 ? (
          `${row.certificates} 份`
        ) : (
          <span title={`缺${row.lacking.join('、')}`}>
            <ToneTag tone="attention">{`缺 ${row.lacking.length} 份`}</ToneTag>
          </span>
        ),
    },
    {
      key: 'why',
      label: '依据',
      width: 'minmax(160px, 2fr)',
      render: (row) => <span title={row.reasons.join('；')}>{row.reasons.join('；')}</span>,
    },
    { key: 'site', label: '站点', width: '64px', render: (row) => row.site },
  ];
  const shown = rows.find((row) => row.staff.uid === open);
  return (
    <SplitView
      name="staff"
      listWidth={440}
      list={
        <>
          <FilterBar
            chips={[
              {
                key: 'lacking',
                label: '不可派或缺证书',
                on: lacking,
                onToggle: () => setLacking(!lacking),
                count: all.filter((row) => !row.able || row.lacking.length > 0).length,
              },
            ]}
            count={found.data === undefined ? '' : `${rows.length} 人`}
          />
          <DataTable
            label="服务人员资格"
            columns={shown === undefined ? columns : columns.slice(0, 3)}
            rows={rows}
            rowKey={(row) => row.staff.uid}
            chosen={open}
            onOpen={(row) => setOpen(row.staff.uid)}
            {...(open === null ? {} : { onMove: (row: StaffRegisterRow) => setOpen(row.staff.uid) })}
            loading={found.isPending}
            empty={
              found.error !== null ? (
                <Empty why={problemOf(found.error).message} />
              ) : (
                <Empty why="没有服务人员。请在“基础资料 › 服务人员”中登记。" />
              )
            }
          />
        </>
      }
      detail={
        shown === undefined ? null : (
          <PersonPage
            key={shown.staff.uid}
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
