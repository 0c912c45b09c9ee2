import { z } from 'zod';
import type { Contract } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { AccountUid, Instant } from '../../shared/ids.ts';
import { mayRecord } from '../../shared/policy/permissions.ts';
import { roles } from '../../shared/policy/roles.ts';
import type { WriteContext } from '../access/context.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import type { ReadDb } from '../database/handles.ts';
import {
  copiesOfReport,
  insertAcknowledgement,
  peopleWith,
  type ReportCopy,
  recipientsOf,
  replaceRecipients,
} from '../database/stores/reports.ts';
import { readerOfAccount } from '../database/stores/visibility.ts';
import { nameReader } from '../records/readersOfRecord.ts';
import { type RecordContext, requireRecord } from '../records/reading.ts';
import type { WholeRecord } from '../records/wholeRecord.ts';
import { auditRecord, inside } from '../records/writing.ts';

/** States from which on a report is out. */
const sent = ['dispatched', 'archived', 'compiled'];
/** States of a copy that is on its way to its office or there. */
const onTheWay: readonly ReportCopy['state'][] = ['printed', 'issued', 'acknowledged'];
const listReason = '内部分发（5.7.3）';

const officeRows = z.array(z.object({ name: z.string(), copies: z.number().int().default(1) }));

/**
 * A situation report that the person may see.
 * @throws AppError record.not-found for every other record too
 */
export async function requireReport(
  ctx: Pick<RecordContext, 'db' | 'scope'>,
  uid: string,
): Promise<WholeRecord> {
  const whole = await requireRecord(ctx, uid);
  if (whole.kind !== 'situationReport') throw new AppError('record.not-found');
  return whole;
}

function officesOf(whole: WholeRecord): z.infer<typeof officeRows> {
  const rows = officeRows.safeParse(whole.content.distribution ?? []);
  return rows.success ? rows.data : [];
}

/**
 * Why a report cannot be dispatched: a copy of what was approved is missing for an office on its list (5.7.4), or nobody is on the
 * internal list (5.7.3).
 */
export async function dispatchProblem(db: ReadDb, whole: WholeRecord): Promise<AppError | null> {
  const { record } = whole;
  if (typeof whole.content.branch !== 'string') {
    const people = await recipientsOf(db, record);
    return people.length === 0 ? new AppError('report.no-recipients') : null;
  }
  const copies = await copiesOfReport(db, record.id);
  const missing = officesOf(whole).filter(({ name, copies: wanted }) => {
    const there = copies.filter(
      (copy) => copy.recipient === name && copy.digest === record.digest && onTheWay.includes(copy.state),
    );
    return there.length < wanted;
  });
  return missing.length === 0
    ? null
    : new AppError('report.copies-missing', { offices: missing.map(({ name }) => name).join('、') });
}

/** `reports.dispatches`: each office of the list with its copies, from the print ledger. */
export const dispatches: HandlerFor<Contract['reports']['dispatches']> = async (ctx, input) => {
  const whole = await requireReport(ctx, input.uid);
  const copies = await copiesOfReport(ctx.db, whole.record.id);
  const offices = officesOf(whole).map(({ name, copies: wanted }) => ({
    name,
    wanted,
    copies: copies
      .filter((copy) => copy.recipient === name)
      .map(({ copyNumber, state, digest, issuedAt, acknowledgedAt, note }) => ({
        copyNumber,
        state,
        current: digest === whole.record.digest,
        issuedAt: issuedAt as Instant | null,
        acknowledgedAt: acknowledgedAt as Instant | null,
        note,
      })),
  }));
  const listed = new Set(offices.map(({ name }) => name));
  return { offices, others: copies.filter((copy) => !listed.has(copy.recipient)).length };
};

/** `reports.recipients`. */
export const recipients: HandlerFor<Contract['reports']['recipients']> = async (ctx, input) => {
  const whole = await requireReport(ctx, input.uid);
  const rows = await recipientsOf(ctx.db, whole.record);
  const may = mayRecord(ctx.actor.roles, 'write', 'situationReport') && whole.state !== 'archived';
  return {
    rows: rows.map((row) => ({
      uid: row.uid as AccountUid,
      name: row.name,
      acknowledgedAt: row.acknowledgedAt as Instant | null,
    })),
    choices: may
      ? (await readersFor(ctx.db, whole)).map(({ uid, name }) => ({ uid: uid as AccountUid, name }))
      : [],
    mine:
      sent.includes(whole.state) &&
      rows.some((row) => row.uid === ctx.actor.uid && row.acknowledgedAt === null),
  };
};

async function readersFor(db: ReadDb, whole: WholeRecord): Promise<{ uid: string; name: string }[]> {
  const may = roles.filter((role) => mayRecord([role], 'read', 'situationReport'));
  return await peopleWith(db, may, whole.record.level);
}

/**
 * `reports.setRecipients`: who is to read the report. After the dispatch the list only grows: who was given it keeps it.
 * @throws AppError report.recipient, record.not-draft
 */
export const setRecipients: HandlerFor<Contract['reports']['setRecipients']> = async (ctx, input) => {
  const whole = await requireReport(inside(ctx), input.uid);
  if (whole.state === 'archived' || whole.state === 'voided') throw new AppError('record.not-draft');
  const choices = await readersFor(ctx.tx, whole);
  const people = input.accounts.map((uid) => choices.find((choice) => choice.uid === uid));
  const chosen = people.flatMap((person) => person ?? []);
  if (chosen.length < input.accounts.length) throw new AppError('report.recipient');
  const before = await recipientsOf(ctx.tx, whole.record);
  const out = sent.includes(whole.state);
  if (out && before.some(({ uid }) => !chosen.some((person) => person.uid === uid)))
    throw new AppError('report.recipient-kept');
  await replaceRecipients(ctx.tx, whole.record.id, chosen, { uid: ctx.actor.uid, at: ctx.now });
  if (out) await openToRecipients(ctx, whole);
  auditRecord(ctx, whole.record);
  return { done: true as const };
};

/** Names everybody on the internal list as reader of the report. */
export async function openToRecipients(ctx: WriteContext, whole: WholeRecord): Promise<void> {
  for (const { uid } of await recipientsOf(ctx.tx, whole.record)) {
    await nameReader(ctx.tx, whole.record, readerOfAccount(uid), listReason, {
      by: ctx.actor.uid,
      at: ctx.now,
    });
  }
}

/**
 * `reports.acknowledge`: the person has read the version that is out.
 * @throws AppError report.not-recipient
 */
export const acknowledge: HandlerFor<Contract['reports']['acknowledge']> = async (ctx, input) => {
  const whole = await requireReport(inside(ctx), input.uid);
  const { id, version } = whole.record;
  const own = (await recipientsOf(ctx.tx, { id, version })).find((row) => row.uid === ctx.actor.uid);
  if (own === undefined || !sent.includes(whole.state)) throw new AppError('report.not-recipient');
  if (own.acknowledgedAt === null)
    await insertAcknowledgement(ctx.tx, {
      report_id: id,
      version,
      account_uid: ctx.actor.uid,
      account_name: ctx.actor.name,
      at: ctx.now,
    });
  auditRecord(ctx, whole.record);
  return { done: true as const };
};
