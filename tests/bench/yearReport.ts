import { sql } from 'kysely';
import { beside, type Result } from './measure.ts';
import { databaseOf, readers, siteWithRecords } from './site.ts';

const rounds = 9;

/**
 * The year of everything and of one branch by the records, with trend by month, tables and the year before, through the gate; the
 * floor walks the rows of the year once and adds up one column. Some 100,000 of the records lie in the year.
 */
export async function measureYear(folder: string, size: number): Promise<Result[]> {
  const { site, results } = await siteWithRecords(folder, size);
  try {
    await site.as(readers[0].login);
    const year = { from: '2025-11-01' as never, to: '2026-10-31' as never };
    const floor = async (): Promise<unknown> =>
      await sql`SELECT count(*), sum(response_hours) FROM record_facts WHERE day >= ${year.from} AND day <= ${year.to}`.execute(
        databaseOf(site).read,
      );
    const ask = async (branch: string | null): Promise<unknown> =>
      await site.call('evaluation.statistics', { ...year, branch });
    results.push(await beside('year report, everything', size, rounds, async () => await ask(null), floor));
    results.push(await beside('year report, one branch', size, rounds, async () => await ask('navy'), floor));
    const { rows } = await sql<{ all: number; counted: number }>`SELECT
        (SELECT count(*) FROM records WHERE occurred_at >= ${year.from} AND occurred_at < '2026-11-01') AS "all",
        (SELECT count(*) FROM record_facts WHERE day >= ${year.from} AND day <= ${year.to}) AS counted`.execute(
      databaseOf(site).read as never,
    );
    process.stdout.write(`${rows[0]?.all} records in the year, ${rows[0]?.counted} of them counted\n`);
    return results;
  } finally {
    await site.close();
  }
}
