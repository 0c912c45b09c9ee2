import type { CallOutput } from '../../shared/contract/contract.ts';
import type { PlanLineRow } from '../../shared/contract/plan.ts';
import { planParts } from '../../shared/plan/lines.ts';
import { api, queryClient, refreshRecords } from '../client.ts';

/** The plan of a year as the screens show it. */
export type PlanOverview = CallOutput<'plan.overview'>;

/** Whether a line becomes a task, or is settled by hand. */
export function becomesTask(line: Pick<PlanLineRow, 'part'>): boolean {
  return planParts[line.part].service !== null;
}

/** Reads plan, records and notices again after an act. */
export async function refreshPlan(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: api.plan.key() }),
    queryClient.invalidateQueries({ queryKey: api.notices.key() }),
    refreshRecords(),
  ]);
}
