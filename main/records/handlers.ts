import type { AreaHandlers } from '../access/handlerTypes.ts';
import { addAttachment, attachmentContent, clearFile, pickAttachment } from './attaching.ts';
import { decideMarking, link, recordCustody } from './beside.ts';
import { blankForms, compareTranscription, settleBlank } from './blankForms.ts';
import { open } from './detail.ts';
import { create, discard, saveField, saveHead } from './drafts.ts';
import { count, list } from './listing.ts';
import { move } from './moving.ts';
import { restore } from './restoring.ts';
import { trash } from './trash.ts';

/** Service functions of the area `records`. */
export const recordHandlers: AreaHandlers<'records'> = {
  list,
  count,
  open,
  create,
  saveField,
  saveHead,
  discard,
  move,
  link,
  recordCustody,
  decideMarking,
  addAttachment,
  pickAttachment,
  clearFile,
  attachmentContent,
  blankForms,
  settleBlank,
  compareTranscription,
  trash,
  restore,
};
