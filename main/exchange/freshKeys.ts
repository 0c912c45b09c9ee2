import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { JobContext } from '../access/context.ts';
import type { WriteTx } from '../database/database.ts';
import { writeDurably } from '../database/durableFiles.ts';
import { retireSiteKey } from '../database/stores/exchangeKeys.ts';
import { insertSiteKey, siteKeys } from '../database/stores/site.ts';
import { encryptBackup } from './crypto/ageBackup.ts';
import { generateAgeKey } from './crypto/ageBox.ts';
import { generateKeyPair, publicKeyLine } from './crypto/sshKeys.ts';

/** Keys of this site that a roster may renew. */
export const renewableKeys = ['siteSigning', 'age'] as const;
/** A key of this site that a roster may renew. */
export type RenewableKey = (typeof renewableKeys)[number];

/** New keys of this site, in memory until the roster that lists them is kept. */
export interface FreshKeys {
  readonly site?: { readonly id: string; readonly publicKey: string; readonly seed: Uint8Array };
  readonly age?: { readonly id: string; readonly recipient: string; readonly identity: string };
}

/** Makes the keys that are to be renewed. */
export async function makeFreshKeys(site: string, wanted: readonly RenewableKey[]): Promise<FreshKeys> {
  const mark = randomBytes(3).toString('hex');
  const pair = wanted.includes('siteSigning') ? generateKeyPair() : undefined;
  const age = wanted.includes('age') ? await generateAgeKey() : undefined;
  return {
    ...(pair === undefined
      ? {}
      : {
          site: {
            id: `site-${mark}@${site}`,
            publicKey: publicKeyLine(pair.publicKey),
            seed: pair.seed,
          },
        }),
    ...(age === undefined
      ? {}
      : { age: { id: `age-${mark}@${site}`, recipient: age.recipient, identity: age.identity } }),
  };
}

/**
 * Puts fresh keys in the place of the present ones, in the transaction that keeps their roster. An age identity is ended and
 * kept: packages sealed to it are on their way, and those that were kept must still open (spec 4 "Trust").
 */
export async function keepFreshKeys(tx: WriteTx, fresh: FreshKeys, now: string): Promise<void> {
  if (fresh.site !== undefined) {
    for (const key of await siteKeys(tx, 'siteSigning')) await retireSiteKey(tx, key.id, now);
    await insertSiteKey(tx, {
      id: fresh.site.id,
      purpose: 'siteSigning',
      public_key: fresh.site.publicKey,
      secret: Buffer.from(fresh.site.seed),
      made_at: now,
      retired_at: null,
    });
  }
  if (fresh.age !== undefined) {
    for (const key of await siteKeys(tx, 'age')) await retireSiteKey(tx, key.id, now);
    await insertSiteKey(tx, {
      id: fresh.age.id,
      purpose: 'age',
      public_key: fresh.age.recipient,
      secret: Buffer.from(fresh.age.identity),
      made_at: now,
      retired_at: null,
    });
  }
}

/** Forgets the secrets of fresh keys. */
export function dropFreshKeys(fresh: FreshKeys): void {
  fresh.site?.seed.fill(0);
}

/**
 * Writes every age identity of this site beside the root key in the safe, under the same passphrase: what was sealed to them
 * opens with stock `age -d -i` even when the installation is gone. Written before the roster that names a fresh one is kept.
 * @returns the file
 */
export async function backUpIdentities(
  ctx: Pick<JobContext, 'db' | 'site'>,
  root: { readonly file: string; readonly passphrase: string },
  fresh: FreshKeys,
): Promise<string> {
  const file = join(dirname(root.file), `identities-${ctx.site.code}.age`);
  const kept = await siteKeys(ctx.db, 'age');
  const lines = [
    ...(fresh.age === undefined ? [] : [`# ${fresh.age.id}`, fresh.age.identity]),
    ...kept.flatMap((key) => [`# ${key.id}`, Buffer.from(key.secret).toString('utf8')]),
  ];
  await writeDurably(file, await encryptBackup(root.passphrase, Buffer.from(`${lines.join('\n')}\n`)));
  return file;
}
