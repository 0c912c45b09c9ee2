import { stepGaps } from '../../../shared/cases/stepRules.ts';
import { AppError } from '../../../shared/errors.ts';
import { departmentWords } from '../../../shared/forms/definitions/matters.ts';

import { caseKinds, type RecordKind } from '../../../shared/forms/kinds.ts';
import { accountValueSchema } from '../../../shared/forms/values.ts';
import type { Move } from '../../../shared/lifecycle/lifecycle.ts';
import { mayRecord } from '../../../shared/policy/permissions.ts';
import type { WriteContext } from '../../access/context.ts';
import { representedIn } from '../../access/deputies.ts';
import { readersOf } from '../../database/stores/recordParts.ts';
import { readerOfAccount } from '../../database/stores/visibility.ts';
import { type MoveHooks, registerMoveHooks } from '../../records/moveHooks.ts';
import { nameReader, readerReasons } from '../../records/readersOfRecord.ts';
import type { RecordContext } from '../../records/reading.ts';
import type { WholeRecord } from '../../records/wholeRecord.ts';
import { caseFactsOf, serialsOf } from './facts.ts';

/** Gives the move engine the rules of all cases; called once by the composition root. */
export function registerCaseHooks(): void {
  registerMoveHooks(Object.fromEntries(caseKinds.map((kind) => [kind, caseHooks])));
}

const caseHooks: MoveHooks = {
  check: async (ctx, whole, move) =>
    (await actorProblem(ctx, whole, move)) ?? (await gapProblem(ctx, whole, move)),
  fill: async (ctx, whole, move) => await fillOf(ctx, whole, move),
  after: async (ctx, whole, move) => {
    if (whole.kind === 'complaint' && move === 'reply') await nameNamed(ctx, whole, 'handler');
    if (whole.kind === 'improvement' && move === 'plan') await nameNamed(ctx, whole, 'owner');
  },
};

async function gapProblem(ctx: RecordContext, whole: WholeRecord, move: Move): Promise<AppError | null> {
  const gaps = stepGaps(whole.kind, move, await caseFactsOf(ctx, whole));
  if (gaps.length === 0) return null;
  return new AppError('case.gaps', { detail: gaps.map((gap) => `${gap.what}（${gap.clause}）`).join('；') });
}

/** Steps that belong to a named person, a department or an office. */
async function actorProblem(ctx: RecordContext, whole: WholeRecord, move: Move): Promise<AppError | null> {
  switch (whole.kind) {
    case 'complaint':
      return ['reply', 'correct', 'close'].includes(move) ? handlerProblem(ctx, whole, move) : null;
    case 'forwardedNeed':
      return move === 'acknowledge' || move === 'answer' ? departmentProblem(ctx, whole) : null;
    case 'urgentReport':
      return move === 'confirm' ? await officeProblem(ctx, whole) : null;
    default:
      return null;
  }
}

/** Complaints are handled by a named person (5.6), or by who is deputy for that person. */
function handlerProblem(ctx: RecordContext, whole: WholeRecord, move: Move): AppError | null {
  const handler = accountValueSchema.safeParse(whole.content.handler);
  // Without a handler the form itself is incomplete and says so.
  if (!handler.success || handler.data.uid === ctx.actor.uid) return null;
  const represented = representedIn(ctx.actor, (roles) => mayRecord(roles, move, 'complaint'));
  return represented?.uid === handler.data.uid
    ? null
    : new AppError('case.not-handler', { name: handler.data.name });
}

function departmentProblem(ctx: RecordContext, whole: WholeRecord): AppError | null {
  const department = Object.keys(departmentWords).find((key) => key === whole.content.department);
  const roles: readonly string[] = ctx.actor.roles;
  if (department !== undefined && roles.includes(department)) return null;
  const words = departmentWords[department as keyof typeof departmentWords] ?? '';
  return new AppError('case.not-department', { detail: words });
}

/** Which of the two offices of 5.2.2 the acting person acknowledges for. */
function officeOf(ctx: RecordContext): 'leader' | 'quality' {
  return ctx.actor.roles.includes('centerLeader') ? 'leader' : 'quality';
}

/** The second acknowledgement is the other office's. */
async function officeProblem(ctx: RecordContext, whole: WholeRecord): Promise<AppError | null> {
  const taken = whole.content.leaderAck === undefined ? 'quality' : 'leader';
  if (officeOf(ctx) !== taken) return null;
  return new AppError('case.other-office', { detail: taken === 'leader' ? '中心领导' : '质量部' });
}

async function fillOf(
  ctx: RecordContext,
  whole: WholeRecord,
  move: Move,
): Promise<Readonly<Record<string, unknown>>> {
  const by = { uid: ctx.actor.uid, name: ctx.actor.name };
  if (move === 'reopen') {
    return {
      clockFrom: ctx.now,
      reopened: Number(whole.content.reopened ?? 0) + 1,
      holds: [],
      ...Object.fromEntries(reasked(whole.kind).map((key) => [key, null])),
    };
  }
  if (whole.kind === 'urgentReport' && (move === 'acknowledge' || move === 'confirm')) {
    return officeOf(ctx) === 'leader'
      ? { leaderAck: by, leaderAckAt: ctx.now }
      : { qualityAck: by, qualityAckAt: ctx.now };
  }
  if (whole.kind === 'forwardedNeed' && move === 'acknowledge') {
    return { acknowledgedBy: by, acknowledgedAt: ctx.now };
  }
  if (whole.kind === 'designChange' && (move === 'organise' || move === 'close')) {
    const serials = await serialsOf(ctx.db, whole);
    return {
      serials: serials.map(({ serial, state, words, task_number }) => ({
        serial,
        state,
        record: state === 'task' ? (task_number ?? '') : words,
      })),
    };
  }
  return {};
}

/** Fields that a reopened case asks for anew: its earlier answers stay in the frozen versions. */
function reasked(kind: RecordKind): readonly string[] {
  return kind === 'complaint'
    ? ['correctedDay', 'answeredAt', 'answerWay', 'answer', 'satisfied', 'lateReason']
    : [
        'effectDay',
        'effectMethod',
        'effective',
        'effectNote',
        'answeredAt',
        'answerWay',
        'answer',
        'lateReason',
      ];
}

/** Whoever is named to handle or own a case may read it. */
async function nameNamed(ctx: WriteContext, whole: WholeRecord, field: 'handler' | 'owner'): Promise<void> {
  const named = accountValueSchema.safeParse(whole.content[field]);
  if (!named.success) return;
  const reader = readerOfAccount(named.data.uid);
  if ((await readersOf(ctx.tx, whole.record.id)).some((row) => row.reader === reader)) return;
  await nameReader(ctx.tx, whole.record, reader, readerReasons.responsible, {
    by: ctx.actor.uid,
    at: ctx.now,
  });
}
