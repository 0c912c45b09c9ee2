import { z } from 'zod';
import {
  addDays,
  addWorkingDays,
  daysBetween,
  dueWords,
  nextWorkingDay,
  type WorkingCalendar,
  workingDaysBetween,
} from '../calendar/calendar.ts';
import type { RecordKind } from '../forms/kinds.ts';
import type { FormContent } from '../forms/values.ts';
import { type Day, dayOf, type Instant } from '../ids.ts';
import type { State } from '../lifecycle/states.ts';
import { type DeadlineKind, type Deadlines, dueDay } from '../rules/deadlines.ts';

const dayText = z.iso.date();
const holdSchema = z.object({
  from: dayText,
  to: dayText.nullish(),
  reason: z.string(),
  by: z.string().nullish(),
});
/** A time during which the clock of a case stands still; without an end it still does. */
export type Hold = z.infer<typeof holdSchema>;

/** The holds of a case, oldest first. */
export function holdsOf(content: FormContent): readonly Hold[] {
  return holdSchema.array().safeParse(content.holds ?? []).data ?? [];
}

/** The hold that has not ended, or undefined. */
export function openHold(content: FormContent): Hold | undefined {
  return holdsOf(content).find((hold) => hold.to === null || hold.to === undefined);
}

/** What a clock is measured against. */
export interface ClockTime {
  readonly now: Instant;
  readonly today: Day;
  readonly calendar: WorkingCalendar;
  readonly deadlines: Deadlines;
}

/** One clock of a case. */
export interface CaseClock {
  readonly key: 'firstReply' | 'closing' | 'sameDay' | 'answer' | 'own';
  readonly label: string;
  readonly clause: string;
  /** The moment or day from which it runs. */
  readonly from: string;
  readonly due: Day;
  /** The moment, where the clock counts hours. */
  readonly dueAt: Instant | null;
  readonly state: 'running' | 'held' | 'overdue' | 'onTime' | 'late';
  /** In words, for the row and the page. */
  readonly words: string;
}

const dayMs = 24 * 60 * 60 * 1000;

/** Kinds whose clock can be held. */
export const heldKinds: readonly RecordKind[] = ['complaint', 'qualityFeedback'];
const ended: readonly State[] = ['closed', 'archived', 'compiled', 'disposed', 'voided'];
const closingDeadline = {
  minor: 'qualityMinor',
  serious: 'qualitySerious',
  critical: 'qualityCritical',
} as const;

/** The clocks of a case as they stand. None where the kind has none or its start is not known. */
export function caseClocks(
  kind: RecordKind,
  state: State,
  content: FormContent,
  time: ClockTime,
): readonly CaseClock[] {
  switch (kind) {
    case 'complaint':
      return [
        ...firstReply(content, time),
        ...closing(complaintStart(content), 'complaintClosed', '投诉办结'),
      ];
    case 'qualityFeedback':
      return closing(feedbackStart(content), gradeDeadline(content), '质量反馈办结');
    case 'urgentReport':
      return sameDay(content, time);
    case 'forwardedNeed':
      return byDay('answer', '部门答复', '5.1.1', dayAt(content, 'answerDue'), state === 'answered');
    case 'improvement':
      return byDay('own', '措施完成', '5.10', dayAt(content, 'due'), state === 'carriedOut');
    case 'designChange':
      return byDay('own', '逐台落实', '4 表1 1-5', dayAt(content, 'due'), false);
    default:
      return [];
  }

  function closing(from: Day | null, deadline: DeadlineKind, label: string): CaseClock[] {
    if (from === null) return [];
    const due = shifted(dueDay(deadline, from, time.calendar, time.deadlines).due, content, deadline, time);
    const done = ended.includes(state) ? instantAt(content, 'answeredAt') : null;
    const clause = time.deadlines[deadline].clause;
    return [clock('closing', label, clause, from, due, null, done === null ? null : dayOf(done))];
  }

  function byDay(
    key: CaseClock['key'],
    label: string,
    clause: string,
    due: Day | null,
    settled: boolean,
  ): CaseClock[] {
    if (due === null || settled || ended.includes(state)) return [];
    return [clock(key, label, clause, due, due, null, null)];
  }

  function clock(
    key: CaseClock['key'],
    label: string,
    clause: string,
    from: string,
    due: Day,
    dueAt: Instant | null,
    doneOn: Day | null,
  ): CaseClock {
    const base = { key, label, clause, from, due, dueAt };
    if (doneOn !== null)
      return doneOn <= due
        ? { ...base, state: 'onTime', words: '按期' }
        : { ...base, state: 'late', words: `超期（应于 ${due}）` };
    const held = openHold(content);
    if (held !== undefined && heldKinds.includes(kind))
      return { ...base, state: 'held', words: `自 ${held.from} 暂停：${held.reason}` };
    const words = dueWords(time.calendar, time.today, due);
    return { ...base, state: time.today > due ? 'overdue' : 'running', words };
  }
}

/** The day by which the present step of a case is due; null without a clock and while it is held. */
export function caseDue(
  kind: RecordKind,
  state: State,
  content: FormContent,
  calendar: WorkingCalendar,
  deadlines: Deadlines,
): Day | null {
  if (ended.includes(state)) return null;
  const far = '2000-01-01' as Day;
  const time: ClockTime = { now: `${far}T00:00:00.000Z` as Instant, today: far, calendar, deadlines };
  const clocks = caseClocks(kind, state, content, time);
  if (kind === 'complaint' && state === 'opened') {
    return clocks.find((clock) => clock.key === 'firstReply')?.due ?? null;
  }
  if (kind === 'urgentReport') return state === 'confirmed' ? null : (clocks[0]?.due ?? null);
  const open = clocks.find((clock) => clock.key !== 'firstReply');
  return open === undefined || open.state === 'held' ? null : open.due;
}

/** Whether the first reply of a complaint came later than the deadline allows; false while there is none. */
export function firstReplyLate(content: FormContent, time: ClockTime): boolean {
  const replied = instantAt(content, 'repliedAt');
  const [clock] = firstReply(content, time);
  return replied !== null && clock?.dueAt !== undefined && clock.dueAt !== null && replied > clock.dueAt;
}

/** The first reply counts hours from the moment of receipt, rest days included (5.6). */
function firstReply(content: FormContent, time: ClockTime): CaseClock[] {
  const from = instantAt(content, 'receivedAt');
  if (from === null) return [];
  const rule = time.deadlines.complaintFirstReply;
  const dueAt =
    rule.due.count === 'calendarDays'
      ? (new Date(Date.parse(from) + rule.due.days * dayMs).toISOString() as Instant)
      : (`${dueDay('complaintFirstReply', dayOf(from), time.calendar, time.deadlines).due}T15:59:59.999Z` as Instant);
  const due = dayOf(dueAt);
  const base = { key: 'firstReply', label: '首次答复', clause: rule.clause, from, due, dueAt } as const;
  const replied = instantAt(content, 'repliedAt');
  if (replied !== null)
    return [
      replied <= dueAt
        ? { ...base, state: 'onTime', words: '按时' }
        : { ...base, state: 'late', words: `超时 ${hours(dueAt, replied)}` },
    ];
  return [
    time.now > dueAt
      ? { ...base, state: 'overdue', words: `已超时 ${hours(dueAt, time.now)}` }
      : { ...base, state: 'running', words: `还有 ${hours(time.now, dueAt)}` },
  ];
}

/** Matters of large effect are reported on the day they happen (5.2.2). */
function sameDay(content: FormContent, time: ClockTime): CaseClock[] {
  const from = instantAt(content, 'happenedAt');
  if (from === null) return [];
  const due = dayOf(from);
  const base = { key: 'sameDay', label: '当日报告并签收', clause: '5.2.2', from, due, dueAt: null } as const;
  const acks = [instantAt(content, 'leaderAckAt'), instantAt(content, 'qualityAckAt')];
  const last = acks.includes(null) ? null : (acks.toSorted().at(-1) ?? null);
  if (last !== null)
    return [
      dayOf(last) <= due
        ? { ...base, state: 'onTime', words: '当日签收' }
        : { ...base, state: 'late', words: `${dayOf(last)} 签收` },
    ];
  return [
    time.today > due
      ? { ...base, state: 'overdue', words: `${daysBetween(due, time.today)} 日未签收` }
      : { ...base, state: 'running', words: '今日须签收' },
  ];
}

/** A due day moved on by the time that the clock stood still: working days where it counts working days. */
function shifted(due: Day, content: FormContent, deadline: DeadlineKind, time: ClockTime): Day {
  const { calendar } = time;
  const working = time.deadlines[deadline].due.count === 'workingDays';
  return holdsOf(content).reduce<Day>((day, hold) => {
    if (hold.to === null || hold.to === undefined) return day;
    const [from, to] = [hold.from as Day, hold.to as Day];
    return working
      ? addWorkingDays(calendar, day, Math.max(0, workingDaysBetween(calendar, from, to)))
      : nextWorkingDay(calendar, addDays(day, Math.max(0, daysBetween(from, to))));
  }, due);
}

function gradeDeadline(content: FormContent): DeadlineKind {
  const grade = content.grade;
  return grade === 'serious' || grade === 'critical' ? closingDeadline[grade] : closingDeadline.minor;
}

/** A reopened complaint runs anew from the day it was opened again. */
function complaintStart(content: FormContent): Day | null {
  const from = instantAt(content, 'clockFrom') ?? instantAt(content, 'receivedAt');
  return from === null ? null : dayOf(from);
}

function feedbackStart(content: FormContent): Day | null {
  const again = instantAt(content, 'clockFrom');
  return again === null ? dayAt(content, 'foundDay') : dayOf(again);
}

/** A field's value as a moment, or null. */
export function instantAt(content: FormContent, key: string): Instant | null {
  const value = content[key];
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value))
    ? (new Date(value).toISOString() as Instant)
    : null;
}

/** A field's value as a day, or null. */
export function dayAt(content: FormContent, key: string): Day | null {
  const value = content[key];
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) ? (value as Day) : null;
}

function hours(from: string, to: string): string {
  const minutes = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 60_000));
  return minutes >= 60 ? `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分` : `${minutes} 分`;
}
