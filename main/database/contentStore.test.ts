import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { headerSize } from './contentFormat.ts';
import { ContentStore, largestContent, type StoredContent } from './contentStore.ts';

let folder: string;
let kek: Buffer;
let store: ContentStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'content-'));
  kek = randomBytes(32);
  store = new ContentStore(folder, kek);
});
afterEach(() => rmSync(folder, { recursive: true }));

async function* pieces(...parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}
const read = (stored: StoredContent) => store.readAll({ ...stored, title: '照片.jpg' });
const path = (stored: StoredContent) => join(folder, stored.name.slice(0, 2), stored.name);
const files = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
const chunk = 64 * 1024;

describe('the content store', () => {
  it.each([0, 1, chunk - 1, chunk, chunk + 1, 3 * chunk, 300_001])(
    'gives %i bytes back as they were',
    async (size) => {
      const bytes = randomBytes(size);
      const stored = await store.put(pieces(bytes));
      expect(stored).toMatchObject({ bytes: size, sha256: createHash('sha256').update(bytes).digest('hex') });
      expect((await read(stored)).equals(bytes)).toBe(true);
    },
  );

  it('does not mind how the stream is cut', async () => {
    const parts = fc.array(fc.uint8Array({ maxLength: 90_000 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(parts, async (cut) => {
        const stored = await store.put(pieces(...cut));
        expect((await read(stored)).equals(Buffer.concat(cut))).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it('keeps the same bytes once', async () => {
    const bytes = randomBytes(100_000);
    const first = await store.put(pieces(bytes));
    const second = await store.put(pieces(bytes.subarray(0, 10), bytes.subarray(10)));
    expect(second).toEqual(first);
    expect(files()).toHaveLength(1);
    expect(await store.names()).toEqual([first.name]);
  });

  it('keeps one file under one key when the same bytes come twice at once', async () => {
    const bytes = randomBytes(80_000);
    const both = await Promise.all([store.put(pieces(bytes)), store.put(pieces(bytes))]);
    for (const stored of both) expect((await read(stored)).equals(bytes)).toBe(true);
    expect(files()).toHaveLength(1);
  });

  it('loses what is given back, unless somebody else was given it or it was there before', async () => {
    const bytes = randomBytes(5000);
    const first = await store.put(pieces(bytes));
    const second = await store.put(pieces(bytes));
    await store.giveBack(first.name);
    expect((await read(second)).equals(bytes)).toBe(true);
    await store.giveBack(second.name);
    expect(files()).toEqual([]);
    const kept = await store.put(pieces(bytes));
    const reopened = new ContentStore(folder, kek);
    await reopened.put(pieces(bytes));
    await reopened.giveBack(kept.name);
    expect((await read(kept)).equals(bytes)).toBe(true);
  });

  it('shows neither content nor its digest in names or bytes on disk', async () => {
    const canary = Buffer.from('CANARY-绝不外泄-'.repeat(20));
    const stored = await store.put(pieces(canary));
    expect(stored.name).not.toContain(stored.sha256);
    const onDisk = readFileSync(path(stored));
    expect(onDisk.includes('CANARY')).toBe(false);
    const other = new ContentStore(mkdtempSync(join(folder, 'other-')), randomBytes(32));
    expect((await other.put(pieces(canary))).name).not.toBe(stored.name);
  });

  it('refuses a file with any byte flipped', async () => {
    const stored = await store.put(pieces(randomBytes(200)));
    const whole = readFileSync(path(stored));
    for (let at = 0; at < whole.length; at++) {
      // The wrapped key in the header serves a second put only; reading uses the one of the database.
      if (at >= 4 && at < 64) continue;
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      writeFileSync(path(stored), damaged);
      await expect(read(stored), `byte ${at}`).rejects.toMatchObject({
        code: 'content.damaged',
        params: { name: '照片.jpg' },
      });
    }
  });

  it('refuses a file that was cut, lengthened, reordered or replaced', async () => {
    const stored = await store.put(pieces(randomBytes(3 * chunk)));
    const other = await store.put(pieces(randomBytes(3 * chunk)));
    const whole = readFileSync(path(stored));
    const sealed = chunk + 16;
    const block = (n: number) => whole.subarray(headerSize + n * sealed, headerSize + (n + 1) * sealed);
    const header = whole.subarray(0, headerSize);
    const changed = {
      empty: Buffer.alloc(0),
      headerOnly: header,
      cutInChunk: whole.subarray(0, whole.length - 1),
      lastChunkGone: Buffer.concat([header, block(0), block(1)]),
      onlyFirst: Buffer.concat([header, block(0)]),
      lengthened: Buffer.concat([whole, Buffer.alloc(1)]),
      chunkTwice: Buffer.concat([header, block(0), block(0), block(2)]),
      swapped: Buffer.concat([header, block(1), block(0), block(2)]),
      otherFile: readFileSync(path(other)),
    };
    for (const [what, bytes] of Object.entries(changed)) {
      writeFileSync(path(stored), bytes);
      await expect(read(stored), what).rejects.toMatchObject({ code: 'content.damaged' });
    }
  });

  it('puts a damaged file right when the same bytes come again', async () => {
    const bytes = randomBytes(1000);
    const stored = await store.put(pieces(bytes));
    writeFileSync(path(stored), 'damaged');
    const again = await store.put(pieces(bytes));
    expect((await read(again)).equals(bytes)).toBe(true);
  });

  it('names a missing file and refuses names that are paths', async () => {
    const stored = await store.put(pieces(randomBytes(10)));
    await store.remove(stored.name);
    await expect(read(stored)).rejects.toMatchObject({ code: 'content.missing' });
    await store.remove(stored.name);
    for (const name of ['../../etc/passwd', '', 'x'.repeat(64)]) {
      await expect(read({ ...stored, name })).rejects.toMatchObject({ code: 'content.missing' });
    }
  });

  it('opens nothing with another key-encryption key, nor after it was closed', async () => {
    const stored = await store.put(pieces(randomBytes(10)));
    const other = new ContentStore(folder, randomBytes(32));
    await expect(other.readAll({ ...stored, title: '' })).rejects.toMatchObject({ code: 'content.damaged' });
    store.close();
    await expect(read(stored)).rejects.toMatchObject({ code: 'gate.locked' });
    await expect(store.put(pieces(randomBytes(10)))).rejects.toMatchObject({ code: 'gate.locked' });
  });

  it('leaves nothing behind when the stream breaks or is too large', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield randomBytes(100_000);
      throw new Error('read error');
    }
    await expect(store.put(broken())).rejects.toThrow('read error');
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield { length: largestContent + 1 } as Uint8Array;
    }
    await expect(store.put(endless())).rejects.toMatchObject({ code: 'attachment.too-large' });
    expect(files()).toEqual([]);
  });

  it('sweeps what a crash left half-written', async () => {
    writeFileSync(join(folder, 'aaaa.tmp'), 'half');
    expect(await store.names()).toEqual([]);
    await store.sweep();
    expect(files()).toEqual([]);
    expect(await new ContentStore(join(folder, 'none'), kek).names()).toEqual([]);
  });
});
