import { z } from 'zod';
import {
  addDays,
  addMonths,
  addWorkingDays,
  dueWords,
  isDetermined,
  nextWorkingDay,
  type WorkingCalendar,
} from '../calendar/calendar.ts';
import type { Day } from '../ids.ts';

const offsetSchema = z.discriminatedUnion('count', [
  /** Calendar days after the starting day. */
  z.strictObject({ count: z.literal('calendarDays'), days: z.int().min(0) }),
  z.strictObject({ count: z.literal('workingDays'), days: z.int().min(0) }),
  /** Months after the starting day. */
  z.strictObject({ count: z.literal('months'), months: z.int().min(1) }),
  /** A day of the month after the month of the starting day. */
  z.strictObject({ count: z.literal('dayOfNextMonth'), day: z.int().min(1).max(28) }),
  /** A fixed day of the year of the starting day: MM-DD. */
  z.strictObject({
    count: z.literal('dayOfYear'),
    day: z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/),
  }),
  /** Years after the starting day. */
  z.strictObject({ count: z.literal('years'), years: z.int().min(1) }),
]);
/** How a due day follows from a starting day. */
export type Offset = z.infer<typeof offsetSchema>;

/** Schema of one deadline. */
const deadlineSchema = z.strictObject({
  label: z.string().min(1),
  clause: z.string().min(1),
  due: offsetSchema,
  /** First reminder, from the same starting day; for fixed days of the year also a fixed day. */
  remind: offsetSchema.optional(),
  /** A due date on a rest day moves to the next working day. Validity and retention end on their own day. */
  movesOffRestDays: z.boolean().default(true),
});
/** One deadline with its clause. */
export type Deadline = z.infer<typeof deadlineSchema>;

/** Deadlines of spec 1; every one is a setting with this default. */
export const deadlineDefaults = {
  annualPlan: {
    label: '技术服务计划',
    clause: '5.4.1',
    due: { count: 'dayOfYear', day: '03-31' },
    remind: { count: 'dayOfYear', day: '03-01' },
    movesOffRestDays: true,
  },
  onSitePapers: {
    label: '现场服务资料上交',
    clause: '5.5.6',
    due: { count: 'calendarDays', days: 3 },
    remind: { count: 'calendarDays', days: 2 },
    movesOffRestDays: true,
  },
  unitPackage: {
    label: '单位月度数据包',
    clause: '5.5.6',
    due: { count: 'dayOfNextMonth', day: 5 },
    movesOffRestDays: true,
  },
  situationReport: {
    label: '情况报表、服务简报',
    clause: '5.7.3、5.7.4',
    due: { count: 'calendarDays', days: 10 },
    movesOffRestDays: true,
  },
  complaintFirstReply: {
    label: '投诉首次答复',
    clause: '5.6',
    due: { count: 'calendarDays', days: 1 },
    movesOffRestDays: false,
  },
  complaintClosed: {
    label: '投诉办结',
    clause: '5.6',
    due: { count: 'workingDays', days: 10 },
    movesOffRestDays: true,
  },
  qualityMinor: {
    label: '质量反馈（一般）',
    clause: '5.7.2',
    due: { count: 'workingDays', days: 10 },
    movesOffRestDays: true,
  },
  qualitySerious: {
    label: '质量反馈（严重）',
    clause: '5.7.2',
    due: { count: 'workingDays', days: 30 },
    movesOffRestDays: true,
  },
  qualityCritical: {
    label: '质量反馈（重大）',
    clause: '5.7.2',
    due: { count: 'workingDays', days: 30 },
    movesOffRestDays: true,
  },
  sparesPlan: {
    label: '预投维修备件计划',
    clause: '5.9',
    due: { count: 'dayOfYear', day: '10-31' },
    movesOffRestDays: true,
  },
  trainingValidity: {
    label: '培训有效期',
    clause: '5.2.1',
    due: { count: 'months', months: 24 },
    movesOffRestDays: false,
  },
  retention: {
    label: '保存期',
    clause: '5.11.2',
    due: { count: 'years', years: 5 },
    movesOffRestDays: false,
  },
} as const satisfies Record<string, Deadline>;

/** Name of a deadline. */
export type DeadlineKind = keyof typeof deadlineDefaults;
/** The deadlines in force: each default or the site's own. */
export type Deadlines = Readonly<Record<DeadlineKind, Deadline>>;

/** Schema of the deadlines as a setting. */
export const deadlinesSchema: z.ZodType<Partial<Record<DeadlineKind, Deadline>>> = z.partialRecord(
  z.enum(Object.keys(deadlineDefaults) as [DeadlineKind, ...DeadlineKind[]]),
  deadlineSchema,
);

/** A due day with how it came about. */
export interface DueDay {
  readonly due: Day;
  readonly remind: Day | null;
  /** True if the due day was moved off a rest day. */
  readonly moved: boolean;
  /** False while a year's calendar file is missing: shown as 日历未定 and computed again when it arrives. */
  readonly determined: boolean;
  readonly clause: string;
}

/**
 * The due day of a deadline.
 * @param from day from which it runs (return day, last day of the period, day of receipt …)
 */
export function dueDay(
  kind: DeadlineKind,
  from: Day,
  calendar: WorkingCalendar,
  deadlines: Deadlines,
): DueDay {
  const rule = deadlines[kind];
  const raw = offsetDay(rule.due, from, calendar);
  const due = rule.movesOffRestDays ? nextWorkingDay(calendar, raw) : raw;
  return {
    due,
    remind: rule.remind === undefined ? null : offsetDay(rule.remind, from, calendar),
    moved: due !== raw,
    determined: isDetermined(calendar, from) && isDetermined(calendar, raw) && isDetermined(calendar, due),
    clause: rule.clause,
  };
}

/** Clock of the papers of an on-site service (5.5.6). */
export interface HandInState {
  readonly state: 'notReturned' | 'running' | 'remind' | 'overdue' | 'onTime' | 'late';
  readonly due: Day | null;
  /** In words, for the row and the page. */
  readonly words: string;
  readonly determined: boolean;
  readonly clause: string;
}

/**
 * Where the hand-in clock stands: it starts on the day of return and stops on the day of hand-in.
 * @param returnedDay null while the staff are away
 * @param handedInDay null while the papers are out
 */
export function handInState(
  returnedDay: Day | null,
  handedInDay: Day | null,
  today: Day,
  calendar: WorkingCalendar,
  deadlines: Deadlines,
): HandInState {
  const clause = deadlines.onSitePapers.clause;
  if (returnedDay === null) {
    return { state: 'notReturned', due: null, words: '尚未返回', determined: true, clause };
  }
  const { due, remind, determined } = dueDay('onSitePapers', returnedDay, calendar, deadlines);
  const make = (state: HandInState['state'], words: string): HandInState => ({
    state,
    due,
    words,
    determined,
    clause,
  });
  if (handedInDay !== null) {
    return handedInDay <= due ? make('onTime', '按期上交') : make('late', `迟交（应于 ${due} 上交）`);
  }
  const words = dueWords(calendar, today, due);
  if (today > due) return make('overdue', words);
  return make(remind !== null && today >= remind ? 'remind' : 'running', words);
}

function offsetDay(offset: Offset, from: Day, calendar: WorkingCalendar): Day {
  switch (offset.count) {
    case 'calendarDays':
      return addDays(from, offset.days);
    case 'workingDays':
      return addWorkingDays(calendar, from, offset.days);
    case 'months':
      return addMonths(from, offset.months);
    case 'years':
      return addMonths(from, offset.years * 12);
    case 'dayOfNextMonth':
      return addDays(addMonths(`${from.slice(0, 7)}-01` as Day, 1), offset.day - 1);
    case 'dayOfYear':
      return `${from.slice(0, 4)}-${offset.day}` as Day;
  }
}
