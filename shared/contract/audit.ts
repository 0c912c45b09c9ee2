import { z } from 'zod';
import { day, done, instant, localPath, objectUid, secondPerson, sha256Hex } from './primitives.ts';
import { type AuditEvent, auditEventNames, job, query } from './procedure.ts';

const auditEvent = z.enum(Object.keys(auditEventNames) as [AuditEvent, ...AuditEvent[]]);
export const auditRow = z.strictObject({
  seq: z.number(),
  at: instant,
  account: z.string(),
  accountName: z.string(),
  station: z.string(),
  osAccount: z.string(),
  act: auditEvent,
  objectKind: z.string(),
  objectId: z.string(),
  objectNumber: z.string(),
  objectMark: z.string(),
  outcome: z.string(),
  /** Pages of a query that were read, and rows shown in all of them. */
  pages: z.number().nullable(),
  pagedRows: z.number().nullable(),
  digest: sha256Hex,
});
/** Row of the audit log: no contents. */
export type AuditRow = z.infer<typeof auditRow>;

/** A head as people copy it: `<seq>:<digest>`. */
export const auditHeadText = z
  .string()
  .trim()
  .regex(/^[1-9][0-9]{0,14}:[0-9a-f]{64}$/);

export const auditSegment = z.strictObject({
  uid: objectUid,
  year: z.number(),
  fromSeq: z.number(),
  toSeq: z.number(),
  fileName: z.string(),
  folder: z.string(),
  bytes: z.number(),
  sha256: sha256Hex,
  exportedAt: instant,
  exportedBy: z.string(),
  /** Last day on which its rows must still be in the live file. */
  keptUntil: day,
  removedAt: instant.nullable(),
  removedBy: z.string(),
});
/** A yearly part of the chain that was exported, signed and read back. */
export type AuditSegment = z.infer<typeof auditSegment>;

export const auditFinding = z.strictObject({
  /** Row it is about; 0 where it is about no single row. */
  seq: z.number(),
  at: z.string(),
  text: z.string(),
});
export const auditCheckResult = z.strictObject({
  key: z.string(),
  title: z.string(),
  /** What the check looks for, in words: shown beside its result. */
  definition: z.string(),
  findings: z.array(auditFinding),
  /** Findings in all; the list shows the newest. */
  total: z.number(),
});
/** Result of one built-in check. */
export type AuditCheckResult = z.infer<typeof auditCheckResult>;

const period = z.strictObject({ from: day, to: day });

/** The chained audit log. */
export const audit = {
  list: query(['audit.read', 'audit.review'], 'audit.read')
    .input(
      z.strictObject({
        from: day.nullable().default(null),
        to: day.nullable().default(null),
        account: z.string().max(40).nullable().default(null),
        act: auditEvent.nullable().default(null),
        failuresOnly: z.boolean().default(false),
        before: z.number().int().positive().nullable().default(null),
        limit: z.number().int().min(1).max(500).default(100),
      }),
    )
    .output(z.strictObject({ rows: z.array(auditRow), next: z.number().nullable() })),
  /** Follows the chain from its first row: removed segments from their files, then the live rows, against every signed head. */
  verify: job('audit.read', 'audit.verified', [], { resumes: true })
    .input(
      z
        .strictObject({
          /** Where the files of removed segments lie now; left out, where they were exported to. */
          segmentFolder: localPath.nullable().default(null),
          /** A head from outside (package, receipt, printed report): shows a cut tail. */
          anchor: auditHeadText.nullable().default(null),
        })
        .default({ segmentFolder: null, anchor: null }),
    )
    .output(
      z.strictObject({
        intact: z.boolean(),
        rows: z.number(),
        headSeq: z.number(),
        headDigest: z.string(),
        problem: z.string().nullable(),
        /** Signed heads that were compared. */
        heads: z.number(),
        /** Removed segments: read from their file, and those whose file was not found. */
        segmentsRead: z.number(),
        segmentsUnread: z.array(z.string()),
      }),
    ),
  /** Writes the chain as JSON Lines with its signed head for `npm run verify -- audit`. */
  exportChain: job('audit.read', 'audit.exported', ['export'], { resumes: true })
    .input(z.strictObject({ folder: localPath }))
    .output(z.strictObject({ file: z.string(), rows: z.number(), head: z.string() })),
  /** Built-in checks over a period, each with its definition and the rows behind. */
  checks: query('audit.read', 'audit.checked')
    .input(period)
    .output(z.strictObject({ checks: z.array(auditCheckResult) })),
  /** Yearly segments, and the closed years that have none yet. */
  segments: query(['audit.read', 'audit.segment'], 'audit.segments-listed').output(
    z.strictObject({ rows: z.array(auditSegment), openYears: z.array(z.number()), liveFrom: z.number() }),
  ),
  /** Auditor: exports a closed year as a signed file, reads it back, registers it. Repeated, it writes the same bytes. */
  exportSegment: job('audit.read', 'audit.segment-exported', [], { resumes: true })
    .input(z.strictObject({ year: z.number().int().min(2000).max(2999), folder: localPath }))
    .output(z.strictObject({ segment: auditSegment, file: z.string() })),
  /** Auditor and system administrator together: takes an exported year out of the live file, after reading its file again. */
  removeSegment: job('audit.segment', 'audit.segment-removed', ['expiry'])
    .input(z.strictObject({ uid: objectUid, folder: localPath, second: secondPerson }))
    .output(done),
};
