import type { Compilable } from 'kysely';
import { expect } from 'vitest';
import type { ReadDb } from '../../main/database/database.ts';

/** Assertions on the plan SQLite picks for one query. */
export interface PlanExpectation {
  /** Every line of the plan, outermost first. */
  lines(): Promise<string[]>;
  /** The plan searches or walks this index. */
  usesIndex(name: string): Promise<void>;
  /** The plan reads no table from end to end (an index walked in order with a limit is fine). */
  scansNoTable(): Promise<void>;
  /** The rows come out in order by themselves: nothing is sorted in memory. */
  sortsNothing(): Promise<void>;
}

/**
 * Looks at the plan of a query: `await expectPlan(db, listQuery).usesIndex('records_by_occurred')`.
 * @param query a query builder, not yet executed
 */
export function expectPlan(db: ReadDb, query: Compilable): PlanExpectation {
  const lines = async () => {
    const compiled = query.compile();
    const plan = await db.executeQuery<{ detail: string }>({
      ...compiled,
      sql: `EXPLAIN QUERY PLAN ${compiled.sql}`,
    });
    return plan.rows.map((row) => row.detail);
  };
  return {
    lines,
    async usesIndex(name) {
      expect((await lines()).join('\n')).toMatch(new RegExp(`INDEX ${name}\\b`));
    },
    async scansNoTable() {
      const scans = (await lines()).filter((line) => /^SCAN (?!.*(USING|VIRTUAL|CONSTANT))/.test(line));
      expect(scans).toEqual([]);
    },
    async sortsNothing() {
      expect((await lines()).filter((line) => line.includes('USE TEMP B-TREE'))).toEqual([]);
    },
  };
}
