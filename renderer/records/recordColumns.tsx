import type { RecordRow } from '../../shared/contract/records.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import type { Column } from '../parts/DataTable.tsx';
import { DueTag, MarkingTag, StateTag, ToneTag } from '../parts/tags.tsx';
import { occurredWords } from './occurred.ts';

/** Columns of any list of records by key. The marking stands beside the number, always. */
export function recordColumns(today: string): readonly Column<RecordRow>[] {
  return [
    {
      key: 'number',
      label: '编号 · 密级',
      width: 'minmax(272px, 1.2fr)',
      render: (row) => (
        <span className="number-cell">
          <span className={row.number === '' ? 'dim' : 'number'}>{row.number || '未编号'}</span>
          <MarkingTag marking={row.marking} />
        </span>
      ),
    },
    { key: 'state', label: '状态', width: '112px', render: (row) => <StateTag state={row.state} /> },
    { key: 'kind', label: '表单', width: '144px', render: (row) => latestForm(row.kind).title },
    { key: 'title', label: '摘要', width: 'minmax(96px, 4fr)', render: (row) => row.title },
    {
      key: 'customer',
      label: '用户单位',
      width: 'minmax(110px, 1.2fr)',
      render: (row) => row.customer?.name ?? '—',
    },
    { key: 'occurred', label: '发生时间', width: '130px', render: occurredWords },
    {
      key: 'due',
      label: '期限',
      width: '132px',
      render: (row) => <DueTag dueOn={row.dueOn} today={today} />,
    },
    { key: 'author', label: '拟制', width: '76px', render: (row) => row.author },
    { key: 'site', label: '站点', width: '64px', render: (row) => row.owningSite },
    {
      key: 'original',
      label: '原件',
      width: '96px',
      render: (row) =>
        row.originalState === 'missing' ? (
          <ToneTag tone="attention">未到</ToneTag>
        ) : row.originalState === 'received' ? (
          '已收到'
        ) : row.originalState === 'expected' ? (
          '待收'
        ) : (
          '—'
        ),
    },
  ];
}

/** Shown unless the person chose otherwise. */
export const usualColumns: readonly string[] = [
  'number',
  'state',
  'kind',
  'title',
  'customer',
  'occurred',
  'due',
  'author',
];
/** What fits beside an open record. */
export const compactColumns: readonly string[] = ['number', 'state', 'title'];
