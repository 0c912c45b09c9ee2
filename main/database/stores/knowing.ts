import { type Insertable, type Selectable, sql } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { EmergencyRequestsTable, ReaderRequestsTable } from '../schema.ts';
import { type ReaderScope, visible } from './visibility.ts';

/** Request for a reader as stored. */
export type StoredReaderRequest = Selectable<ReaderRequestsTable>;
/** Request for emergency access as stored. */
export type StoredEmergency = Selectable<EmergencyRequestsTable>;

/** A request with the names that a list shows and the identity of its record. */
export interface ListedReaderRequest extends StoredReaderRequest {
  readonly record_uid: string;
  readonly asker_uid: string;
  readonly asker_name: string;
}

/** Enters a request for a reader. */
export async function insertReaderRequest(
  tx: WriteTx,
  request: Insertable<ReaderRequestsTable>,
): Promise<void> {
  await tx.insertInto('reader_requests').values(request).execute();
}

/** Open requests for readers of records that the asking scope sees, oldest first. @param recordId of one record alone */
export async function openReaderRequests(
  db: ReadDb,
  scope: ReaderScope,
  recordId: number | null,
): Promise<ListedReaderRequest[]> {
  let query = db
    .selectFrom('reader_requests')
    .innerJoin('records', 'records.id', 'reader_requests.record_id')
    .innerJoin('accounts', 'accounts.id', 'reader_requests.asked_by')
    .selectAll('reader_requests')
    .select(['records.uid as record_uid', 'accounts.uid as asker_uid', 'accounts.name as asker_name'])
    .where('reader_requests.decision', 'is', null)
    .where(visible(scope, 'records'))
    .orderBy('reader_requests.asked_at')
    .limit(500);
  if (recordId !== null) query = query.where('reader_requests.record_id', '=', recordId);
  return await query.execute();
}

/** One request for a reader, if its record is one that the scope sees. */
export async function readerRequest(
  db: ReadDb,
  scope: ReaderScope,
  uid: string,
): Promise<ListedReaderRequest | undefined> {
  return await db
    .selectFrom('reader_requests')
    .innerJoin('records', 'records.id', 'reader_requests.record_id')
    .innerJoin('accounts', 'accounts.id', 'reader_requests.asked_by')
    .selectAll('reader_requests')
    .select(['records.uid as record_uid', 'accounts.uid as asker_uid', 'accounts.name as asker_name'])
    .where('reader_requests.uid', '=', uid)
    .where(visible(scope, 'records'))
    .executeTakeFirst();
}

/** Enters the decision on a request; the trigger refuses a second one. */
export async function decideReaderRequest(
  tx: WriteTx,
  uid: string,
  decision: {
    readonly by: number;
    readonly at: string;
    readonly verdict: 'approved' | 'refused';
    readonly answer: string;
  },
): Promise<void> {
  await tx
    .updateTable('reader_requests')
    .set({
      decided_by: decision.by,
      decided_at: decision.at,
      decision: decision.verdict,
      answer: decision.answer,
    })
    .where('uid', '=', uid)
    .execute();
}

/** Enters a request for emergency access. */
export async function insertEmergency(
  tx: WriteTx,
  request: Insertable<EmergencyRequestsTable>,
): Promise<void> {
  await tx.insertInto('emergency_requests').values(request).execute();
}

/** A request for emergency access with the person. */
export interface ListedEmergency extends StoredEmergency {
  readonly account_uid: string;
  readonly account_name: string;
  readonly clearance: number;
  readonly decider_name: string | null;
}

/** Requests for emergency access: those that still wait at a moment oldest first, or one person's own, newest first. */
export async function emergencyRequests(
  db: ReadDb,
  wanted: { readonly openAt: string } | { readonly accountId: number } | { readonly uid: string } | 'all',
): Promise<ListedEmergency[]> {
  let query = db
    .selectFrom('emergency_requests')
    .innerJoin('accounts', 'accounts.id', 'emergency_requests.account_id')
    .leftJoin('accounts as decider', 'decider.id', 'emergency_requests.decided_by')
    .selectAll('emergency_requests')
    .select([
      'accounts.uid as account_uid',
      'accounts.name as account_name',
      'accounts.clearance',
      'decider.name as decider_name',
    ])
    .limit(500);
  if (wanted === 'all') query = query.orderBy('emergency_requests.asked_at', 'desc');
  else if ('openAt' in wanted) {
    query = query
      .where('emergency_requests.decision', 'is', null)
      .where('emergency_requests.ends_at', '>', wanted.openAt)
      .orderBy('emergency_requests.asked_at');
  } else if ('uid' in wanted) query = query.where('emergency_requests.uid', '=', wanted.uid);
  else {
    query = query
      .where('emergency_requests.account_id', '=', wanted.accountId)
      .orderBy('emergency_requests.asked_at', 'desc');
  }
  return await query.execute();
}

/** Enters the decision on emergency access; triggers refuse administrators, a second decision and a level above the clearance. */
export async function decideEmergency(
  tx: WriteTx,
  uid: string,
  decision: Required<
    Pick<
      Insertable<EmergencyRequestsTable>,
      'decided_by' | 'decided_for' | 'decided_at' | 'decision' | 'answer' | 'record_id' | 'until'
    >
  >,
): Promise<void> {
  await tx.updateTable('emergency_requests').set(decision).where('uid', '=', uid).execute();
}

/** Identity of the record that carries a number, among those that the scope sees. */
export async function visibleByNumber(
  db: ReadDb,
  scope: ReaderScope,
  number: string,
): Promise<{ id: number; uid: string } | undefined> {
  return await db
    .selectFrom('records')
    .select(['id', 'uid'])
    .where((eb) => eb.or([eb('registration_number', '=', number), eb('archive_number', '=', number)]))
    .where(visible(scope, 'records'))
    .executeTakeFirst();
}

/** What a granted emergency access is about, for lists that name records by number alone. */
export async function emergencyRecords(
  db: ReadDb,
  recordIds: readonly number[],
): Promise<Map<number, { uid: string; kind: string; marking: string }>> {
  if (recordIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('records')
    .select(['id', 'uid', 'kind', 'marking'])
    .where('id', 'in', [...new Set(recordIds)])
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** Tells readers of a record that somebody got emergency access to it. */
export async function insertNotices(
  tx: WriteTx,
  notices: readonly { uid: string; account_id: number; emergency_uid: string; at: string }[],
): Promise<void> {
  if (notices.length === 0) return;
  await tx
    .insertInto('notices')
    .values([...notices])
    .execute();
}

/** Notices that a person has not acknowledged, about records that the person still reads. */
export async function unseenNotices(
  db: ReadDb,
  scope: ReaderScope,
  accountId: number,
): Promise<
  {
    uid: string;
    at: string;
    record_uid: string;
    who: string;
    granted_by: string | null;
    granted_for: string | null;
    until: string | null;
  }[]
> {
  return await db
    .selectFrom('notices')
    .innerJoin('emergency_requests', 'emergency_requests.uid', 'notices.emergency_uid')
    .innerJoin('records', 'records.id', 'emergency_requests.record_id')
    .innerJoin('accounts', 'accounts.id', 'emergency_requests.account_id')
    .leftJoin('accounts as decider', 'decider.id', 'emergency_requests.decided_by')
    .select([
      'notices.uid',
      'notices.at',
      'records.uid as record_uid',
      'accounts.name as who',
      'decider.name as granted_by',
      'emergency_requests.decided_for as granted_for',
      'emergency_requests.until',
    ])
    .where('notices.account_id', '=', accountId)
    .where('notices.seen_at', 'is', null)
    .where(visible(scope, 'records'))
    .orderBy('notices.id', 'desc')
    .limit(200)
    .execute();
}

/** Notes that a person has read a notice. @returns whether it was one of the person's own open ones */
export async function acknowledgeNotice(
  tx: WriteTx,
  accountId: number,
  uid: string,
  at: string,
): Promise<boolean> {
  const result = await tx
    .updateTable('notices')
    .set({ seen_at: at })
    .where('uid', '=', uid)
    .where('account_id', '=', accountId)
    .where('seen_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** An appointment of a duty leader with names. */
export interface ListedDuty {
  readonly uid: string;
  readonly account_id: number;
  readonly account_name: string;
  readonly from_day: string;
  readonly to_day: string;
  readonly appointer_name: string;
  /** Whom the appointing person represented, if anybody. */
  readonly appointed_for: string | null;
}

/** Appointments of duty leaders that are not over and not withdrawn, by first day. */
export async function dutyLeaders(db: ReadDb, today: string): Promise<ListedDuty[]> {
  return await db
    .selectFrom('duty_leaders')
    .innerJoin('accounts', 'accounts.id', 'duty_leaders.account_id')
    .innerJoin('accounts as appointer', 'appointer.id', 'duty_leaders.appointed_by')
    .select([
      'duty_leaders.uid',
      'duty_leaders.account_id',
      'accounts.name as account_name',
      'duty_leaders.from_day',
      'duty_leaders.to_day',
      'appointer.name as appointer_name',
      'duty_leaders.appointed_for',
    ])
    .where('duty_leaders.withdrawn_at', 'is', null)
    .where('duty_leaders.to_day', '>=', today)
    .orderBy('duty_leaders.from_day')
    .execute();
}

/** Enters an appointment of a duty leader. */
export async function insertDuty(
  tx: WriteTx,
  duty: {
    uid: string;
    account_id: number;
    from_day: string;
    to_day: string;
    appointed_by: number;
    appointed_for: string | null;
    appointed_at: string;
  },
): Promise<void> {
  await tx.insertInto('duty_leaders').values(duty).execute();
}

/** Withdraws an appointment. @returns whether there was one */
export async function withdrawDuty(tx: WriteTx, uid: string, at: string): Promise<boolean> {
  const result = await tx
    .updateTable('duty_leaders')
    .set({ withdrawn_at: at })
    .where('uid', '=', uid)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Ends one reader's grant at once. @returns whether the reader was named and not ended */
export async function endReader(tx: WriteTx, recordId: number, reader: string, at: string): Promise<boolean> {
  const result = await tx
    .updateTable('record_readers')
    .set({ until: at })
    .where('record_id', '=', recordId)
    .where('reader', '=', reader)
    .where((eb) => eb.or([eb('until', 'is', null), eb('until', '>', at)]))
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Somebody with the right to review, as far as coverage of records goes. */
export interface Reviewer {
  readonly names: readonly string[];
  readonly clearance: number;
  /** Kinds with the right to review. */
  readonly kinds: readonly string[];
  /** Of those, read by default at this site, and from other sites. */
  readonly openOwn: readonly string[];
  readonly openForeign: readonly string[];
}

/**
 * Records that one person reads with the right to review and that nobody else would: the rule that a record always keeps
 * one active reader with review right (spec 3). Counted by kind; says nothing else of them.
 * @param before the person as now
 * @param others everybody else who is active, and the person as it will be
 */
export async function recordsOnlyOf(
  db: ReadDb,
  site: string,
  before: Reviewer,
  others: readonly Reviewer[],
): Promise<{ kind: string; count: number }[]> {
  if (before.kinds.length === 0) return [];
  const covered = (kind: string, level: number, own: boolean) =>
    others.some(
      (other) => other.clearance >= level && (own ? other.openOwn : other.openForeign).includes(kind),
    );
  const groups: { kind: string; level: number; own: number }[] = [];
  for (const [open, own] of [
    [before.openOwn, true],
    [before.openForeign, false],
  ] as const)
    for (const kind of open)
      for (const level of [1, 2, 3])
        if (level <= before.clearance && !covered(kind, level, own))
          groups.push({ kind, level, own: own ? 1 : 0 });
  const defaults = others.flatMap((other) => [
    ...other.openOwn.map((kind) => ({ kind, own: 1, clearance: other.clearance })),
    ...other.openForeign.map((kind) => ({ kind, own: 0, clearance: other.clearance })),
  ]);
  const names = others.flatMap((other) =>
    other.names.flatMap((name) => other.kinds.map((kind) => ({ name, kind, clearance: other.clearance }))),
  );
  const answer = await sql<{ kind: string; count: number }>`
    WITH groups AS (SELECT value ->> 'kind' AS kind, value ->> 'level' AS level, value ->> 'own' AS own FROM json_each(${JSON.stringify(groups)})),
    defaults AS (SELECT value ->> 'kind' AS kind, value ->> 'own' AS own, max(value ->> 'clearance') AS clearance
      FROM json_each(${JSON.stringify(defaults)}) GROUP BY 1, 2),
    named AS (SELECT value ->> 'name' AS name, value ->> 'kind' AS kind, max(value ->> 'clearance') AS clearance
      FROM json_each(${JSON.stringify(names)}) GROUP BY 1, 2),
    mine AS (
      SELECT r.id FROM groups g CROSS JOIN records r ON r.kind = g.kind AND r.level = g.level AND r.restricted = 0
        AND (r.owning_site = ${site}) = g.own
      UNION
      SELECT r.id FROM record_readers n CROSS JOIN records r ON r.id = n.record_id
        WHERE n.reader IN (${sql.join([...before.names])}) AND n.until IS NULL AND r.level <= ${before.clearance}
        AND r.kind IN (${sql.join([...before.kinds])}))
    SELECT r.kind AS kind, count(*) AS count FROM mine CROSS JOIN records r ON r.id = mine.id
    WHERE r.state NOT IN ('voided', 'disposed')
      AND NOT EXISTS (SELECT 1 FROM defaults d WHERE r.restricted = 0 AND d.kind = r.kind AND d.own = (r.owning_site = ${site}) AND d.clearance >= r.level)
      AND NOT EXISTS (SELECT 1 FROM record_readers x JOIN named n ON n.name = x.reader
        WHERE x.record_id = r.id AND x.until IS NULL AND n.kind = r.kind AND n.clearance >= r.level)
    GROUP BY r.kind ORDER BY r.kind`.execute(
    db as unknown as Parameters<ReturnType<typeof sql>['execute']>[0],
  );
  return answer.rows;
}
