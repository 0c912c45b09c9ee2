import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { enterYear } from './calendarOfYear.ts';
import { digestOf, faultsOf, fileRest, packageFaults } from './ends.ts';
import { answer, type Board, compareBoard } from './packages.ts';
import { foundWorld, siteOf, unitsOf, type YearOptions } from './world.ts';
import { Year, type YearCounts } from './year.ts';

/** What a simulated year came to. */
export interface YearResult {
  readonly counts: YearCounts;
  /** Of the state on the last day of the first quarter, and at the end. */
  readonly quarter: string;
  readonly digest: string;
  readonly faults: readonly string[];
  readonly records: number;
}

/** Memory where there is a file system in memory: what the year is about is the order of acts, not the disk. */
const ground = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const firstQuarter = '2026-03-31';

/**
 * A year of a center and three units: 2026 and the days of January in which its last packages go.
 */
export async function simulateYear(given: Omit<YearOptions, 'folder'>): Promise<YearResult> {
  const folder = mkdtempSync(join(ground, 'year-'));
  try {
    const world = await foundWorld({ ...given, folder });
    try {
      const year = new Year(world);
      const board: Board = new Map();
      enterYear(year, board);
      await year.run(firstQuarter);
      const quarter = await digestOf(world);
      await year.run('2027-01-15');
      const center = siteOf(world, 'HQ');
      year.on('2027-01-20', '年终归档和回执', async () => {
        await fileRest(year.at('HQ'));
        for (const unit of unitsOf(world)) await answer(year, unit.code, '2026-12');
        await compareBoard(year, board);
      });
      await year.run('2027-01-20');
      const faults: string[] = [];
      for (const site of world.sites.values()) faults.push(...(await faultsOf(world, site)));
      for (const unit of unitsOf(world)) faults.push(...(await packageFaults(world, center, unit)));
      await center.site.as('jiangml');
      const { count } = await center.site.call('records.count', { filter: {} });
      return { counts: year.counts, quarter, digest: await digestOf(world), faults, records: count };
    } finally {
      for (const site of world.sites.values()) await site.site.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
