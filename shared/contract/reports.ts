import { z } from 'zod';
import { periodKinds, periodPattern } from '../figures/periods.ts';
import { accountUid, day, done, instant, line, note, recordUid } from './primitives.ts';
import { copyState } from './printing.ts';
import { command, query } from './procedure.ts';
import { recordRow } from './records.ts';

/** Name of a month, half-year or year: 2026-10, 2026H2, 2026. */
export const periodKey = z.string().regex(periodPattern);

/** One figure with its definition; rows open by `drillDown`. */
export const figure = z.strictObject({
  key: z.string(),
  label: z.string(),
  definition: z.string(),
  clause: z.string(),
  /** null means 无数据, never 0. */
  value: z.number().nullable(),
  unit: z.string(),
  previous: z.number().nullable(),
  /** Values by month of the set, in order; none where the set is of one month. */
  trend: z.array(z.number().nullable()).default([]),
});
/** Figure of a report. */
export type Figure = z.infer<typeof figure>;
/** Table of a report: first column is the label. */
export const figureTable = z.strictObject({
  key: z.string(),
  title: z.string(),
  columns: z.array(z.string()),
  rows: z.array(z.array(z.union([z.string(), z.number()]))),
});
/** Table of a report. */
export type FigureTable = z.infer<typeof figureTable>;
/** Figures of one period as frozen at submission. */
export const figureSet = z.strictObject({
  figures: z.array(figure),
  tables: z.array(figureTable),
  /** Months of the trends. */
  months: z.array(z.string()).default([]),
});
/** Figures of one period. */
export type FigureSet = z.infer<typeof figureSet>;

/** Somebody on the internal distribution list of a report (5.7.3). */
const recipient = z.strictObject({
  uid: accountUid,
  name: z.string(),
  /** When the present version was acknowledged. */
  acknowledgedAt: instant.nullable(),
});

/** Situation reports (5.7.3, 5.7.4): drafted from records, text editable around figures, frozen at submission. Lifecycle by `records.move`. */
export const reports = {
  /** Branches (兵种) that customers of military products belong to. */
  branches: query('report.prepare', 'none').output(z.strictObject({ branches: z.array(z.string()) })),
  /** Drafts the report of a period from the records: of one branch (5.7.4), or of everything (5.7.3) where the branch is null. */
  create: command('report.prepare', 'report.created')
    .input(z.strictObject({ period: periodKey, branch: line.nullable() }))
    .output(z.strictObject({ uid: recordUid })),
  /** Live figures while draft, frozen ones from submission on. */
  figures: query('statistics.read', 'report.drilled')
    .input(z.strictObject({ uid: recordUid }))
    .output(z.strictObject({ frozen: z.boolean(), set: figureSet })),
  /** The records behind a figure, as far as the reader may see them. */
  drillDown: query('statistics.read', 'report.drilled')
    .input(z.strictObject({ uid: recordUid, figure: z.string().max(60) }))
    .output(z.strictObject({ rows: z.array(recordRow), hidden: z.boolean() })),
  /** Computes the satisfaction of a frozen report again from its frozen rows, with the method of then. */
  recompute: query('statistics.read', 'report.drilled')
    .input(z.strictObject({ uid: recordUid }))
    .output(z.strictObject({ method: z.number(), rows: z.number(), same: z.boolean(), digest: z.string() })),
  /** Versions that were submitted, with what changed and what became of their approval. */
  versions: query('record.work', 'record.opened')
    .input(z.strictObject({ uid: recordUid }))
    .output(
      z.strictObject({
        rows: z.array(
          z.strictObject({
            version: z.number(),
            submittedAt: instant,
            submittedBy: z.string(),
            approvedBy: z.string().nullable(),
            approvedAt: instant.nullable(),
            /** When a later change ended it, and why. */
            endedAt: instant.nullable(),
            endedReason: z.string(),
            changeNote: z.string(),
            /** In what the figures differ from the version before. */
            changes: z.array(z.strictObject({ label: z.string(), before: z.string(), after: z.string() })),
          }),
        ),
      }),
    ),
  /** Offices of the distribution list with each copy of the report from the print ledger, whatever its version. */
  dispatches: query('record.work', 'none')
    .input(z.strictObject({ uid: recordUid }))
    .output(
      z.strictObject({
        offices: z.array(
          z.strictObject({
            name: z.string(),
            wanted: z.number(),
            copies: z.array(
              z.strictObject({
                copyNumber: z.string(),
                state: copyState,
                /** The copy is of the version that counts now. */
                current: z.boolean(),
                issuedAt: instant.nullable(),
                acknowledgedAt: instant.nullable(),
                note: z.string(),
              }),
            ),
          }),
        ),
        /** Copies for nobody on the list: the archive's own. */
        others: z.number(),
      }),
    ),
  /** Internal distribution list with acknowledgements. */
  recipients: query('record.work', 'none')
    .input(z.strictObject({ uid: recordUid }))
    .output(
      z.strictObject({
        rows: z.array(recipient),
        /** People who could be put on the list; empty for who may not change it. */
        choices: z.array(z.strictObject({ uid: accountUid, name: z.string() })),
        /** The reader is on the list and has not acknowledged the present version, which is dispatched. */
        mine: z.boolean(),
      }),
    ),
  /** Writes the internal distribution list. From the dispatch on they may read the report. */
  setRecipients: command('report.prepare', 'report.edited')
    .input(z.strictObject({ uid: recordUid, accounts: z.array(accountUid).max(200) }))
    .output(done),
  /** The person at the screen has read the dispatched report. */
  acknowledge: command('record.work', 'report.acknowledged')
    .input(z.strictObject({ uid: recordUid }))
    .output(done),
};

/** What statistics are narrowed by. */
const narrowing = {
  from: day,
  to: day,
  branch: line.nullable().default(null),
  military: z.boolean().default(false),
  customerUid: z.string().max(40).nullable().default(null),
  modelUid: z.string().max(40).nullable().default(null),
  site: z.string().max(8).nullable().default(null),
};

/** Result of a customer, branch or model with the names to show. */
export const satisfactionRow = z.strictObject({
  key: z.string(),
  name: z.string(),
  score: z.number(),
  grade: z.enum(['verySatisfied', 'satisfied', 'fair', 'dissatisfied']),
  n: z.number(),
  renormalised: z.number(),
  /** Improvement item that was opened for it. */
  improvement: z.strictObject({ uid: recordUid, number: z.string(), state: z.string() }).nullable(),
  /** Result of the same in the period before; null without data. */
  previous: z.number().nullable(),
});
/** Row of results of satisfaction. */
export type SatisfactionRow = z.infer<typeof satisfactionRow>;

/** Statistics of the whole site, satisfaction (5.10), and periods. */
export const evaluation = {
  /** Figures of any months with filter, trend and period before. */
  statistics: query('statistics.totals', 'statistics.read')
    .input(z.strictObject(narrowing))
    .output(z.strictObject({ set: figureSet })),
  /** The records behind a figure of the same question. */
  rows: query('statistics.totals', 'report.drilled')
    .input(z.strictObject({ ...narrowing, figure: z.string().max(60) }))
    .output(z.strictObject({ rows: z.array(recordRow), hidden: z.boolean(), total: z.number() })),
  /** Branches, sites that a person can narrow by. */
  choices: query('statistics.totals', 'none').output(
    z.strictObject({
      branches: z.array(z.string()),
      sites: z.array(z.strictObject({ code: z.string(), name: z.string() })),
    }),
  ),
  /** Results of a period by the method that holds on its last day. */
  satisfaction: query('statistics.totals', 'statistics.read')
    .input(z.strictObject({ period: periodKey }))
    .output(
      z.strictObject({
        method: z.number(),
        improveBelow: z.number(),
        /** SHA-256 of the result, for comparison with a later computation. */
        digest: z.string(),
        whole: satisfactionRow.nullable(),
        asked: z.number(),
        customers: z.array(satisfactionRow),
        branches: z.array(satisfactionRow),
        models: z.array(satisfactionRow),
        /** Evaluations with an item at the lowest option that nobody followed up yet, as far as the reader may see them. */
        followUps: z.array(z.strictObject({ row: recordRow, items: z.array(z.string()) })),
        hidden: z.boolean(),
      }),
    ),
  /** Enters what the follow-up of an evaluation found. */
  followUp: command('statistics.totals', 'statistics.followed')
    .input(z.strictObject({ uid: recordUid, outcome: note.min(2), improvement: z.boolean() }))
    .output(z.strictObject({ improvement: recordUid.nullable() })),
  /** Opens the improvement item that a result below the limit asks for. */
  improve: command('statistics.totals', 'statistics.followed')
    .input(
      z.strictObject({
        period: periodKey,
        about: z.enum(['whole', 'customer', 'branch', 'model']),
        key: z.string().max(60),
      }),
    )
    .output(z.strictObject({ improvement: recordUid })),
  /** A year: expected senders by month with what arrived when, locks, reports. */
  periods: query('statistics.totals', 'statistics.read')
    .input(z.strictObject({ year: z.int().min(2000).max(2100) }))
    .output(
      z.strictObject({
        months: z.array(z.string()),
        senders: z.array(
          z.strictObject({
            code: z.string(),
            name: z.string(),
            cells: z.array(
              z.strictObject({
                state: z.enum(['onTime', 'late', 'missing', 'waiting', 'future']),
                at: instant.nullable(),
                due: day,
                records: z.number(),
              }),
            ),
          }),
        ),
        periods: z.array(
          z.strictObject({
            key: z.string(),
            kind: z.enum(periodKinds),
            over: z.boolean(),
            locked: z.boolean(),
            by: z.string(),
            at: instant.nullable(),
            reason: z.string(),
            reports: z.number(),
            /** Records that count now and were not in a report of the period, and the other way round. */
            late: z.number(),
          }),
        ),
      }),
    ),
  /** Locks a period that is over: its reports keep their figures. */
  lock: command('period.lock', 'period.locked')
    .input(z.strictObject({ period: periodKey, reason: note }))
    .output(done),
  /** Opens a locked period from above. */
  unlock: command('period.unlock', 'period.unlocked')
    .input(z.strictObject({ period: periodKey, reason: note.min(2) }))
    .output(done),
};
