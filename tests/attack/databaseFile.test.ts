import { createDecipheriv, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database as OtherSqlcipher } from '@signalapp/sqlcipher';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ContentStore } from '../../main/database/contentStore.ts';
import { indexRecord } from '../../main/database/fullText.ts';
import { LockedJournal } from '../../main/database/lockedJournal.ts';
import { makeKeyPair } from '../../main/database/sealing.ts';
import { Slots } from '../../main/database/slots.ts';
import type { AccountUid, Instant } from '../../shared/ids.ts';
import { quickSlots } from '../database/quickSlots.ts';
import { type Scratch, scratchDatabase } from '../database/scratch.ts';

let scratch: Scratch;

beforeEach(async () => {
  scratch = await scratchDatabase();
});
afterEach(() => scratch.remove());

const filesBelow = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** Opens the file with a SQLCipher that shares no code with ours beyond SQLCipher itself. */
function openElsewhere(pragmas: readonly string[]): string[] {
  const database = new OtherSqlcipher(scratch.file);
  try {
    for (const pragma of ['cipher_log = off', ...pragmas]) database.pragma(pragma);
    return database
      .prepare('SELECT value FROM meta ORDER BY key')
      .all()
      .map((row) => String(row.value));
  } finally {
    database.close();
  }
}

describe('the database file', () => {
  beforeEach(async () => {
    await scratch.database.inTransaction((tx) =>
      tx.insertInto('meta').values({ key: 'a', value: '雷达' }).execute(),
    );
    await scratch.database.close();
  });

  it('opens with an independent SQLCipher and the raw key', () => {
    expect(openElsewhere([`key = "x'${scratch.key.toString('hex')}'"`])).toEqual(['雷达']);
  });

  it('does not open without the key, with another key, or with the key as a passphrase', () => {
    expect(() => openElsewhere([])).toThrow();
    expect(() => openElsewhere([`key = "x'${randomBytes(32).toString('hex')}'"`])).toThrow();
    expect(() => openElsewhere([`key = '${scratch.key.toString('hex')}'`])).toThrow();
  });

  it('looks like noise from its first byte', () => {
    const bytes = readFileSync(scratch.file);
    expect(bytes.subarray(0, 15).toString('latin1')).not.toBe('SQLite format 3');
    const seen = new Set(bytes.subarray(0, 4096));
    expect(seen.size).toBeGreaterThan(240);
  });
});

describe('a canary', () => {
  const canary = 'CANARY金丝雀';
  const forms = [canary, '金丝雀', 'CANARY', '金 丝 雀'].flatMap((text) => [
    Buffer.from(text),
    Buffer.from(text, 'utf16le'),
    Buffer.from(Buffer.from(text).toString('base64').replace(/=+$/, '').slice(0, -1)),
    Buffer.from(Buffer.from(text).toString('hex')),
  ]);
  const found = (folder: string) =>
    filesBelow(folder).filter((file) => {
      const bytes = readFileSync(file);
      return forms.some((form) => bytes.includes(form));
    });

  it('written everywhere is in no file: database, log, slots, journal, attachments', async () => {
    const { database, folder, key } = scratch;
    const accountUid = 'HQ-0000000000000001' as AccountUid;
    const slots = await Slots.create(
      { folder: join(folder, 'keys'), stationSecret: randomBytes(32), ...quickSlots },
      [{ login: canary, password: canary, accountUid, afterFailures: 'block' }],
      key,
    );
    const journal = await LockedJournal.open(join(folder, 'keys'));
    await journal.finish(await journal.prepareNext(makeKeyPair('x25519').publicKey));
    const at = '2026-11-22T08:00:00.000Z' as Instant;
    await journal.record({
      at,
      act: 'loginFailed',
      loginTag: slots.loginTag(canary),
      detail: { login: canary },
    });
    const store = new ContentStore(join(folder, 'content'), randomBytes(32));
    await store.put(
      (async function* () {
        yield Buffer.from(canary.repeat(100));
      })(),
    );
    await database.inTransaction(async (tx) => {
      await tx
        .insertInto('meta')
        .values({ key: canary, value: canary.repeat(2000) })
        .execute();
      await indexRecord(tx, { recordId: 1, tokens: 'CANARY 金 丝 雀' });
    });
    expect(filesBelow(folder).some((file) => file.endsWith('-wal'))).toBe(true);
    expect(found(folder)).toEqual([]);
    await database.checkpoint();
    expect(found(folder)).toEqual([]);
    await database.close();
    expect(found(folder)).toEqual([]);
    expect(filesBelow(folder).length).toBeGreaterThanOrEqual(6);
  });

  it('that was deleted is gone from the decrypted pages as well, free ones included', async () => {
    const { database } = scratch;
    await database.inTransaction(async (tx) => {
      await tx
        .insertInto('meta')
        .values({ key: 'c', value: canary.repeat(3000) })
        .execute();
      await indexRecord(tx, { recordId: 7, tokens: 'canaryword' });
      for (let id = 10; id < 40; id++) await indexRecord(tx, { recordId: id, tokens: `word${id}` });
    });
    await database.checkpoint();
    expect(decryptedPages().includes(canary)).toBe(true);
    expect(decryptedPages().includes('anaryword')).toBe(true);
    await database.inTransaction(async (tx) => {
      await tx.deleteFrom('meta').where('key', '=', 'c').execute();
      await tx.deleteFrom('record_fts').where('rowid', '=', 7).execute();
    });
    await database.checkpoint();
    expect(decryptedPages().includes('word10')).toBe(true);
    expect(decryptedPages().includes('anaryword')).toBe(false);
    expect(decryptedPages().includes(canary)).toBe(false);
  });
});

/** Every page of the file in the clear, free ones as well: AES-256-CBC, the IV at the start of the page's last 80 bytes. */
function decryptedPages(): Buffer {
  const bytes = readFileSync(scratch.file);
  const pages: Buffer[] = [];
  for (let from = 0; from < bytes.length; from += 4096) {
    const end = from + 4096 - 80;
    const decipher = createDecipheriv(
      'aes-256-cbc',
      scratch.key,
      bytes.subarray(end, end + 16),
    ).setAutoPadding(false);
    pages.push(decipher.update(bytes.subarray(from === 0 ? 16 : from, end)), decipher.final());
  }
  return Buffer.concat(pages);
}
