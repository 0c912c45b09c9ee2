import { z } from 'zod';

const digest = z.string().regex(/^[0-9a-f]{64}$/);
/** Path inside the folder of the demonstration. */
const inside = z.string().regex(/^(?!\/)(?!.*\.\.)[\w./-]+$/);

/** `summary.json`: what a stranger needs to open and check everything that the demonstration left. */
export const summarySchema = z.strictObject({
  runtime: z.enum(['electron', 'stand-in']),
  sites: z.array(
    z.strictObject({
      code: z.string(),
      kind: z.enum(['center', 'unit', 'department']),
      database: inside,
      keySlots: inside,
      keyHex: digest,
      logins: z.array(
        z.strictObject({ account: z.string(), password: z.string(), roles: z.array(z.string()).min(1) }),
      ),
    }),
  ),
  packages: z.array(
    z.strictObject({
      file: inside,
      sender: z.string(),
      recipient: z.string(),
      seq: z.number().int().positive(),
      digest,
      identity: inside,
      allowedSigners: inside,
      sitePrincipal: z.string(),
      releasePrincipal: z.string(),
    }),
  ),
  prints: z.array(
    z.strictObject({
      pdf: inside,
      class: z.enum(['approved', 'forSignature', 'draft', 'blankForm', 'auditReport', 'volume']),
      document: z.string(),
      marking: z.string(),
      copyNumber: z.string(),
      traceCode: z.string(),
    }),
  ),
  screenshots: z.array(z.strictObject({ file: inside, screen: z.string() })),
  counts: z.strictObject({
    records: z.number().int(),
    archived: z.number().int(),
    auditRows: z.number().int(),
  }),
});
/** Summary of a demonstration. */
export type Summary = z.infer<typeof summarySchema>;
