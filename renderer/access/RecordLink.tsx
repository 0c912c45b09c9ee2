import type { RecordRow } from '../../shared/contract/records.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import { MarkingTag, StateTag } from '../parts/tags.tsx';
import { useOpenRecord } from '../shell/openRecord.ts';

/** A record in a list of matters to decide: number, mark, state, title; opens its page. */
export function RecordLink({ row }: { row: RecordRow }) {
  const open = useOpenRecord();
  const title = latestForm(row.kind).title;
  return (
    <>
      <button type="button" className="link-button" onClick={() => open(row)}>
        {title} {row.number || '未编号'}
      </button>
      <MarkingTag marking={row.marking} />
      <StateTag state={row.state} />
      <span className="cut">{row.title}</span>
    </>
  );
}
