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

/** Cases of clauses 5.1.1, 5.2.2, 5.5.7, 5.6, 5.7.2, 5.8, 5.10 and table 1 (1-5): each goes its steps until it is closed. */
export const caseKinds = [
  'complaint',
  'qualityFeedback',
  'returnCase',
  'designChange',
  'improvement',
  'urgentReport',
  'forwardedNeed',
  'customerProperty',
] as const;

/** Documents that are drawn up, reviewed and approved besides the eleven forms. */
export const documentKinds = ['complaintCheck', 'sparesPlan', 'stockTaking', 'servicePlan'] as const;

/** Every kind of record: the eleven forms, service tasks, situation reports, cases and further documents. */
export const recordKinds = [...formKinds, 'task', 'situationReport', ...caseKinds, ...documentKinds] as const;

/** Kind of a case. */
export type CaseKind = (typeof caseKinds)[number];

/** One of the eleven QR758 forms. */
export type FormKind = (typeof formKinds)[number];
/** Kind of a row of the records table. Closed; decides form, lifecycle, number series and default readers. */
export type RecordKind = (typeof recordKinds)[number];

/** Types of master data, declared with the same form engine. */
export const masterTypes = [
  'customer',
  'model',
  'equipment',
  'staff',
  'militaryOffice',
  'part',
  'depot',
] as const;
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

/** True if a record of the kind is a case. */
export function isCaseKind(kind: RecordKind): kind is CaseKind {
  return (caseKinds as readonly string[]).includes(kind);
}
