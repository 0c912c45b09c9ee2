import { z } from 'zod';
import { enteredActs, stockActs } from '../spares/acts.ts';
import { day, done, instant, line, masterRef, masterUid, objectUid, recordUid } from './primitives.ts';
import { command, query } from './procedure.ts';

const ownership = z.enum(['own', 'customer']);
const pieces = z.number().int().min(1).max(1_000_000);

/** Stock of one part, own and customers' apart (5.8). */
export const stockRow = z.strictObject({
  part: masterRef,
  specification: z.string(),
  unit: z.string(),
  /** Total of the own depots. */
  own: z.number(),
  /** Total of the depots that hold what belongs to customers. */
  customers: z.number(),
  lowStock: z.number().nullable(),
  low: z.boolean(),
  depots: z.array(
    z.strictObject({ depot: masterRef, ownership, customer: z.string(), quantity: z.number() }),
  ),
});
/** Row of the stock list. */
export type StockRow = z.infer<typeof stockRow>;

/** One movement. */
export const stockMoveRow = z.strictObject({
  uid: objectUid,
  movedOn: day,
  act: z.enum(Object.keys(stockActs) as [keyof typeof stockActs]),
  part: masterRef,
  depot: masterRef,
  ownership,
  quantity: z.number(),
  serial: z.string().nullable(),
  otherParty: z.string(),
  reason: z.string(),
  /** The record behind it, where the reader may see it. */
  record: z.strictObject({ uid: recordUid, number: z.string() }).nullable(),
  by: z.string(),
  at: instant,
});
/** Row of the list of movements. */
export type StockMoveRow = z.infer<typeof stockMoveRow>;

/** Line of a spares plan with what was delivered on it. */
export const planLine = z.strictObject({
  code: z.string(),
  name: z.string(),
  used: z.number(),
  mean: z.number(),
  stock: z.number(),
  level: z.number(),
  suggested: z.number(),
  decided: z.number().nullable(),
  reason: z.string(),
  delivered: z.number(),
});
/** Line of a spares plan. */
export type PlanLine = z.infer<typeof planLine>;

/** Line of a stock-taking. */
export const countLine = z.strictObject({
  code: z.string(),
  name: z.string(),
  book: z.number(),
  counted: z.number().nullable(),
  reason: z.string(),
});
/** Line of a stock-taking. */
export type CountLine = z.infer<typeof countLine>;

/** Spare parts: stock, movements, yearly plan, stock-taking, what is built into a set (5.8, 5.9). */
export const spares = {
  stock: query('spares.read', 'spares.listed')
    .input(
      z.strictObject({
        text: z.string().max(100).default(''),
        lowOnly: z.boolean().default(false),
        ownership: ownership.nullable().default(null),
        /** Code after which the page begins. */
        after: z.string().max(60).nullable().default(null),
        limit: z.number().int().min(1).max(200).default(100),
      }),
    )
    .output(z.strictObject({ rows: z.array(stockRow), next: z.string().nullable() })),
  moves: query('spares.read', 'spares.listed')
    .input(
      z.strictObject({
        partUid: masterUid.nullable().default(null),
        depotUid: masterUid.nullable().default(null),
        from: day.nullable().default(null),
        to: day.nullable().default(null),
        before: z.string().max(200).nullable().default(null),
        limit: z.number().int().min(1).max(200).default(100),
      }),
    )
    .output(z.strictObject({ rows: z.array(stockMoveRow), next: z.string().nullable() })),
  /**
   * Enters a movement. A part kept by number names the number of each piece. What a customer loses or has damaged in our keeping
   * opens a report to the customer at once (5.8).
   */
  move: command('spares.move', 'spares.moved')
    .input(
      z.strictObject({
        act: z.enum(enteredActs),
        partUid: masterUid,
        depotUid: masterUid,
        /** Of a transfer. */
        toDepotUid: masterUid.nullable().default(null),
        quantity: pieces,
        serials: z.array(line).max(500).default([]),
        movedOn: day,
        otherParty: z.string().trim().max(120).default(''),
        reason: line,
        recordUid: recordUid.nullable().default(null),
        /** Plan on which it is delivered. */
        planUid: recordUid.nullable().default(null),
      }),
    )
    .output(z.strictObject({ caseUid: recordUid.nullable() })),
  /** Computes the suggestion of a plan's draft for every part; decisions already made stay. */
  suggest: command('spares.plan', 'spares.planned')
    .input(z.strictObject({ uid: recordUid }))
    .output(z.strictObject({ lines: z.number() })),
  /** A person decides a line; another figure than the suggested one has a reason. */
  decideLine: command('spares.plan', 'spares.planned')
    .input(
      z.strictObject({
        uid: recordUid,
        code: line,
        decided: z.number().int().min(0).max(1_000_000),
        reason: z.string().trim().max(400).default(''),
      }),
    )
    .output(done),
  /** Lines of a plan with what was delivered. */
  plan: query('spares.read', 'record.opened')
    .input(z.strictObject({ uid: recordUid }))
    .output(z.strictObject({ lines: z.array(planLine) })),
  /** Takes the book stock of the depot into a stock-taking's draft; counts of parts whose book is the same stay. */
  takeBook: command('spares.move', 'spares.counted')
    .input(z.strictObject({ uid: recordUid }))
    .output(z.strictObject({ lines: z.number() })),
  /** Enters what was counted; a part that stands in no book is added. */
  countLine: command('spares.move', 'spares.counted')
    .input(
      z.strictObject({
        uid: recordUid,
        code: line,
        counted: z.number().int().min(0).max(1_000_000),
        reason: z.string().trim().max(400).default(''),
      }),
    )
    .output(done),
  /** What is built into a set, as its reviewed repair reports say, as far as the reader may see them. */
  configuration: query('master.read', 'master.opened')
    .input(z.strictObject({ equipmentUid: masterUid }))
    .output(
      z.strictObject({
        rows: z.array(
          z.strictObject({
            name: z.string(),
            model: z.string(),
            serial: z.string(),
            quantity: z.number(),
            from: day.nullable(),
            to: day.nullable(),
            record: z.strictObject({ uid: recordUid, number: z.string() }),
          }),
        ),
      }),
    ),
};
