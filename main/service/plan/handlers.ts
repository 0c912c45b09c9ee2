import type { AreaHandlers } from '../../access/handlerTypes.ts';
import { amend, begin, link, raise, settle } from './acts.ts';
import { overview } from './overview.ts';

/** Service functions of the area `plan`. The composition root also calls `registerPlanHooks`. */
export const planHandlers: AreaHandlers<'plan'> = { overview, begin, amend, raise, link, settle };
