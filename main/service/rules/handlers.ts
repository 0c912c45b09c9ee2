import type { AreaHandlers } from '../../access/handlerTypes.ts';
import { preview } from './preview.ts';
import { begin, decide, open, save, submit, versions, withdraw } from './versions.ts';

/** Service functions of the area `rules`. */
export const ruleHandlers: AreaHandlers<'rules'> = {
  versions,
  open,
  begin,
  save,
  submit,
  withdraw,
  decide,
  preview,
};
