import { z } from 'zod';
import { lineTypes } from '../exchange/lines.ts';
import { siteKinds } from '../policy/roles.ts';
import {
  day,
  instant,
  levelRank,
  markingText,
  month,
  objectUid,
  recordKind,
  sha256Hex,
  siteCode,
} from './primitives.ts';

/** A site that this one knows, and what it is trusted with. */
export const siteRow = z.strictObject({
  code: siteCode,
  name: z.string(),
  kind: z.enum(siteKinds),
  self: z.boolean(),
  highestLevel: levelRank,
  rootFingerprint: z.string().nullable(),
  fingerprintWords: z.array(z.string()),
  rosterVersion: z.number().nullable(),
  pinnedAt: instant.nullable(),
  /** When a receipt first came back from there; before, only test packages leave. */
  provenAt: instant.nullable(),
  streamState: z.enum(['open', 'frozen']),
});
/** A registered removable medium. */
export const mediumRow = z.strictObject({
  number: z.string(),
  kind: z.string(),
  serial: z.string(),
  level: levelRank,
  holder: z.string(),
  registeredAt: instant,
});
/** A package that leaves. */
export const packageOutRow = z.strictObject({
  uid: objectUid,
  recipient: siteCode,
  epoch: z.string(),
  seq: z.number().nullable(),
  period: month,
  kind: z.enum(['delta', 'snapshot', 'void', 'receipt']),
  state: z.enum(['prepared', 'approved', 'sealed', 'written', 'acknowledged', 'refused']),
  recordCount: z.number(),
  marking: markingText,
  medium: z.string(),
  digest: sha256Hex.nullable(),
  preparedBy: z.string(),
  preparedAt: instant,
  approvedBy: z.string().nullable(),
  releasedBy: z.string().nullable(),
  releasedAt: instant.nullable(),
  /** Number of the package that takes this one back. */
  withdrawnBy: z.number().nullable(),
  /** Why a void was sent. */
  reason: z.string(),
});
/** A package that arrived. */
export const packageInRow = z.strictObject({
  uid: objectUid,
  sender: siteCode,
  epoch: z.string(),
  seq: z.number(),
  period: month,
  kind: z.string(),
  state: z.enum(['imported', 'refused']),
  recordCount: z.number(),
  marking: markingText,
  medium: z.string(),
  digest: sha256Hex,
  importedBy: z.string(),
  importedAt: instant,
});
/** One line of a package in the preview, with the verdict that importing would give. */
const previewRow = z.strictObject({
  /** Identity of the record, or the name of a line that is about something else. */
  uid: z.string().max(120),
  line: z.enum(lineTypes),
  /** Kind of the record; of a receipt, the kind of our record that it answers, null when we have none of that identity. */
  kind: recordKind.nullable(),
  title: z.string(),
  marking: markingText,
  verdict: z.enum(['new', 'changed', 'same', 'receipt', 'refused']),
  reason: z.string(),
  differences: z.array(z.strictObject({ label: z.string(), ours: z.string(), theirs: z.string() })),
});
/** Board cell: one unit in one month. */
export const boardCell = z.strictObject({
  site: siteCode,
  month,
  state: z.enum(['expected', 'onTime', 'late', 'missing', 'future']),
  seqs: z.array(z.number()),
});

/** What a package on a medium came to. */
export const checked = z.discriminatedUnion('verdict', [
  z.strictObject({
    verdict: z.literal('ready'),
    previewUid: objectUid,
    sender: siteCode,
    senderName: z.string(),
    seq: z.number(),
    epoch: z.string(),
    period: month,
    marking: markingText,
    digest: sha256Hex,
    releasedBy: z.string(),
    releasedAt: instant,
    attachments: z.number(),
    kind: z.enum(['delta', 'snapshot', 'void', 'receipt']),
    /** What the package says of the series: withdrawals, second person, requests, warnings. */
    notes: z.array(z.string()),
    rows: z.array(previewRow),
  }),
  z.strictObject({
    verdict: z.literal('alreadyImported'),
    sender: siteCode,
    seq: z.number(),
    digest: sha256Hex,
  }),
  z.strictObject({ verdict: z.literal('held'), sender: siteCode, seq: z.number(), missing: z.string() }),
  z.strictObject({ verdict: z.literal('refused'), code: z.string(), detail: z.string() }),
]);
/** Result of checking a package on a medium. */
export type CheckedPackage = z.infer<typeof checked>;

/** Last good number of this site's stream to a partner. */
export const lastNumber = z.strictObject({ recipient: siteCode, throughSeq: z.number().int().min(0) });
/** A key of this site as its next roster lists it. */
export const ownKey = z.strictObject({
  id: z.string(),
  name: z.string(),
  role: z.enum(['site', 'release', 'person', 'age']),
  from: day,
  to: day.nullable(),
  renewalDue: z.boolean(),
  /** Where it counts no longer, by number; null recipient = every stream. */
  revocations: z.array(
    z.strictObject({
      recipient: siteCode.nullable(),
      epoch: z.string().nullable(),
      throughSeq: z.number(),
      reason: z.string(),
    }),
  ),
});
/** A key of this site as its next roster lists it. */
export type OwnKey = z.infer<typeof ownKey>;
