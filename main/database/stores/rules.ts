import type { Insertable, Selectable, Updateable } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { CalendarYearsTable, RuleVersionsTable } from '../schema.ts';

/** A version of the rules as stored. */
export type StoredRules = Selectable<RuleVersionsTable>;
/** A year of the working calendar as stored. */
export type StoredCalendarYear = Selectable<CalendarYearsTable>;

/** The approved version that is in force on a day; undefined while the built-in first one is. */
export async function approvedRulesOn(db: ReadDb, day: string): Promise<StoredRules | undefined> {
  return await db
    .selectFrom('rule_versions')
    .selectAll()
    .where('state', '=', 'approved')
    .where('from_day', '<=', day)
    .orderBy('from_day', 'desc')
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** One version by its number, in whatever state. */
export async function rulesByVersion(db: ReadDb, version: number): Promise<StoredRules | undefined> {
  return await db.selectFrom('rule_versions').selectAll().where('version', '=', version).executeTakeFirst();
}

/** Every stored version, newest first. */
export async function allRuleVersions(db: ReadDb): Promise<StoredRules[]> {
  return await db.selectFrom('rule_versions').selectAll().orderBy('version', 'desc').execute();
}

/** Adds a draft. */
export async function insertRules(tx: WriteTx, row: Insertable<RuleVersionsTable>): Promise<void> {
  await tx.insertInto('rule_versions').values(row).execute();
}

/** Changes a version that is not decided yet. */
export async function updateRules(
  tx: WriteTx,
  version: number,
  change: Updateable<RuleVersionsTable>,
): Promise<void> {
  await tx.updateTable('rule_versions').set(change).where('version', '=', version).execute();
}

/** Removes a draft; the database refuses it for any other state. */
export async function deleteRulesDraft(tx: WriteTx, version: number): Promise<void> {
  await tx.deleteFrom('rule_versions').where('version', '=', version).execute();
}

/** The newest file of each year of the working calendar. */
export async function calendarYears(db: ReadDb): Promise<StoredCalendarYear[]> {
  return await db
    .selectFrom('calendar_years as c')
    .selectAll('c')
    .where('c.version', '=', (newest) =>
      newest
        .selectFrom('calendar_years as n')
        .select((n) => n.fn.max('n.version').as('version'))
        .whereRef('n.year', '=', 'c.year'),
    )
    .orderBy('c.year')
    .execute();
}

/** Every file of a year, newest first. */
export async function calendarYearHistory(db: ReadDb, year: number): Promise<StoredCalendarYear[]> {
  return await db
    .selectFrom('calendar_years')
    .selectAll()
    .where('year', '=', year)
    .orderBy('version', 'desc')
    .execute();
}

/** Adds a file of a year. */
export async function insertCalendarYear(tx: WriteTx, row: Insertable<CalendarYearsTable>): Promise<void> {
  await tx.insertInto('calendar_years').values(row).execute();
}
