import { expect, it, vi } from 'vitest';
import { simulateYear } from '../year/simulate.ts';

vi.mock(
  '../../main/exchange/format/thread/packageThread.ts',
  async () => await import('../exchange/model/inProcessThread.ts'),
);

const first = Number(process.env.SOAK_SEED ?? 20260105);
const years = Number(process.env.SOAK_YEARS ?? 2);
/** Every event of the calendar with little beside it; and a year as busy as a center's. */
const quiet = { jobs: 0.3, contacts: 1, answersEvery: 3 };
const busy = { jobs: 3, contacts: 8, answersEvery: 1 };

it.each(Array.from({ length: years }, (_, index) => [first + index, index === 0 ? quiet : busy] as const))(
  'a year of a center and three units with seed %i: no record stuck, every deadline on its true date, every number accounted for, the same digest twice',
  async (seed, size) => {
    const one = await simulateYear({ seed, ...size });
    console.log(JSON.stringify({ seed, ...one.counts, records: one.records, digest: one.digest }));
    expect(one.faults).toEqual([]);
    expect(one.counts.packages).toBeGreaterThan(40);
    expect(one.counts.dueDays).toBeGreaterThan(40);
    expect(one.counts.overdue).toBeGreaterThan(1);
    expect(one.counts.refusals).toBeGreaterThan(4);
    const two = await simulateYear({ seed, ...size });
    expect([two.quarter, two.digest]).toEqual([one.quarter, one.digest]);
  },
);
