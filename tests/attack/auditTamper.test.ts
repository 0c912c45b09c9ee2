import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { liveChain, writeChainFile } from '../../main/access/auditChain.ts';
import { appendAudit, appendPage } from '../../main/access/auditLog.ts';
import { auditHead } from '../../main/database/stores/audit.ts';
import { checkAudit } from '../../resources/verifier/auditCheck.ts';
import type { Instant, SiteCode } from '../../shared/ids.ts';
import { type Scratch, scratchDatabase } from '../database/scratch.ts';
import { Chance } from './inputs.ts';

const site = 'HQ' as SiteCode;
const seed = Number(process.env.TAMPER_SEED ?? Date.now() % 2 ** 31);
const trials = 1500;

describe(`an exported audit chain, written by the program and judged by the verifier (TAMPER_SEED=${seed})`, () => {
  let scratch: Scratch;
  let file: string;
  let head: string;
  let bytes: Buffer;
  let lines: string[];
  const chance = new Chance(seed);

  beforeAll(async () => {
    scratch = await scratchDatabase();
    await scratch.database.inTransaction(async (tx) => {
      for (let n = 1; n <= 40; n += 1) {
        const at = new Date(Date.UTC(2026, 10, 1) + n * 60_000).toISOString() as Instant;
        const { seq } = await appendAudit(tx, site, {
          act: n % 3 === 0 ? 'record.listed' : 'record.opened',
          at,
          account: 'HQ-1',
          object: { kind: 'phoneRecord', uid: `HQ-${n}`, number: `N-${n}`, mark: '秘密★5年' },
          outcome: n % 7 === 0 ? 'refused:gate.forbidden' : 'done',
        });
        if (n % 3 === 0)
          for (const page of [2, 3]) await appendPage(tx, site, { at, querySeq: seq, page, rows: page * 10 });
      }
      await appendAudit(tx, site, {
        act: 'session.locked',
        at: '2026-11-02T00:00:00.000Z' as Instant,
        account: 'HQ-1',
        object: null,
        outcome: 'done',
      });
    });
    const { seq, digest } = await auditHead(scratch.database.read);
    head = `${seq}:${digest}`;
    file = join(scratch.folder, 'chain.jsonl');
    const chain = liveChain(scratch.database.read, { seq: 0, pageId: 0 });
    await writeChainFile(file, chain, new AbortController().signal, () => undefined);
    bytes = await readFile(file);
    lines = bytes.toString('utf8').split('\n').slice(0, -1);
  });
  afterAll(() => scratch.remove());

  async function judge(forged: Buffer | string, against: string | null = head) {
    const target = join(scratch.folder, 'forged.jsonl');
    await writeFile(target, forged);
    return await checkAudit(target, against);
  }
  const joined = (all: readonly string[]) => `${all.join('\n')}\n`;
  /** Row that a line is, or that it was written behind. */
  const rowOf = (line: string): number => {
    const value = JSON.parse(line) as { seq?: number; afterSeq?: number };
    return value.seq ?? value.afterSeq ?? 0;
  };

  it('passes as it is', async () => {
    expect(await judge(bytes)).toMatchObject({ problems: [], rows: 41, lastSeq: 41 });
  });

  it('fails with any byte changed, and the row is named', async () => {
    for (let n = 0; n < trials; n += 1) {
      const forged = Buffer.from(bytes);
      const place = chance.below(forged.length);
      forged[place] = (forged[place] ?? 0) ^ (1 << chance.below(8));
      const { problems } = await judge(forged);
      const line = bytes.subarray(0, place).toString('latin1').split('\n').length - 1;
      const row = rowOf(lines[line] ?? lines.at(-1) ?? '');
      expect(problems.length, `seed ${seed}, byte ${place}`).toBeGreaterThan(0);
      // A broken line has no number any more: the row before it is named, or the gap that it leaves.
      const near = problems.some(({ seq }) => Math.abs(seq - row) <= 1);
      expect(near, `seed ${seed}, byte ${place} of row ${row}: ${JSON.stringify(problems)}`).toBe(true);
    }
  });

  const redigest = (fields: Record<string, unknown>): string => {
    const { digest: _, ...rest } = fields;
    const text = JSON.stringify(rest);
    const digest = createHash('sha256').update(text).digest('hex');
    return `${text.slice(0, -1)},"digest":"${digest}"}`;
  };
  const other = (line: string, change: Record<string, unknown>): string =>
    redigest({ ...(JSON.parse(line) as Record<string, unknown>), ...change });

  const tampers: Readonly<Record<string, (all: string[], at: number) => string[]>> = {
    'a line removed': (all, at) => all.toSpliced(at, 1),
    'several lines removed': (all, at) => all.toSpliced(at, 1 + chance.below(5)),
    'the tail cut': (all, at) => all.slice(0, Math.max(1, at)),
    'the beginning cut': (all, at) => all.slice(Math.max(1, at)),
    'a line doubled': (all, at) => all.toSpliced(at, 0, all[at] ?? ''),
    'a line moved': (all, at) => {
      const [line = '', ...rest] = [...all.splice(at, 1), ...all];
      const to = (at + 1 + chance.below(rest.length - 1)) % rest.length;
      return rest.toSpliced(to === at ? to + 1 : to, 0, line);
    },
    'two lines exchanged': (all, at) => {
      const next = (at + 1) % all.length;
      return all.with(at, all[next] ?? '').with(next, all[at] ?? '');
    },
    'a foreign line inserted': (all, at) => all.toSpliced(at, 0, '{"note":"x"}'),
    'an empty line inserted': (all, at) => all.toSpliced(at, 0, ''),
    'a line changed with its own digest made to fit': (all, at) => {
      const line = all[at] ?? '';
      return all.with(at, other(line, line.includes('"querySeq"') ? { rows: 99_999 } : { account: 'HQ-2' }));
    },
    'a line that says the same in another form': (all, at) =>
      all.with(at, (all[at] ?? '').replace('"at":', '"at": ')),
    'a carriage return at a line end': (all, at) => all.with(at, `${all[at] ?? ''}\r`),
  };

  it.each(Object.keys(tampers))('fails with %s, wherever it is', async (name) => {
    const tamper = tampers[name];
    if (tamper === undefined) throw new Error(name);
    for (let at = 0; at < lines.length; at += 1 + chance.below(3)) {
      const forged = tamper([...lines], at);
      const text = joined(forged);
      if (text === joined(lines)) continue;
      const { problems } = await judge(text);
      expect(problems.length, `${name} at line ${at}, seed ${seed}`).toBeGreaterThan(0);
      expect(problems.every(({ english }) => /\d/.test(english))).toBe(true);
    }
  });

  it('that was written anew from some row on passes by itself and fails against any head from outside', async () => {
    const from = 20;
    let prevDigest = '';
    let pagesDigest = '';
    const forged = lines.map((line) => {
      const value = JSON.parse(line) as Record<string, unknown>;
      const isPage = 'querySeq' in value;
      const touched = rowOf(line) >= from;
      const made = !touched
        ? line
        : isPage
          ? other(line, { prevDigest: pagesDigest })
          : other(line, { prevDigest, pagesDigest, ...(value.seq === from ? { account: 'HQ-9' } : {}) });
      const { digest } = JSON.parse(made) as { digest: string };
      if (isPage) pagesDigest = digest;
      else prevDigest = digest;
      return made;
    });
    expect((await judge(joined(forged), null)).problems).toEqual([]);
    expect((await judge(joined(forged))).problems).toMatchObject([{ seq: 41 }]);
    const anchorRow = JSON.parse(
      lines.find((line) => rowOf(line) === 30 && line.includes('"seq"')) ?? '{}',
    ) as {
      digest: string;
    };
    const target = join(scratch.folder, 'forged.jsonl');
    const anchored = await checkAudit(target, { head: null, anchors: [`30:${anchorRow.digest}`] });
    expect(anchored.problems).toMatchObject([{ seq: 30 }]);
    expect((await checkAudit(file, { head, anchors: [`30:${anchorRow.digest}`] })).problems).toEqual([]);
  });

  describe('with a tail that a restore replaced', () => {
    const lost = { seq: 60, digest: 'c'.repeat(64) };
    const restored = async (declares: boolean): Promise<string> => {
      const copy = await scratchDatabase();
      try {
        const rows: { seq: number; digest: string }[] = [];
        await copy.database.inTransaction(async (tx) => {
          for (let n = 1; n <= 30; n += 1) {
            const cut = declares && n === 25;
            const set = rows[19];
            rows.push(
              await appendAudit(tx, 'R1' as SiteCode, {
                act: cut ? 'audit.cut-declared' : 'record.opened',
                at: '2026-11-01T00:00:00.000Z' as Instant,
                account: 'a',
                object: cut
                  ? {
                      kind: 'auditCut',
                      uid: `${set?.seq}:${set?.digest}`,
                      number: `${lost.seq}:${lost.digest}`,
                    }
                  : null,
                outcome: 'done',
              }),
            );
          }
        });
        const target = join(scratch.folder, `restored-${declares}.jsonl`);
        const chain = liveChain(copy.database.read, { seq: 0, pageId: 0 });
        await writeChainFile(target, chain, new AbortController().signal, () => undefined);
        return target;
      } finally {
        await copy.remove();
      }
    };

    it('accepts heads of the lost tail only where a row declares the cut and names both heads', async () => {
      const anchors = [`${lost.seq}:${lost.digest}`, `23:${'d'.repeat(64)}`];
      const declared = await checkAudit(await restored(true), { head: null, anchors });
      expect(declared.problems).toEqual([]);
      expect(declared.notes.map(({ english }) => english).join()).toContain('declares');
      const silent = await checkAudit(await restored(false), { head: null, anchors });
      expect(silent.problems).toHaveLength(2);
    });

    it('does not accept a head before the set, beyond the lost one, or another than the lost one named', async () => {
      const target = await restored(true);
      for (const anchor of [`20:${'d'.repeat(64)}`, `61:${'d'.repeat(64)}`, `60:${'d'.repeat(64)}`]) {
        const { problems } = await checkAudit(target, { head: null, anchors: [anchor] });
        expect(problems, anchor).toHaveLength(1);
      }
    });
  });
});
