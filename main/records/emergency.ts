import type { Contract } from '../../shared/contract/contract.ts';
import type { RecordRow } from '../../shared/contract/records.ts';
import { AppError } from '../../shared/errors.ts';
import { isRecordKind } from '../../shared/forms/kinds.ts';
import type { Day, Instant, ObjectUid, RecordUid } from '../../shared/ids.ts';
import { mayAct, mayRecord } from '../../shared/policy/permissions.ts';
import type { ReadContext, WriteContext } from '../access/context.ts';
import { isOwnHand, representedIn, signerWords } from '../access/deputies.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { actorOf, scopeOf } from '../access/identities.ts';
import { presentPolicy } from '../access/policy.ts';
import { activePeople } from '../access/reviewers.ts';
import { accountByUid } from '../database/stores/accounts.ts';
import {
  acknowledgeNotice,
  decideEmergency as decideRow,
  dutyLeaders,
  emergencyRecords,
  emergencyRequests,
  insertDuty,
  insertEmergency,
  insertNotices,
  type ListedEmergency,
  unseenNotices,
  visibleByNumber,
  withdrawDuty as withdrawRow,
} from '../database/stores/knowing.ts';
import { listedByUid } from '../database/stores/recordRows.ts';
import { visibleRecord } from '../database/stores/records.ts';
import { readerOfAccount } from '../database/stores/visibility.ts';
import { emergencyReason, grant } from './knowing.ts';
import { requireRecord } from './reading.ts';
import { toRecordRow } from './recordRow.ts';
import type { WholeRecord } from './wholeRecord.ts';
import { auditRecord, inside, noteHistory } from './writing.ts';

/** Longest appointment of a duty leader, in days. */
const longestDutyDays = 31;

/**
 * `access.askEmergency`: the number is kept as typed and not looked up, so that neither answer nor time says whether there
 * is such a record.
 */
export const askEmergency: HandlerFor<Contract['access']['askEmergency']> = async (ctx, input) => {
  const uid = ctx.newUid();
  const { policy } = await presentPolicy(ctx.tx, ctx.site.highestLevel);
  await insertEmergency(ctx.tx, {
    uid,
    account_id: ctx.actor.id,
    number: input.number,
    reason: input.reason,
    hours: input.hours,
    asked_at: ctx.now,
    ends_at: new Date(Date.parse(ctx.now) + policy.emergencyHours * 3_600_000).toISOString(),
  });
  ctx.audited({ kind: 'emergency', uid });
  return { done: true };
};

/** `access.ownEmergencies`: a granted request leads to its record as long as it lasts. */
export const ownEmergencies: HandlerFor<Contract['access']['ownEmergencies']> = async (ctx) => {
  const found = await emergencyRequests(ctx.db, { accountId: ctx.actor.id });
  const records = await emergencyRecords(
    ctx.db,
    found.flatMap((request) => request.record_id ?? []),
  );
  const rows = [];
  for (const request of found.slice(0, 50)) {
    const uid = request.record_id === null ? undefined : records.get(request.record_id)?.uid;
    const visible = uid === undefined ? undefined : await visibleRecord(ctx.db, ctx.scope, uid);
    rows.push({ ...toRow(request, ctx.now), recordUid: (visible?.uid ?? null) as RecordUid | null });
  }
  return { rows };
};

/** `access.emergencies`: what waits, with the record that the deciding person reads under that number. */
export const emergencies: HandlerFor<Contract['access']['emergencies']> = async (ctx) => {
  const duty = await dutyProblem(ctx);
  const represented = representedIn(ctx.actor, (roles) => mayAct(roles, 'emergency.decide'));
  const rows = [];
  for (const request of await emergencyRequests(ctx.db, { openAt: ctx.now })) {
    const found = await visibleByNumber(ctx.db, ctx.scope, request.number);
    const [row] = found === undefined ? [] : await listedByUid(ctx.db, ctx.scope, [found.uid]);
    const hand = ownHand({ ...ctx, represented }, request);
    const own = hand === null ? null : `${hand}，须由另一人审批。`;
    rows.push({
      ...toRow(request, ctx.now),
      row: row === undefined ? null : toRecordRow(row),
      blocked: own ?? duty?.message ?? null,
    });
  }
  return { rows };
};

/**
 * `access.decideEmergency`: by a leader, or by the duty leader of the day, who reads the record; never by the asking person,
 * never above that person's clearance, for 24 hours at most, and only while the request has not run out. All readers of the
 * record are told.
 */
export const decideEmergency: HandlerFor<Contract['access']['decideEmergency']> = async (ctx, input) => {
  const duty = await dutyProblem({ ...ctx, db: ctx.tx });
  if (duty !== null) throw duty;
  const [request] = await emergencyRequests(ctx.tx, { uid: input.uid });
  if (request === undefined || request.decision !== null || request.ends_at <= ctx.now)
    throw new AppError('emergency.not-found');
  const own = ownHand(ctx, request);
  if (own !== null) throw new AppError('record.reader-own', { detail: own });
  if (!input.approve) {
    if (input.answer.trim().length < 2) throw new AppError('gate.bad-input', { detail: '不批准须填写理由' });
    ctx.audited({ kind: 'emergency', uid: request.uid });
    await decideRow(ctx.tx, request.uid, {
      decided_by: ctx.actor.id,
      decided_for: ctx.represented?.name ?? null,
      decided_at: ctx.now,
      decision: 'refused',
      answer: input.answer,
      record_id: null,
      until: null,
    });
    return { done: true };
  }
  const found = await visibleByNumber(ctx.tx, ctx.scope, request.number);
  if (found === undefined) throw new AppError('record.not-found');
  const whole = await requireRecord(inside(ctx), found.uid);
  await requireMayRead(ctx, request, whole);
  const until = new Date(Date.parse(ctx.now) + request.hours * 3_600_000).toISOString() as Instant;
  await decideRow(ctx.tx, request.uid, {
    decided_by: ctx.actor.id,
    decided_for: ctx.represented?.name ?? null,
    decided_at: ctx.now,
    decision: 'approved',
    answer: input.answer,
    record_id: whole.record.id,
    until,
  });
  await tellReaders(ctx, request, whole);
  await grant(ctx, whole.record, readerOfAccount(request.account_uid), until, emergencyReason);
  await noteHistory(
    ctx,
    whole.record,
    'emergency',
    whole.state,
    `${request.account_name}，${request.hours} 小时：${request.reason}`,
  );
  auditRecord(ctx, whole.record);
  return { done: true };
};

/** `access.emergencyLog`: numbers, names and marks alone; the auditor reads no record. */
export const emergencyLog: HandlerFor<Contract['access']['emergencyLog']> = async (ctx) => {
  const found = await emergencyRequests(ctx.db, 'all');
  const records = await emergencyRecords(
    ctx.db,
    found.flatMap((request) => request.record_id ?? []),
  );
  return {
    rows: found.map((request) => {
      const record = request.record_id === null ? undefined : records.get(request.record_id);
      // The reason may name what the record is about: it stays with the record.
      return {
        ...toRow(request, ctx.now),
        reason: '',
        answer: '',
        kind: record !== undefined && isRecordKind(record.kind) ? record.kind : null,
        marking: record?.marking ?? null,
      };
    }),
  };
};

/** `access.notices`. */
export const notices: HandlerFor<Contract['access']['notices']> = async (ctx) => {
  const found = await unseenNotices(ctx.db, ctx.scope, ctx.actor.id);
  const listed = await listedByUid(ctx.db, ctx.scope, [...new Set(found.map((notice) => notice.record_uid))]);
  const byUid = new Map<string, RecordRow>(listed.map((row) => [row.uid, toRecordRow(row)]));
  return {
    rows: found.flatMap((notice) => {
      const row = byUid.get(notice.record_uid);
      if (row === undefined || notice.until === null) return [];
      return [
        {
          uid: notice.uid as ObjectUid,
          at: notice.at as Instant,
          who: notice.who,
          grantedBy: notice.granted_by === null ? '' : signerWords(notice.granted_by, notice.granted_for),
          until: notice.until as Instant,
          row,
        },
      ];
    }),
  };
};

/** `access.acknowledge`. */
export const acknowledge: HandlerFor<Contract['access']['acknowledge']> = async (ctx, input) => {
  if (!(await acknowledgeNotice(ctx.tx, ctx.actor.id, input.uid, ctx.now))) {
    throw new AppError('emergency.not-found');
  }
  return { done: true };
};

/** `access.duty`. */
export const duty: HandlerFor<Contract['access']['duty']> = async (ctx) => ({
  rows: (await dutyLeaders(ctx.db, ctx.today)).map((row) => ({
    uid: row.uid as ObjectUid,
    name: row.account_name,
    from: row.from_day as Day,
    to: row.to_day as Day,
    appointedBy: signerWords(row.appointer_name, row.appointed_for),
    today: row.from_day <= ctx.today,
  })),
});

/** `access.appointDuty`: a leader names somebody else for some days. */
export const appointDuty: HandlerFor<Contract['access']['appointDuty']> = async (ctx, input) => {
  const days = (Date.parse(input.to) - Date.parse(input.from)) / 86_400_000;
  if (!(days >= 0 && days <= longestDutyDays) || input.to < ctx.today) {
    throw new AppError('gate.bad-input', { detail: `值班期限须自今日起、至多 ${longestDutyDays} 天` });
  }
  const found = await accountByUid(ctx.tx, input.accountUid, ctx.today);
  if (found === undefined || found.account.state !== 'active') throw new AppError('people.not-found');
  if (found.account.uid === ctx.actor.uid) throw new AppError('people.same-person');
  const roles = found.roles.map((role) => role.role);
  if (!mayAct(roles, 'emergency.decide')) {
    throw new AppError('gate.bad-input', { detail: `“${found.account.name}”的岗位不能担任值班领导` });
  }
  const uid = ctx.newUid();
  await insertDuty(ctx.tx, {
    uid,
    account_id: found.account.id,
    from_day: input.from,
    to_day: input.to,
    appointed_by: ctx.actor.id,
    appointed_for: ctx.represented?.name ?? null,
    appointed_at: ctx.now,
  });
  ctx.audited({ kind: 'account', uid: found.account.uid });
  return { done: true };
};

/** `access.withdrawDuty`. */
export const withdrawDuty: HandlerFor<Contract['access']['withdrawDuty']> = async (ctx, input) => {
  if (!(await withdrawRow(ctx.tx, input.uid, ctx.now))) throw new AppError('emergency.not-found');
  ctx.audited({ kind: 'duty', uid: input.uid });
  return { done: true };
};

/** Leaders always; others who may only on the days for which they are appointed. */
async function dutyProblem(ctx: Pick<ReadContext, 'db' | 'actor' | 'today'>): Promise<AppError | null> {
  if (mayAct(ctx.actor.roles, 'reader.grant')) return null;
  const appointed = (await dutyLeaders(ctx.db, ctx.today)).some(
    (row) => row.account_id === ctx.actor.id && row.from_day <= ctx.today,
  );
  return appointed ? null : new AppError('emergency.not-on-duty');
}

/** @throws AppError people.not-found, record.reader-clearance, record.reader-role, record.reader-known */
async function requireMayRead(
  ctx: WriteContext,
  request: ListedEmergency,
  whole: WholeRecord,
): Promise<void> {
  const found = await accountByUid(ctx.tx, request.account_uid, ctx.today);
  if (found === undefined || found.account.state !== 'active') throw new AppError('people.not-found');
  const { name, clearance } = found.account;
  if (clearance < whole.record.level) throw new AppError('record.reader-clearance', { name });
  const roles = found.roles.map((role) => role.role);
  if (!mayRecord(roles, 'read', whole.kind)) throw new AppError('record.reader-role', { name });
  const scope = scopeOf(actorOf(found), ctx.site.code, ctx.now);
  const reads = await visibleRecord(ctx.tx, scope, whole.record.uid);
  if (reads !== undefined) throw new AppError('record.reader-known', { name });
}

/** Everybody who reads the record now, asked by the rule itself, learns of the access. */
async function tellReaders(ctx: WriteContext, request: ListedEmergency, whole: WholeRecord): Promise<void> {
  const told = [];
  for (const person of await activePeople(ctx.tx, ctx.today)) {
    const scope = scopeOf(person, ctx.site.code, ctx.now);
    if ((await visibleRecord(ctx.tx, scope, whole.record.uid)) === undefined) continue;
    told.push({ uid: ctx.newUid(), account_id: person.id, emergency_uid: request.uid, at: ctx.now });
  }
  await insertNotices(ctx.tx, told);
}

/** The asking person does not decide, nor who acts in that person's place. */
function ownHand(
  ctx: Pick<ReadContext, 'actor' | 'represented'>,
  request: Pick<ListedEmergency, 'account_uid'>,
): string | null {
  if (request.account_uid === ctx.actor.uid) return '您是申请人';
  return isOwnHand(ctx, request.account_uid) ? '申请人是您代理的人' : null;
}

function toRow(request: ListedEmergency, now: Instant) {
  return {
    uid: request.uid as ObjectUid,
    number: request.number,
    reason: request.reason,
    hours: request.hours,
    askedBy: request.account_name,
    askedAt: request.asked_at as Instant,
    decision: request.decision,
    decidedBy: request.decider_name === null ? null : signerWords(request.decider_name, request.decided_for),
    endsAt: request.ends_at as Instant,
    ended: request.decision === null && request.ends_at <= now,
    answer: request.answer,
    until: request.until as Instant | null,
  };
}
