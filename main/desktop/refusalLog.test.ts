import { describe, expect, it } from 'vitest';
import { createRefusalLog, mostWaiting } from './refusalLog.ts';
import type { Refusal } from './security.ts';

const request = (target: string): Refusal => ({ kind: 'request', target });

function trial() {
  const rows: [target: string, count: number][] = [];
  const state = { open: true };
  const log = createRefusalLog(async (refusal, count) => {
    if (!state.open) return false;
    rows.push([refusal.target, count]);
    return true;
  });
  return { rows, state, log };
}

describe('the log of refusals', () => {
  it('writes each at once while somebody is logged in', async () => {
    const { log, rows } = trial();
    log.note(request('a'));
    await log.flush();
    log.note(request('b'));
    await log.flush();
    expect(rows).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
  });

  it('keeps what happens while locked and writes it at the next unlock', async () => {
    const { log, rows, state } = trial();
    state.open = false;
    for (const target of ['a', 'b', 'a']) log.note(request(target));
    await log.flush();
    expect(rows).toEqual([]);
    state.open = true;
    await log.flush();
    expect(rows).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });

  it('loses none that come while one is being written', async () => {
    const { log, rows } = trial();
    for (let round = 0; round < 100; round++) log.note(request('a'));
    while (rows.reduce((sum, [, count]) => sum + count, 0) < 100) await log.flush();
    expect(rows.length).toBeLessThan(100);
  });

  it('keeps only so many different ones, whatever a page does', async () => {
    const { log, rows, state } = trial();
    state.open = false;
    for (let round = 0; round < mostWaiting + 50; round++) log.note(request(String(round)));
    state.open = true;
    await log.flush();
    expect(rows).toHaveLength(mostWaiting);
  });

  it('keeps a refusal whose row could not be written', async () => {
    let broken = true;
    const rows: string[] = [];
    const log = createRefusalLog(async ({ target }) => {
      if (broken) throw new Error('disk');
      rows.push(target);
      return true;
    });
    log.note(request('a'));
    await log.flush();
    broken = false;
    await log.flush();
    expect(rows).toEqual(['a']);
  });
});
