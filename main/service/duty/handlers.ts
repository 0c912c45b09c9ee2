import type { AreaHandlers } from '../../access/handlerTypes.ts';
import { give, handovers, take } from './handingOver.ts';
import { assign, roster, takeOff } from './roster.ts';

/** Service functions of the area `duty`. */
export const dutyHandlers: AreaHandlers<'duty'> = { roster, assign, takeOff, handovers, give, take };
