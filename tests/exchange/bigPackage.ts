/**
 * Child process of durability.test.ts: `write FOLDER RECIPIENT MIB` seals and writes a package whose one attachment has MIB
 * mebibytes, always the same one; `read FILE IDENTITY STAGING` reads it. Prints one JSON line with the peak memory.
 */
import { createHash } from 'node:crypto';
import { keyPairFromSeed, publicKeyLine } from '../../main/exchange/crypto/sshKeys.ts';
import { memorySigner } from '../../main/exchange/crypto/sshsig.ts';
import { readPackage } from '../../main/exchange/format/readPackage.ts';
import type { Roster } from '../../main/exchange/format/roster.ts';
import { Staging } from '../../main/exchange/format/staging.ts';
import { TrustedKeys } from '../../main/exchange/format/trustedKeys.ts';
import { buildManifest, sealPackage, writeAge } from '../../main/exchange/format/writePackage.ts';

const site = keyPairFromSeed(new Uint8Array(32).fill(1));
const person = keyPairFromSeed(new Uint8Array(32).fill(2));
const mebibyte = new Uint8Array(1024 * 1024).map((_, at) => (at * 7919) % 253);

async function* content(mebibytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < mebibytes; at += 1) yield mebibyte;
}

function report(facts: object): void {
  process.stdout.write(`${JSON.stringify({ ...facts, peakMiB: process.resourceUsage().maxRSS / 1024 })}\n`);
}

async function write(folder: string, recipient: string, mebibytes: number): Promise<void> {
  const hash = createHash('sha256');
  for (let at = 0; at < mebibytes; at += 1) hash.update(mebibyte);
  const attachment = {
    sha256: hash.digest('hex'),
    bytes: mebibytes * 1024 * 1024,
    open: () => content(mebibytes),
  };
  const staging = await Staging.create(`${folder}/staging`);
  const records = [{ id: 'siteA-1', type: 'note' }];
  const payload = await buildManifest({ staging, records, attachments: [attachment] });
  const fields = {
    ack: null,
    audit_head: null,
    created_by: { app: 'test', version: '1' },
    encrypted_to: [recipient],
    epoch: 'e01',
    kind: 'delta' as const,
    next_expected: null,
    period: '2026-11',
    prev: null,
    recipient: 'siteB',
    recordsSchema: 'records/1',
    released_at: '2026-11-22T08:00:00Z',
    released_by: { key: 'person@siteA', name: 'x' },
    roster: { siteA: 1 },
    sender: 'siteA',
    seq: 1,
  };
  const sealed = await sealPackage(payload, fields, {
    site: memorySigner('site@siteA', site),
    release: memorySigner('person@siteA', person),
  });
  const files = await writeAge({
    sealed,
    payload: { records: payload.records, attachment: () => attachment },
    folder: `${folder}/out`,
    volumeBytes: (mebibytes * 1024 * 1024) / 2,
    progress: (at) => process.stdout.write(`${at.done}\n`),
  });
  await staging.dispose();
  report({ digest: sealed.digest, files: files.map((file) => file.name) });
}

async function read(file: string, identity: string, stagingParent: string): Promise<void> {
  const key = (id: string, role: 'site' | 'release', publicKey: Uint8Array): Roster['keys'][number] => ({
    from: '2026-01-01',
    id,
    name: 'x',
    pub: publicKeyLine(publicKey),
    role,
    streams: [],
    to: null,
  });
  const roster: Roster = {
    age: [],
    epochs: [],
    format: 'xpkg-roster/1',
    issued_at: '2026-01-01T00:00:00Z',
    keys: [key('site@siteA', 'site', site.publicKey), key('person@siteA', 'release', person.publicKey)],
    kind: 'unit',
    prev: null,
    revocations: [],
    site: 'siteA',
    site_name: 'x',
    suites: ['age-x25519+sshsig-ed25519+sha256'],
    version: 1,
  };
  const verdict = await readPackage({
    file,
    stagingParent,
    holdFolder: stagingParent,
    identities: [identity],
    trust: new TrustedKeys([roster]),
    self: 'siteB',
    limits: { maxBytes: 2 ** 40, maxEntries: 10 },
    decide: () => ({ action: 'import', startsEpoch: false }),
    admitRecords: () => undefined,
  });
  const digest = verdict.outcome === 'staged' ? verdict.staged.digest : null;
  if (verdict.outcome === 'staged') await verdict.staged.dispose();
  report({ digest, outcome: verdict.outcome });
}

const [command, first = '', second = '', third = ''] = process.argv.slice(2);
await (command === 'write' ? write(first, second, Number(third)) : read(first, second, third));
