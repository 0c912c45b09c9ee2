import type { AreaHandlers } from '../../access/handlerTypes.ts';
import { affect, openTasks, waive } from './changes.ts';
import { hold, resume } from './holding.ts';
import { join, openFrom } from './opening.ts';
import { overview } from './overview.ts';
import { drawSample } from './sampling.ts';

/** Service functions of the area `cases`. The composition root also calls `registerCaseHooks`. */
export const caseHandlers: AreaHandlers<'cases'> = {
  overview,
  openFrom,
  join,
  hold,
  resume,
  affect,
  openTasks,
  waive,
  drawSample,
};
