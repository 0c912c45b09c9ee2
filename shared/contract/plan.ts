import { z } from 'zod';
import { planPartKeys } from '../plan/lines.ts';
import { lineStates } from '../plan/progress.ts';
import { day, done, note, reason, recordUid, state } from './primitives.ts';
import { command, query } from './procedure.ts';
import { recordRow } from './records.ts';

const year = z.int().min(2000).max(2999);
const lineNumber = z.string().regex(/^[措培访材]-\d{2,4}$/);
const planPart = z.enum(planPartKeys as [(typeof planPartKeys)[number], ...(typeof planPartKeys)[number][]]);
const lineState = z.enum(
  Object.keys(lineStates) as [keyof typeof lineStates, ...(keyof typeof lineStates)[]],
);
const tally = z.strictObject({
  planned: z.number(),
  done: z.number(),
  underway: z.number(),
  late: z.number(),
  dropped: z.number(),
});
/** A task as the plan shows it. */
const planTask = z.strictObject({
  uid: recordUid,
  number: z.string(),
  title: z.string(),
  marking: z.string(),
  state,
});

/** A line of the plan with what became of it. */
export const planLine = z.strictObject({
  part: planPart,
  line: z.string(),
  what: z.string(),
  day: day.nullable(),
  customer: z.string(),
  model: z.string(),
  hours: z.number().nullable(),
  place: z.string(),
  owner: z.string(),
  state: lineState,
  stateDay: day.nullable(),
  note: z.string(),
  tasks: z.array(planTask),
});
/** Row of plan against done. */
export type PlanLineRow = z.infer<typeof planLine>;

/** Annual plan (5.4): what is in force, plan against done, lines that become tasks. */
export const plan = {
  overview: query('record.work', 'plan.read')
    .input(z.strictObject({ year }))
    .output(
      z.strictObject({
        /** The plan whose lines are shown; null while the year has none in force and the year before neither. */
        inForce: recordRow.nullable(),
        /** Year that the lines come from: the one before, until this year's plan is in force. */
        linesFrom: z.number().nullable(),
        /** Every version of this year's plan that the person may see, newest first. */
        versions: z.array(z.strictObject({ row: recordRow, amendment: z.number() })),
        due: day,
        remind: day.nullable(),
        lines: z.array(planLine),
        byPart: z.record(planPart, tally),
        byMonth: z.array(tally),
        /** Services of the year that no line asked for, by month of their registration. */
        unplanned: z.array(
          z.strictObject({ ...planTask.shape, service: z.string(), day, month: z.number() }),
        ),
        spares: z
          .strictObject({
            row: recordRow,
            lines: z.array(
              z.strictObject({
                code: z.string(),
                name: z.string(),
                decided: z.number().nullable(),
                reason: z.string(),
              }),
            ),
          })
          .nullable(),
      }),
    ),
  /** Starts the year's plan, on wish with the lines that the year before left open. */
  begin: command('record.work', 'record.created')
    .input(z.strictObject({ year, copyOpen: z.boolean() }))
    .output(z.strictObject({ uid: recordUid })),
  /** Starts an amendment of the plan in force. */
  amend: command('record.work', 'record.created')
    .input(z.strictObject({ year, reason }))
    .output(z.strictObject({ uid: recordUid })),
  /** Makes tasks of lines of the plan in force. */
  raise: command('task.open', 'plan.raised')
    .input(z.strictObject({ year, lines: z.array(lineNumber).min(1).max(200) }))
    .output(z.strictObject({ tasks: z.array(recordUid) })),
  /** Says which line a task carries out, or none. */
  link: command('task.open', 'plan.linked')
    .input(z.strictObject({ taskUid: recordUid, year, line: lineNumber.nullable(), reason }))
    .output(done),
  /** Done without a task, dropped with a reason, or open again. */
  settle: command('record.work', 'plan.settled')
    .input(
      z.strictObject({
        year,
        line: lineNumber,
        outcome: z.enum(['done', 'dropped', 'reopened']),
        day,
        note: note.refine((text) => text.trim().length >= 2),
      }),
    )
    .output(done),
};
