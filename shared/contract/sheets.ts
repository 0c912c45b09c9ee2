import { z } from 'zod';
import {
  done,
  instant,
  levelRank,
  line,
  localPath,
  markingText,
  masterType,
  masterUid,
  note,
  objectUid,
  reason,
  recordKind,
  sha256Hex,
} from './primitives.ts';
import { command, job, query } from './procedure.ts';
import { recordFilter, recordSorts } from './records.ts';

/** Keys of columns in the person's order: a head column, or `field.` and a field of the form. */
const columns = z.array(z.string().min(1).max(60)).min(1).max(80);

/** The list that leaves: what it was narrowed by, and its columns. */
export const sheetSource = z.discriminatedUnion('list', [
  z.strictObject({
    list: z.literal('records'),
    filter: recordFilter,
    sort: z.enum(recordSorts).default('occurred'),
    columns,
  }),
  z.strictObject({
    list: z.literal('master'),
    type: masterType,
    text: z.string().max(60).default(''),
    customerUid: masterUid.nullable().default(null),
    modelUid: masterUid.nullable().default(null),
    columns,
  }),
]);
/** List that leaves as a table. */
export type SheetSource = z.infer<typeof sheetSource>;

/** What a table is taken in as. */
export const sheetTarget = z.discriminatedUnion('into', [
  z.strictObject({ into: z.literal('master'), type: masterType }),
  z.strictObject({ into: z.literal('records'), kind: recordKind }),
]);
/** What a table is taken in as. */
export type SheetTarget = z.infer<typeof sheetTarget>;

/** States of an export. */
export const exportStates = ['applied', 'approved', 'refused', 'written'] as const;

/** Line of the register of exports. */
export const exportRow = z.strictObject({
  uid: objectUid,
  traceCode: z.string(),
  title: z.string(),
  rows: z.number(),
  marking: markingText,
  level: levelRank,
  purpose: z.string(),
  medium: z.string(),
  applicant: z.string(),
  mine: z.boolean(),
  appliedAt: instant,
  approver: z.string().nullable(),
  decidedAt: instant.nullable(),
  state: z.enum(exportStates),
  refusal: z.string().nullable(),
  file: z.string().nullable(),
  sha256: sha256Hex.nullable(),
  writtenAt: instant.nullable(),
});
/** Line of the register of exports. */
export type ExportRow = z.infer<typeof exportRow>;

/** A fault of a table: row and column as the person sees them in the file. */
export const sheetProblem = z.strictObject({ row: z.number(), column: z.string(), problem: z.string() });
/** Fault of a table. */
export type SheetProblem = z.infer<typeof sheetProblem>;

/** What taking in a row would do. */
export const sheetRow = z.strictObject({
  row: z.number(),
  name: z.string(),
  verdict: z.enum(['new', 'changed', 'same', 'refused']),
  differences: z.array(z.strictObject({ label: z.string(), ours: z.string(), theirs: z.string() })),
});
/** Row of a preview. */
export type SheetRow = z.infer<typeof sheetRow>;

/** Line of the register of imports. */
export const importRow = z.strictObject({
  uid: objectUid,
  target: sheetTarget,
  file: z.string(),
  added: z.number(),
  changed: z.number(),
  at: instant,
  undoneAt: instant.nullable(),
  undoneReason: z.string().nullable(),
});
/** Line of the register of imports. */
export type ImportRow = z.infer<typeof importRow>;

/** Lists out of the program and into it as tables (spec 2 "Excel"): an export is a copy (5.11.1) and goes its way of application. */
export const sheets = {
  /** Asks for a list as a file. What the rows say now is kept as a digest; nothing leaves yet. */
  apply: command('sheet.export', 'sheet.applied', ['export'])
    .input(
      z.strictObject({
        source: sheetSource,
        title: line.max(60),
        purpose: reason,
        /** Registered medium that the file shall go to. */
        medium: line,
        /** Higher than computed, never lower; null takes the computed one. */
        marking: markingText.nullable().default(null),
      }),
    )
    .output(z.strictObject({ uid: objectUid, rows: z.number(), marking: markingText })),
  orders: query(['sheet.export', 'sheet.approve'], 'sheet.listed').output(
    z.strictObject({ rows: z.array(exportRow) }),
  ),
  /** Media that a file may go to. */
  media: query('sheet.export', 'none').output(
    z.strictObject({
      rows: z.array(
        z.strictObject({ number: z.string(), kind: z.string(), level: levelRank, holder: z.string() }),
      ),
    }),
  ),
  /** The rows as they would leave, for who decides and for who asked. */
  preview: query(['sheet.export', 'sheet.approve'], 'sheet.read')
    .input(z.strictObject({ uid: objectUid }))
    .output(
      z.strictObject({
        order: exportRow,
        headings: z.array(z.string()),
        rows: z.array(z.array(z.union([z.string(), z.number()]))),
        /** What the list was narrowed by. */
        filter: z.string(),
      }),
    ),
  decide: command('sheet.approve', 'sheet.decided', ['export'])
    .input(z.strictObject({ uid: objectUid, approve: z.boolean(), reason: note.default('') }))
    .output(done),
  /** Writes the approved file once, into a folder of the medium, and reads it back. */
  write: job('sheet.export', 'sheet.written', ['export'])
    .input(z.strictObject({ uid: objectUid, folder: localPath }))
    .output(z.strictObject({ file: z.string(), sha256: sha256Hex })),
  /** An empty table with the headings of what can be taken in. */
  template: job('sheet.import', 'sheet.template')
    .input(z.strictObject({ target: sheetTarget, folder: localPath }))
    .output(z.strictObject({ file: z.string() })),
  /** Asks for a file, checks all of it and says row by row what taking it in would do. Writes nothing. */
  check: job('sheet.import', 'sheet.checked')
    .input(z.strictObject({ target: sheetTarget }))
    .output(
      z.strictObject({
        /** Null when no file was chosen. */
        file: z.string().nullable(),
        /** Null when there are faults: such a file cannot be taken in. */
        previewUid: objectUid.nullable(),
        rows: z.array(sheetRow),
        problems: z.array(sheetProblem),
        /** Faults beyond those listed. */
        moreProblems: z.number(),
      }),
    ),
  /** Takes in a checked file in one transaction; checked again inside it. */
  take: command('sheet.import', 'sheet.imported')
    .input(z.strictObject({ previewUid: objectUid }))
    .output(
      z.strictObject({
        uid: objectUid,
        added: z.number(),
        changed: z.number(),
        same: z.number(),
        clearFile: z.string(),
      }),
    ),
  imports: query('sheet.import', 'sheet.listed').output(z.strictObject({ rows: z.array(importRow) })),
  /** Takes a whole import back while nothing was built on it. */
  undo: command('sheet.import', 'sheet.undone')
    .input(z.strictObject({ uid: objectUid, reason }))
    .output(done),
  /** Erases the file that was taken in, or notes that it is kept. */
  clearFile: job('sheet.import', 'sheet.clear-file')
    .input(z.strictObject({ uid: objectUid, path: localPath, erase: z.boolean() }))
    .output(done),
};
