import { dueWords, workingDaysBetween } from '../../shared/calendar/calendar.ts';
import type { Day } from '../../shared/ids.ts';
import { type State, stateWords } from '../../shared/lifecycle/states.ts';
import { useCalendar } from './calendar.ts';

/** Meanings of the design: each with a word and a sign, never by colour alone. */
export type Tone = 'draft' | 'underway' | 'done' | 'refused' | 'attention';
const signs: Readonly<Record<Tone, string>> = {
  draft: '○',
  underway: '◐',
  done: '●',
  refused: '✕',
  attention: '▲',
};

/** A word in one of the five meanings. */
export function ToneTag({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span className={`tag tag-${tone}`}>
      <span aria-hidden="true">{signs[tone]} </span>
      {children}
    </span>
  );
}

/** State of a record in its word and colour. */
export function StateTag({ state }: { state: State }) {
  const { label, tone } = stateWords[state];
  return <ToneTag tone={tone}>{label}</ToneTag>;
}

/** Secrecy marking: red bold beside every number of a classified record, always in the same place. */
export function MarkingTag({ marking }: { marking: string }) {
  const classified = !marking.startsWith('内部');
  return <span className={classified ? 'marking classified' : 'marking'}>{marking}</span>;
}

/** Due day in words: 还有 2 个工作日, 今天到期, 逾期 3 个工作日; 日历未定 where the year has no calendar yet. */
export function DueTag({ dueOn, today }: { dueOn: Day | null; today: string }) {
  const calendar = useCalendar();
  if (dueOn === null) return null;
  const words = dueWords(calendar, today as Day, dueOn);
  const soon = workingDaysBetween(calendar, today as Day, dueOn) <= 2;
  const title = { title: dueOn };
  if (dueOn < today)
    return (
      <span {...title}>
        <ToneTag tone="refused">{words}</ToneTag>
      </span>
    );
  if (soon)
    return (
      <span {...title}>
        <ToneTag tone="attention">{words}</ToneTag>
      </span>
    );
  return (
    <span className="dim" {...title}>
      {words}
    </span>
  );
}
