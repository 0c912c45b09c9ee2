/**
 * Child process of durability.test.ts: `write FOLDER RECIPIENT MIB` seals and writes a package whose one attachment has MIB
 * mebibytes, always the same one; `read FILE IDENTITY STAGING` reads it. Prints one JSON line with the peak memory.
 */
import { createHash } from 'node:crypto';
import { readPackage } from '../../main/exchange/format/readPackage.ts';
import { Staging } from '../../main/exchange/format/staging.ts';
import { TrustedKeys } from '../../main/exchange/format/trustedKeys.ts';
import { buildManifest, writeAge } from '../../main/exchange/format/writePackage.ts';
import { loneRoster, sealAlone } from './loneSender.ts';

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
  const sealed = await sealAlone(payload, recipient);
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
  const verdict = await readPackage({
    file,
    stagingParent,
    holdFolder: stagingParent,
    identities: [identity],
    trust: new TrustedKeys([loneRoster]),
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
