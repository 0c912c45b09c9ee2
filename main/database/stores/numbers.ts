import type { ReadDb, WriteTx } from '../handles.ts';

/**
 * The counter that comes next in a series: one more than the highest ever issued. Only right inside the transaction
 * that issues it, so it takes the writing handle; never for an answer to a page.
 */
export async function nextCounter(tx: WriteTx, series: string, year: number, site: string): Promise<number> {
  const row = await tx
    .selectFrom('number_register')
    .select((eb) => eb.fn.max('n').as('highest'))
    .where('series', '=', series)
    .where('year', '=', year)
    .where('site', '=', site)
    .executeTakeFirst();
  return Number(row?.highest ?? 0) + 1;
}

/** Enters an issued number. A trigger refuses gaps and repetitions. */
export async function registerNumber(
  tx: WriteTx,
  entry: {
    readonly number: string;
    readonly series: string;
    readonly year: number;
    readonly site: string;
    readonly n: number;
    readonly recordUid: string;
    readonly at: string;
  },
): Promise<void> {
  const { recordUid, ...rest } = entry;
  await tx
    .insertInto('number_register')
    .values({ ...rest, record_uid: recordUid, status: 'issued', reason: '' })
    .execute();
}

/** Marks every number of a voided record as voided; the numbers stay in the register for ever. */
export async function voidNumbers(tx: WriteTx, numbers: readonly string[], reason: string): Promise<void> {
  if (numbers.length === 0) return;
  await tx
    .updateTable('number_register')
    .set({ status: 'voided', reason })
    .where('number', 'in', numbers)
    .where('status', '=', 'issued')
    .execute();
}

/** All entries of one series and year, in order; for registers and checks. */
export async function registerOf(
  db: ReadDb,
  series: string,
  year: number,
  site: string,
): Promise<{ number: string; n: number; record_uid: string | null; status: string; reason: string }[]> {
  return await db
    .selectFrom('number_register')
    .select(['number', 'n', 'record_uid', 'status', 'reason'])
    .where('series', '=', series)
    .where('year', '=', year)
    .where('site', '=', site)
    .orderBy('n')
    .execute();
}
