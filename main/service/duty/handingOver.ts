import { z } from 'zod';
import type { Contract } from '../../../shared/contract/contract.ts';
import { recordFilter } from '../../../shared/contract/records.ts';
import { AppError } from '../../../shared/errors.ts';
import type { AccountUid, Instant, ObjectUid } from '../../../shared/ids.ts';
import { mayAct, mayRecord } from '../../../shared/policy/permissions.ts';
import { existingAccount } from '../../access/accountActs.ts';
import type { HandlerFor } from '../../access/handlerTypes.ts';
import {
  handoverByUid,
  handoversSince,
  insertHandover,
  openCallsOf,
  takeStoredHandover,
} from '../../database/stores/duty.ts';
import { listRecords } from '../../database/stores/recordList.ts';
import { recordById, updateRecord } from '../../database/stores/records.ts';
import { readerOfAccount } from '../../database/stores/visibility.ts';
import { toListFilter } from '../../records/listing.ts';
import { nameReader } from '../../records/readersOfRecord.ts';
import { toRecordRow } from '../../records/recordRow.ts';
import { noteHistory } from '../../records/writing.ts';

/** Kinds that are an open call until they are closed with a result. */
const callKinds = [
  'phoneRecord',
  'faxRecord',
  'incomingItem',
  'outgoingItem',
  'customerInformation',
] as const;
/** Hand-overs are shown for this long. */
const shownDays = 30;
const mostCalls = 200;
const callList = z.array(z.string());

/** `duty.handovers`: what the acting person would pass on now, and what was passed on lately. */
export const handovers: HandlerFor<Contract['duty']['handovers']> = async (ctx) => {
  const own = await openCallsOf(ctx.db, ctx.site.code, ctx.actor.id, callKinds);
  const wanted = new Set(own.map((call) => call.uid));
  const kinds = callKinds.filter((kind) => ctx.scope.kinds.includes(kind));
  const filter = await toListFilter(ctx, recordFilter.parse({ kinds, states: ['draft'] }));
  const rows = kinds.length === 0 ? [] : await listRecords(ctx.db, ctx.scope, filter, 'occurred', null, 500);
  const leads = mayAct(ctx.actor.roles, 'roster.edit');
  const concerns = (row: { from_uid: string; to_uid: string }): boolean =>
    leads || row.from_uid === ctx.actor.uid || row.to_uid === ctx.actor.uid;
  const since = new Date(Date.parse(ctx.now) - shownDays * 86_400_000).toISOString();
  return {
    open: rows.filter((row) => wanted.has(row.uid)).map(toRecordRow),
    rows: (await handoversSince(ctx.db, since)).map((row) => ({
      uid: row.uid as ObjectUid,
      post: row.post,
      from: { uid: row.from_uid as AccountUid, name: row.from_name },
      to: { uid: row.to_uid as AccountUid, name: row.to_name },
      // What is written for the next shift may say what a call was about.
      note: concerns(row) ? row.note : '',
      calls: callList.parse(JSON.parse(row.calls)).length,
      givenAt: row.given_at as Instant,
      takenAt: row.taken_at as Instant | null,
      mine: row.taken_at === null && row.to_uid === ctx.actor.uid,
    })),
  };
};

/**
 * `duty.give`: the open calls of who goes off duty, named one by one, wait for who comes on.
 * @throws AppError people.same-person, people.not-active, leaving.clearance, gate.forbidden
 */
export const give: HandlerFor<Contract['duty']['give']> = async (ctx, input) => {
  const { account, roles } = await existingAccount(ctx, input.toUid);
  if (input.toUid === ctx.actor.uid) throw new AppError('people.same-person');
  if (account.state !== 'active') throw new AppError('people.not-active');
  const held = roles.map(({ role }) => role);
  if (!mayRecord(held, 'write', 'phoneRecord'))
    throw new AppError('roster.refused', { detail: '接班人的岗位不办理来电' });
  const calls = (await openCallsOf(ctx.tx, ctx.site.code, ctx.actor.id, callKinds)).slice(0, mostCalls);
  const above = calls.filter(({ level }) => level > account.clearance);
  if (above.length > 0) throw new AppError('leaving.clearance', { count: above.length });
  const uid = ctx.newUid();
  await insertHandover(ctx.tx, {
    uid,
    post: input.post,
    from_uid: ctx.actor.uid,
    from_name: ctx.actor.name,
    to_uid: input.toUid,
    to_name: account.name,
    note: input.note.trim(),
    calls: JSON.stringify(calls.map((call) => call.uid)),
    given_at: ctx.now,
    taken_at: null,
  });
  ctx.audited({ kind: 'handover', uid, number: `n=${calls.length}` });
  return { uid, calls: calls.length };
};

/**
 * `duty.take`: calls that are still open and still the giver's become the taker's, each with both names in its history.
 * @throws AppError roster.refused
 */
export const take: HandlerFor<Contract['duty']['take']> = async (ctx, input) => {
  const handed = await handoverByUid(ctx.tx, input.uid);
  if (handed === undefined || handed.to_uid !== ctx.actor.uid || handed.taken_at !== null)
    throw new AppError('roster.refused', { detail: '没有待您接班的交接' });
  const { account: giver } = await existingAccount(ctx, handed.from_uid as AccountUid);
  const wanted = new Set(callList.parse(JSON.parse(handed.calls)));
  const open = await openCallsOf(ctx.tx, ctx.site.code, giver.id, callKinds);
  const calls = open.filter((call) => wanted.has(call.uid) && call.level <= ctx.actor.clearance);
  for (const call of calls) {
    const record = await recordById(ctx.tx, call.id);
    const after = await updateRecord(ctx.tx, call.id, { responsible_id: ctx.actor.id, changed_at: ctx.now });
    const grant = { by: ctx.actor.uid, at: ctx.now };
    await nameReader(ctx.tx, after, readerOfAccount(ctx.actor.uid), '值班交接', grant);
    await noteHistory(ctx, after, 'handOver', record.state, `${handed.from_name} 交 ${handed.to_name}`);
  }
  await takeStoredHandover(ctx.tx, handed.id, ctx.now);
  ctx.audited({ kind: 'handover', uid: handed.uid, number: `n=${calls.length}` });
  return { calls: calls.length };
};
