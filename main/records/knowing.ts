import type { ReaderChoice, ReaderRequestRow } from '../../shared/contract/access.ts';
import type { Contract } from '../../shared/contract/contract.ts';
import type { RecordRow } from '../../shared/contract/records.ts';
import { AppError } from '../../shared/errors.ts';
import type { Day, Instant, ObjectUid, SiteCode } from '../../shared/ids.ts';
import {
  defaultReaderRoles,
  foreignReaderRoles,
  mayAct,
  mayRecord,
  officeRoles,
} from '../../shared/policy/permissions.ts';
import { type Role, roleExistsAt, roleNames } from '../../shared/policy/roles.ts';
import type { ReadContext, WriteContext } from '../access/context.ts';
import { isOwnHand, representedIn, signerWords } from '../access/deputies.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { activePeople, isCovered } from '../access/reviewers.ts';
import type { ReadDb } from '../database/handles.ts';
import { accountNames } from '../database/stores/accountNames.ts';
import { accountByUid } from '../database/stores/accounts.ts';
import { allSites, siteByCode } from '../database/stores/exchange.ts';
import {
  decideReaderRequest,
  endReader as endReaderRow,
  insertReaderRequest,
  type ListedReaderRequest,
  openReaderRequests,
  readerRequest,
} from '../database/stores/knowing.ts';
import { putReader, readersOf } from '../database/stores/recordParts.ts';
import { listedByUid } from '../database/stores/recordRows.ts';
import { type StoredRecord, updateRecord } from '../database/stores/records.ts';
import { readerOfAccount, readerOfRole, readerOfSite } from '../database/stores/visibility.ts';
import { lastDay, readerReasons } from './readersOfRecord.ts';
import { requireRecord } from './reading.ts';
import { toRecordRow } from './recordRow.ts';
import { endOfDay, type WholeRecord } from './wholeRecord.ts';
import { auditRecord, inside, noteHistory } from './writing.ts';

/** Longest term of a grant, in days. */
const longestGrantDays = 366;

/** Readers whom the program itself names and takes back. */
const programReasons: readonly string[] = Object.values(readerReasons);

/** `access.readers`: who may read one record, who was asked for, and what the present person can do about it. */
export const readers: HandlerFor<Contract['access']['readers']> = async (ctx, input) => {
  const whole = await requireRecord(ctx, input.uid);
  const { record, kind } = whole;
  const rows = await readersOf(ctx.db, record.id);
  const own = record.owning_site === ctx.site.code;
  const defaults = (own ? defaultReaderRoles : foreignReaderRoles)[kind].filter((role) =>
    roleExistsAt(role, ctx.site.kind),
  );
  const decideBlocked = mayAct(ctx.actor.roles, 'reader.grant')
    ? null
    : '只有领导可以批准、终止和限定知悉范围。';
  const names = await siteNames(ctx.db);
  return {
    restricted: record.restricted === 1,
    defaults: defaults.map((role) => roleNames[role]),
    named: rows.map((row) => ({
      reader: row.reader,
      name: readerWords(row.reader, row.account_name, names),
      reason: row.reason,
      until: row.until as Instant | null,
      ended: row.until !== null && row.until <= ctx.now,
      emergency: row.reason === emergencyReason,
      endBlocked:
        decideBlocked ?? (programReasons.includes(row.reason) ? '由程序按拟制和任务列入，随之变化。' : null),
    })),
    requests: await requestRows(ctx, await openReaderRequests(ctx.db, ctx.scope, record.id)),
    askBlocked: mayAct(ctx.actor.roles, 'reader.ask') ? null : '您的岗位不能申请增加知悉人。',
    decideBlocked,
    sites: [...names].flatMap(([code, name]) =>
      code === ctx.site.code ? [] : [{ code: code as SiteCode, name }],
    ),
  };
};

/** Reason under which emergency access stands in the register of readers. */
export const emergencyReason = '紧急知悉';

/** `access.askReader`: somebody who reads the record asks; nothing is granted yet. */
export const askReader: HandlerFor<Contract['access']['askReader']> = async (ctx, input) => {
  const whole = await requireRecord(inside(ctx), input.uid);
  requireTerm(ctx, input.until);
  const { reader, name } = await readerFrom(ctx, whole, input.reader);
  const known = (await readersOf(ctx.tx, whole.record.id)).find((row) => row.reader === reader);
  const until = endOfDay(input.until);
  if (known !== undefined && (known.until === null || known.until >= until)) {
    throw new AppError('record.reader-known', { name });
  }
  await insertReaderRequest(ctx.tx, {
    uid: ctx.newUid(),
    record_id: whole.record.id,
    reader,
    until,
    reason: input.reason,
    asked_by: ctx.actor.id,
    asked_for: ctx.represented?.name ?? null,
    asked_at: ctx.now,
  });
  await noteHistory(ctx, whole.record, 'askReader', whole.state, `${name}：${input.reason}`);
  auditRecord(ctx, whole.record);
  return { done: true };
};

/** `access.decideReader`: a leader who reads the record, did not ask, and is not the one to be named. */
export const decideReader: HandlerFor<Contract['access']['decideReader']> = async (ctx, input) => {
  const request = await readerRequest(ctx.tx, ctx.scope, input.uid);
  if (request === undefined || request.decision !== null) throw new AppError('emergency.not-found');
  const whole = await requireRecord(inside(ctx), request.record_uid);
  const blocked = ownHand(ctx, request);
  if (blocked !== null) throw new AppError('record.reader-own', { detail: blocked });
  const name = await nameOfReader(ctx.tx, request.reader);
  if (input.approve) {
    // Clearance, role and account are looked at again: time has passed since the request.
    await readerFrom(ctx, whole, choiceOf(request.reader));
    if (request.until <= ctx.now) throw new AppError('record.reader-term');
    await grant(ctx, whole.record, request.reader, request.until, request.reason);
  } else if (input.answer.trim().length < 2) {
    throw new AppError('gate.bad-input', { detail: '不批准须填写理由' });
  }
  await decideReaderRequest(ctx.tx, request.uid, {
    by: ctx.actor.id,
    at: ctx.now,
    verdict: input.approve ? 'approved' : 'refused',
    answer: input.answer,
  });
  const words = `${name}：${input.approve ? `批准，至 ${lastDay(request.until) ?? ''}` : `不批准，${input.answer}`}`;
  await noteHistory(ctx, whole.record, 'grantReader', whole.state, words);
  auditRecord(ctx, whole.record);
  return { done: true };
};

/** `access.endReader`: at once; what the program names and the last reader with review right stay. */
export const endReader: HandlerFor<Contract['access']['endReader']> = async (ctx, input) => {
  const whole = await requireRecord(inside(ctx), input.uid);
  const rows = await readersOf(ctx.tx, whole.record.id);
  const row = rows.find((one) => one.reader === input.reader && (one.until === null || one.until > ctx.now));
  if (row === undefined) throw new AppError('people.not-found');
  const name = await nameOfReader(ctx.tx, row.reader);
  if (programReasons.includes(row.reason)) throw new AppError('record.reader-fixed', { name });
  await requireReviewer(ctx, whole.record, whole.record, row.reader);
  await endReaderRow(ctx.tx, whole.record.id, input.reader, ctx.now);
  await noteHistory(ctx, whole.record, 'endReader', whole.state, `${name}：${input.reason}`);
  auditRecord(ctx, whole.record);
  return { done: true };
};

/** `access.restrict`: 限定知悉 leaves only the named readers; lifting it gives the record back to the roles that process its kind. */
export const restrict: HandlerFor<Contract['access']['restrict']> = async (ctx, input) => {
  const whole = await requireRecord(inside(ctx), input.uid);
  const { record } = whole;
  const restricted = input.restricted ? 1 : 0;
  if (record.restricted === restricted) throw new AppError('people.already-decided');
  if (input.restricted) {
    // Who restricts must not lock himself out of what he answers for.
    const named = await readersOf(ctx.tx, record.id);
    const own = named.find((row) => row.reader === readerOfAccount(ctx.actor.uid));
    if (own === undefined || own.until !== null) {
      await grant(ctx, record, readerOfAccount(ctx.actor.uid), null, '限定知悉的批准人');
    }
  }
  await requireReviewer(ctx, record, { ...record, restricted }, null);
  const after = await updateRecord(ctx.tx, record.id, { restricted, changed_at: ctx.now });
  await noteHistory(ctx, after, input.restricted ? 'restrict' : 'unrestrict', whole.state, input.reason);
  auditRecord(ctx, after);
  return { done: true };
};

/** `access.requests`: what waits for a leader, of records that the leader reads. */
export const requests: HandlerFor<Contract['access']['requests']> = async (ctx) => ({
  rows: await requestRows(ctx, await openReaderRequests(ctx.db, ctx.scope, null)),
});

/** Names a reader until a moment. A record that is to go to another site counts as changed, so that the next package takes it. */
export async function grant(
  ctx: WriteContext,
  record: StoredRecord,
  reader: string,
  until: string | null,
  reason: string,
): Promise<void> {
  await putReader(ctx.tx, {
    record_id: record.id,
    reader,
    until,
    reason,
    granted_by: ctx.actor.uid,
    granted_at: ctx.now,
  });
  if (reader.startsWith('s:')) await updateRecord(ctx.tx, record.id, { changed_at: ctx.now });
}

/**
 * Refuses what would leave the record without an active reader with review right, if it has one now.
 * @param after the record as it will be
 * @param without reader whose grant is to end
 * @throws AppError record.no-reviewer
 */
export async function requireReviewer(
  ctx: WriteContext,
  before: StoredRecord,
  after: Pick<StoredRecord, 'kind' | 'level' | 'restricted' | 'owning_site'>,
  without: string | null,
): Promise<void> {
  const people = await activePeople(ctx.tx, ctx.today);
  const named = (await readersOf(ctx.tx, before.id))
    .filter((row) => row.until === null)
    .map((row) => row.reader);
  const left = named.filter((reader) => reader !== without);
  if (isCovered(after, left, people, ctx.site.code)) return;
  if (isCovered(before, named, people, ctx.site.code)) throw new AppError('record.no-reviewer');
}

async function requestRows(
  ctx: Pick<ReadContext, 'db' | 'scope' | 'actor'>,
  found: readonly ListedReaderRequest[],
): Promise<ReaderRequestRow[]> {
  const rows = await listedByUid(ctx.db, ctx.scope, [...new Set(found.map((request) => request.record_uid))]);
  const byUid = new Map<string, RecordRow>(rows.map((row) => [row.uid, toRecordRow(row)]));
  const names = await siteNames(ctx.db);
  const people = await accountNames(
    ctx.db,
    found.map((request) => request.reader.slice(2)),
  );
  const may = mayAct(ctx.actor.roles, 'reader.grant');
  const represented = representedIn(ctx.actor, (roles) => mayAct(roles, 'reader.grant'));
  const shown: ReaderRequestRow[] = [];
  for (const request of found) {
    const row = byUid.get(request.record_uid);
    if (row === undefined) continue;
    shown.push({
      uid: request.uid as ObjectUid,
      row,
      reader: readerWords(request.reader, people.get(request.reader.slice(2)) ?? null, names),
      until: lastDay(request.until) as Day,
      reason: request.reason,
      askedBy: signerWords(request.asker_name, request.asked_for),
      askedAt: request.asked_at as Instant,
      blocked: may ? blockedWords(ownHand({ ...ctx, represented }, request)) : '须由领导批准。',
    });
  }
  return shown;
}

function blockedWords(detail: string | null): string | null {
  return detail === null ? null : `${detail}，须由另一位领导批准。`;
}

/** Who asked, and who is to be named, does not approve. */
function ownHand(
  ctx: Pick<ReadContext, 'actor' | 'represented'>,
  request: ListedReaderRequest,
): string | null {
  if (request.asker_uid === ctx.actor.uid) return '您是申请人';
  if (request.reader === readerOfAccount(ctx.actor.uid)) return '您是被列入的人';
  if (isOwnHand(ctx, request.asker_uid)) return '申请人是您代理的人';
  const { represented } = ctx;
  return represented != null && request.reader === readerOfAccount(represented.uid)
    ? '被列入的是您代理的人'
    : null;
}

/** @throws AppError people.not-found, record.reader-clearance, record.reader-role */
async function readerFrom(
  ctx: WriteContext,
  whole: WholeRecord,
  choice: ReaderChoice,
): Promise<{ reader: string; name: string }> {
  const { record, kind } = whole;
  switch (choice.type) {
    case 'person': {
      const found = await accountByUid(ctx.tx, choice.accountUid, ctx.today);
      if (found === undefined || found.account.state !== 'active') throw new AppError('people.not-found');
      const { name, clearance } = found.account;
      if (clearance < record.level) throw new AppError('record.reader-clearance', { name });
      const roles = found.roles.map((role) => role.role);
      if (!mayRecord(roles, 'read', kind)) throw new AppError('record.reader-role', { name });
      return { reader: readerOfAccount(choice.accountUid), name };
    }
    case 'office': {
      const name = roleNames[choice.role];
      if (!roleExistsAt(choice.role, ctx.site.kind)) throw new AppError('people.not-found');
      if (!mayRecord([choice.role], 'read', kind)) throw new AppError('record.reader-role', { name });
      return { reader: readerOfRole(choice.role), name };
    }
    case 'site': {
      const site = await siteByCode(ctx.tx, choice.code);
      if (site === undefined || site.is_self === 1) throw new AppError('people.not-found');
      if (site.highest_level < record.level)
        throw new AppError('record.reader-clearance', { name: site.name });
      // Only the owner sends a record.
      if (record.owning_site !== ctx.site.code)
        throw new AppError('record.not-owned', { site: record.owning_site });
      return { reader: readerOfSite(choice.code), name: site.name };
    }
  }
}

function choiceOf(reader: string): ReaderChoice {
  const name = reader.slice(2);
  const office = officeRoles.find((role) => role === name);
  if (reader.startsWith('r:') && office !== undefined) return { type: 'office', role: office };
  return reader.startsWith('s:')
    ? { type: 'site', code: name as SiteCode }
    : { type: 'person', accountUid: name as Extract<ReaderChoice, { type: 'person' }>['accountUid'] };
}

function requireTerm(ctx: WriteContext, until: Day): void {
  const days = (Date.parse(until) - Date.parse(ctx.today)) / 86_400_000;
  if (!(days >= 0 && days <= longestGrantDays)) throw new AppError('record.reader-term');
}

async function siteNames(db: ReadDb): Promise<Map<string, string>> {
  return new Map((await allSites(db)).map((site) => [site.code, site.name]));
}

async function nameOfReader(db: ReadDb, reader: string): Promise<string> {
  const uid = reader.slice(2);
  return readerWords(reader, (await accountNames(db, [uid])).get(uid) ?? null, await siteNames(db));
}

function readerWords(reader: string, person: string | null, sites: ReadonlyMap<string, string>): string {
  const name = reader.slice(2);
  if (reader.startsWith('s:')) return sites.get(name) ?? name;
  if (reader.startsWith('r:')) return roleNames[name as Role] ?? name;
  return person ?? name;
}
