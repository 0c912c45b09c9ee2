import type { Day } from '../../shared/ids.ts';
import { type State, stateWords } from '../../shared/lifecycle/states.ts';

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

/** Due day in words: 还有 2 天, 今天到期, 逾期 3 天. */
export function DueTag({ dueOn, today }: { dueOn: Day | null; today: string }) {
  if (dueOn === null) return null;
  const days = Math.round((Date.parse(dueOn) - Date.parse(today)) / 86_400_000);
  if (days < 0) return <ToneTag tone="refused">{`逾期 ${-days} 天`}</ToneTag>;
  if (days === 0) return <ToneTag tone="attention">今天到期</ToneTag>;
  if (days <= 2) return <ToneTag tone="attention">{`还有 ${days} 天`}</ToneTag>;
  return <span className="dim">还有 {days} 天</span>;
}
