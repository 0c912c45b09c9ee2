import type { AreaHandlers } from '../../access/handlerTypes.ts';
import { registerMoveHooks } from '../../records/moveHooks.ts';
import { countLine, stockTakingHooks, takeBook } from './counting.ts';
import { moves, stock } from './listing.ts';
import { move } from './moving.ts';
import { decideLine, plan, sparesPlanHooks, suggest } from './planning.ts';
import { configuration, repairReportHooks } from './swaps.ts';

/** Service functions of the area `spares`. The composition root also calls `registerSparesHooks`. */
export const sparesHandlers: AreaHandlers<'spares'> = {
  stock,
  moves,
  move,
  suggest,
  decideLine,
  plan,
  takeBook,
  countLine,
  configuration,
};

/** Gives the move engine the rules of spares plans, stock-takings and of the parts that repair reports swap. */
export function registerSparesHooks(): void {
  registerMoveHooks({
    sparesPlan: sparesPlanHooks,
    stockTaking: stockTakingHooks,
    repairReport: repairReportHooks,
  });
}
