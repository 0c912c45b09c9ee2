import { z } from 'zod';
import { caseRelations } from '../../shared/cases/origins.ts';
import type { Contract } from '../../shared/contract/contract.ts';
import type { SatisfactionRow } from '../../shared/contract/reports.ts';
import { AppError } from '../../shared/errors.ts';
import { type Period, periodBefore, periodOfKey, periodWords } from '../../shared/figures/periods.ts';
import { branchWords, evaluationItems } from '../../shared/forms/definitions/blocks.ts';
import type { Day, RecordUid } from '../../shared/ids.ts';
import { stateWords } from '../../shared/lifecycle/lifecycle.ts';
import { levelRank, parseMarking } from '../../shared/marking/marking.ts';
import { type SatisfactionLine, satisfactionItems } from '../../shared/rules/satisfaction.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import type { ReadDb } from '../database/handles.ts';
import { tallies } from '../database/stores/facts.ts';
import { type AnswerGroup, answerGroups } from '../database/stores/factTables.ts';
import { putLink } from '../database/stores/recordParts.ts';
import { listedBehind } from '../database/stores/reports.ts';
import {
  evaluationOf,
  improvementsOf,
  insertMatter,
  isFollowedUp,
  openLowEvaluations,
} from '../database/stores/satisfaction.ts';
import { createRecord } from '../records/drafts.ts';
import { proposeMark } from '../records/marks.ts';
import { requireRecord } from '../records/reading.ts';
import { toRecordRow } from '../records/recordRow.ts';
import { rulesInForce } from '../records/rulesInForce.ts';
import { stateOf } from '../records/wholeRecord.ts';
import { auditRecord, inside, writeEdit } from '../records/writing.ts';
import { resultBy, toEvaluationGroup } from './satisfaction.ts';

const answerList = z.array(z.string().nullable());
const wholeKey = 'whole';

/** @throws AppError gate.bad-input */
function requirePeriod(key: string): Period {
  const period = periodOfKey(key);
  if (period === null) throw new AppError('gate.bad-input', { detail: '报告期不存在' });
  return period;
}

/** A period's result with the names of what it is about. */
async function resultOf(db: ReadDb, period: Period) {
  const groups = await answerGroups(db, period);
  const rules = await rulesInForce(db, period.to as Day);
  return { groups, rules, ...resultBy(groups.map(toEvaluationGroup), rules) };
}

/** `evaluation.satisfaction`: results of a period by the method that holds on its last day, beside the period before. */
export const satisfaction: HandlerFor<Contract['evaluation']['satisfaction']> = async (ctx, input) => {
  const period = requirePeriod(input.period);
  const [now, before, measured, improvements, low] = await Promise.all([
    resultOf(ctx.db, period),
    resultOf(ctx.db, periodBefore(period)),
    tallies(ctx.db, period),
    improvementsOf(ctx.db, period.key),
    openLowEvaluations(ctx.db, period),
  ]);
  const rowsOf = (
    about: string,
    lines: readonly SatisfactionLine[],
    earlier: readonly SatisfactionLine[],
    name: (key: string) => string,
  ): SatisfactionRow[] =>
    lines.map((line) => {
      const found = improvements.find((one) => one.scope === `${about}:${line.key}`);
      return {
        ...line,
        name: name(line.key),
        improvement:
          found === undefined
            ? null
            : {
                uid: found.uid as RecordUid,
                number: found.number ?? '',
                state: stateWords[stateOf(found)].label,
              },
        previous: earlier.find((one) => one.key === line.key)?.score ?? null,
      };
    });
  const keyed = (whole: Omit<SatisfactionLine, 'key'> | null): SatisfactionLine[] =>
    whole === null ? [] : [{ key: wholeKey, ...whole }];
  const listed = await listedBehind(
    ctx.db,
    ctx.scope,
    low.map((one) => one.uid),
  );
  return {
    method: now.method,
    improveBelow: now.rules.satisfaction.improveBelow,
    digest: now.digest,
    whole: rowsOf(wholeKey, keyed(now.result.whole), keyed(before.result.whole), () => '全部用户')[0] ?? null,
    asked: measured.evaluationRate.b,
    customers: rowsOf('customer', now.result.customers, before.result.customers, (key) =>
      nameOf(now.groups, 'customer', key),
    ),
    branches: rowsOf('branch', now.result.branches, before.result.branches, (key) =>
      nameOf(now.groups, 'branch', key),
    ),
    models: rowsOf('model', now.result.models, before.result.models, (key) =>
      nameOf(now.groups, 'model', key),
    ),
    followUps: listed.map((row) => ({
      row: toRecordRow(row),
      items: lowItems(low.find((one) => one.uid === row.uid)?.answers ?? '[]'),
    })),
    hidden: listed.length < low.length,
  };
};

function nameOf(groups: readonly AnswerGroup[], about: 'customer' | 'branch' | 'model', key: string): string {
  if (about === 'branch') return (branchWords as Readonly<Record<string, string>>)[key] ?? key;
  const group = groups.find((one) => (about === 'customer' ? one.customerUid : one.modelUid) === key);
  return (about === 'customer' ? group?.customerName : group?.model) ?? key;
}

/** Labels of the items at the lowest option. */
function lowItems(answers: string): string[] {
  return answerList.parse(JSON.parse(answers)).flatMap((answer, at) => {
    const item = satisfactionItems[at];
    return answer === 'dissatisfied' && item !== undefined ? [evaluationItems[item]] : [];
  });
}

/**
 * `evaluation.followUp`: what the follow-up of an evaluation with 不满意 found; with an improvement item where one is wanted.
 * @throws AppError record.not-found, satisfaction.settled, satisfaction.no-data
 */
export const followUp: HandlerFor<Contract['evaluation']['followUp']> = async (ctx, input) => {
  const whole = await requireRecord(inside(ctx), input.uid);
  const { id, uid, marking } = whole.record;
  const own = await evaluationOf(ctx.tx, id);
  if (own === undefined || own.low === 0) throw new AppError('satisfaction.no-data');
  if (await isFollowedUp(ctx.tx, id)) throw new AppError('satisfaction.settled');
  const rules = await rulesInForce(ctx.tx, own.day as Day);
  const made = input.improvement
    ? await createRecord(ctx, {
        kind: 'improvement',
        content: { origin: 'score', problem: `用户评价有“不满意”项。回访情况：${input.outcome}` },
        customerUid: whole.customer?.uid ?? null,
      })
    : null;
  if (made !== null) {
    const parsed = parseMarking(marking);
    if (parsed !== null && levelRank(parsed.level) > 1)
      await writeEdit(ctx, made, { head: await proposeMark(ctx, made, parsed) });
    await putLink(ctx.tx, made.record.id, id, caseRelations.origin, ctx.now);
  }
  await insertMatter(ctx.tx, {
    about: 'answer',
    record_id: id,
    scope: uid,
    period: own.day.slice(0, 7),
    method: rules.version,
    score: null,
    outcome: input.outcome,
    improvement_id: made?.record.id ?? null,
    account_uid: ctx.actor.uid,
    account_name: ctx.actor.name,
    at: ctx.now,
  });
  auditRecord(ctx, whole.record);
  return { improvement: (made?.record.uid ?? null) as RecordUid | null };
};

/**
 * `evaluation.improve`: opens the improvement item that a result below the limit of the method asks for.
 * @throws AppError satisfaction.no-data, satisfaction.settled
 */
export const improve: HandlerFor<Contract['evaluation']['improve']> = async (ctx, input) => {
  const period = requirePeriod(input.period);
  const { groups, rules, result, method } = await resultOf(ctx.tx, period);
  const lines = { customer: result.customers, branch: result.branches, model: result.models };
  const line =
    input.about === wholeKey ? result.whole : lines[input.about].find((one) => one.key === input.key);
  if (line == null || line.score >= rules.satisfaction.improveBelow)
    throw new AppError('satisfaction.no-data');
  const scope = `${input.about}:${input.about === wholeKey ? wholeKey : input.key}`;
  if ((await improvementsOf(ctx.tx, period.key)).some((one) => one.scope === scope))
    throw new AppError('satisfaction.settled');
  const name = input.about === wholeKey ? '全部用户' : nameOf(groups, input.about, input.key);
  const made = await createRecord(ctx, {
    kind: 'improvement',
    content: {
      origin: 'score',
      problem: `${periodWords(period)}${name}满意度${line.score}分（评价${line.n}份，方法第${method}版），低于${rules.satisfaction.improveBelow}分。`,
    },
    customerUid: input.about === 'customer' ? input.key : null,
  });
  await insertMatter(ctx.tx, {
    about: 'result',
    record_id: null,
    scope,
    period: period.key,
    method,
    score: line.score,
    outcome: '开立服务改进项',
    improvement_id: made.record.id,
    account_uid: ctx.actor.uid,
    account_name: ctx.actor.name,
    at: ctx.now,
  });
  return { improvement: made.record.uid as RecordUid };
};
