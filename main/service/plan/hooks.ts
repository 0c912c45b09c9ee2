import { AppError } from '../../../shared/errors.ts';
import { lineProblems, numberLines } from '../../../shared/plan/lines.ts';
import { type MoveHooks, registerMoveHooks } from '../../records/moveHooks.ts';
import type { RecordContext } from '../../records/reading.ts';
import { numberOf } from '../../records/recordRow.ts';
import type { WholeRecord } from '../../records/wholeRecord.ts';
import { inForceOf, planVersions, sparesPlanOf } from './plans.ts';

/** Gives the move engine the rules of the annual plan; called once by the composition root. */
export function registerPlanHooks(): void {
  registerMoveHooks({ servicePlan: planHooks });
}

/** 5.4: lines lie in their year and have numbers of their own; the sixth part says where the spares plan stands. */
const planHooks: MoveHooks = {
  check: async (ctx, whole, move) => {
    const year = yearOf(whole);
    if (move === 'submit') {
      const problems = lineProblems(whole.content, year);
      return problems.length === 0 ? null : new AppError('plan.lines', { detail: problems.join('；') });
    }
    if (move !== 'putInForce') return null;
    const present = inForceOf(await planVersions(ctx, year));
    const stale = present !== undefined && present.amendment >= amendmentOf(whole);
    return stale ? new AppError('plan.exists', { year }) : null;
  },
  fill: async (ctx, whole, move) => {
    if (move !== 'submit') return {};
    const year = yearOf(whole);
    const others = (await planVersions(ctx, year)).filter((one) => one.stored.uid !== whole.record.uid);
    return {
      ...numberLines(
        whole.content,
        others.map((version) => version.content),
      ),
      spares: await sparesWords(ctx, year),
    };
  },
};

async function sparesWords(ctx: RecordContext, year: number): Promise<string> {
  const spares = await sparesPlanOf(ctx, year);
  if (spares === undefined) return `${year} 年备件预投计划尚未编制，编制后另行批准下达（5.9）`;
  const number = numberOf(spares.stored);
  return `见 ${year} 年备件预投计划${number === '' ? '（编制中）' : ` ${number}`}`;
}

function yearOf(whole: WholeRecord): number {
  return typeof whole.content.planYear === 'number' ? whole.content.planYear : 0;
}

function amendmentOf(whole: WholeRecord): number {
  return typeof whole.content.amendment === 'number' ? whole.content.amendment : 0;
}
