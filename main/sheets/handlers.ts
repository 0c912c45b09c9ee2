import type { AreaHandlers } from '../access/handlerTypes.ts';
import { apply, decide, media, orders, preview, write } from './exporting.ts';
import { importHandlers, imports, type PendingSheets, template, undo } from './importing.ts';

/** Service functions of the area `sheets`; `pending` of the running program holds tables checked and not yet taken in. */
export const sheetHandlers = (pending: PendingSheets): AreaHandlers<'sheets'> => ({
  apply,
  orders,
  media,
  preview,
  decide,
  write,
  template,
  imports,
  undo,
  ...importHandlers(pending),
});
