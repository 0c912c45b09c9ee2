/**
 * Child process of packages.ts, so that its memory is its own: `write INPUT OUT RECIPIENT RECORDS` builds, seals and writes a
 * package of the files in a folder, as the program does it; `read FILE STAGING IDENTITY` reads and stages it. Prints one
 * JSON line.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readChunks } from '../../main/exchange/format/fileIo.ts';
import { PackageThread, readPackageOnThread } from '../../main/exchange/format/thread/packageThread.ts';
import type { PackageAttachment } from '../../main/exchange/format/writePackage.ts';
import { loneRoster, sealAlone } from '../exchange/loneSender.ts';
import { packageRecords } from './packageRecords.ts';

/** Files named by their digest, as the content store has them. */
async function attachmentsIn(folder: string): Promise<PackageAttachment[]> {
  const names = (await readdir(folder)).filter((name) => /^[0-9a-f]{64}$/.test(name));
  return await Promise.all(
    names.map(async (sha256) => {
      const path = join(folder, sha256);
      const { size } = await stat(path);
      return { sha256, bytes: size, open: () => readChunks(path) };
    }),
  );
}

async function write(input: string, out: string, recipient: string, count: number): Promise<object> {
  const attachments = await attachmentsIn(input);
  const byDigest = new Map(attachments.map((attachment) => [attachment.sha256, attachment]));
  const thread = new PackageThread();
  try {
    const payload = await thread.build({
      stagingParent: join(out, 'staging'),
      records: packageRecords(count),
      attachments,
    });
    const sealed = await sealAlone(payload, recipient);
    const attachment = (sha256: string): PackageAttachment => {
      const found = byDigest.get(sha256);
      if (found === undefined) throw new Error('unknown attachment');
      return found;
    };
    const files = await thread.write({ sealed, attachment, folder: out });
    return { file: files[0]?.path };
  } finally {
    await thread.close();
  }
}

async function read(file: string, stagingParent: string, identity: string): Promise<object> {
  const verdict = await readPackageOnThread({
    file,
    stagingParent,
    holdFolder: stagingParent,
    identities: [identity],
    rosters: [loneRoster],
    self: 'siteB',
    limits: { maxBytes: 2 ** 40, maxEntries: 1_000_000 },
    decide: () => ({ action: 'import', startsEpoch: false }),
    admitRecords: () => undefined,
  });
  if (verdict.outcome !== 'staged') throw new Error(`refused: ${JSON.stringify(verdict)}`);
  await verdict.staged.dispose();
  return { digest: verdict.staged.digest };
}

/** Runs one job and prints what it took. */
async function main(): Promise<void> {
  const idle = process.memoryUsage().rss;
  const start = performance.now();
  const [command, first = '', second = '', third = '', fourth = ''] = process.argv.slice(2);
  const facts = await (command === 'write'
    ? write(first, second, third, Number(fourth))
    : read(first, second, third));
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage();
  const peakOverIdle = process.resourceUsage().maxRSS / 1024 - idle / 1024 ** 2;
  process.stdout.write(
    `${JSON.stringify({ ...facts, seconds, cpu: (user + system) / 1e6, idle: idle / 1024 ** 2, peakOverIdle })}\n`,
  );
}

void main();
