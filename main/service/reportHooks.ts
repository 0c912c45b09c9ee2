import { AppError } from '../../shared/errors.ts';
import type { RecordKind } from '../../shared/forms/kinds.ts';
import { reportProblems } from '../../shared/rules/reportChecks.ts';
import { equipmentOfRecords } from '../database/stores/recordParts.ts';
import { recordsInTask } from '../database/stores/tasks.ts';
import type { MoveHooks } from '../records/moveHooks.ts';
import type { RecordContext } from '../records/reading.ts';
import { type WholeRecord, wholeOf } from '../records/wholeRecord.ts';
import { rulesOfTask } from './taskFacts.ts';

/** Kinds of report that are checked as a whole before they are submitted. */
const checkedReports = [
  'trainingRecord',
  'repairReport',
  'commissioningReport',
  'batchReport',
  'serviceInformation',
] as const satisfies readonly RecordKind[];

const hooks: MoveHooks = {
  check: async (ctx, whole, move) => (move === 'submit' ? await reportProblem(ctx, whole) : null),
};

/** Rules of the service reports for the move engine, by kind. */
export const reportHooks: Readonly<Partial<Record<RecordKind, MoveHooks>>> = Object.fromEntries(
  checkedReports.map((kind) => [kind, hooks]),
);

/** What a report or the return part of a notice says that cannot be so or that the service table does not allow, or null. */
export async function reportProblem(ctx: RecordContext, whole: WholeRecord): Promise<AppError | null> {
  // The rules that hold for a report are those that its task began with.
  const task = whole.task === null ? whole : await wholeOf(ctx.db, whole.task);
  const { thresholds } = await rulesOfTask(ctx.db, task);
  const problems = reportProblems(whole.kind, whole.content, {
    thresholds,
    parts: whole.parts,
    ownReports: await serialsWithReport(ctx, whole),
  });
  return problems.length === 0 ? null : new AppError('record.incomplete', { detail: problems.join('；') });
}

async function serialsWithReport(ctx: RecordContext, whole: WholeRecord): Promise<ReadonlySet<string>> {
  if (whole.task === null || whole.kind !== 'batchReport') return new Set();
  const reports = await recordsInTask(ctx.db, whole.task.id, ['repairReport', 'commissioningReport']);
  const counted = reports.filter((report) => !['voided', 'invalid'].includes(report.state));
  const equipment = await equipmentOfRecords(
    ctx.db,
    counted.map((report) => report.id),
  );
  return new Set(equipment.map((entry) => entry.code));
}
