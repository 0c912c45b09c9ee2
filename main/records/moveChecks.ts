import { AppError } from '../../shared/errors.ts';
import { checkComplete, type FieldProblem } from '../../shared/forms/validate.ts';
import {
  type Move,
  type MoveRule,
  moveWords,
  nextMoves,
  segregationConflict,
  stateWords,
} from '../../shared/lifecycle/lifecycle.ts';
import { mayRecord } from '../../shared/policy/permissions.ts';
import type { WithholdableAct } from '../../shared/policy/siteConditions.ts';
import { withheld } from '../access/conditions.ts';
import { representedIn } from '../access/deputies.ts';
import type { ReadDb } from '../database/handles.ts';
import { accountUidById } from '../database/stores/accountNames.ts';
import {
  attachmentsOf,
  type SignatureCopy,
  type StoredAttachment,
  signatureCopiesOf,
} from '../database/stores/attachments.ts';
import { blanksOfRecord, type StoredBlank } from '../database/stores/blankForms.ts';
import {
  custodyOf,
  historyOf,
  type StoredCustody,
  type StoredHistory,
} from '../database/stores/recordParts.ts';
import { comparisonProblem, originalsByHand } from './blankForms.ts';
import { type MoveInput, moveHooksOf } from './moveHooks.ts';
import { opening } from './numbering.ts';
import type { RecordContext } from './reading.ts';
import { headOf, paperDigest, type WholeRecord } from './wholeRecord.ts';

/** What hangs on a record and decides its moves, read once. */
export interface RecordFacts {
  readonly history: readonly StoredHistory[];
  readonly attachments: readonly StoredAttachment[];
  readonly copies: readonly SignatureCopy[];
  readonly custody: readonly StoredCustody[];
  /** Numbered forms on which the record was written by hand. */
  readonly blanks: readonly StoredBlank[];
  /** Identity of the author's account; null for records of other sites. */
  readonly authorUid: string | null;
}

/** What this site decides on another site's records; sending back leaves here as a receipt. */
const foreignMoves: readonly Move[] = ['archive', 'compile', 'dispose', 'sendBack'];

/** Reads the facts of a record. */
export async function factsOf(db: ReadDb, whole: WholeRecord): Promise<RecordFacts> {
  const { id, author_id } = whole.record;
  const [history, attachments, copies, custody, blanks, authorUid] = await Promise.all([
    historyOf(db, id),
    attachmentsOf(db, id),
    signatureCopiesOf(db, id),
    custodyOf(db, id),
    blanksOfRecord(db, id),
    author_id === null ? null : accountUidById(db, author_id),
  ]);
  return { history, attachments, copies, custody, blanks, authorUid };
}

/** Moves of the state that one of the person's roles permits, whether or not they are possible now. */
export function permittedMoves(ctx: RecordContext, whole: WholeRecord): MoveRule[] {
  return nextMoves(whole.kind, whole.state, whole.content).filter((rule) =>
    mayRecord(ctx.actor.roles, rule.move, whole.kind),
  );
}

/**
 * Why a permitted move is not possible now, or null: owning site, segregation, completeness, signature, then the
 * kind's own rules.
 */
export async function moveProblem(
  ctx: RecordContext,
  whole: WholeRecord,
  rule: MoveRule,
  facts: RecordFacts,
  input: MoveInput | null,
): Promise<AppError | null> {
  const { record, kind } = whole;
  const foreign = record.owning_site !== ctx.site.code;
  if (foreign && !foreignMoves.includes(rule.move)) {
    return new AppError('record.not-owned', { site: record.owning_site });
  }
  if (rule.move === 'archive' && ctx.site.kind !== 'center') return new AppError('gate.forbidden');
  const doers = earlierDoers(facts);
  // Whoever acts in another person's place is held back by what that person did, too.
  const represented = representedIn(ctx.actor, (roles) => mayRecord(roles, rule.move, kind));
  const conflict =
    segregationConflict(kind, rule.move, ctx.actor.uid, doers) ??
    (represented === null ? undefined : segregationConflict(kind, rule.move, represented.uid, doers));
  if (conflict !== undefined) {
    const act = conflict === 'author' ? '拟制' : moveWords[conflict];
    return new AppError('record.same-person', {
      detail: `${represented === null ? '您' : '您或被代理人'}已${act}`,
    });
  }
  // A unit checked its own record before it sent it; at the center its form may even be of another version.
  if (rule.completes && !foreign) {
    const missing = missingFor(whole, rule.move);
    if (missing.length > 0) return new AppError('record.incomplete', { detail: listProblems(missing) });
  }
  if (rule.move === 'submit' && whole.form.customerSigned) {
    const problem = signatureProblem(whole, facts);
    if (problem !== null) return problem;
  }
  if (rule.move === 'review') {
    const byHand = originalsByHand(facts.blanks, facts.attachments);
    const problem = comparisonProblem(whole, byHand, ctx.actor.uid);
    if (problem !== null) return problem;
  }
  const refusal = await withheld(ctx.db, withholdableIn(whole, rule));
  if (refusal !== null) return refusal;
  return (await moveHooksOf(kind).check?.(ctx, whole, rule.move, input)) ?? null;
}

/** What a move does that a condition of the site can withhold. */
function withholdableIn({ kind, record }: WholeRecord, rule: MoveRule): WithholdableAct[] {
  const numbers =
    rule.move === 'archive' || (opening[kind] === rule.move && record.registration_number === null);
  return [
    ...(numbers ? (['numbering'] as const) : []),
    ...(rule.needsSignature ? (['signing'] as const) : []),
    ...(rule.move === 'archive' || rule.move === 'compile' ? (['archiving'] as const) : []),
    ...(rule.move === 'dispose' ? (['disposal'] as const) : []),
  ];
}

/** What is missing before a completing move. */
export function missingFor(whole: WholeRecord, move: Move): readonly FieldProblem[] {
  return checkComplete(whole.form, whole.content, whole.parts, { at: move, head: headOf(whole) });
}

/** Who did what so far: the author and the latest doer of each move (by account). */
export function earlierDoers(facts: RecordFacts): Partial<Record<'author' | Move, string>> {
  const doers: Record<string, string> = {};
  if (facts.authorUid !== null) doers.author = facts.authorUid;
  for (const line of facts.history) {
    if (line.act === 'create') doers.author ??= line.account_uid;
    else doers[line.act] = line.account_uid;
  }
  return doers;
}

/**
 * Validity of an on-site report (5.5.5): signature or seal on paper that says what the record says now, shown by a scan
 * bound to that print; without one, the supervisor's recorded decision with a due day.
 */
export function signatureProblem(whole: WholeRecord, facts: RecordFacts): AppError | null {
  if (whole.content.signature === 'none') {
    const decided = facts.custody.some((line) => line.event === 'missing' && line.due_on !== null);
    return decided ? null : new AppError('record.unsigned');
  }
  const digest = paperDigest(whole);
  const scans = facts.attachments.filter((attachment) => attachment.role === 'signedScan');
  if (scans.some((scan) => scan.voided_at === null && scan.bound_digest === digest)) return null;
  if (originalsByHand(facts.blanks, facts.attachments).length > 0) return null;
  return scans.some((scan) => scan.voided_at !== null)
    ? new AppError('record.changed-after-print')
    : new AppError('record.unsigned');
}

/** The refusal of a move that the lifecycle does not know from this state. */
export function refusedMove(whole: WholeRecord, move: Move): AppError {
  return new AppError('record.move-refused', {
    from: stateWords[whole.state].label,
    act: moveWords[move],
  });
}

function listProblems(problems: readonly FieldProblem[]): string {
  const shown = problems.slice(0, 6).map((problem) => `${problem.label}（${problem.problem}）`);
  return problems.length > 6 ? `${shown.join('、')} 等 ${problems.length} 项` : shown.join('、');
}
