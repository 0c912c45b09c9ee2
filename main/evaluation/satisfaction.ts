import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Sha256Hex } from '../../shared/ids.ts';
import {
  type EvaluationGroup,
  type SatisfactionMethod,
  type SatisfactionResult,
  satisfactionResult,
} from '../../shared/rules/satisfaction.ts';
import type { ReadDb } from '../database/handles.ts';
import type { FactSource, FigureScope } from '../database/stores/facts.ts';
import { type AnswerGroup, answerGroups } from '../database/stores/factTables.ts';
import { canonicalJson } from '../records/canonicalJson.ts';

const answerList = z.array(z.string().nullable());

/** Evaluations of a scope, equal ones together. */
export async function evaluationsIn(
  db: ReadDb,
  scope: FigureScope,
  source: FactSource = 'live',
): Promise<EvaluationGroup[]> {
  return (await answerGroups(db, scope, source)).map(toEvaluationGroup);
}

/** A stored group as the method looks at it: identities alone, which never change. */
export function toEvaluationGroup(group: AnswerGroup): EvaluationGroup {
  return {
    customer: group.customerUid,
    branch: group.branch,
    model: group.modelUid,
    answers: answerList.parse(JSON.parse(group.answers)),
    n: group.n,
  };
}

/** A result with what it was computed by. */
export interface MethodResult {
  readonly method: number;
  readonly result: SatisfactionResult;
  /** SHA-256 of method and result: the same evaluations and the same method give the same bits at any time. */
  readonly digest: Sha256Hex;
}

/** The result of evaluations by a version of the rules. */
export function resultBy(
  groups: readonly EvaluationGroup[],
  rules: { readonly version: number; readonly satisfaction: SatisfactionMethod },
): MethodResult {
  const result = satisfactionResult(groups, rules.satisfaction);
  const digest = createHash('sha256')
    .update(canonicalJson({ method: rules.version, weights: rules.satisfaction, result }))
    .digest('hex') as Sha256Hex;
  return { method: rules.version, result, digest };
}
