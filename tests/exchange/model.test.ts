import { randomInt } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import { runHistories } from './model/run.ts';

vi.mock(
  '../../main/exchange/format/thread/packageThread.ts',
  async () => await import('./model/inProcessThread.ts'),
);

/** Histories of one run of `npm test`; `npm run soak` runs a thousand. */
const histories = Number(process.env.MODEL_HISTORIES ?? 12);
const seed = Number(process.env.MODEL_SEED ?? randomInt(2 ** 30));

it(`${histories} histories of sites, courier, power failures, restores and new keys: a prefix of what was sent, never twice, no fork unseen, one digest in the end (seed ${seed})`, {
  timeout: 900_000,
}, async () => {
  const counts = await runHistories(histories, seed, 40);
  console.log(JSON.stringify(counts));
  expect(counts.histories).toBe(histories);
  for (const done of ['sealed', 'accepted', 'held', 'damaged', 'crashes'] as const)
    expect(counts[done], done).toBeGreaterThan(0);
});
