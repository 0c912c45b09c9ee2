import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../main/exchange/format/canonicalJson.ts';
import { PackageError } from '../../main/exchange/format/packageError.ts';
import { decideSequence, type StreamState } from '../../main/exchange/format/sequence.ts';
import { Staging } from '../../main/exchange/format/staging.ts';
import {
  type PayloadSource,
  packageTar,
  restoreSealed,
  type SealedPackage,
  sealPackage,
  writeAge,
} from '../../main/exchange/format/writePackage.ts';
import {
  attachmentOf,
  chunksOf,
  collect,
  headFields,
  makePackage,
  makeWorld,
  outcomeOf,
  receive,
  type World,
} from './world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

let folders = 0;
function fresh(): string {
  folders += 1;
  const folder = join(world.folder, `case-${folders}`);
  mkdirSync(folder);
  return folder;
}

/** A stream as siteB would remember it. */
function memory() {
  const digests: string[] = [];
  let frozen = false;
  const state = (): StreamState => ({
    epoch: 'e01',
    lastSeq: digests.length,
    lastDigest: digests.at(-1) ?? null,
    frozen,
    announcedEpochs: [],
    digestAt: (epoch, seq) => (epoch === 'e01' ? digests[seq - 1] : undefined),
  });
  return {
    apply: (digest: string) => digests.push(digest),
    freeze: () => {
      frozen = true;
    },
    decide: (head: SealedPackage['head'], digest: string) =>
      decideSequence(state(), { epoch: head.epoch, seq: head.seq, prev: head.prev, digest }),
  };
}

async function written(change: Parameters<typeof makePackage>[1] = {}, content = {}) {
  const made = await makePackage(world, change, content);
  const [file] = await writeAge({ ...made, folder: fresh() });
  return { ...made, file: file?.path ?? '' };
}

describe('round trip', () => {
  it('any records and attachments come back as they were', async () => {
    const record = fc.record({
      text: fc.string({ unit: 'grapheme' }),
      amount: fc.double({ noNaN: true, noDefaultInfinity: true }),
    });
    const content = fc.record({
      records: fc.array(record, { maxLength: 5 }),
      files: fc.uniqueArray(fc.uint8Array({ maxLength: 70_000 }), {
        maxLength: 3,
        comparator: (a, b) => Buffer.compare(a, b) === 0,
      }),
    });
    await fc.assert(
      fc.asyncProperty(content, async ({ records, files }) => {
        const rows = records
          .map((row, at): JsonObject => ({ id: `siteA-${at}`, type: 'note', ...row }))
          .filter((row) => !(Number.isInteger(row.amount) && !Number.isSafeInteger(row.amount)));
        const { file, sealed } = await written({}, { records: rows, files });
        const verdict = await receive(world, file);
        if (verdict.outcome !== 'staged') throw new Error(JSON.stringify(verdict));
        const { staged } = verdict;
        expect(staged.digest).toBe(sealed.digest);
        const back: unknown[] = [];
        for await (const row of staged.records()) back.push(row);
        expect(JSON.stringify(back.map((row) => Object.entries(row as object).sort()))).toBe(
          JSON.stringify(
            rows.map((row) =>
              Object.entries(row)
                .map(([k, v]) => [k, Object.is(v, -0) ? 0 : v])
                .sort(),
            ),
          ),
        );
        expect(staged.attachments).toHaveLength(files.length);
        for (const bytes of files) {
          expect(await collect(staged.openAttachment(attachmentOf(bytes).sha256))).toEqual(bytes);
        }
        await staged.dispose();
        expect(readdirSync(join(world.folder, 'staging'))).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });

  it('writing a sealed package again gives another ciphertext of the same package', async () => {
    const made = await makePackage(world);
    const [one] = await writeAge({ ...made, folder: fresh() });
    const stored = restoreSealed(made.sealed);
    const [two] = await writeAge({ sealed: stored, payload: made.payload, folder: fresh() });
    expect(one?.sha256).not.toBe(two?.sha256);
    for (const file of [one, two]) {
      const verdict = await receive(world, file?.path ?? '');
      if (verdict.outcome !== 'staged') throw new Error('not staged');
      expect(verdict.staged.digest).toBe(made.sealed.digest);
      await verdict.staged.dispose();
    }
  });

  it('a receipt without payload and with an acknowledgement passes', async () => {
    const ack = { digest: 'a'.repeat(64), epoch: 'e01', through_seq: 9 };
    const { file } = await written({ kind: 'receipt', ack }, { records: [], files: [] });
    const verdict = await receive(world, file);
    if (verdict.outcome !== 'staged') throw new Error('not staged');
    expect(verdict.staged.head.ack).toEqual(ack);
    await verdict.staged.dispose();
  });

  it('staged content is unreadable on the disk', async () => {
    const canary = new TextEncoder().encode('CANARY-7f3a');
    const { file } = await written({}, { files: [canary] });
    const verdict = await receive(world, file);
    if (verdict.outcome !== 'staged') throw new Error('not staged');
    const [folder] = readdirSync(join(world.folder, 'staging'));
    for (const name of readdirSync(join(world.folder, 'staging', folder ?? ''))) {
      const bytes = readFileSync(join(world.folder, 'staging', folder ?? '', name));
      expect(bytes.includes('CANARY') || bytes.includes('phoneRecord')).toBe(false);
    }
    await verdict.staged.dispose();
  });

  it('a site signature and a release signature by one key are not made', async () => {
    const staging = await Staging.create(join(world.folder, 'export'));
    const { sealed } = await makePackage(world);
    const payload = {
      manifest: sealed.manifest,
      bytes: 1,
      entries: 1,
      recordCount: 0,
      records: attachmentOf(new Uint8Array(0)),
    };
    await expect(
      sealPackage(payload, headFields(world), {
        site: world.siteA.releaseSigner,
        release: world.siteA.releaseSigner,
      }),
    ).rejects.toMatchObject({ code: 'E_SAME_KEY' });
    await staging.dispose();
  });
});

describe('export', () => {
  it('group 40: an attachment changed after sealing is not written', async () => {
    const { sealed, payload } = await makePackage(world);
    const bent: PayloadSource = {
      records: payload.records,
      attachment: async (sha256) => {
        const file = await payload.attachment(sha256);
        return { bytes: file.bytes, open: () => chunksOf(new Uint8Array(file.bytes)) };
      },
    };
    const folder = fresh();
    await expect(writeAge({ sealed, payload: bent, folder })).rejects.toMatchObject({
      code: 'E_SOURCE_CHANGED',
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('group 40: an attachment that grew or shrank is not written', async () => {
    const { sealed, payload } = await makePackage(world);
    for (const length of [1, 300_000]) {
      const bent: PayloadSource = {
        records: payload.records,
        attachment: async (sha256) => ({
          bytes: (await payload.attachment(sha256)).bytes,
          open: () => chunksOf(new Uint8Array(length)),
        }),
      };
      const folder = fresh();
      await expect(writeAge({ sealed, payload: bent, folder })).rejects.toMatchObject({
        code: 'E_SOURCE_CHANGED',
      });
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  it('group 31: a cancelled write leaves no final name, and the same package can be written afterwards', async () => {
    const made = await makePackage(world);
    const folder = fresh();
    const control = new AbortController();
    const progress = (): void => control.abort();
    await expect(writeAge({ ...made, folder, signal: control.signal, progress })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(readdirSync(folder)).toEqual([]);
    const [file] = await writeAge({ ...made, folder });
    expect(await outcomeOf(await receive(world, file?.path ?? ''))).toBe('staged');
  });

  it('a partial file of a killed run is replaced', async () => {
    const made = await makePackage(world);
    const folder = fresh();
    writeFileSync(join(folder, 'siteA-siteB-e01-000001.age.000.partial'), 'half');
    await writeAge({ ...made, folder });
    expect(readdirSync(folder)).toEqual(['siteA-siteB-e01-000001.age']);
  });

  it('the tar is the same bytes each time', async () => {
    const { sealed, payload } = await makePackage(world);
    expect(await collect(packageTar(sealed, payload))).toEqual(await collect(packageTar(sealed, payload)));
  });
});

describe('place in the stream', () => {
  it('groups 14 to 16: import, repeat, gap with hold and release, fork, wrong predecessor', async () => {
    const stream = memory();
    const take = async (file: string) => {
      const verdict = await receive(world, file, { decide: stream.decide });
      if (verdict.outcome === 'staged') {
        stream.apply(verdict.staged.digest);
        await verdict.staged.dispose();
      }
      return verdict;
    };
    const one = await written();
    const two = await written({ seq: 2, prev: one.sealed.digest });
    const three = await written({ seq: 3, prev: two.sealed.digest });
    expect((await take(one.file)).outcome).toBe('staged');
    expect((await take(one.file)).outcome).toBe('already-imported');
    const [again] = await writeAge({ ...one, folder: fresh() });
    expect((await take(again?.path ?? '')).outcome).toBe('already-imported');
    const held = await take(three.file);
    expect(held).toMatchObject({ outcome: 'held', missingFrom: 2, missingTo: 2 });
    expect((await take(two.file)).outcome).toBe('staged');
    if (held.outcome !== 'held') throw new Error('not held');
    expect((await take(held.copy)).outcome).toBe('staged');
    const fork = await written({ seq: 3, prev: two.sealed.digest, period: '2026-10' });
    expect(await take(fork.file)).toMatchObject({ outcome: 'refused', code: 'E_FORK', alarm: true });
    const spliced = await written({ seq: 4, prev: 'b'.repeat(64) });
    expect(await take(spliced.file)).toMatchObject({ outcome: 'refused', code: 'E_SPLICED' });
    stream.freeze();
    const next = await written({ seq: 4, prev: three.sealed.digest });
    expect(await take(next.file)).toMatchObject({ outcome: 'refused', code: 'E_FROZEN' });
    expect(readdirSync(join(world.folder, 'staging'))).toEqual([]);
  });

  it('refusals after the signatures keep the evidence; those before have none', async () => {
    const { file, sealed } = await written({ epoch: 'e09' });
    const verdict = await receive(world, file, { decide: memory().decide });
    expect(verdict).toMatchObject({
      outcome: 'refused',
      code: 'E_NEW_EPOCH',
      evidence: { digest: sealed.digest },
    });
    const empty = join(fresh(), 'x.age');
    writeFileSync(empty, '');
    expect(await receive(world, empty)).toMatchObject({ outcome: 'refused', evidence: null });
  });

  it('group 27: what the forms refuse refuses the whole package', async () => {
    const { file } = await written();
    const verdict = await receive(world, file, {
      admitRecords: (records) => {
        if (records.some(({ type }) => type === 'repairReport'))
          throw new PackageError('E_RECORDS', '未知类型');
      },
    });
    expect(verdict).toMatchObject({ outcome: 'refused', code: 'E_RECORDS' });
    expect(readdirSync(join(world.folder, 'staging'))).toEqual([]);
  });

  it('an import that is cancelled leaves nothing', async () => {
    const { file } = await written();
    const control = new AbortController();
    const verdict = await receive(world, file, { signal: control.signal, progress: () => control.abort() });
    expect(verdict).toMatchObject({ outcome: 'refused', code: 'E_ABORTED' });
    expect(readdirSync(join(world.folder, 'staging'))).toEqual([]);
  });
});
