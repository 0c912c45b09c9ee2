import { z } from 'zod';
import type { ComplianceTile } from '../rules/compliance.ts';
import { complianceKeys } from '../rules/compliance.ts';
import { day, done, instant, line, markingText, objectUid, recordKind } from './primitives.ts';
import { command, query } from './procedure.ts';
import { recordFilter, recordRow } from './records.ts';

/** Days from and to, both included, by occurrence. */
export const inspectionPeriod = z.strictObject({ from: day, to: day });
const tileKey = z.enum(complianceKeys as [ComplianceTile, ...ComplianceTile[]]);

/** One tile of the compliance board: clause, definition as queried, counts and evidence. */
export const tile = z.strictObject({
  key: tileKey,
  clause: z.string(),
  title: z.string(),
  redMeans: z.string(),
  amberMeans: z.string(),
  tone: z.enum(['red', 'amber', 'green']),
  red: z.number(),
  amber: z.number(),
  rows: z.array(recordRow),
});
/** Tile of the compliance board. */
export type Tile = z.infer<typeof tile>;

/** One record of an inspection list. */
export const inspectedRow = z.strictObject({
  row: recordRow,
  /** Where the paper original is: holder and place; empty where none is expected. */
  original: z.string(),
  signature: z.string(),
  reviewedAt: instant.nullable(),
  reviewedBy: z.string(),
  archivedAt: instant.nullable(),
  gaps: z.array(z.string()),
});
/** Record of an inspection list. */
export type InspectedRow = z.infer<typeof inspectedRow>;

/** What an inspection list is drawn by: the same input gives the same list. */
export const inspectionInput = inspectionPeriod.extend({
  kinds: z.array(recordKind).min(1).max(30),
  count: z.number().int().min(1).max(200),
  seed: z
    .string()
    .trim()
    .regex(/^[0-9A-Za-z-]{1,40}$/),
});

export const savedFilter = z.strictObject({
  uid: objectUid,
  name: z.string(),
  shared: z.boolean(),
  mine: z.boolean(),
  owner: z.string(),
  count: z.number(),
  filter: recordFilter,
});
/** Saved filter with its live count. */
export type SavedFilter = z.infer<typeof savedFilter>;

/** Compliance board, inspection list, saved filters. */
export const inspecting = {
  compliance: query('compliance.read', 'compliance.read')
    .input(inspectionPeriod)
    .output(z.strictObject({ tiles: z.array(tile), marking: markingText })),
  /** All evidence of one tile, red before amber. */
  complianceEvidence: query('compliance.read', 'compliance.read')
    .input(inspectionPeriod.extend({ key: tileKey }))
    .output(z.strictObject({ red: z.array(recordRow), amber: z.array(recordRow) })),
  inspection: query('compliance.read', 'inspection.drawn')
    .input(inspectionInput)
    .output(z.strictObject({ rows: z.array(inspectedRow), of: z.number(), marking: markingText })),
  /** Own and shared filters, each with its live count for the asking person. */
  filters: query('record.work', 'none').output(z.strictObject({ rows: z.array(savedFilter) })),
  saveFilter: command('record.work', 'filter.saved')
    .input(z.strictObject({ name: line.max(40), filter: recordFilter, shared: z.boolean() }))
    .output(z.strictObject({ uid: objectUid })),
  removeFilter: command('record.work', 'filter.removed')
    .input(z.strictObject({ uid: objectUid }))
    .output(done),
};
