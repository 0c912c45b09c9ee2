/**
 * Child process of packages.ts, so that its memory is its own: `write INPUT OUT RECIPIENT RECORDS` builds, seals and writes a
 * package of the files in a folder, as the program does it; `read FILE STAGING IDENTITY` reads and stages it. Prints one
 * JSON line.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { keyPairFromSeed, publicKeyLine } from '../../main/exchange/crypto/sshKeys.ts';
import { memorySigner } from '../../main/exchange/crypto/sshsig.ts';
import { readChunks } from '../../main/exchange/format/fileIo.ts';
import type { Roster } from '../../main/exchange/format/roster.ts';
import { PackageThread, readPackageOnThread } from '../../main/exchange/format/thread/packageThread.ts';
import { type PackageAttachment, sealPackage } from '../../main/exchange/format/writePackage.ts';
import { packageRecords } from './packageRecords.ts';

const site = keyPairFromSeed(new Uint8Array(32).fill(1));
const person = keyPairFromSeed(new Uint8Array(32).fill(2));

function roster(): Roster {
  const key = (id: string, role: 'site' | 'release', publicKey: Uint8Array): Roster['keys'][number] => ({
    from: '2026-01-01',
    id,
    name: 'x',
    pub: publicKeyLine(publicKey),
    role,
    streams: [],
    to: null,
  });
  return {
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
}

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
    const fields = {
      ack: null,
      audit_head: null,
      created_by: { app: 'bench', version: '1' },
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
    rosters: [roster()],
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
