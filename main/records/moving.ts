import type { Contract } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { hasPaperOriginal } from '../../shared/forms/kinds.ts';
import type { Instant } from '../../shared/ids.ts';
import {
  lifecycleOf,
  type MoveRule,
  moveRule,
  moveWords,
  nextMoves,
} from '../../shared/lifecycle/lifecycle.ts';
import { mayRecord } from '../../shared/policy/permissions.ts';
import type { JobContext, PersonSignature, WriteContext } from '../access/context.ts';
import { representedIn } from '../access/deputies.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { appendCustody, insertSignature } from '../database/stores/recordParts.ts';
import { type RecordChange, recordById, updateRecord } from '../database/stores/records.ts';
import { stepDue } from './holds.ts';
import { factsOf, moveProblem, refusedMove } from './moveChecks.ts';
import { type MoveInput, moveHooksOf } from './moveHooks.ts';
import { issueNumber, opening, voidNumbersOf } from './numbering.ts';
import { requireRecord } from './reading.ts';
import { moveNamespace, moveStatement, recordDigest, type WholeRecord, wholeOf } from './wholeRecord.ts';
import { auditRecord, freezeVersion, indexRecord, inside, noteHistory, writeEdit } from './writing.ts';

type Input = Parameters<HandlerFor<Contract['records']['move']>>[1];

/** Whereabouts of the paper original as given at archiving. */
type Original = NonNullable<Input['original']>;

/** A move made ready: checked, its own fields filled in, and what its signature covers. */
interface ReadyMove {
  readonly whole: WholeRecord;
  readonly rule: MoveRule;
  readonly fill: Readonly<Record<string, unknown>>;
  /** Digest of the record as it will be after the move. */
  readonly digest: string;
}

/**
 * `records.move`: the one engine for all kinds. Permission, segregation, completeness, customer's signature and the
 * kind's own rules are checked; signed moves are signed before the transaction and checked again inside it, so that the
 * signature covers exactly what is stored.
 * @throws AppError record.not-found, record.move-refused, gate.forbidden, record.same-person, record.incomplete,
 *   record.unsigned, record.changed-after-print, record.original-required, record.stale, slots.wrong-credentials, and
 *   those of the kind's own rules
 */
export const move: HandlerFor<Contract['records']['move']> = async (ctx, input) => {
  const given: MoveInput = { overrideReason: input.overrideReason };
  const ready = await prepare(ctx, input, given);
  const signature = await sign(ctx, ready, input);
  return await ctx.commit(async (writing) => {
    const again = await prepare({ ...ctx, ...inside(writing) }, input, given);
    if (again.digest !== ready.digest || again.whole.state !== ready.whole.state)
      throw new AppError('record.stale');
    const moved = await carryOut(placed(writing, again), again, input, signature);
    auditRecord(placed(writing, again), moved.record);
    return {
      state: moved.state,
      registrationNumber: moved.record.registration_number,
      archiveNumber: moved.record.archive_number,
      next: nextWords(moved),
    };
  });
};

async function prepare(
  ctx: Pick<JobContext, 'db' | 'site' | 'actor' | 'scope' | 'now' | 'today'>,
  input: Input,
  given: MoveInput,
): Promise<ReadyMove> {
  const whole = await requireRecord(ctx, input.uid);
  const rule = moveRule(whole.kind, whole.state, input.move, whole.content);
  if (rule === undefined) throw refusedMove(whole, input.move);
  if (!mayRecord(ctx.actor.roles, input.move, whole.kind)) throw new AppError('gate.forbidden');
  const problem = await moveProblem(ctx, whole, rule, await factsOf(ctx.db, whole), given);
  if (problem !== null) throw problem;
  if (rule.needsReason && input.reason.trim().length < 2) {
    throw new AppError('gate.bad-input', { detail: `${moveWords[rule.move]}须填写理由` });
  }
  if (rule.move === 'archive' && hasPaperOriginal(whole.kind)) requireOriginal(whole, input.original);
  const fill = (await moveHooksOf(whole.kind).fill?.(ctx, whole, rule.move, given)) ?? {};
  const filled: WholeRecord = { ...whole, content: { ...whole.content, ...fill } };
  return { whole, rule, fill, digest: digestAt(filled) };
}

/** In whose place a move is made hangs on the kind of the record, not on the procedure. */
function placed(ctx: WriteContext, { whole, rule }: ReadyMove): WriteContext {
  const represented = representedIn(ctx.actor, (roles) => mayRecord(roles, rule.move, whole.kind));
  return { ...ctx, represented };
}

/**
 * Digest that a move's signature names. From the moment that content can change no more, it is the stored one: later
 * marking decisions stand beside the record and do not touch what was signed.
 */
function digestAt(whole: WholeRecord): string {
  const open = lifecycleOf(whole.kind).editable.includes(whole.state);
  return open || whole.record.digest === '' ? recordDigest(whole) : whole.record.digest;
}

async function sign(ctx: JobContext, ready: ReadyMove, input: Input): Promise<PersonSignature | null> {
  if (!ready.rule.needsSignature) return null;
  if (input.password === null) throw new AppError('slots.wrong-credentials');
  const { uid } = ready.whole.record;
  const statement = moveStatement(uid, ready.digest, ready.rule.move, ctx.now);
  return await ctx.keys.signAsPerson(ctx.actor, input.password, moveNamespace(ready.rule.move), statement);
}

async function carryOut(
  ctx: WriteContext,
  ready: ReadyMove,
  input: Input,
  signature: PersonSignature | null,
): Promise<WholeRecord> {
  const { rule } = ready;
  const from = ready.whole.state;
  const filled =
    Object.keys(ready.fill).length === 0
      ? ready.whole
      : await writeEdit(ctx, ready.whole, { content: { ...ready.whole.content, ...ready.fill } });
  const { record, kind } = filled;
  const change: RecordChange = { state: rule.to, changed_at: ctx.now, digest: ready.digest };
  if (opening[kind] === rule.move && record.registration_number === null) {
    change.registration_number = await issueNumber(ctx.tx, record, 'registration', ctx.now as Instant);
  }
  if (rule.move === 'archive') {
    change.archive_number = await issueNumber(ctx.tx, record, 'archive', ctx.now as Instant);
    if (hasPaperOriginal(kind)) Object.assign(change, await takeOriginal(ctx, filled, input.original));
  }
  if (rule.move === 'void') await voidNumbersOf(ctx.tx, record, input.reason);
  change.due_on = await stepDue(ctx.tx, filled.record, rule.to, filled.content);
  if (lifecycleOf(kind).editable.includes(from) && rule.to !== 'voided')
    await freezeVersion(ctx, filled, rule.move);
  const moved = await updateRecord(ctx.tx, record.id, change);
  await noteHistory(ctx, moved, rule.move, from, input.reason);
  if (signature !== null) {
    await insertSignature(ctx.tx, {
      object_kind: 'record',
      object_uid: moved.uid,
      purpose: rule.move,
      digest: ready.digest,
      key_id: signature.keyId,
      account_uid: ctx.actor.uid,
      account_name: ctx.actor.name,
      on_behalf_of: ctx.represented?.name ?? null,
      signature: signature.signature,
      at: ctx.now,
    });
  }
  const after = await wholeOf(ctx.tx, moved);
  await indexRecord(ctx.tx, after);
  await moveHooksOf(kind).after?.(ctx, after, rule.move, input.reason);
  return await wholeOf(ctx.tx, await recordById(ctx.tx, moved.id));
}

/** @throws AppError record.original-required unless the original is here, or its absence has a due day */
function requireOriginal(whole: WholeRecord, original: Original | null): void {
  if (whole.record.original_state === 'received') return;
  if (original === null || (!original.received && original.dueOn === null)) {
    throw new AppError('record.original-required');
  }
}

async function takeOriginal(
  ctx: WriteContext,
  whole: WholeRecord,
  original: Original | null,
): Promise<Pick<RecordChange, 'original_state' | 'original_due_on'>> {
  if (original === null) return {};
  await appendCustody(ctx.tx, {
    record_id: whole.record.id,
    event: original.received ? 'received' : 'missing',
    from_name: original.from,
    to_name: ctx.actor.name,
    place: original.place,
    due_on: original.received ? null : original.dueOn,
    at: ctx.now,
    account_uid: ctx.actor.uid,
  });
  return {
    original_state: original.received ? 'received' : 'missing',
    original_due_on: original.received ? null : original.dueOn,
  };
}

/** What comes next, in one Chinese sentence for the person who just acted. */
function nextWords(whole: WholeRecord): string {
  const next = nextMoves(whole.kind, whole.state, whole.content).find(
    (rule) => !rule.needsReason && rule.move !== 'compile' && rule.move !== 'dispose',
  );
  if (next === undefined) return '已办完，无后续步骤。';
  return `下一步：${next.label ?? moveWords[next.move]}。`;
}
