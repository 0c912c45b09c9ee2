import type { AuditEvent, ProcedureMeta } from '../../shared/contract/procedure.ts';
import { AppError } from '../../shared/errors.ts';
import {
  type SiteCondition,
  siteConditionNames,
  siteConditions,
  type WithholdableAct,
  withheldBy,
  withholdableActs,
} from '../../shared/policy/siteConditions.ts';
import type { ReadDb } from '../database/handles.ts';
import { presentMeta } from '../database/stores/meta.ts';

/** Conditions that hold at this site now: each is a row of `meta` under its own name, whatever its value. */
export async function presentConditions(db: ReadDb): Promise<readonly SiteCondition[]> {
  const present = await presentMeta(db, siteConditionNames);
  return siteConditionNames.filter((name) => present.has(name));
}

/**
 * The refusal of acts that a condition of the site withholds, or null. Asked by the gate before a procedure that declares
 * them, and again where a number, a signature or a copy comes into being.
 */
export async function withheld(db: ReadDb, acts: readonly WithholdableAct[]): Promise<AppError | null> {
  if (acts.length === 0) return null;
  const found = withheldBy(await presentConditions(db), acts);
  if (found === undefined) return null;
  return new AppError(siteConditions[found.condition].refusal, { act: withholdableActs[found.act] });
}

/**
 * A site that was handed over is read only: every act that writes is refused, unless it is declared to work there, or is
 * one of a person's own (lock, password, settings).
 * @throws AppError site.retired
 */
export async function requireNotRetired(db: ReadDb, meta: ProcedureMeta): Promise<void> {
  if (worksRetired(meta)) return;
  if ((await presentMeta(db, ['retired'])).size > 0) throw new AppError('site.retired', { act: '该项' });
}

/** Long acts that only read: what they find may be looked up at a site that was handed over. */
const readingJobs: readonly AuditEvent[] = ['audit.verified', 'backup.checked', 'backup.rehearsed'];

/** Whether a procedure works at a site that was handed over. */
export function worksRetired(meta: ProcedureMeta): boolean {
  return (
    meta.mode === 'query' ||
    meta.worksRetired === true ||
    meta.act === 'person' ||
    readingJobs.includes(meta.audit)
  );
}

/** @throws AppError site.date-unconfirmed, site.restored */
export async function requireNotWithheld(db: ReadDb, acts: readonly WithholdableAct[]): Promise<void> {
  const refusal = await withheld(db, acts);
  if (refusal !== null) throw refusal;
}
