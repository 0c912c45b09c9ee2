import { createHash } from 'node:crypto';
import type { Contract } from '../../../shared/contract/contract.ts';
import type { RuleVersion } from '../../../shared/contract/rules.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Day, Instant } from '../../../shared/ids.ts';
import { builtInRules, type RuleSet, readRuleSet } from '../../../shared/rules/ruleSet.ts';
import { ruleDifferences, ruleProblems } from '../../../shared/rules/ruleWords.ts';
import type { WriteContext } from '../../access/context.ts';
import { isOwnHand, signerWords } from '../../access/deputies.ts';
import type { HandlerFor } from '../../access/handlerTypes.ts';
import type { ReadDb } from '../../database/handles.ts';
import { insertSignature } from '../../database/stores/recordParts.ts';
import {
  allRuleVersions,
  approvedRulesOn,
  deleteRulesDraft,
  insertRules,
  rulesByVersion,
  type StoredRules,
  updateRules,
} from '../../database/stores/rules.ts';
import { canonicalJson } from '../../records/canonicalJson.ts';
import { rulesOf } from '../../records/rulesInForce.ts';
import { decisionStatement } from './travelling.ts';

const builtInRow = (inForce: boolean): RuleVersion => ({
  version: builtInRules.version,
  state: 'builtIn',
  fromDay: null,
  inForce,
  note: 'QS/PA758A-2010 原文，缺失部分为推定',
  editedBy: '',
  editedAt: null,
  decidedBy: '',
  decidedAt: null,
  decisionNote: '',
});

function toRow(stored: StoredRules, inForce: boolean): RuleVersion {
  return {
    version: stored.version,
    state: stored.state,
    fromDay: stored.from_day as Day | null,
    inForce,
    note: stored.note,
    editedBy: stored.edited_name,
    editedAt: stored.edited_at as Instant,
    decidedBy: stored.decided_name ?? '',
    decidedAt: stored.decided_at as Instant | null,
    decisionNote: stored.decision_note,
  };
}

/** `rules.versions`: every version, newest first, the built-in one last. */
export const versions: HandlerFor<Contract['rules']['versions']> = async (ctx) => {
  const holds = (await approvedRulesOn(ctx.db, ctx.today))?.version ?? builtInRules.version;
  const stored = await allRuleVersions(ctx.db);
  return {
    rows: [
      ...stored.map((row) => toRow(row, row.version === holds)),
      builtInRow(holds === builtInRules.version),
    ],
  };
};

/** `rules.open`: one version with its faults and its differences from the approved one before it. */
export const open: HandlerFor<Contract['rules']['open']> = async (ctx, input) => {
  const holds = (await approvedRulesOn(ctx.db, ctx.today))?.version ?? builtInRules.version;
  ctx.audited({ kind: 'rules', uid: String(input.version) });
  if (input.version === builtInRules.version) {
    const row = builtInRow(holds === builtInRules.version);
    return { row, rules: builtInRules, problems: [], differences: [], comparedWith: builtInRules.version };
  }
  const stored = await requireVersion(ctx.db, input.version);
  const rules = rulesOf(stored);
  const before = await approvedBefore(ctx.db, input.version);
  return {
    row: toRow(stored, stored.version === holds),
    rules,
    problems: ruleProblems(rules),
    differences: ruleDifferences(before, rules),
    comparedWith: before.version,
  };
};

/** `rules.begin`: a draft that starts from the approved version of the highest number. */
export const begin: HandlerFor<Contract['rules']['begin']> = async (ctx) => {
  const all = await allRuleVersions(ctx.tx);
  const waiting = all.find((row) => row.state === 'draft' || row.state === 'submitted');
  if (waiting !== undefined) return { version: waiting.version };
  const version = (all[0]?.version ?? builtInRules.version) + 1;
  const from = await approvedBefore(ctx.tx, version);
  await insertRules(ctx.tx, {
    version,
    ...stored(from, version),
    state: 'draft',
    from_day: null,
    ...editor(ctx),
  });
  ctx.audited({ kind: 'rules', uid: String(version) });
  return { version };
};

/** `rules.save`: the whole content of the draft. */
export const save: HandlerFor<Contract['rules']['save']> = async (ctx, input) => {
  const row = await requireVersion(ctx.tx, input.rules.version);
  if (row.state !== 'draft') throw new AppError('rules.not-open', { act: '修改' });
  await updateRules(ctx.tx, row.version, {
    ...stored(readRuleSet(input.rules), row.version),
    from_day: input.fromDay,
    note: input.note,
    ...editor(ctx),
  });
  ctx.audited({ kind: 'rules', uid: String(row.version) });
  return { savedAt: ctx.now };
};

/**
 * `rules.submit`.
 * @throws AppError rules.incomplete, rules.day-passed
 */
export const submit: HandlerFor<Contract['rules']['submit']> = async (ctx, input) => {
  const row = await requireVersion(ctx.tx, input.version);
  if (row.state !== 'draft') throw new AppError('rules.not-open', { act: '提交' });
  const rules = rulesOf(row);
  const problems = ruleProblems(rules);
  if (row.note.trim().length < 2) problems.push('更改说明未填写');
  if (ruleDifferences(await approvedBefore(ctx.tx, row.version), rules).length === 0)
    problems.push('与现行版本没有差别');
  if (problems.length > 0) throw new AppError('rules.incomplete', { detail: problems.join('；') });
  await requireComing(ctx, row);
  await updateRules(ctx.tx, row.version, { state: 'submitted', ...editor(ctx) });
  ctx.audited({ kind: 'rules', uid: String(row.version) });
  return { done: true };
};

/** `rules.withdraw`: back to draft, or, for a draft, away. */
export const withdraw: HandlerFor<Contract['rules']['withdraw']> = async (ctx, input) => {
  const row = await requireVersion(ctx.tx, input.version);
  const wanted = input.discard ? 'draft' : 'submitted';
  if (row.state !== wanted) throw new AppError('rules.not-open', { act: input.discard ? '放弃' : '撤回' });
  if (input.discard) await deleteRulesDraft(ctx.tx, row.version);
  else await updateRules(ctx.tx, row.version, { state: 'draft', decision_note: input.reason });
  ctx.audited({ kind: 'rules', uid: String(row.version) });
  return { done: true };
};

/**
 * `rules.decide`: the center leader approves, signing the digest with the own key, or refuses with a note.
 * @throws AppError rules.not-open, rules.same-person, rules.day-passed, slots.wrong-credentials
 */
export const decide: HandlerFor<Contract['rules']['decide']> = async (ctx, input) => {
  const ready = await requireVersion(ctx.db, input.version);
  const purpose = input.approve ? 'approve' : 'refuse';
  const statement = decisionStatement({ ...ready, fromDay: ready.from_day }, purpose, ctx.now);
  const signature = await ctx.keys.signAsPerson(ctx.actor, input.password, 'spm-rules-v1', statement);
  await ctx.commit(async (writing) => {
    const row = await requireVersion(writing.tx, input.version);
    if (row.state !== 'submitted' || row.digest !== ready.digest)
      throw new AppError('rules.not-open', { act: '审批' });
    if (isOwnHand(ctx, row.edited_by)) throw new AppError('rules.same-person');
    if (input.approve) await requireComing(writing, row);
    await updateRules(writing.tx, row.version, {
      state: input.approve ? 'approved' : 'refused',
      decided_by: ctx.actor.uid,
      decided_name: signerWords(ctx.actor.name, ctx.represented?.name ?? null),
      decided_at: ctx.now,
      decision_note: input.note,
    });
    await insertSignature(writing.tx, {
      object_kind: 'rules',
      object_uid: String(row.version),
      purpose,
      digest: row.digest,
      key_id: signature.keyId,
      account_uid: ctx.actor.uid,
      account_name: ctx.actor.name,
      on_behalf_of: ctx.represented?.name ?? null,
      signature: signature.signature,
      at: ctx.now,
    });
    writing.audited({ kind: 'rules', uid: String(row.version) });
  });
  return { done: true };
};

/** @throws AppError rules.not-found */
export async function requireVersion(db: ReadDb, version: number): Promise<StoredRules> {
  const stored = await rulesByVersion(db, version);
  if (stored === undefined) throw new AppError('rules.not-found');
  return stored;
}

/** The approved version of the highest number below another: what a new one is compared with. */
async function approvedBefore(db: ReadDb, version: number): Promise<RuleSet> {
  const before = (await allRuleVersions(db)).find((row) => row.state === 'approved' && row.version < version);
  return before === undefined ? builtInRules : rulesOf(before);
}

/**
 * A version holds from a day to come, later than the day of every version approved before, so that what held on a past day
 * never changes and the newest number is always the newest rule.
 */
async function requireComing(ctx: Pick<WriteContext, 'tx' | 'today'>, row: StoredRules): Promise<void> {
  const last = (await allRuleVersions(ctx.tx))
    .filter((other) => other.state === 'approved')
    .map((other) => other.from_day ?? '');
  const after = [ctx.today as string, ...last].sort().at(-1) ?? ctx.today;
  if (row.from_day === null || row.from_day <= after)
    throw new AppError('rules.day-passed', { day: after }, 'fromDay');
}

function stored(rules: RuleSet, version: number): { content: string; digest: string } {
  const content = canonicalJson({ ...rules, version, table: { ...rules.table, version } });
  return { content, digest: createHash('sha256').update(content).digest('hex') };
}

function editor(ctx: WriteContext): { edited_by: string; edited_name: string; edited_at: string } {
  return { edited_by: ctx.actor.uid, edited_name: ctx.actor.name, edited_at: ctx.now };
}
