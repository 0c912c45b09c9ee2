import { z } from 'zod';
import { type LifeGroup, lifeGroups } from '../rules/lifeGroups.ts';
import {
  day,
  done,
  instant,
  masterUid,
  month,
  note,
  objectUid,
  reason,
  recordKind,
  recordUid,
  state,
} from './primitives.ts';
import { command, query } from './procedure.ts';
import { recordRow } from './records.ts';

/** A question to the technical department with its answer (table 1-5, 5.5.3). */
export const supportRow = z.strictObject({
  uid: objectUid,
  question: z.string(),
  dueOn: day.nullable(),
  askedBy: z.string(),
  askedAt: instant,
  answer: z.string().nullable(),
  answeredBy: z.string().nullable(),
  answeredAt: instant.nullable(),
  closedAt: instant.nullable(),
  closedBy: z.string().nullable(),
  closedNote: z.string().nullable(),
});
/** Question to the technical department. */
export type SupportRow = z.infer<typeof supportRow>;

/** A thing that was taken along on a notice and did not come back. */
export const itemOutRow = z.strictObject({
  uid: objectUid,
  notice: z.strictObject({ uid: recordUid, number: z.string() }),
  kind: z.enum(['product', 'tool', 'part', 'document', 'blankForm', 'medium']),
  name: z.string(),
  number: z.string(),
  quantity: z.number(),
  notedAt: instant,
  how: z.enum(['returned', 'consumed', 'left', 'lost', 'corrected']).nullable(),
  note: z.string().nullable(),
  settledBy: z.string().nullable(),
  settledAt: instant.nullable(),
});
/** Thing that did not come back. */
export type ItemOutRow = z.infer<typeof itemOutRow>;

/** A record that is overdue or stands still, with every hold of its clock. */
export const overdueRow = z.strictObject({
  row: recordRow,
  holds: z.array(
    z.strictObject({
      reason: z.string(),
      from: day,
      by: z.string(),
      /** Null while it stands. */
      days: z.number().nullable(),
      endedAt: instant.nullable(),
      endedBy: z.string().nullable(),
    }),
  ),
});
/** Record of the overdue list. */
export type OverdueRow = z.infer<typeof overdueRow>;

/** One figure of a life, in words. */
export const lifeFact = z.strictObject({
  label: z.string(),
  value: z.string(),
  tone: z.enum(['plain', 'attention']),
});
/** Figure of a life. */
export type LifeFact = z.infer<typeof lifeFact>;
/** One record of a life with what it says. */
export const lifeLine = z.strictObject({
  group: z.enum(Object.keys(lifeGroups) as [LifeGroup, ...LifeGroup[]]),
  words: z.string(),
  /** A fault that came back within 30 days. */
  repeated: z.boolean(),
  row: recordRow,
});
/** Record of a life. */
export type LifeLine = z.infer<typeof lifeLine>;

/** Board, calendar, technical support and things taken along. */
export const following = {
  /** Open tasks by step of figure 1: each column with its count and its first rows, by due day. */
  board: query('record.work', 'record.listed')
    .input(z.strictObject({ mine: z.boolean().default(false) }))
    .output(
      z.strictObject({
        columns: z.array(
          z.strictObject({ state, label: z.string(), count: z.number(), rows: z.array(recordRow) }),
        ),
      }),
    ),
  /** A month of tasks: when they are due, when people are away on a notice. */
  taskCalendar: query('record.work', 'record.listed')
    .input(z.strictObject({ month }))
    .output(
      z.strictObject({
        days: z.array(
          z.strictObject({
            day,
            working: z.boolean(),
            name: z.string().nullable(),
            due: z.array(recordRow),
            away: z.array(
              z.strictObject({ uid: recordUid, kind: recordKind, number: z.string(), words: z.string() }),
            ),
          }),
        ),
      }),
    ),
  /** Questions that are not closed, with their task. */
  supportRequests: query('record.work', 'support.listed').output(
    z.strictObject({
      rows: z.array(
        z.strictObject({
          request: supportRow,
          task: z.strictObject({
            uid: recordUid,
            number: z.string(),
            title: z.string(),
            marking: z.string(),
          }),
        }),
      ),
    }),
  ),
  askSupport: command('support.ask', 'support.asked')
    .input(
      z.strictObject({
        taskUid: recordUid,
        question: z.string().trim().min(2).max(4000),
        dueOn: day.nullable().default(null),
      }),
    )
    .output(z.strictObject({ uid: objectUid })),
  answerSupport: command('support.answer', 'support.answered')
    .input(z.strictObject({ uid: objectUid, answer: z.string().trim().min(2).max(8000) }))
    .output(done),
  /** The asking side closes: the answer was used, or the question is withdrawn with a reason. */
  closeSupport: command('support.ask', 'support.closed')
    .input(z.strictObject({ uid: objectUid, note }))
    .output(done),
  /** Notices on which something is still missing, with what. */
  itemsOut: query('record.work', 'item.listed').output(
    z.strictObject({ rows: z.array(z.strictObject({ notice: recordRow, items: z.array(itemOutRow) })) }),
  ),
  settleItem: command('item.settle', 'item.settled')
    .input(
      z.strictObject({
        uid: objectUid,
        how: z.enum(['returned', 'consumed', 'left', 'lost']),
        note: reason,
      }),
    )
    .output(done),
  /** What is overdue and what stands still, with the reasons. */
  overdue: query('record.work', 'overdue.listed').output(
    z.strictObject({ overdue: z.array(overdueRow), standing: z.array(overdueRow) }),
  ),
  /** Stops the clock of a record with a due day; it goes on by `resume`, the due day later by the days between. */
  hold: command('clock.hold', 'clock.held')
    .input(z.strictObject({ uid: recordUid, reason }))
    .output(done),
  resume: command('clock.hold', 'clock.resumed')
    .input(z.strictObject({ uid: recordUid }))
    .output(z.strictObject({ dueOn: day.nullable() })),
  /** The whole life of a set, or everything with a customer: figures, one line per record, parts that were replaced. */
  life: query('master.read', 'master.opened')
    .input(z.strictObject({ uid: masterUid }))
    .output(
      z.strictObject({
        facts: z.array(lifeFact),
        lines: z.array(lifeLine),
        parts: z.array(
          z.strictObject({
            day: z.string(),
            name: z.string(),
            quantity: z.number(),
            oldSerial: z.string(),
            newSerial: z.string(),
            recordUid,
          }),
        ),
      }),
    ),
};
