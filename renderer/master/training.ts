import { z } from 'zod';
import type { Tone } from '../parts/tags.tsx';

const trainingsSchema = z.array(
  z.object({ kind: z.string().nullish(), validUntil: z.string().nullish(), day: z.string().nullish() }),
);
const warnDays = 60;
/** Validity of a training that names no end (spec 1 "Deadlines": 24 months). */
const usualMonths = 24;

/**
 * Whether both trainings of 5.2.1 are valid today, for the list only; dispatch asks the program, which knows the policy.
 * @param content content of a staff entry
 */
export function trainingState(
  content: Readonly<Record<string, unknown>>,
  today = new Date().toISOString().slice(0, 10),
): { readonly tone: Tone; readonly words: string } {
  const rows = trainingsSchema.safeParse(content.trainings).data ?? [];
  const ends = (['norms', 'product'] as const).map((kind) =>
    rows
      .filter((row) => row.kind === kind)
      .map((row) => row.validUntil ?? endOf(row.day ?? ''))
      .sort()
      .at(-1),
  );
  const names = ['服务规范', '产品技术'];
  const lacking = names.filter((_, index) => ends[index] === undefined);
  if (lacking.length > 0) return { tone: 'refused', words: `无${lacking.join('、')}培训` };
  const first = ends.map((end) => end ?? '').sort()[0] ?? '';
  if (first < today) return { tone: 'refused', words: `${first} 过期` };
  const soon = new Date(Date.parse(today) + warnDays * 86_400_000).toISOString().slice(0, 10);
  return { tone: first <= soon ? 'attention' : 'done', words: `至 ${first}` };
}

function endOf(day: string): string {
  const start = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(start.getTime())) return '';
  start.setUTCMonth(start.getUTCMonth() + usualMonths);
  return start.toISOString().slice(0, 10);
}
