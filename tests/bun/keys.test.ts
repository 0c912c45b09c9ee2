/** Everything that guards the data of a site, under BoringSSL: the cryptography that Electron has. */
import { describe, expect, test } from 'bun:test';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ContentStore } from '../../main/database/contentStore.ts';
import { LockedJournal } from '../../main/database/lockedJournal.ts';
import { makeKeyPair, seal, unseal, unwrap, wrap } from '../../main/database/sealing.ts';
import { Slots } from '../../main/database/slots.ts';
import { selfTest } from '../../main/selfTest.ts';
import type { AccountUid, Instant } from '../../shared/ids.ts';
import { quickSlots } from '../database/quickSlots.ts';

async function inFolder(act: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bun-'));
  try {
    await act(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('primitives', () => {
  test('published vectors', () => selfTest());

  test('sealed and wrapped values open with the right key and context only', () => {
    const pair = makeKeyPair('x25519');
    const sealed = seal(pair.publicKey, Buffer.from('secret'), 'a');
    expect(unseal(pair.secret, sealed, 'a')?.toString()).toBe('secret');
    expect(unseal(pair.secret, sealed, 'b')).toBeUndefined();
    expect(unseal(makeKeyPair('x25519').secret, sealed, 'a')).toBeUndefined();
    expect(unseal(pair.secret, Buffer.concat([Buffer.alloc(32), sealed.subarray(32)]), 'a')).toBeUndefined();
    const key = randomBytes(32);
    const wrapped = wrap(key, Buffer.from('secret'), 'a');
    for (let at = 0; at < wrapped.length; at++) {
      const damaged = Buffer.from(wrapped);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      expect(unwrap(key, damaged, 'a')).toBeUndefined();
    }
    expect(unwrap(key, wrapped.subarray(0, 10), 'a')).toBeUndefined();
  });
});

describe('files', () => {
  test('key slots open, sign and change their password', () =>
    inFolder(async (folder) => {
      const key = randomBytes(32);
      const credentials = { login: 'admin', password: 'Pass-1' };
      const account = {
        ...credentials,
        accountUid: 'HQ-0000000000000001' as AccountUid,
        afterFailures: 'wait' as const,
      };
      const slots = await Slots.create(
        { folder, stationSecret: randomBytes(32), ...quickSlots },
        [account],
        key,
      );
      await slots.createSigningKey(credentials, key);
      const seed = await slots.unlockSigningKey(credentials);
      await slots.changePassword(credentials, 'Pass-2', key);
      const changed = { login: 'admin', password: 'Pass-2' };
      expect((await slots.unlock(changed)).databaseKey.equals(key)).toBe(true);
      expect((await slots.unlockSigningKey(changed)).equals(seed)).toBe(true);
      expect(slots.unlock(credentials)).rejects.toThrow('口令');
    }));

  test('attachments come back and damage shows', () =>
    inFolder(async (folder) => {
      const store = new ContentStore(folder, randomBytes(32));
      const bytes = randomBytes(200_000);
      const stored = await store.put(
        (async function* () {
          yield bytes;
        })(),
      );
      expect((await store.readAll({ ...stored, title: '' })).equals(bytes)).toBe(true);
      const wrong = { ...stored, wrappedKey: randomBytes(60), title: 'x' };
      expect(store.readAll(wrong)).rejects.toThrow('损坏');
    }));

  test('the locked journal is read back and a cut one noticed', () =>
    inFolder(async (folder) => {
      const pair = makeKeyPair('x25519');
      const journal = await LockedJournal.open(folder);
      const id = await journal.prepareNext(pair.publicKey);
      const at = '2026-11-22T08:00:00.000Z' as Instant;
      await journal.record({ at, act: 'loginFailed', loginTag: 'a'.repeat(64), detail: {} });
      const reading = await journal.read(id, pair.secret);
      expect(reading.verdict).toBe('intact');
      expect(reading.events).toHaveLength(1);
      rmSync(join(folder, `locked-${id}.key`));
      expect((await journal.read(id, pair.secret)).verdict).toBe('missing');
    }));
});
