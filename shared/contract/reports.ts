import { z } from 'zod';
import { line, month, recordUid } from './primitives.ts';
import { command, query } from './procedure.ts';
import { recordRow } from './records.ts';

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
/** Figures of one period and branch as frozen at submission. */
export const figureSet = z.strictObject({ figures: z.array(figure), tables: z.array(figureTable) });
/** Figures of one period and branch. */
export type FigureSet = z.infer<typeof figureSet>;

/** Situation reports (5.7.3, 5.7.4): drafted from records, text editable around figures, frozen at submission. Lifecycle by `records.move`. */
export const reports = {
  /** Branches (兵种) that customers of military products belong to. */
  branches: query('report.prepare', 'none').output(z.strictObject({ branches: z.array(z.string()) })),
  /** Drafts the month brief of one branch from the records. */
  createMonthBrief: command('report.prepare', 'report.created')
    .input(z.strictObject({ month, branch: line }))
    .output(z.strictObject({ uid: recordUid })),
  /** Live figures while draft, frozen ones from submission on. */
  figures: query('statistics.read', 'report.drilled')
    .input(z.strictObject({ uid: recordUid }))
    .output(z.strictObject({ frozen: z.boolean(), set: figureSet })),
  /** The records behind a figure, as far as the reader may see them. */
  drillDown: query('statistics.read', 'report.drilled')
    .input(z.strictObject({ uid: recordUid, figure: z.string().max(60) }))
    .output(z.strictObject({ rows: z.array(recordRow), hidden: z.boolean() })),
};
