import { z } from 'zod';
import type { Contract } from '../../../shared/contract/contract.ts';
import { recordFilter } from '../../../shared/contract/records.ts';
import { serviceWords } from '../../../shared/forms/definitions/blocks.ts';
import { type Day, dayOf, type Instant, type RecordUid } from '../../../shared/ids.ts';
import type { State } from '../../../shared/lifecycle/states.ts';
import { tallies } from '../../../shared/plan/progress.ts';
import { dueDay } from '../../../shared/rules/deadlines.ts';
import type { ReadContext } from '../../access/context.ts';
import type { HandlerFor } from '../../access/handlerTypes.ts';
import { listRecords } from '../../database/stores/recordList.ts';
import { type StoredRecord, visibleRecords } from '../../database/stores/records.ts';
import { siteCalendar } from '../../records/due.ts';
import { toListFilter } from '../../records/listing.ts';
import { numberOf, toRecordRow } from '../../records/recordRow.ts';
import { rulesInForce } from '../../records/rulesInForce.ts';
import { contentOf } from '../../records/wholeRecord.ts';
import { serviceOf } from '../taskFacts.ts';
import { heldLines, planVersions, sparesPlanOf } from './plans.ts';

/** Tasks of a year that are looked at for what was not planned, the newest first. */
const mostTasks = 1000;

const sparesLines = z
  .array(
    z.object({
      code: z.string().nullish(),
      name: z.string().nullish(),
      decided: z.number().nullish(),
      reason: z.string().nullish(),
    }),
  )
  .catch([]);

/** `plan.overview`: the plan of a year against what was done. */
export const overview: HandlerFor<Contract['plan']['overview']> = async (ctx, input) => {
  const versions = await planVersions(ctx, input.year);
  const held = await heldLines(ctx, input.year);
  const { due, remind } = await planDue(ctx, input.year);
  const spares = await sparesPlanOf(ctx, input.year);
  const { byPart, byMonth } = tallies(held.lines);
  if (held.plan !== undefined) {
    const { uid, registration_number, marking } = held.plan.stored;
    ctx.audited({ kind: 'servicePlan', uid, number: registration_number, mark: marking });
  }
  return {
    inForce: held.plan === undefined ? null : toRecordRow(held.plan.row),
    linesFrom: held.linesFrom,
    versions: versions.map(({ row, amendment }) => ({ row: toRecordRow(row), amendment })),
    due,
    remind,
    lines: held.lines.map(({ line, state, day, note, tasks }) => ({
      ...line,
      state,
      stateDay: day,
      note,
      tasks: tasks.map(toPlanTask),
    })),
    byPart,
    byMonth: [...byMonth],
    unplanned: await unplanned(ctx, input.year, held.linked),
    spares:
      spares === undefined
        ? null
        : {
            row: toRecordRow(spares.row),
            lines: sparesLines.parse(spares.content.lines ?? []).map((row) => ({
              code: row.code ?? '',
              name: row.name ?? '',
              decided: row.decided ?? null,
              reason: row.reason ?? '',
            })),
          },
  };
};

/** When a year's plan is due, and from when on it is asked for (5.4: before April). */
export async function planDue(
  ctx: Pick<ReadContext, 'db' | 'today'>,
  year: number,
): Promise<{ due: Day; remind: Day | null }> {
  const { deadlines } = await rulesInForce(ctx.db, ctx.today);
  const found = dueDay('annualPlan', `${year}-01-01` as Day, await siteCalendar(ctx.db), deadlines);
  return { due: found.due, remind: found.remind };
}

async function unplanned(ctx: ReadContext, year: number, linked: ReadonlySet<string>) {
  if (!ctx.scope.kinds.includes('task')) return [];
  const filter = await toListFilter(
    ctx,
    recordFilter.parse({ kinds: ['task'], from: `${year}-01-01`, to: `${year}-12-31` }),
  );
  const rows = await listRecords(ctx.db, ctx.scope, filter, 'occurred', null, mostTasks);
  const tasks = await visibleRecords(
    ctx.db,
    ctx.scope,
    rows.map((row) => row.uid).filter((uid) => !linked.has(uid)),
  );
  return tasks
    .filter((task) => task.state !== 'voided')
    .map((task) => {
      const service = serviceOf(contentOf(task));
      const day = dayOf(task.occurred_at as Instant);
      return {
        ...toPlanTask(task),
        service: service === null ? '' : serviceWords[service],
        day,
        month: Number(day.slice(5, 7)),
      };
    })
    .sort((one, other) => (one.day < other.day ? 1 : -1));
}

function toPlanTask(task: StoredRecord) {
  return {
    uid: task.uid as RecordUid,
    number: numberOf(task),
    title: task.title,
    marking: task.marking,
    state: task.state as State,
  };
}
