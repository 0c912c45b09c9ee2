import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PackageError } from '../../main/exchange/format/packageError.ts';
import { PackageThread, readPackageOnThread } from '../../main/exchange/format/thread/packageThread.ts';
import { type PackageAttachment, sealPackage } from '../../main/exchange/format/writePackage.ts';
import {
  attachmentOf,
  collect,
  headFields,
  makeWorld,
  outcomeOf,
  receive,
  sampleFiles,
  sampleRecords,
  type World,
} from './world.ts';

let world: World;
let folders = 0;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

function fresh(): string {
  folders += 1;
  const folder = join(world.folder, `thread-${folders}`);
  mkdirSync(folder);
  return folder;
}

/** Builds, seals and writes on a thread; `attachments` may misbehave. */
async function exported(
  attachments: readonly PackageAttachment[],
  signal?: AbortSignal,
  heard?: (phase: string) => void,
) {
  const folder = fresh();
  const thread = new PackageThread();
  const run = { signal, progress: (at: { phase: string }) => heard?.(at.phase) };
  try {
    const stagingParent = join(folder, 'staging');
    const payload = await thread.build({ stagingParent, records: sampleRecords, attachments, ...run });
    const sealed = await sealPackage(payload, headFields(world), {
      site: world.siteA.siteSigner,
      release: world.siteA.releaseSigner,
    });
    const byDigest = new Map(attachments.map((attachment) => [attachment.sha256, attachment]));
    const attachment = (sha256: string): PackageAttachment => {
      const found = byDigest.get(sha256);
      if (found === undefined) throw new Error('unknown');
      return found;
    };
    const packages = await thread.write({ sealed, attachment, folder: join(folder, 'out'), ...run });
    mkdirSync(join(folder, 'medium'));
    const carry = await thread.carry({
      medium: join(folder, 'medium'),
      site: 'siteA',
      siteSigner: world.siteA.siteSigner,
      packages,
      rosters: [],
      ...run,
    });
    return { folder, sealed, files: packages, carry };
  } finally {
    await thread.close();
    const left = readdirSync(folder).includes('staging') ? readdirSync(join(folder, 'staging')) : [];
    expect(left).toEqual([]);
  }
}

function readHere(file: string, change: Partial<Parameters<typeof readPackageOnThread>[0]> = {}) {
  return readPackageOnThread({
    file,
    stagingParent: join(world.folder, 'thread-staging'),
    holdFolder: join(world.folder, 'thread-held'),
    identities: [world.siteB.age.identity],
    rosters: [world.siteA.roster, world.siteB.roster],
    self: 'siteB',
    limits: { maxBytes: 1024 ** 3, maxEntries: 1000 },
    decide: () => ({ action: 'import', startsEpoch: false }),
    admitRecords: () => undefined,
    ...change,
  });
}

describe('package work on a thread', () => {
  it('builds, writes, carries and reads; the program opens what the thread has staged', async () => {
    const phases = new Set<string>();
    const made = await exported(sampleFiles.map(attachmentOf), undefined, (phase) => phases.add(phase));
    expect([...phases]).toEqual(['hash', 'write', 'copy', 'read-back']);
    const file = made.carry.files.find(({ name }) => name.endsWith('.age'))?.path ?? '';
    expect(await outcomeOf(await receive(world, file))).toBe('staged');
    const ids: string[] = [];
    const verdict = await readHere(file, {
      admitRecords: (records) => void ids.push(...records.map(({ id }) => id)),
    });
    if (verdict.outcome !== 'staged') throw new Error(JSON.stringify(verdict));
    expect(verdict.staged.digest).toBe(made.sealed.digest);
    expect(ids).toEqual(['siteA-1', 'siteA-2']);
    for (const bytes of sampleFiles) {
      expect(await collect(verdict.staged.openAttachment(attachmentOf(bytes).sha256))).toEqual(bytes);
    }
    await verdict.staged.dispose();
    expect(readdirSync(join(world.folder, 'thread-staging'))).toEqual([]);
  });

  it('an error of the program’s own parts comes back as itself', async () => {
    const gone = new RangeError('content store closed');
    const failing: PackageAttachment = {
      ...attachmentOf(new Uint8Array(3)),
      async *open() {
        yield new Uint8Array(1);
        throw gone;
      },
    };
    await expect(exported([failing])).rejects.toBe(gone);
  });

  it('a refusal keeps its code and words in both directions', async () => {
    const changed: PackageAttachment = { ...attachmentOf(new Uint8Array(3)), sha256: 'a'.repeat(64) };
    await expect(exported([changed])).rejects.toMatchObject({ code: 'E_SOURCE_CHANGED' });
    const made = await exported([]);
    const verdict = await readHere(made.files[0]?.path ?? '', {
      admitRecords: () => {
        throw new PackageError('E_RECORDS', '未知的记录类型');
      },
    });
    expect(verdict).toMatchObject({
      outcome: 'refused',
      code: 'E_RECORDS',
      detail: '记录行不合规定（未知的记录类型）',
    });
  });

  it('cancelling ends the work, leaves nothing, and the thread with it', async () => {
    const control = new AbortController();
    const endless: PackageAttachment = {
      sha256: 'a'.repeat(64),
      bytes: Number.MAX_SAFE_INTEGER,
      async *open() {
        for (;;) {
          yield new Uint8Array(1024 * 1024);
          control.abort();
        }
      },
    };
    await expect(exported([endless], control.signal)).rejects.toMatchObject({ name: 'AbortError' });
    const { files } = await exported([]);
    const late = new AbortController();
    const verdict = await readHere(files[0]?.path ?? '', {
      signal: late.signal,
      decide: () => {
        late.abort();
        return { action: 'import', startsEpoch: false };
      },
    });
    expect(verdict).toMatchObject({ outcome: 'refused', code: 'E_ABORTED' });
  });

  it('a held package and a repeated one are told as without a thread', async () => {
    const { files, sealed } = await exported([]);
    const file = files[0]?.path ?? '';
    const held = await readHere(file, { decide: () => ({ action: 'hold', missingFrom: 1, missingTo: 2 }) });
    expect(held).toMatchObject({ outcome: 'held', missingFrom: 1, missingTo: 2 });
    const again = await readHere(file, { decide: () => ({ action: 'already-imported' }) });
    expect(again).toMatchObject({ outcome: 'already-imported', evidence: { digest: sealed.digest } });
  });
});
