import { createContext, useContext } from 'react';
import type { RecordDetail } from '../../shared/contract/records.ts';
import type { MasterUid, RecordUid } from '../../shared/ids.ts';

/** What fields that point elsewhere need to know of the record they belong to. */
export interface FieldSurroundings {
  readonly recordUid: RecordUid | null;
  readonly attachments: RecordDetail['attachments'];
  readonly customerUid: MasterUid | null;
  readonly taskUid: RecordUid | null;
  /** Takes a file in; the answer is in the record's attachments afterwards. */
  readonly addAttachment:
    | ((role: 'file' | 'signedScan') => Promise<{ uid: string; name: string } | null>)
    | null;
}

const nothing: FieldSurroundings = {
  recordUid: null,
  attachments: [],
  customerUid: null,
  taskUid: null,
  addAttachment: null,
};
const Context = createContext<FieldSurroundings>(nothing);

/** Gives the fields below their record. */
export const FieldSurroundingsProvider = Context.Provider;

/** The record around a field; empty for master data. */
export function useSurroundings(): FieldSurroundings {
  return useContext(Context);
}
