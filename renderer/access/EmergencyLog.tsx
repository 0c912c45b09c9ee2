import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '../../shared/contract/contract.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import { api } from '../client.ts';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import { Empty } from '../parts/Empty.tsx';
import { MarkingTag, ToneTag } from '../parts/tags.tsx';

type Line = CallOutput<'access.emergencyLog'>['rows'][number];

const columns: readonly Column<Line>[] = [
  { key: 'askedAt', label: '申请时间', width: '140px', render: (row) => displayInstant(row.askedAt) },
  { key: 'askedBy', label: '申请人', width: '96px', render: (row) => row.askedBy },
  {
    key: 'number',
    label: '申请的编号',
    width: 'minmax(160px, 1fr)',
    render: (row) => <span className="number">{row.number}</span>,
  },
  {
    key: 'decision',
    label: '审批',
    width: '96px',
    render: (row) =>
      row.ended ? (
        <ToneTag tone="draft">已过期</ToneTag>
      ) : row.decision === null ? (
        <ToneTag tone="underway">待批</ToneTag>
      ) : row.decision === 'approved' ? (
        <ToneTag tone="refused">已批准</ToneTag>
      ) : (
        <ToneTag tone="draft">未批准</ToneTag>
      ),
  },
  { key: 'decidedBy', label: '审批人', width: '96px', render: (row) => row.decidedBy ?? '' },
  {
    key: 'until',
    label: '有效至',
    width: '140px',
    render: (row) => (row.until === null ? '' : displayInstant(row.until)),
  },
  {
    key: 'kind',
    label: '记录种类',
    width: '168px',
    render: (row) => (row.kind === null ? '' : latestForm(row.kind).title),
  },
  {
    key: 'marking',
    label: '密级',
    width: '104px',
    render: (row) => (row.marking === null ? '' : <MarkingTag marking={row.marking} />),
  },
];

/** Every emergency access ever asked for, by numbers and names alone: the auditor's own list. */
export function EmergencyLog() {
  const found = useQuery(api.access.emergencyLog.queryOptions());
  return (
    <DataTable
      label="紧急知悉清单"
      columns={columns}
      rows={found.data?.rows ?? []}
      rowKey={(row) => row.uid}
      onOpen={() => undefined}
      loading={found.isPending}
      rowClass={(row) => (row.decision === 'approved' ? 'alarm-row' : '')}
      empty={<Empty why="没有申请过紧急知悉。" />}
    />
  );
}
