import type { PrintJobRow } from '../../shared/contract/printing.ts';
import { AppError } from '../../shared/errors.ts';
import type { Instant, ObjectUid, RecordUid, Sha256Hex } from '../../shared/ids.ts';
import { mayAct } from '../../shared/policy/permissions.ts';
import type { ContextBase, LevelRank } from '../access/context.ts';
import { signerWords } from '../access/deputies.ts';
import type { ReadDb } from '../database/handles.ts';
import { actsInPlace, inPlaceKey } from '../database/stores/deputies.ts';
import { copiesOf, type LedgerJob, type LedgerScope, ledgerJob } from '../database/stores/printing.ts';
import { kindOf } from '../records/wholeRecord.ts';
import type { PrintClass } from './paper.ts';

/**
 * Which orders the acting person sees. Print keepers see the whole ledger up to their clearance, because a line holds no
 * contents; everybody else sees the orders of records that he may read.
 */
export function ledgerScopeOf(ctx: Pick<ContextBase, 'actor' | 'scope'>): LedgerScope {
  return mayAct(ctx.actor.roles, 'print.ledger')
    ? { all: true, clearance: ctx.actor.clearance }
    : { all: false, readers: ctx.scope };
}

/**
 * The order, if the acting person may see it.
 * @throws AppError print.not-found for hidden and for not existing alike
 */
export async function requireJob(
  ctx: Pick<ContextBase, 'actor' | 'scope'>,
  db: ReadDb,
  uid: string,
): Promise<LedgerJob> {
  const job = await ledgerJob(db, ledgerScopeOf(ctx), uid);
  if (job === undefined) throw new AppError('print.not-found');
  return job;
}

/**
 * The record of an order and its class.
 * @throws AppError print.wrong-kind for an audit report, which is printed at once and has none
 */
export function recordOfJob(job: Pick<LedgerJob, 'record_id' | 'class'>): {
  recordId: number;
  printClass: PrintClass;
} {
  const { record_id: recordId, class: printClass } = job;
  if (
    recordId === null ||
    printClass === 'auditReport' ||
    printClass === 'blankForm' ||
    printClass === 'volume'
  )
    throw new AppError('print.wrong-kind', { state: '非记录文件' });
  return { recordId, printClass };
}

/** Ledger lines of orders as the page gets them. */
export async function toLedgerRows(db: ReadDb, jobs: readonly LedgerJob[]): Promise<PrintJobRow[]> {
  const inPlace = await actsInPlace(
    db,
    jobs.map((job) => job.uid),
  );
  const copies = await copiesOf(
    db,
    jobs.map((job) => job.id),
  );
  return jobs.map((job) => ({
    uid: job.uid as ObjectUid,
    class: job.class,
    document: job.document,
    recordUid: job.record_uid as RecordUid | null,
    kind: job.record_kind === null ? null : kindOf({ kind: job.record_kind }),
    version: job.version,
    digest: job.digest as Sha256Hex,
    level: job.level as LevelRank,
    marking: job.marking,
    purpose: job.purpose,
    printer: job.printer,
    applicant: job.applicant_name,
    appliedAt: job.applied_at as Instant,
    approver:
      job.approver_name === null
        ? null
        : signerWords(
            job.approver_name,
            inPlace.get(inPlaceKey(job.uid, 'print.decided', job.approver_uid ?? '')) ?? null,
          ),
    approvedAt: job.approved_at as Instant | null,
    state: job.state,
    refusal: job.refusal,
    pages: job.pages,
    copies: copies
      .filter((copy) => copy.job_id === job.id)
      .map((copy) => ({
        uid: copy.uid as ObjectUid,
        copyNumber: copy.copy_number,
        traceCode: copy.trace_code,
        recipient: copy.recipient,
        holder: copy.holder,
        state: copy.state,
        events: copy.events.map((event) => ({
          at: event.at as Instant,
          from: event.from_state as (typeof copy)['state'],
          to: event.to_state as (typeof copy)['state'],
          by: event.account_name,
          second: event.second_name,
          note: event.note,
        })),
      })),
  }));
}
