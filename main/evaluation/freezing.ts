import { createHash } from 'node:crypto';
import type { Day, Sha256Hex } from '../../shared/ids.ts';
import { builtInRules, type RuleSet } from '../../shared/rules/ruleSet.ts';
import type { ReadDb } from '../database/handles.ts';
import type { FactSource } from '../database/stores/facts.ts';
import { countedLines } from '../database/stores/factTables.ts';
import { rulesByVersion } from '../database/stores/rules.ts';
import { canonicalJson } from '../records/canonicalJson.ts';
import { rulesInForce, rulesOf } from '../records/rulesInForce.ts';
import type { WholeRecord } from '../records/wholeRecord.ts';
import { figureSetOf } from './figures.ts';
import type { FrozenFigures } from './frozen.ts';
import { lateTable } from './late.ts';
import { questionOfSubject, type ReportSubject, scopeOf } from './period.ts';
import { evaluationsIn, type MethodResult, resultBy } from './satisfaction.ts';

/** Digest that fixes frozen figures: SHA-256 of their canonical JSON. */
export function figuresDigest(figures: FrozenFigures): Sha256Hex {
  return createHash('sha256').update(canonicalJson(figures)).digest('hex') as Sha256Hex;
}

/** The figures of a subject as the records say now, with corrections of the periods before. */
export async function liveFigures(db: ReadDb, subject: ReportSubject): Promise<FrozenFigures['set']> {
  const set = await figureSetOf(db, questionOfSubject(subject));
  const late = await lateTable(db, subject);
  return late === null ? set : { ...set, tables: [...set.tables, late] };
}

/** The figures of a subject ready to be frozen under a version of its report. */
export async function figuresToFreeze(
  db: ReadDb,
  subject: ReportSubject,
  version: number,
): Promise<FrozenFigures> {
  const scope = scopeOf(subject);
  const lines = await countedLines(db, scope);
  const rules = await rulesInForce(db, scope.to as Day);
  const { method, digest } = resultBy(await evaluationsIn(db, scope), rules);
  return {
    set: await liveFigures(db, subject),
    satisfaction: { method, digest },
    rows: {
      version,
      count: lines.length,
      sha256: createHash('sha256').update(lines.join('\n')).digest('hex'),
    },
  };
}

/** Where the rows behind frozen figures are kept. */
export function sourceOf(whole: WholeRecord, frozen: FrozenFigures): FactSource {
  return { report: whole.record.id, version: frozen.rows.version };
}

/** The satisfaction of a frozen report, computed again from its frozen rows with the method of then. */
export async function recomputed(
  db: ReadDb,
  whole: WholeRecord,
  frozen: FrozenFigures,
  subject: ReportSubject,
): Promise<MethodResult> {
  const groups = await evaluationsIn(db, scopeOf(subject), sourceOf(whole, frozen));
  return resultBy(groups, await rulesOfVersion(db, frozen.satisfaction.method));
}

async function rulesOfVersion(db: ReadDb, version: number): Promise<RuleSet> {
  const stored = await rulesByVersion(db, version);
  return stored === undefined ? builtInRules : rulesOf(stored);
}
