/** The eleven forms of section 7 of the procedure, in their order. */
export const formKinds = [
  'customerInformation',
  'phoneRecord',
  'faxRecord',
  'dispatchNotice',
  'trainingRecord',
  'repairReport',
  'commissioningReport',
  'batchReport',
  'outgoingItem',
  'incomingItem',
  'serviceInformation',
] as const;

/** Every kind of record: the eleven forms, service tasks and situation reports. */
export const recordKinds = [...formKinds, 'task', 'situationReport'] as const;

/** One of the eleven QR758 forms. */
export type FormKind = (typeof formKinds)[number];
/** Kind of a row of the records table. Closed; decides form, lifecycle, number series and default readers. */
export type RecordKind = (typeof recordKinds)[number];

/** Types of master data, declared with the same form engine. */
export const masterTypes = ['customer', 'model', 'equipment', 'staff', 'militaryOffice'] as const;
/** Type of a master-data entry. */
export type MasterType = (typeof masterTypes)[number];

/**
 * True if a record of the kind is paper in the end: one of the eleven forms. Tasks and situation reports are written in
 * the program and printed in numbered copies; no original of them is handed in (spec 2).
 */
export function hasPaperOriginal(kind: RecordKind): boolean {
  return (formKinds as readonly string[]).includes(kind);
}

/** True if a text from outside names a record kind. */
export function isRecordKind(text: string): text is RecordKind {
  return (recordKinds as readonly string[]).includes(text);
}
