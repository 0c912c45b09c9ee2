import { type Day, dayOf, type Instant } from '../../shared/ids.ts';
import { builtInRules, type RuleSet, readRuleSet } from '../../shared/rules/ruleSet.ts';
import type { ReadDb } from '../database/handles.ts';
import { recordById } from '../database/stores/records.ts';
import { approvedRulesOn, rulesByVersion, type StoredRules } from '../database/stores/rules.ts';

/** Versions that were read already: a decided version never changes, so its digest names it for ever. */
const read = new Map<string, RuleSet>();

/** The rules that hold on a day: the one place that everybody asks. The built-in first version where none was approved. */
export async function rulesInForce(db: ReadDb, day: Day): Promise<RuleSet> {
  const stored = await approvedRulesOn(db, day);
  return stored === undefined ? builtInRules : rulesOf(stored);
}

/** A stored version as rules. */
export function rulesOf(stored: Pick<StoredRules, 'content' | 'digest' | 'state'>): RuleSet {
  const known = read.get(stored.digest);
  if (known !== undefined) return known;
  const rules = readRuleSet(JSON.parse(stored.content));
  if (stored.state === 'approved') read.set(stored.digest, rules);
  return rules;
}

/** What tells with which version a record began. */
export interface BegunRecord {
  readonly recorded_at: string;
  /** Row number of the task that it belongs to, whose version it shares. */
  readonly task_id?: number | null;
  /** Version that a task names itself. */
  readonly rulesVersion?: unknown;
}

/**
 * The rules that a record began with: the version that a task names, else the one in force on the day it was entered.
 * Versions take effect only after the day of their approval, so that the answer for a past day never changes.
 */
export async function rulesOfRecord(db: ReadDb, record: BegunRecord): Promise<RuleSet> {
  if (record.task_id !== undefined && record.task_id !== null) {
    const task = await recordById(db, record.task_id);
    const { rulesVersion } = JSON.parse(task.content) as { rulesVersion?: unknown };
    return await rulesOfRecord(db, { recorded_at: task.recorded_at, rulesVersion });
  }
  if (record.rulesVersion === builtInRules.version) return builtInRules;
  if (typeof record.rulesVersion === 'number') {
    const stored = await rulesByVersion(db, record.rulesVersion);
    if (stored?.state === 'approved') return rulesOf(stored);
  }
  return await rulesInForce(db, dayOf(record.recorded_at as Instant));
}
