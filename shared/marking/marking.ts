import { z } from 'zod';
import type { Day } from '../ids.ts';

/** Secrecy levels in rising order. The program is not meant for 绝密. */
export const levels = ['internal', 'secret', 'confidential'] as const;
/** Secrecy level: 内部 < 秘密 < 机密. */
export type Level = (typeof levels)[number];

/** Chinese words of the levels. */
export const levelWords: Readonly<Record<Level, string>> = {
  internal: '内部',
  secret: '秘密',
  confidential: '机密',
};

/** Status of a marking decision. */
export const markingStatuses = ['provisional', 'final', 'changed', 'released'] as const;
/** 预定密, 正式, 变更, 解除. */
export type MarkingStatus = (typeof markingStatuses)[number];
/** Schema of a term. `none` belongs to 内部 without a term. */
export const termSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('years'), years: z.int().min(1).max(30) }),
  z.strictObject({ kind: z.literal('until'), day: z.iso.date() }),
  z.strictObject({ kind: z.literal('permanent') }),
  z.strictObject({ kind: z.literal('none') }),
]);
/** How long the secret lasts: years from the day of marking, until a day, 长期, or no term (内部 only). */
export type Term = z.infer<typeof termSchema>;

/** Schema of a marking. Classified levels need a term. */
export const markingSchema = z
  .strictObject({
    level: z.enum(levels),
    term: termSchema,
    /** Company mark: the same words without ★ (commercial secret, not a state secret). */
    company: z.boolean().default(false),
  })
  .refine((marking) => marking.level === 'internal' || marking.term.kind !== 'none', {
    error: '秘密、机密须有保密期限',
  })
  .refine((marking) => marking.level !== 'internal' || !marking.company, {
    error: '内部不分国家秘密和公司秘密',
  });
/** A secrecy marking as decided or proposed. */
export type Marking = z.infer<typeof markingSchema>;

/** The level that everything has unless decided otherwise. */
export const defaultMarking: Marking = { level: 'internal', term: { kind: 'none' }, company: false };

/** Rank for comparison in queries: 1 内部, 2 秘密, 3 机密. */
export function levelRank(level: Level): 1 | 2 | 3 {
  return level === 'internal' ? 1 : level === 'secret' ? 2 : 3;
}

/**
 * The level of a rank.
 * @throws RangeError for anything but 1, 2, 3
 */
export function levelOfRank(rank: number): Level {
  const level = levels[rank - 1];
  if (level === undefined) throw new RangeError(`no level has rank ${rank}`);
  return level;
}

/** The marking as written on paper: `机密★10年`, `秘密★长期`, `机密★2036-11-22`, company mark `秘密10年`, `内部`. */
export function formatMarking(marking: Marking): string {
  const star = marking.company || marking.level === 'internal' ? '' : '★';
  const term = formatTerm(marking.term);
  return term === '' ? levelWords[marking.level] : `${levelWords[marking.level]}${star}${term}`;
}

/** The term in words: `10年`, `2036-11-22`, `长期`, or empty. */
export function formatTerm(term: Term): string {
  switch (term.kind) {
    case 'years':
      return `${term.years}年`;
    case 'until':
      return term.day;
    case 'permanent':
      return '长期';
    case 'none':
      return '';
  }
}

/** Reads what {@link formatMarking} writes; null for anything else. */
export function parseMarking(text: string): Marking | null {
  const match = /^(内部|秘密|机密)(★?)(?:(\d{1,2})年|(\d{4}-\d{2}-\d{2})|(长期))?$/.exec(text.trim());
  const level = levels.find((candidate) => levelWords[candidate] === match?.[1]);
  if (match === null || level === undefined) return null;
  const [, , star, years, day, permanent] = match;
  const term: Term =
    years !== undefined
      ? { kind: 'years', years: Number(years) }
      : day !== undefined
        ? { kind: 'until', day }
        : permanent !== undefined
          ? { kind: 'permanent' }
          : { kind: 'none' };
  // A star without a term, or on 内部, is not a marking that anybody may write.
  if (star === '★' && (term.kind === 'none' || level === 'internal')) return null;
  const company = level !== 'internal' && star === '';
  const result = markingSchema.safeParse({ level, term, company });
  return result.success ? result.data : null;
}

/**
 * The marking of a compilation: highest level and longest term of its parts (spec 3), each taken by itself. State mark
 * wins over company mark. Of several terms, years are counted from `from`.
 * @param list markings of the parts; none gives 内部
 * @param from day from which terms in years run (day of the compilation)
 */
export function maxMarking(list: readonly Marking[], from: Day): Marking {
  let level: Level = 'internal';
  let term: Term = { kind: 'none' };
  for (const marking of list) {
    if (levelRank(marking.level) > levelRank(level)) level = marking.level;
    if (termEnd(marking.term, from) > termEnd(term, from)) term = marking.term;
  }
  const classified = list.filter((marking) => marking.level !== 'internal');
  const company = classified.length > 0 && classified.every((marking) => marking.company);
  return { level, term, company };
}

/**
 * True if `a` protects less than `b`: lower level, shorter term, or a company mark in place of a state mark. Lowering
 * needs a decision of the marking officer.
 */
export function isLowerMarking(a: Marking, b: Marking, from: Day): boolean {
  return (
    levelRank(a.level) < levelRank(b.level) ||
    termEnd(a.term, from) < termEnd(b.term, from) ||
    (a.company && !b.company && b.level !== 'internal')
  );
}

/** Last day of the term, as sortable text; 长期 sorts after every day, no term before. */
export function termEnd(term: Term, from: Day): string {
  switch (term.kind) {
    case 'years':
      return addYears(from, term.years);
    case 'until':
      return term.day;
    case 'permanent':
      return '9999-12-31';
    case 'none':
      return '';
  }
}

/** 29 February plus one year is 28 February: the shorter reading would end the secret a day late otherwise. */
function addYears(day: Day, years: number): string {
  const year = String(Number(day.slice(0, 4)) + years).padStart(4, '0');
  const rest = day.slice(4);
  const date = `${year}${rest}`;
  return rest === '-02-29' && !z.iso.date().safeParse(date).success ? `${year}-02-28` : date;
}
