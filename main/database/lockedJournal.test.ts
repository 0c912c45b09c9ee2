import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Instant } from '../../shared/ids.ts';
import { type LockedEvent, LockedJournal } from './lockedJournal.ts';
import { admitLogin } from './loginWaits.ts';
import { makeKeyPair } from './sealing.ts';

let folder: string;
let journal: LockedJournal;
let id: string;
const pair = makeKeyPair('x25519');
const tag = (name: string) => createHash('sha256').update(name).digest('hex');
const at = (minute: number) => `2026-11-22T08:${String(minute).padStart(2, '0')}:00.000Z` as Instant;
const failed = (name: string, minute = 0): LockedEvent => ({
  at: at(minute),
  act: 'loginFailed',
  loginTag: tag(name),
  detail: { osAccount: 'zhang', login: name },
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
  journal = await LockedJournal.open(folder);
  id = await journal.prepareNext(pair.publicKey);
  await journal.finish(id);
});
afterEach(() => rmSync(folder, { recursive: true }));

const journalFile = () => join(folder, `locked-${id}.journal`);
const keyFile = () => join(folder, `locked-${id}.key`);
const read = async () => (await LockedJournal.open(folder)).read(id, pair.secret);

describe('the journal of the locked program', () => {
  it('gives its events back at unlock, across restarts', async () => {
    await journal.record(failed('wang', 1));
    await (await LockedJournal.open(folder)).record(failed('li', 2));
    expect(await read()).toEqual({ verdict: 'intact', events: [failed('wang', 1), failed('li', 2)] });
  });

  it('is intact when nothing happened, and expected by nobody on the first unlock', async () => {
    expect(await read()).toEqual({ verdict: 'intact', events: [] });
    expect(await journal.read(undefined, pair.secret)).toEqual({ verdict: 'intact', events: [] });
  });

  it('keeps the order of events asked for at once', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, n) => journal.record(failed(`p${n}`, n))));
    const { verdict, events } = await read();
    expect(verdict).toBe('intact');
    expect(events.map((event) => event.detail.login)).toEqual(Array.from({ length: 20 }, (_, n) => `p${n}`));
  });

  it('shows nobody who tried to log in without the secret of the site', async () => {
    await journal.record(failed('wangwei'));
    const text = readFileSync(journalFile(), 'utf8');
    expect(text).not.toContain('wangwei');
    expect(text).not.toContain('zhang');
  });

  it('is missing when either file is gone', async () => {
    const key = readFileSync(keyFile());
    rmSync(keyFile());
    expect((await read()).verdict).toBe('missing');
    writeFileSync(keyFile(), key);
    rmSync(journalFile());
    expect((await read()).verdict).toBe('missing');
  });

  it('notices lines cut from its end', async () => {
    for (let n = 0; n < 4; n++) await journal.record(failed('wang', n));
    const lines = readFileSync(journalFile(), 'utf8').split('\n');
    for (let keep = 1; keep < 5; keep++) {
      writeFileSync(journalFile(), `${lines.slice(0, keep).join('\n')}\n`);
      expect(await read(), `${keep - 1} lines kept`).toMatchObject({ verdict: 'cut' });
    }
    writeFileSync(journalFile(), lines.slice(0, 5).join('\n').slice(0, -10));
    expect(await read()).toMatchObject({ verdict: 'cut' });
  });

  it('notices a line taken out, put twice, moved, or written by somebody without the key', async () => {
    for (let n = 0; n < 3; n++) await journal.record(failed('wang', n));
    const [head, a, b, c] = readFileSync(journalFile(), 'utf8').split('\n');
    for (const lines of [
      [a, c],
      [a, b, b, c],
      [b, a, c],
      [a, b, c, c],
      [a, b, c, '{}'],
      [a, b, c, ''],
    ]) {
      writeFileSync(journalFile(), `${[head, ...lines].join('\n')}\n`);
      expect(await read(), JSON.stringify(lines)).toMatchObject({ verdict: 'altered' });
    }
  });

  it('notices every flipped byte of both files', async () => {
    await journal.record(failed('wang'));
    await journal.record(failed('li'));
    for (const file of [journalFile(), keyFile()]) {
      const whole = readFileSync(file);
      for (let position = 0; position < whole.length; position++) {
        const damaged = Buffer.from(whole);
        damaged[position] = (damaged[position] ?? 0) ^ 1;
        writeFileSync(file, damaged);
        expect((await read()).verdict, `${file} byte ${position}`).not.toBe('intact');
      }
      writeFileSync(file, whole);
    }
    expect((await read()).verdict).toBe('intact');
  });

  it('notices an exchange for another journal of the same site', async () => {
    const other = await journal.prepareNext(pair.publicKey);
    writeFileSync(journalFile(), readFileSync(join(folder, `locked-${other}.journal`)));
    writeFileSync(keyFile(), readFileSync(join(folder, `locked-${other}.key`)));
    expect((await read()).verdict).toBe('altered');
  });

  it('takes a kill between a line and its key for what it is', async () => {
    await journal.record(failed('wang', 1));
    const keyBefore = readFileSync(keyFile());
    await journal.record(failed('wang', 2));
    writeFileSync(keyFile(), keyBefore);
    expect(await read()).toMatchObject({ verdict: 'intact', events: [failed('wang', 1), failed('wang', 2)] });
    await (await LockedJournal.open(folder)).record(failed('wang', 3));
    expect(await read()).toMatchObject({ verdict: 'intact' });
    expect((await read()).events).toHaveLength(3);
  });

  it('takes a torn last line for what it is', async () => {
    await journal.record(failed('wang', 1));
    appendFileSync(journalFile(), '{"act":"loginFa');
    expect(await read()).toMatchObject({ verdict: 'intact', events: [failed('wang', 1)] });
    await (await LockedJournal.open(folder)).record(failed('wang', 2));
    expect((await read()).events).toHaveLength(2);
  });

  it('hands over to the next journal without losing an event, whenever the program is killed', async () => {
    await journal.record(failed('wang', 1));
    const next = await journal.prepareNext(pair.publicKey);
    // Killed before the database knows the next one: both are kept up.
    const restarted = await LockedJournal.open(folder);
    await restarted.record(failed('wang', 2));
    expect((await restarted.read(id, pair.secret)).events).toHaveLength(2);
    expect(await restarted.read(next, pair.secret)).toMatchObject({
      verdict: 'intact',
      events: [failed('wang', 2)],
    });
    await restarted.finish(next);
    expect(readdirSync(folder).sort()).toEqual([`locked-${next}.journal`, `locked-${next}.key`]);
  });

  it('refuses the log-in when the event cannot be written', async () => {
    rmSync(keyFile());
    await expect(journal.record(failed('wang'))).rejects.toMatchObject({ code: 'gate.audit-failed' });
  });
});

describe('failures in a row', () => {
  it('are counted across restarts and journals, and forgotten after a log-in or by an administrator', async () => {
    for (let n = 0; n < 3; n++) await journal.record(failed('wang', n));
    await journal.record(failed('li', 4));
    const restarted = await LockedJournal.open(folder);
    expect(restarted.failuresOf(tag('wang'))).toEqual({ failures: 3, last: at(2) });
    await restarted.finish(await restarted.prepareNext(pair.publicKey));
    const later = await LockedJournal.open(folder);
    expect(later.failuresOf(tag('wang'))?.failures).toBe(3);
    await later.record({ ...failed('wang', 5), act: 'loginSucceeded' });
    await later.record({ ...failed('li', 6), act: 'failuresCleared' });
    const last = await LockedJournal.open(folder);
    expect(last.failuresOf(tag('wang'))).toBeUndefined();
    expect(last.failuresOf(tag('li'))).toBeUndefined();
  });

  const verdict = (failures: number, afterFailures: 'wait' | 'block', now: string) => {
    try {
      admitLogin({ failures, last: at(0) }, afterFailures, now as Instant);
      return 'admitted';
    } catch (error) {
      const { code, params } = error as { code: string; params: { until?: string } };
      return params.until ?? code;
    }
  };

  it('block a business account after the fifth, for good', () => {
    expect(verdict(4, 'block', at(0))).toBe('admitted');
    expect(verdict(5, 'block', at(0))).toBe('people.login-blocked');
    expect(verdict(5, 'block', '2027-11-22T08:00:00.000Z')).toBe('people.login-blocked');
  });

  it('make a post wait longer each time, up to a day, and never for good', () => {
    expect(verdict(4, 'wait', at(0))).toBe('admitted');
    expect(verdict(5, 'wait', at(0))).toBe('2026-11-22T08:01:00.000Z');
    expect(verdict(5, 'wait', at(1))).toBe('admitted');
    expect(verdict(6, 'wait', at(1))).toBe('2026-11-22T08:05:00.000Z');
    expect(verdict(7, 'wait', at(1))).toBe('2026-11-22T08:30:00.000Z');
    expect(verdict(10, 'wait', at(1))).toBe('2026-11-23T08:00:00.000Z');
    expect(verdict(1000, 'wait', at(1))).toBe('2026-11-23T08:00:00.000Z');
    expect(verdict(1000, 'wait', '2026-11-23T08:00:00.000Z')).toBe('admitted');
  });
});
