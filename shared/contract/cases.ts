import { z } from 'zod';
import { caseKinds } from '../forms/kinds.ts';
import { day, done, instant, masterRef, masterUid, reason, recordUid } from './primitives.ts';
import { command, query } from './procedure.ts';
import { recordRow } from './records.ts';

const caseKind = z.enum(caseKinds);

/** A clock of a case as shown. */
export const caseClockRow = z.strictObject({
  key: z.string(),
  label: z.string(),
  clause: z.string(),
  from: z.string(),
  due: day,
  dueAt: instant.nullable(),
  state: z.enum(['running', 'held', 'overdue', 'onTime', 'late']),
  words: z.string(),
});
/** How one serial of a design change stands. */
export const serialRow = z.strictObject({
  equipment: masterRef,
  batch: z.string(),
  customer: z.string(),
  state: z.enum(['open', 'task', 'done', 'waived']),
  /** The task, where the reader may see it. */
  task: z.strictObject({ uid: recordUid, number: z.string() }).nullable(),
  /** Report that settled it, or the reason why it is not settled. */
  words: z.string(),
});
/** Row of the serials of a design change. */
export type SerialRow = z.infer<typeof serialRow>;

/** What a case lacks, how its clocks stand, and what can be done beside its steps. */
export const caseOverview = z.strictObject({
  clocks: z.array(caseClockRow),
  /** Reason of the hold that has not ended. */
  held: z.strictObject({ since: day, reason: z.string() }).nullable(),
  mayHold: z.boolean(),
  /** The next step and what is missing before it, beyond the form's own fields. */
  next: z.string().nullable(),
  gaps: z.array(z.strictObject({ what: z.string(), why: z.string(), clause: z.string(), who: z.string() })),
  /** Kinds of cases that can be opened from this record by the acting person. */
  openable: z.array(caseKind),
  /** Cases that wait for this unit's record, or records of the unit that this case may wait for. */
  matches: z.array(recordRow),
  /** Design change: every affected serial; null for other kinds. */
  serials: z.array(serialRow).nullable(),
});
/** Overview of a case. */
export type CaseOverview = z.infer<typeof caseOverview>;

/** Cases (5.1.1, 5.2.2, 5.5.7, 5.6, 5.7.2, 5.8, 5.10, table 1: 1-5): one engine for all. */
export const cases = {
  overview: query('record.work', 'record.opened')
    .input(z.strictObject({ uid: recordUid }))
    .output(caseOverview),
  /**
   * Opens a case from a record with everything filled in that the record says, and links the two. A record opens one case of a
   * kind; where a telephone case already waits for this unit's record, a reason is needed to open another.
   */
  openFrom: command('record.work', 'case.opened')
    .input(
      z.strictObject({
        fromUid: recordUid,
        kind: caseKind,
        separateReason: z.string().trim().max(400).default(''),
      }),
    )
    .output(z.strictObject({ uid: recordUid })),
  /** Links a unit's record, arrived later, with the case that was opened by telephone. */
  join: command('record.work', 'case.joined')
    .input(z.strictObject({ caseUid: recordUid, recordUid }))
    .output(done),
  /** Stops the clock of a case with a reason. */
  hold: command('case.hold', 'case.held')
    .input(z.strictObject({ uid: recordUid, reason }))
    .output(done),
  /** Lets the clock of a held case run again. */
  resume: command('case.hold', 'case.resumed')
    .input(z.strictObject({ uid: recordUid }))
    .output(done),
  /** Takes every set of the model (of one batch) as affected by a design change. */
  affect: command('record.work', 'record.edited')
    .input(z.strictObject({ uid: recordUid, batch: z.string().trim().max(60) }))
    .output(z.strictObject({ added: z.number() })),
  /** Opens one refit task per customer for affected serials. */
  openTasks: command('task.open', 'case.settled')
    .input(z.strictObject({ uid: recordUid, equipmentUids: z.array(masterUid).min(1).max(500) }))
    .output(z.strictObject({ tasks: z.array(recordUid) })),
  /** Leaves affected serials as they are, with the reason. */
  waive: command('record.work', 'case.settled')
    .input(z.strictObject({ uid: recordUid, equipmentUids: z.array(masterUid).min(1).max(500), reason }))
    .output(done),
  /** Draws the sample of a complaint check by a seed: the same seed draws the same complaints. */
  drawSample: command('record.work', 'case.sampled')
    .input(
      z.strictObject({
        uid: recordUid,
        size: z.number().int().min(1).max(200),
        seed: z.string().trim().min(1).max(40),
      }),
    )
    .output(z.strictObject({ population: z.number(), drawn: z.number() })),
};
