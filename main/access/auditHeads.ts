import type { Instant } from '../../shared/ids.ts';
import type { WriteTx } from '../database/handles.ts';
import { auditHead, insertAuditHead } from '../database/stores/audit.ts';
import type { KeyRing } from './context.ts';

/** Rows after which the head is signed, besides each log-in, lock, export, package and printed report. */
export const headEvery = 500;

/** A head with the site's signature over it. */
export interface SignedHead {
  readonly seq: number;
  readonly digest: string;
  readonly keyId: string;
  /** SSHSIG, armored, over `<seq>:<digest>` and LF in `spm-audit-head-v1`. */
  readonly signature: string;
}

/** A head as text: what is signed, anchored outside and given to the verifier. */
export const headText = ({ seq, digest }: { readonly seq: number; readonly digest: string }) =>
  `${seq}:${digest}`;

/** Signs the newest row with the site key and keeps the head, in the transaction that may have just appended it. */
export async function signHead(tx: WriteTx, keys: KeyRing, now: Instant): Promise<SignedHead> {
  const { seq, digest } = await auditHead(tx);
  const signed = await keys.signAsSite('spm-audit-head-v1', Buffer.from(`${headText({ seq, digest })}\n`));
  await insertAuditHead(tx, { seq, digest, key_id: signed.keyId, signature: signed.signature, at: now });
  return { seq, digest, ...signed };
}
