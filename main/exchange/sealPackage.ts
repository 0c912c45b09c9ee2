import { AppError } from '../../shared/errors.ts';
import { headText } from '../access/auditHeads.ts';
import type { JobContext } from '../access/context.ts';
import { currentPersonKey } from '../database/stores/accounts.ts';
import { auditHead } from '../database/stores/audit.ts';
import {
  lastImported,
  lastSealed,
  newestRoster,
  packageOutByUid,
  replacePackageLine,
  type StoredPackageOut,
  siteByCode,
  updatePackageOut,
} from '../database/stores/exchange.ts';
import { parsePublicKeyLine } from './crypto/sshKeys.ts';
import type { Signer } from './crypto/sshsig.ts';
import { type PackageAck, recordsSchema } from './format/packageJson.ts';
import { sealingRecipients } from './format/roster.ts';
import { type PayloadFacts, restoreSealed, type SealedPackage, sealPackage } from './format/writePackage.ts';
import { requireListed } from './ownKeys.ts';
import { nextExpectedDay } from './periods.ts';
import { type Countersign, countersignNamespace, countersignStatement, needsSecond } from './seriesLines.ts';
import { siteSigner } from './siteSigner.ts';
import { openStored } from './storedRosters.ts';

/**
 * The second person of a void or a snapshot signs for its place in the stream; the line travels with it (spec 4: two persons).
 * Nothing happens for other kinds.
 * @throws AppError people.second-person-refused, people.same-person
 */
export async function countersign(
  ctx: JobContext,
  stored: StoredPackageOut,
  second: { login: string; password: string } | null,
): Promise<void> {
  const { kind } = stored;
  if (!needsSecond(kind)) return;
  if (second === null) throw new AppError('people.second-person-refused');
  const person = await ctx.keys.secondPerson(ctx.actor, second, ['securityAdmin']);
  const key = await currentPersonKey(ctx.db, person.id);
  if (key === undefined) throw new AppError('people.signing-key-missing');
  await requireListed(ctx.db, ctx.site.code, [key.key_id], ['person', 'release']);
  const previous = await lastSealed(ctx.db, stored.recipient, stored.epoch);
  const statement = countersignStatement(
    {
      sender: ctx.site.code,
      recipient: stored.recipient,
      epoch: stored.epoch,
      seq: (previous?.seq ?? 0) + 1,
      prev: previous?.digest ?? null,
      kind,
    },
    stored.withdrawn,
    ctx.now,
  );
  const { keyId, signature } = await ctx.keys.signAsPerson(
    person,
    second.password,
    countersignNamespace(kind),
    statement,
  );
  const line: Countersign = {
    type: 'countersign',
    id: 'countersign',
    key: keyId,
    name: person.name,
    at: ctx.now,
    signature,
  };
  await ctx.stage(async ({ tx }) => {
    await replacePackageLine(tx, stored.id, { uid: 'countersign', line: JSON.stringify(line) });
    await updatePackageOut(tx, stored.id, { second_account: person.uid });
  });
}

/** Gives the package its number and both signatures, in the transaction that makes it true. */
export async function seal(
  ctx: JobContext,
  stored: StoredPackageOut,
  payload: PayloadFacts,
  password: string,
): Promise<SealedPackage> {
  const previous = await lastSealed(ctx.db, stored.recipient, stored.epoch);
  const seq = (previous?.seq ?? 0) + 1;
  const site = await siteByCode(ctx.db, stored.recipient);
  const theirs = await newestRoster(ctx.db, stored.recipient);
  const own = await newestRoster(ctx.db, ctx.site.code);
  if (site?.root_public_key == null || theirs === undefined || own === undefined) {
    throw new AppError('exchange.not-paired', { site: stored.recipient });
  }
  const roster = await openStored(ctx.db, theirs);
  if (roster === undefined) throw new AppError('exchange.not-paired', { site: stored.recipient });
  const key = await currentPersonKey(ctx.db, ctx.actor.id);
  if (key === undefined) throw new AppError('people.signing-key-missing');
  const bySite = await siteSigner(ctx);
  await requireListed(ctx.db, ctx.site.code, [key.key_id, bySite.keyId]);
  const release: Signer = {
    keyId: key.key_id,
    publicKey: parsePublicKeyLine(key.public_key),
    sign: async (_namespace, message) =>
      Buffer.from(
        (await ctx.keys.signAsPerson(ctx.actor, password, 'xpkg-release-v1', message)).signature,
        'latin1',
      ),
  };
  const sealed = await sealPackage(
    payload,
    {
      ack: await acknowledgement(ctx, stored.recipient),
      audit_head: headText(await auditHead(ctx.db)),
      created_by: { app: 'service-process-management', version: '0.1.0' },
      encrypted_to: sealingRecipients(roster, ctx.today),
      epoch: stored.epoch,
      kind: stored.kind,
      next_expected: nextExpectedDay(stored.period),
      period: stored.period,
      prev: previous?.digest ?? null,
      recipient: stored.recipient,
      recordsSchema,
      released_at: ctx.now,
      released_by: { key: key.key_id, name: ctx.actor.name },
      roster: { [ctx.site.code]: own.version, [stored.recipient]: theirs.version },
      sender: ctx.site.code,
      seq,
    },
    { site: bySite, release },
  );
  await ctx.commit(async ({ tx, now, audited }) => {
    // Meanwhile a newer package may have taken its place or its number: two jobs, one of them seals.
    const present = await packageOutByUid(tx, stored.uid);
    const last = await lastSealed(tx, stored.recipient, stored.epoch);
    if (present?.state !== 'approved' || (last?.seq ?? 0) !== seq - 1)
      throw new AppError('people.already-decided');
    await updatePackageOut(tx, stored.id, {
      state: 'sealed',
      record_count: sealed.head.records.count,
      seq,
      released_by: ctx.actor.id,
      released_at: now,
      digest: sealed.digest,
      package_json: Buffer.from(sealed.packageJson),
      site_signature: Buffer.from(sealed.siteSig).toString('latin1'),
      release_signature: Buffer.from(sealed.releaseSig).toString('latin1'),
      site_key: bySite.keyId,
      release_key: key.key_id,
      manifest: Buffer.from(sealed.manifest),
    });
    audited({
      kind: 'package',
      uid: stored.uid,
      number: `${stored.recipient}-${stored.epoch}-${seq}`,
      mark: stored.marking,
    });
  });
  return sealed;
}

/** A package that was sealed before, to be written again. @throws AppError exchange.not-approved */
export function sealedOf(stored: StoredPackageOut): SealedPackage {
  if (stored.package_json === null || stored.manifest === null) throw new AppError('exchange.not-approved');
  return restoreSealed({
    packageJson: stored.package_json,
    siteSig: Buffer.from(stored.site_signature ?? '', 'latin1'),
    releaseSig: Buffer.from(stored.release_signature ?? '', 'latin1'),
    manifest: stored.manifest,
  });
}

/** Cumulative receipt for what the recipient sent us. */
async function acknowledgement(ctx: JobContext, partner: string): Promise<PackageAck | null> {
  const last = await lastImported(ctx.db, partner);
  return last === undefined ? null : { digest: last.digest, epoch: last.epoch, through_seq: last.seq };
}
