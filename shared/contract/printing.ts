import { z } from 'zod';
import { inspectionInput, inspectionPeriod } from './inspecting.ts';
import {
  accountUid,
  base64,
  day,
  done,
  instant,
  levelRank,
  line,
  markingText,
  month,
  note,
  objectUid,
  recordKind,
  recordUid,
  role,
  secondPerson,
  sha256Hex,
  siteCode,
} from './primitives.ts';
import { command, job, query } from './procedure.ts';

export const printClass = z.enum(['approved', 'forSignature', 'draft']);
export const copyState = z.enum([
  'waiting',
  'submitted',
  'printed',
  'spoiled',
  'issued',
  'acknowledged',
  'returned',
  'destroyed',
]);
export const copyRow = z.strictObject({
  uid: objectUid,
  copyNumber: z.string(),
  traceCode: z.string(),
  recipient: z.string(),
  holder: z.string(),
  state: copyState,
  events: z.array(
    z.strictObject({
      at: instant,
      from: copyState,
      to: copyState,
      by: z.string(),
      second: z.string().nullable(),
      note: z.string(),
    }),
  ),
});
/** One print order with its copies: a line of the ledger. */
export const printJobRow = z.strictObject({
  uid: objectUid,
  class: z.enum([...printClass.options, 'blankForm', 'auditReport', 'volume']),
  document: z.string(),
  /** Null for what is no record: audit reports and other papers of the house, volumes. */
  recordUid: recordUid.nullable(),
  kind: recordKind.nullable(),
  version: z.number(),
  digest: sha256Hex,
  level: levelRank,
  marking: markingText,
  purpose: z.string(),
  printer: z.string(),
  applicant: z.string(),
  appliedAt: instant,
  approver: z.string().nullable(),
  approvedAt: instant.nullable(),
  state: z.enum(['applied', 'approved', 'refused', 'printed', 'superseded']),
  refusal: z.string().nullable(),
  pages: z.number().nullable(),
  copies: z.array(copyRow),
});
/** Line of the print ledger. */
export type PrintJobRow = z.infer<typeof printJobRow>;

export const printerRow = z.strictObject({
  name: z.string(),
  level: levelRank.nullable(),
  writesFiles: z.boolean(),
  place: z.string(),
  registered: z.boolean(),
  present: z.boolean(),
});

const auditPeriod = z.strictObject({ from: day, to: day });

/** A paper about packages (spec 4): hand-over list, log, reminder letter. */
const exchangePaper = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('handOver'), uid: objectUid }),
  z.strictObject({ kind: z.literal('exportLog'), from: day, to: day }),
  z.strictObject({ kind: z.literal('importLog'), from: day, to: day }),
  z.strictObject({ kind: z.literal('reminder'), site: siteCode, month }),
  z.strictObject({ kind: z.literal('receipt'), site: siteCode }),
]);
/** A paper about packages. */
export type ExchangePaper = z.infer<typeof exchangePaper>;
const exchangePrinters = ['package.prepare', 'package.import', 'package.approve', 'package.release'] as const;

/** Controlled printing by spec 3: apply → approve → print once → copies to the end. */
export const printing = {
  printers: query(
    [
      'print.apply',
      'print.approve',
      'printer.register',
      'print.ledger',
      'audit.read',
      'compliance.read',
      'backup.run',
    ],
    'none',
  ).output(z.strictObject({ rows: z.array(printerRow) })),
  registerPrinter: command('printer.register', 'printer.registered')
    .input(z.strictObject({ name: line, level: levelRank, writesFiles: z.boolean(), place: line }))
    .output(done),
  /** Standing authorisation for class forSignature: kinds, persons or roles, period; given by a print approver. */
  authorise: command('print.approve', 'print.authorised', ['printing'])
    .input(
      z.strictObject({
        kinds: z.array(recordKind).min(1),
        accountUids: z.array(accountUid),
        roles: z.array(role),
        from: day,
        to: day,
      }),
    )
    .output(z.strictObject({ uid: objectUid })),
  authorisations: query(['print.apply', 'print.approve'], 'none').output(
    z.strictObject({
      rows: z.array(
        z.strictObject({
          uid: objectUid,
          kinds: z.array(recordKind),
          persons: z.string(),
          from: day,
          to: day,
          by: z.string(),
          active: z.boolean(),
        }),
      ),
    }),
  ),
  /** Exactly the pages that would print, without copy layer, marked 预览; never leaves the window. */
  preview: job('record.work', 'print.previewed')
    .input(z.strictObject({ recordUid, class: printClass }))
    .output(z.strictObject({ pdf: base64, pages: z.number() })),
  /** forSignature under a standing authorisation: freezes the version and prints at once. */
  forSignature: job('print.apply', 'print.printed', ['numbering', 'printing'])
    .input(z.strictObject({ recordUid, printer: line }))
    .output(z.strictObject({ job: printJobRow })),
  /** Numbered blank forms that go with an issued notice: filled in by hand, brought back used, unused or spoiled. */
  blankForms: job('print.apply', 'print.printed', ['numbering', 'printing'])
    .input(
      z.strictObject({
        noticeUid: recordUid,
        kind: recordKind,
        count: z.number().int().min(1).max(20),
        printer: line,
      }),
    )
    .output(z.strictObject({ copyNumbers: z.array(z.string()) })),
  /** Applies for approved or draft copies, one recipient each. */
  apply: command('print.apply', 'print.applied', ['printing'])
    .input(
      z.strictObject({
        recordUid,
        class: z.enum(['approved', 'draft']),
        purpose: line,
        printer: line,
        recipients: z.array(line).min(1).max(200),
      }),
    )
    .output(z.strictObject({ uid: objectUid })),
  decide: command('print.approve', 'print.decided', ['printing'])
    .input(z.strictObject({ uid: objectUid, approve: z.boolean(), reason: note.default('') }))
    .output(done),
  /** Prints an approved order once. */
  run: job(['print.apply', 'print.ledger'], 'print.printed', ['printing'])
    .input(z.strictObject({ uid: objectUid }))
    .output(z.strictObject({ job: printJobRow })),
  /** Moves one copy: printed / spoiled / issued / acknowledged / returned / destroyed (the last by two persons). */
  moveCopy: job(['print.apply', 'print.ledger'], 'print.copy-moved')
    .input(
      z.strictObject({
        copyUid: objectUid,
        to: copyState,
        holder: z.string().max(60),
        note: note.default(''),
        second: secondPerson.nullable().default(null),
      }),
    )
    .output(done),
  /** The audit report of a period as it would print, marked 预览. */
  previewAuditReport: job('audit.read', 'print.previewed')
    .input(auditPeriod)
    .output(z.strictObject({ pdf: base64, pages: z.number() })),
  /** Prints the audit report under its standing authorisation: one copy, in the ledger, with the signed head of the chain. */
  printAuditReport: job('audit.read', 'print.printed', ['numbering', 'printing'])
    .input(auditPeriod.extend({ printer: line }))
    .output(z.strictObject({ copyNumber: z.string(), head: z.string(), pages: z.number() })),
  /** The print ledger of a period and the register of printers as they would print. */
  previewLedger: job('print.ledger', 'print.previewed')
    .input(auditPeriod)
    .output(z.strictObject({ pdf: base64, pages: z.number() })),
  /** One copy of the ledger of a period under the standing authorisation of the specification, in the ledger. */
  printLedger: job('print.ledger', 'print.printed', ['numbering', 'printing'])
    .input(auditPeriod.extend({ printer: line }))
    .output(z.strictObject({ copyNumber: z.string(), pages: z.number() })),
  /** The permission table as the program enforces it; for the two posts that answer for it. */
  previewMatrix: job(['account.enable', 'audit.read'], 'print.previewed').output(
    z.strictObject({ pdf: base64, pages: z.number() }),
  ),
  /** One copy under the standing authorisation of the specification, in the ledger. */
  printMatrix: job(['account.enable', 'audit.read'], 'print.printed', ['numbering', 'printing'])
    .input(z.strictObject({ printer: line }))
    .output(z.strictObject({ copyNumber: z.string(), pages: z.number() })),
  /** Hand-over list of a package, log of exports or imports, reminder letter: as it would print. */
  previewExchangePaper: job(exchangePrinters, 'print.previewed')
    .input(z.strictObject({ paper: exchangePaper }))
    .output(z.strictObject({ pdf: base64, pages: z.number() })),
  /** One copy under the standing authorisation of the specification, in the ledger. */
  printExchangePaper: job(exchangePrinters, 'print.printed', ['numbering', 'printing'])
    .input(z.strictObject({ paper: exchangePaper, printer: line }))
    .output(z.strictObject({ copyNumber: z.string(), pages: z.number() })),
  /** The sheet of a restore rehearsal as it would print. */
  previewRehearsal: job('backup.run', 'print.previewed')
    .input(z.strictObject({ uid: objectUid }))
    .output(z.strictObject({ pdf: base64, pages: z.number() })),
  /** One copy of the sheet with places for signatures, in the ledger. */
  printRehearsal: job('backup.run', 'print.printed', ['numbering', 'printing'])
    .input(z.strictObject({ uid: objectUid, printer: line }))
    .output(z.strictObject({ copyNumber: z.string(), pages: z.number() })),
  /** The compliance board of a period as it would print. */
  previewCompliance: job('compliance.read', 'print.previewed')
    .input(inspectionPeriod)
    .output(z.strictObject({ pdf: base64, pages: z.number() })),
  /** One copy of the board with its evidence, in the ledger. */
  printCompliance: job('compliance.read', 'print.printed', ['numbering', 'printing'])
    .input(inspectionPeriod.extend({ printer: line }))
    .output(z.strictObject({ copyNumber: z.string(), pages: z.number() })),
  /** An inspection list as it would print; the seed stands on it. */
  previewInspection: job('compliance.read', 'print.previewed')
    .input(inspectionInput)
    .output(z.strictObject({ pdf: base64, pages: z.number() })),
  printInspection: job('compliance.read', 'print.printed', ['numbering', 'printing'])
    .input(inspectionInput.extend({ printer: line }))
    .output(z.strictObject({ copyNumber: z.string(), pages: z.number() })),
  /** Audit reports printed so far. */
  auditReports: query('audit.read', 'print.listed').output(
    z.strictObject({
      rows: z.array(
        z.strictObject({
          uid: objectUid,
          document: z.string(),
          printedAt: instant,
          copyNumber: z.string(),
          state: copyState,
        }),
      ),
    }),
  ),
  ledger: query(['print.apply', 'print.approve', 'print.ledger'], 'print.listed')
    .input(
      z.strictObject({
        from: day.nullable().default(null),
        to: day.nullable().default(null),
        state: z.enum(['applied', 'approved', 'refused', 'printed', 'superseded']).nullable().default(null),
        recordUid: recordUid.nullable().default(null),
        cursor: z.string().max(200).nullable().default(null),
        limit: z.number().int().min(1).max(200).default(50),
      }),
    )
    .output(z.strictObject({ rows: z.array(printJobRow), next: z.string().nullable() })),
  trace: query(['print.apply', 'print.ledger', 'print.approve'], 'print.traced')
    .input(z.strictObject({ traceCode: z.string().trim().min(4).max(40) }))
    .output(z.strictObject({ job: printJobRow.nullable(), copyUid: objectUid.nullable() })),
};
