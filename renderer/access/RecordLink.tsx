import type { RecordRow } from '../../shared/contract/records.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import { MarkingTag, StateTag } from '../parts/tags.tsx';
import { useTabs } from '../shell/tabs.tsx';

/** A record in a list of matters to decide: number, mark, state, title; opens its page. */
export function RecordLink({ row }: { row: RecordRow }) {
  const tabs = useTabs();
  const title = latestForm(row.kind).title;
  return (
    <>
      <button
        type="button"
        className="link-button"
        onClick={() =>
          tabs.open(row.kind === 'task' ? 'task' : 'record', { uid: row.uid }, row.number || title)
        }
      >
        {title} {row.number || '未编号'}
      </button>
      <MarkingTag marking={row.marking} />
      <StateTag state={row.state} />
      <span className="cut">{row.title}</span>
    </>
  );
}
