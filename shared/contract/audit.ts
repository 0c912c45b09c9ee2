import { z } from 'zod';
import { day, done, instant, localPath, sha256Hex } from './primitives.ts';
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
  objectNumber: z.string(),
  objectMark: z.string(),
  outcome: z.string(),
  digest: sha256Hex,
});
/** Row of the audit log: no contents. */
export type AuditRow = z.infer<typeof auditRow>;

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
  verify: query('audit.read', 'audit.verified').output(
    z.strictObject({
      intact: z.boolean(),
      rows: z.number(),
      headSeq: z.number(),
      headDigest: z.string(),
      problem: z.string().nullable(),
    }),
  ),
  /** Writes the chain as JSON Lines with its signed head for `npm run verify -- audit`. */
  exportChain: job('audit.read', 'audit.exported', ['export'])
    .input(z.strictObject({ folder: localPath }))
    .output(z.strictObject({ file: z.string(), rows: z.number(), head: z.string() })),
};

export const backupRow = z.strictObject({
  at: instant,
  folder: z.string(),
  bytes: z.number(),
  verified: z.boolean(),
  sameDevice: z.boolean(),
});
/** Backup sets: the daily one is a system act. */
export const backup = {
  list: query('backup.run', 'backup.listed').output(
    z.strictObject({ target: z.string().nullable(), rows: z.array(backupRow) }),
  ),
  configure: job('backup.run', 'backup.configured')
    .input(z.strictObject({ folder: localPath }))
    .output(done),
  run: job('backup.run', 'backup.made').output(z.strictObject({ set: backupRow })),
};
