import { z } from 'zod';
import type { Contract } from '../../shared/contract/contract.ts';
import { objectUid } from '../../shared/contract/primitives.ts';
import { AppError } from '../../shared/errors.ts';
import type { ObjectUid } from '../../shared/ids.ts';
import { mayAct } from '../../shared/policy/permissions.ts';
import type { Role } from '../../shared/policy/roles.ts';
import { copyMoveWords, copyStateWords, mayMoveCopy } from '../../shared/printing/copyStates.ts';
import { parseTraceCode } from '../../shared/printing/traceCode.ts';
import type { Actor, ContextBase } from '../access/context.ts';
import { isOwnHand } from '../access/deputies.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import type { ReadDb } from '../database/handles.ts';
import { accountUidById } from '../database/stores/accountNames.ts';
import {
  changeJob,
  copiesOf,
  findCopy,
  insertJob,
  type LedgerJob,
  ledgerJob,
  listLedger,
} from '../database/stores/printing.ts';
import { recordById } from '../database/stores/records.ts';
import { type StoredVolume, volumeById } from '../database/stores/volumes.ts';
import { requireSoundMark } from '../records/markSeal.ts';
import { requireRecord } from '../records/reading.ts';
import { endOfDay, startOfDay, wholeOf } from '../records/wholeRecord.ts';
import { inside } from '../records/writing.ts';
import { issueCopies, moveCopyTo } from './copies.ts';
import { ledgerScopeOf, recordOfJob, requireJob, toLedgerRows } from './ledgerRow.ts';
import { demandPrintable, documentName } from './paper.ts';
import { demandRegistered } from './printers.ts';

/** Who may witness a destruction beside the person who does it. */
const witnesses: readonly Role[] = [
  'printKeeper',
  'supervisor',
  'centerLeader',
  'companyLeader',
  'unitLeader',
];

/**
 * `printing.apply`: orders copies of the present version, one per recipient. Nothing is printed yet.
 * @throws AppError record.not-found, print.not-approved, print.printer-refused
 */
export const apply: HandlerFor<Contract['printing']['apply']> = async (ctx, input) => {
  const whole = await requireRecord(inside(ctx), input.recordUid);
  const { record } = whole;
  await requireSoundMark({ db: ctx.tx, keys: ctx.keys }, whole);
  const digest = await demandPrintable(ctx.tx, whole, input.class);
  await demandRegistered(ctx.tx, input.printer, record.level);
  const uid = ctx.newUid();
  const job = await insertJob(ctx.tx, {
    uid,
    class: input.class,
    record_id: record.id,
    version: record.version,
    digest,
    document: documentName(whole),
    level: record.level,
    marking: record.marking,
    purpose: input.purpose,
    printer: input.printer,
    applicant_id: ctx.actor.id,
    applied_at: ctx.now,
    approver_id: null,
    authorisation_uid: null,
    approved_at: null,
    state: 'applied',
    refusal: null,
    body_sha256: null,
    body_content_name: null,
    body_wrapped_key: null,
    pages: null,
  });
  const copies = await issueCopies(ctx, job, record.uid, input.recipients);
  ctx.audited({ kind: 'printJob', uid, number: copies[0]?.copy_number ?? null, mark: record.marking });
  return { uid };
};

/**
 * `printing.decide`: approves or refuses an order. The applicant never decides, nor does the author of the record, nor who
 * acts in the place of one of them.
 * @throws AppError print.not-found, print.same-person, people.already-decided, print.version-changed
 */
export const decide: HandlerFor<Contract['printing']['decide']> = async (ctx, input) => {
  // A print keeper's wide view is for the ledger; who approves a print must be able to read what is printed.
  const job = await ledgerJob(ctx.tx, { all: false, readers: ctx.scope }, input.uid);
  if (job === undefined) throw new AppError('print.not-found');
  const hands = [job.applicant_uid, await makerOf(ctx.tx, job)];
  if (hands.some((hand) => isOwnHand(ctx, hand))) throw new AppError('print.same-person');
  if (job.state !== 'applied') throw new AppError('people.already-decided');
  if (input.approve) await demandUnchanged(ctx.tx, job);
  const reason = input.reason.trim();
  if (!input.approve && reason.length < 2)
    throw new AppError('gate.bad-input', { detail: '不批准须填写理由' });
  const decided = await changeJob(ctx.tx, job.id, 'applied', {
    state: input.approve ? 'approved' : 'refused',
    approver_id: ctx.actor.id,
    approved_at: ctx.now,
    refusal: input.approve ? null : reason,
  });
  if (!decided) throw new AppError('people.already-decided');
  if (!input.approve) {
    // The numbers were given out; without paper they are accounted for as spoiled.
    for (const copy of await copiesOf(ctx.tx, [job.id])) {
      await moveCopyTo(ctx, copy, 'spoiled', { note: '申请未批准，未打印' });
    }
  }
  ctx.audited({ kind: 'printJob', uid: job.uid, mark: job.marking });
  return { done: true as const };
};

/** Account that made what is printed: the author of the record, who composed the volume. */
async function makerOf(db: ReadDb, job: LedgerJob): Promise<string | null> {
  if (job.class === 'volume') return (await volumeOfJob(db, job)).composed_by;
  const { author_id } = await recordById(db, recordOfJob(job).recordId);
  return author_id === null ? null : await accountUidById(db, author_id);
}

/** The volume of an order, if it can still be printed. @throws AppError print.version-changed */
export async function volumeOfJob(db: ReadDb, job: LedgerJob): Promise<StoredVolume> {
  const volume = job.volume_id === null ? undefined : await volumeById(db, job.volume_id);
  if (volume?.state !== 'closed' || volume.digest !== job.digest) throw new AppError('print.version-changed');
  return volume;
}

/** @throws AppError print.version-changed, print.not-approved when the record is no longer what was applied for */
export async function demandUnchanged(db: ReadDb, job: LedgerJob): Promise<void> {
  if (job.class === 'volume') {
    await volumeOfJob(db, job);
    return;
  }
  const { recordId, printClass } = recordOfJob(job);
  const whole = await wholeOf(db, await recordById(db, recordId));
  const digest = await demandPrintable(db, whole, printClass);
  const { version, level, marking } = whole.record;
  if (digest !== job.digest || version !== job.version || level !== job.level || marking !== job.marking) {
    throw new AppError('print.version-changed');
  }
}

/**
 * `printing.moveCopy`: what became of one copy. Applicants confirm what came out of the printer and carry their own copies
 * for signature and drafts; everything else of approved documents is the print keeper's. Destruction takes two persons.
 * @throws AppError print.not-found, print.state, gate.forbidden, people.second-person-refused, people.same-person
 */
export const moveCopy: HandlerFor<Contract['printing']['moveCopy']> = async (ctx, input) => {
  const found = await findCopy(ctx.db, { uid: input.copyUid });
  if (found === undefined) throw new AppError('print.not-found');
  const job = await requireJob(ctx, ctx.db, found.job_uid);
  if (!mayMoveCopy(found.state, input.to)) {
    throw new AppError('print.state', { state: copyStateWords[found.state], act: copyMoveWords[input.to] });
  }
  if (!mayTouch(ctx.actor, job, input.to)) throw new AppError('gate.forbidden');
  const second = input.to === 'destroyed' ? await witnessOf(ctx, input.second) : null;
  await ctx.commit(async (writing) => {
    const moved = await moveCopyTo(writing, found, input.to, {
      holder: input.to === 'destroyed' ? '' : input.holder,
      second: second?.uid ?? null,
      note: input.note,
    });
    if (!moved) throw new AppError('print.state', { state: '已变动', act: copyMoveWords[input.to] });
    writing.audited({ kind: 'printCopy', uid: found.uid, number: found.copy_number, mark: job.marking });
  });
  return { done: true as const };
};

function mayTouch(actor: Actor, job: LedgerJob, to: string): boolean {
  if (mayAct(actor.roles, 'print.ledger')) return true;
  if (job.applicant_id !== actor.id) return false;
  return to === 'printed' || to === 'spoiled' || job.class !== 'approved';
}

async function witnessOf(
  ctx: Pick<ContextBase, 'keys' | 'actor'>,
  second: { readonly login: string; readonly password: string } | null,
): Promise<Actor> {
  if (second === null) throw new AppError('people.second-person-refused');
  return await ctx.keys.secondPerson(ctx.actor, second, witnesses);
}

const cursorSchema = z.tuple([objectUid]);

/** `printing.ledger`: newest order first. The cursor names the last order shown, never a row number. */
export const ledger: HandlerFor<Contract['printing']['ledger']> = async (ctx, input) => {
  const scope = ledgerScopeOf(ctx);
  const before = input.cursor === null ? null : await positionOf(ctx.db, ctx, input.cursor);
  const filter = {
    from: input.from === null ? null : startOfDay(input.from),
    before: input.to === null ? null : endOfDay(input.to),
    state: input.state,
    recordUid: input.recordUid,
  };
  const jobs = await listLedger(ctx.db, scope, filter, before, input.limit + 1);
  const page = jobs.slice(0, input.limit);
  const last = page.at(-1);
  return {
    rows: await toLedgerRows(ctx.db, page),
    next:
      jobs.length > page.length && last !== undefined
        ? Buffer.from(JSON.stringify([last.uid])).toString('base64url')
        : null,
  };
};

async function positionOf(
  db: ReadDb,
  ctx: Pick<ContextBase, 'actor' | 'scope'>,
  cursor: string,
): Promise<number> {
  const parsed = cursorSchema.safeParse(jsonOf(Buffer.from(cursor, 'base64url').toString('utf8')));
  const job = parsed.success ? await ledgerJob(db, ledgerScopeOf(ctx), parsed.data[0]) : undefined;
  if (job === undefined) throw new AppError('cursor.bad');
  return job.id;
}

/** `printing.trace`: the order and copy that a trace code on paper belongs to; nothing for a code of another ledger. */
export const trace: HandlerFor<Contract['printing']['trace']> = async (ctx, input) => {
  const code = parseTraceCode(input.traceCode);
  const copy = code === null ? undefined : await findCopy(ctx.db, { traceCode: code });
  const job = copy === undefined ? undefined : await ledgerJob(ctx.db, ledgerScopeOf(ctx), copy.job_uid);
  if (copy === undefined || job === undefined) return { job: null, copyUid: null };
  ctx.audited({ kind: 'printCopy', uid: copy.uid, number: copy.copy_number, mark: job.marking });
  const [row = null] = await toLedgerRows(ctx.db, [job]);
  return { job: row, copyUid: copy.uid as ObjectUid };
};

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
