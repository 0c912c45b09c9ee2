import { randomInt } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import { runHistories } from '../exchange/model/run.ts';

vi.mock(
  '../../main/exchange/format/thread/packageThread.ts',
  async () => await import('../exchange/model/inProcessThread.ts'),
);

const histories = Number(process.env.SOAK_HISTORIES ?? 1000);
const seed = Number(process.env.SOAK_SEED ?? randomInt(2 ** 30));

it(`${histories} histories of sites that exchange packages hold every invariant (seed ${seed})`, async () => {
  const counts = await runHistories(histories, seed, 60, (done) => {
    if (done % 50 === 0) console.log(`${done} of ${histories}`);
  });
  console.log(JSON.stringify(counts));
  expect(counts.histories).toBe(histories);
});
