import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { defaultMarking, formatMarking } from '../../shared/marking/marking.ts';
import { appendAudit } from '../access/auditLog.ts';
import type { WriteContext } from '../access/context.ts';
import { freezeStream, insertPackageIn } from '../database/stores/exchange.ts';
import type { PackageVerdict } from './format/readPackage.ts';

/** Digest of a file's name: a name is a person's words, the audit log has none. */
export function nameDigest(file: string): string {
  return createHash('sha256').update(basename(file)).digest('hex').slice(0, 32);
}

/**
 * A fork, a spliced history or a hidden recipient: the proof is kept for ever, a forked stream is frozen, and the audit log
 * has a row that stands out (spec 4 "FORK").
 */
export async function raiseAlarm(
  ctx: Pick<WriteContext, 'tx' | 'now' | 'actor' | 'site' | 'newUid'>,
  verdict: Extract<PackageVerdict, { outcome: 'refused' }>,
  input: { medium: string; scanResult: string },
): Promise<void> {
  const { evidence, code } = verdict;
  let object = null;
  if (evidence !== null) {
    const { head } = evidence;
    if (code === 'E_FORK') await freezeStream(ctx.tx, head.sender);
    const uid = ctx.newUid();
    await insertPackageIn(ctx.tx, {
      uid,
      sender: head.sender,
      epoch: head.epoch,
      seq: head.seq,
      digest: evidence.digest,
      prev: head.prev,
      period: head.period,
      kind: head.kind,
      state: 'refused',
      record_count: head.records.count,
      marking: formatMarking(defaultMarking),
      medium: input.medium,
      scan_result: input.scanResult,
      imported_by: ctx.actor.id,
      imported_at: ctx.now,
      package_json: Buffer.from(evidence.packageJson),
      site_signature: Buffer.from(evidence.siteSig).toString('latin1'),
      release_signature: Buffer.from(evidence.releaseSig).toString('latin1'),
      // The package was refused before its manifest was read; the signed head pins it by this digest.
      manifest: Buffer.from(`${head.manifest.hex}\n`),
      roster_version: head.roster[head.sender] ?? 0,
    });
    object = { kind: 'package', uid, number: `${head.sender}-${head.epoch}-${head.seq}` };
  }
  await appendAudit(ctx.tx, ctx.site.code, {
    act: 'package.refused',
    at: ctx.now,
    account: ctx.actor.uid,
    object,
    outcome: `alarm:${code}`,
  });
}
