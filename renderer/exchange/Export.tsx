import { useState } from 'react';
import type { Day } from '../../shared/ids.ts';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import { Empty } from '../parts/Empty.tsx';
import { FilterBar } from '../parts/FilterBar.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { ScrollBody } from '../parts/ScrollBody.tsx';
import { SplitView } from '../parts/SplitView.tsx';
import { MarkingTag, ToneTag } from '../parts/tags.tsx';
import { useMay, useSession } from '../shell/session.tsx';
import { PackageDetail } from './PackageDetail.tsx';
import { PreparePackage } from './PreparePackage.tsx';
import { PrintPaper } from './PrintPaper.tsx';
import { kindWords, type Overview, outStates, type PackageOut } from './words.ts';
import { yearStart } from './yearStart.ts';

const columns: readonly Column<PackageOut>[] = [
  { key: 'recipient', label: '接收站点', width: '84px', render: (row) => <b>{row.recipient}</b> },
  {
    key: 'seq',
    label: '序号',
    width: '72px',
    render: (row) => (row.seq === null ? '未编号' : `#${row.seq}`),
  },
  { key: 'period', label: '报告期', width: '80px', render: (row) => row.period },
  {
    key: 'state',
    label: '状态',
    width: '148px',
    render: (row) =>
      row.withdrawnBy === null ? (
        <ToneTag tone={outStates[row.state].tone}>{outStates[row.state].label}</ToneTag>
      ) : (
        <ToneTag tone="refused">已作废</ToneTag>
      ),
  },
  { key: 'marking', label: '密级', width: '96px', render: (row) => <MarkingTag marking={row.marking} /> },
  { key: 'kind', label: '种类', width: '64px', render: (row) => kindWords[row.kind] ?? row.kind },
  { key: 'count', label: '条数', width: '64px', numeric: true, render: (row) => row.recordCount },
  { key: 'by', label: '准备人', width: 'minmax(72px, 1fr)', render: (row) => row.preparedBy },
];

const createKey = 'create';
const logKey = '*log';

/** Packages that leave: queue first, each opening its four steps. */
export function Export({ overview }: { overview: Overview }) {
  const may = useMay();
  const [chosen, setChosen] = useState<string | null>(null);
  const { today } = useSession();
  const [openOnly, setOpenOnly] = useState(false);
  const rows = overview.outgoing.filter(
    (row) => !openOnly || !['acknowledged', 'refused'].includes(row.state),
  );
  const open = overview.outgoing.find((row) => row.uid === chosen);
  return (
    <SplitView
      name="export"
      listWidth={600}
      list={
        <>
          <FilterBar
            chips={[
              {
                key: 'open',
                label: '未完成',
                on: openOnly,
                onToggle: () => setOpenOnly(!openOnly),
              },
            ]}
            count={`${rows.length} 个数据包`}
          />
          {overview.requests.map((one) => (
            <p key={`${one.partner} ${one.epoch} ${one.fromSeq}`} className="callout attention" role="status">
              ▲ {one.partner} 没有收到 {one.epoch} 第{' '}
              {one.fromSeq === one.toSeq ? one.fromSeq : `${one.fromSeq}–${one.toSeq}`}{' '}
              号包，请打开该包再次写出。
            </p>
          ))}
          <DataTable
            label="导出的数据包"
            columns={columns}
            rows={rows}
            rowKey={(row) => row.uid}
            chosen={chosen}
            onOpen={(row) => setChosen(row.uid)}
            onEscape={() => setChosen(null)}
            empty={
              <Empty
                why={
                  may.act('package.prepare')
                    ? '还没有导出过数据包。按“准备数据包”，程序会列出自上次以来应当发送的记录。'
                    : '没有等待您办理的数据包。'
                }
              />
            }
          />
          <div className="page-foot">
            {may.act('package.prepare') && (
              <KeyButton label="准备数据包" tone="main" keyName="create" onAct={() => setChosen(createKey)} />
            )}
            <KeyButton label="导出登记…" onAct={() => setChosen(logKey)} />
          </div>
        </>
      }
      detail={
        chosen === createKey ? (
          <PreparePackage sites={overview.sites} onDone={setChosen} onLeave={() => setChosen(null)} />
        ) : chosen === logKey ? (
          <>
            <PageHeader title="导出登记" under={`${yearStart(today)} 至 ${today}`} />
            <ScrollBody label="导出登记">
              <PrintPaper
                paper={{ kind: 'exportLog', from: yearStart(today), to: today as Day }}
                name="导出登记"
              />
            </ScrollBody>
          </>
        ) : open === undefined ? null : (
          <PackageDetail key={open.uid} row={open} sites={overview.sites} onLeave={() => setChosen(null)} />
        )
      }
    />
  );
}
