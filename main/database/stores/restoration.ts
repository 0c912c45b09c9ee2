import type { Insertable, Selectable } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type {
  RehearsalsTable,
  RestorationNumbersTable,
  RestorationStreamsTable,
  RestorationsTable,
  RetirementsTable,
} from '../schema.ts';

/** A restore as stored. */
export type StoredRestoration = Selectable<RestorationsTable>;
/** A retirement as stored. */
export type StoredRetirement = Selectable<RetirementsTable>;

/** Enters a restore; returns its row number. */
export async function insertRestoration(tx: WriteTx, row: Insertable<RestorationsTable>): Promise<number> {
  const made = await tx.insertInto('restorations').values(row).returning('id').executeTakeFirstOrThrow();
  return made.id;
}

/** The restore that is not settled yet, or undefined. */
export async function openRestoration(db: ReadDb): Promise<StoredRestoration | undefined> {
  return await db
    .selectFrom('restorations')
    .selectAll()
    .where('ended_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Notes a settled step of a restore. */
export async function updateRestoration(
  tx: WriteTx,
  id: number,
  fields: Partial<
    Pick<
      StoredRestoration,
      | 'lost_head_seq'
      | 'lost_head_digest'
      | 'numbers_at'
      | 'accounts_at'
      | 'disposals_at'
      | 'epoch'
      | 'epoch_at'
      | 'ended_at'
    >
  >,
): Promise<void> {
  await tx.updateTable('restorations').set(fields).where('id', '=', id).execute();
}

/**
 * Ends the restore that is settled, and with it any earlier one that came back unsettled inside a set: the same
 * confirmations stand for both.
 */
export async function endRestorations(tx: WriteTx, settled: StoredRestoration, at: string): Promise<void> {
  const { numbers_at, accounts_at, disposals_at, epoch, epoch_at } = settled;
  await tx
    .updateTable('restorations')
    .set({ numbers_at, accounts_at, disposals_at, epoch, epoch_at, ended_at: at })
    .where('ended_at', 'is', null)
    .execute();
}

/** A series of the number register. */
export interface NumberSeries {
  readonly series: string;
  readonly year: number;
  readonly site: string;
  /** Highest number in it. */
  readonly highest: number;
}

/** Every series that has a number, with its highest. */
export async function numberSeries(db: ReadDb): Promise<NumberSeries[]> {
  const rows = await db
    .selectFrom('number_register')
    .select(['series', 'year', 'site'])
    .select((eb) => eb.fn.max('n').as('highest'))
    .groupBy(['series', 'year', 'site'])
    .orderBy('series')
    .orderBy('year')
    .orderBy('site')
    .execute();
  return rows.map((row) => ({ ...row, highest: Number(row.highest) }));
}

const voidedAtOnce = 500;

/** Registers numbers as voided by a restore; nothing is ever issued under them. */
export async function registerVoided(
  tx: WriteTx,
  series: NumberSeries,
  through: number,
  numberOf: (n: number) => string,
  entry: { readonly reason: string; readonly at: string },
): Promise<number> {
  const { series: name, year, site, highest } = series;
  for (let from = highest + 1; from <= through; from += voidedAtOnce) {
    const count = Math.min(voidedAtOnce, through - from + 1);
    await tx
      .insertInto('number_register')
      .values(
        Array.from({ length: count }, (_, index) => ({
          number: numberOf(from + index),
          series: name,
          year,
          site,
          n: from + index,
          record_uid: null,
          status: 'voidedByRestore' as const,
          ...entry,
        })),
      )
      .execute();
  }
  return Math.max(0, through - highest);
}

/** Keeps what was read from a witness. */
export async function insertWitnessedNumbers(
  tx: WriteTx,
  rows: readonly Insertable<RestorationNumbersTable>[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += voidedAtOnce)
    await tx
      .insertInto('restoration_numbers')
      .values(rows.slice(from, from + voidedAtOnce))
      .execute();
}

/** What was read from a witness, by series. */
export async function witnessedNumbers(
  db: ReadDb,
  restoration: number,
): Promise<Selectable<RestorationNumbersTable>[]> {
  return await db
    .selectFrom('restoration_numbers')
    .selectAll()
    .where('restoration_id', '=', restoration)
    .execute();
}

/** Keeps the last package of each stream by a witness. */
export async function insertWitnessedStreams(
  tx: WriteTx,
  rows: readonly Insertable<RestorationStreamsTable>[],
): Promise<void> {
  if (rows.length > 0)
    await tx
      .insertInto('restoration_streams')
      .values([...rows])
      .execute();
}

/** The last package of each stream by a witness. */
export async function witnessedStreams(
  db: ReadDb,
  restoration: number,
): Promise<Selectable<RestorationStreamsTable>[]> {
  return await db
    .selectFrom('restoration_streams')
    .selectAll()
    .where('restoration_id', '=', restoration)
    .execute();
}

/** A stream of packages as far as this database knows. */
export interface SentStream {
  readonly recipient: string;
  readonly name: string;
  /** Highest sealed number of the epoch, 0 for none, and its digest. */
  readonly sealed: number;
  readonly digest: string | null;
  readonly acknowledged: number;
}

/** Streams to every paired site in one epoch. */
export async function sentStreams(db: ReadDb, epoch: string): Promise<SentStream[]> {
  const sites = await db
    .selectFrom('sites')
    .select(['code', 'name'])
    .where('is_self', '=', 0)
    .orderBy('code')
    .execute();
  const packages = await db
    .selectFrom('packages_out')
    .select(['recipient', 'seq', 'digest', 'state'])
    .where('epoch', '=', epoch)
    .where('seq', 'is not', null)
    .orderBy('seq')
    .execute();
  return sites.map(({ code, name }) => {
    const own = packages.filter((row) => row.recipient === code);
    const last = own.at(-1);
    const acknowledged = own.filter((row) => row.state === 'acknowledged').at(-1);
    return {
      recipient: code,
      name,
      sealed: last?.seq ?? 0,
      digest: last?.digest ?? null,
      acknowledged: acknowledged?.seq ?? 0,
    };
  });
}

/** What a restore lost of a stream, by its witness; undefined when nothing was lost in that epoch. */
export async function lostStream(
  db: ReadDb,
  recipient: string,
  epoch: string,
): Promise<
  { readonly inSet: number; readonly witnessed: number; readonly digest: string | null } | undefined
> {
  const row = await db
    .selectFrom('restoration_streams')
    .select(['in_set', 'witnessed', 'digest'])
    .where('recipient', '=', recipient)
    .where('epoch', '=', epoch)
    .orderBy('witnessed', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : { inSet: row.in_set, witnessed: row.witnessed, digest: row.digest };
}

/** Epochs that a partner had seen of this site and that the restored set did not know: the lost installation opened them. */
export async function lostEpochs(db: ReadDb, recipient: string): Promise<string[]> {
  const rows = await db
    .selectFrom('restoration_streams')
    .select('epoch')
    .distinct()
    .where('recipient', '=', recipient)
    .where('in_set', '=', 0)
    .where('witnessed', '>', 0)
    .execute();
  return rows.map((row) => row.epoch);
}

/** Keeps which accounts two posts confirmed after a restore. */
export async function insertConfirmedAccounts(
  tx: WriteTx,
  restoration: number,
  uids: readonly string[],
  at: string,
): Promise<void> {
  if (uids.length === 0) return;
  await tx
    .insertInto('restoration_accounts')
    .values(uids.map((uid) => ({ restoration_id: restoration, account_uid: uid, confirmed_at: at })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Accounts that were confirmed after a restore. */
export async function confirmedAccounts(db: ReadDb, restoration: number): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('restoration_accounts')
    .select('account_uid')
    .where('restoration_id', '=', restoration)
    .execute();
  return new Set(rows.map((row) => row.account_uid));
}

/** Keeps a disposal that the set did not know and that was repeated. */
export async function insertRepeatedDisposal(
  tx: WriteTx,
  row: { restoration_id: number; record_uid: string; number: string; witness: string },
): Promise<void> {
  await tx
    .insertInto('restoration_disposals')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Keeps the sheet of a rehearsal. */
export async function insertRehearsal(tx: WriteTx, row: Insertable<RehearsalsTable>): Promise<void> {
  await tx.insertInto('rehearsals').values(row).execute();
}

/** Rehearsals, newest first. */
export async function rehearsals(db: ReadDb, count: number): Promise<Selectable<RehearsalsTable>[]> {
  return await db.selectFrom('rehearsals').selectAll().orderBy('id', 'desc').limit(count).execute();
}

/** One rehearsal. */
export async function rehearsalByUid(
  db: ReadDb,
  uid: string,
): Promise<Selectable<RehearsalsTable> | undefined> {
  return await db.selectFrom('rehearsals').selectAll().where('uid', '=', uid).executeTakeFirst();
}

/** Enters a retirement. */
export async function insertRetirement(tx: WriteTx, row: Insertable<RetirementsTable>): Promise<void> {
  await tx.insertInto('retirements').values(row).execute();
}

/** The retirement in force, or undefined. */
export async function openRetirement(db: ReadDb): Promise<StoredRetirement | undefined> {
  return await db
    .selectFrom('retirements')
    .selectAll()
    .where('taken_over_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The new installation goes on: the retirement is over. */
export async function endRetirement(tx: WriteTx, id: number, at: string): Promise<void> {
  await tx.updateTable('retirements').set({ taken_over_at: at }).where('id', '=', id).execute();
}
