import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordUid } from '../../shared/ids.ts';
import { unwrapKey } from '../demo/unwrap.ts';
import { type KeySite, keySite } from '../program/keySite.ts';
import { phoneRecord } from './siteUnderAttack.ts';

/** What is looked for, by name; text is looked for in both forms in which V8 keeps it. */
type Needles = ReadonlyMap<string, readonly Buffer[]>;
type Counts = Record<string, number>;

/** Counts every needle in the readable memory of a process. */
function scan(pid: number, needles: Needles): Counts {
  const counts: Counts = Object.fromEntries([...needles.keys()].map((name) => [name, 0]));
  const maps = readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n');
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  const chunk = Buffer.alloc(8 << 20);
  const longest = Math.max(...[...needles.values()].flat().map((needle) => needle.length));
  try {
    for (const line of maps) {
      const [, from = '', to = ''] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
      if (from === '') continue;
      const end = Number.parseInt(to, 16);
      for (let at = Number.parseInt(from, 16); at < end; at += chunk.length - longest) {
        let read = 0;
        try {
          read = readSync(memory, chunk, 0, Math.min(chunk.length, end - at), at);
        } catch {
          break;
        }
        const bytes = chunk.subarray(0, read);
        for (const [name, forms] of needles)
          for (const form of forms)
            for (let found = bytes.indexOf(form); found >= 0; found = bytes.indexOf(form, found + 1))
              if (found <= chunk.length - longest || at + chunk.length >= end)
                counts[name] = (counts[name] ?? 0) + 1;
      }
    }
  } finally {
    closeSync(memory);
  }
  return counts;
}

const textForms = (text: string): Buffer[] => [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')];

describe('the memory of the main process', () => {
  const canary = '雪雁衔芦过寒汀canary';
  let at: KeySite;
  let record: RecordUid;
  let needles: Needles;

  beforeAll(async () => {
    at = await keySite();
    const { site } = at;
    await site.addPeople([{ login: 'zhiban', name: '值班', roles: ['operator'], clearance: 2 }]);
    await site.as('zhiban');
    record = await phoneRecord(site, `${canary}记录`);
    await site.close();
    const hex = await unwrapKey(at.folder, site.person('zhiban'));
    const key = Buffer.from(hex, 'hex');
    needles = new Map([
      ['key', [key]],
      ['half of the key', [key.subarray(0, 16), key.subarray(16)]],
      ['key as hexadecimal text', [...textForms(hex), Buffer.from(hex.toUpperCase())]],
      ['half of the hexadecimal text', [...textForms(hex.slice(0, 32)), ...textForms(hex.slice(32))]],
      ['record canary', textForms(canary)],
    ]);
  });
  afterAll(() => at.remove());

  async function counted(): Promise<{ open: Counts; locked: Counts }> {
    const person = at.site.person('zhiban');
    const program = fileURLToPath(new URL('./lockedProgram.ts', import.meta.url));
    const child = spawn(process.execPath, [program, at.folder, person.login, person.password, record], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    try {
      let open: Counts | undefined;
      for await (const line of createInterface({ input: child.stdout })) {
        const counts = scan(child.pid ?? 0, needles);
        if (line.startsWith('open')) {
          open = counts;
          child.stdin.write('lock\n');
        } else if (open !== undefined) return { open, locked: counts };
      }
      throw new Error('the program ended before its lock');
    } finally {
      child.kill('SIGKILL');
    }
  }

  it('holds after a lock neither key, nor its text, nor a record', async () => {
    const { open, locked } = await counted();
    console.log(`memory scan: open ${JSON.stringify(open)}, locked ${JSON.stringify(locked)}`);
    // The scan finds what is there: otherwise its zeros would mean nothing.
    expect(open.key).toBeGreaterThan(0);
    expect(open['record canary']).toBeGreaterThan(0);
    expect(locked).toEqual({
      key: 0,
      'half of the key': 0,
      'key as hexadecimal text': 0,
      'half of the hexadecimal text': 0,
      'record canary': 0,
    });
  });
});
