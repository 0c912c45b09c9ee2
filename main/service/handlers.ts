import type { AreaHandlers } from '../access/handlerTypes.ts';
import { board, taskCalendar } from './board.ts';
import { callerContext, phone } from './calls.ts';
import { candidates } from './candidates.ts';
import { chain } from './chain.ts';
import { compliance, complianceEvidence } from './compliance.ts';
import { filters, removeFilter, saveFilter } from './filters.ts';
import { home } from './home.ts';
import { inspection } from './inspection.ts';
import { itemsOut, settleItem } from './itemsOut.ts';
import { life } from './life.ts';
import { hold, overdue, resume } from './overdue.ts';
import { startFor } from './starting.ts';
import { answerSupport, askSupport, closeSupport, supportRequests } from './support.ts';
import { saveWork } from './working.ts';

/** Service functions of the area `service`. The composition root also calls `registerServiceHooks`. */
export const serviceHandlers: AreaHandlers<'service'> = {
  home,
  phone,
  callerContext,
  chain,
  candidates,
  startFor,
  saveWork,
  board,
  taskCalendar,
  supportRequests,
  askSupport,
  answerSupport,
  closeSupport,
  itemsOut,
  settleItem,
  overdue,
  hold,
  resume,
  compliance,
  complianceEvidence,
  inspection,
  filters,
  saveFilter,
  removeFilter,
  life,
};
