import type { JobContext } from '../access/context.ts';
import type { StoredPackageOut } from '../database/stores/exchange.ts';
import { insertSignature } from '../database/stores/recordParts.ts';

/** Writing a sealed package once more leaves the house again: the password is asked, the act is recorded first. */
export async function recordReissue(
  ctx: JobContext,
  stored: StoredPackageOut,
  password: string,
): Promise<void> {
  const digest = stored.digest ?? '';
  const { keyId, signature } = await ctx.keys.signAsPerson(
    ctx.actor,
    password,
    'spm-reissue-v1',
    Buffer.from(`${digest}\n`),
  );
  await ctx.commit(async ({ tx, now, audited }) => {
    await insertSignature(tx, {
      object_kind: 'package',
      object_uid: stored.uid,
      purpose: 'reissue',
      digest,
      key_id: keyId,
      account_uid: ctx.actor.uid,
      account_name: ctx.actor.name,
      on_behalf_of: ctx.represented?.name ?? null,
      signature,
      at: now,
    });
    audited({ kind: 'package', uid: stored.uid, number: String(stored.seq), mark: stored.marking });
  });
}
