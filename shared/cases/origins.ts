import type { CaseKind, RecordKind } from '../forms/kinds.ts';

/** Which cases a record can give rise to; a case may give rise to others. */
export const caseOrigins: Readonly<Partial<Record<RecordKind, readonly CaseKind[]>>> = {
  phoneRecord: ['complaint', 'qualityFeedback', 'urgentReport', 'forwardedNeed', 'improvement'],
  faxRecord: ['complaint', 'qualityFeedback', 'urgentReport', 'forwardedNeed', 'improvement'],
  customerInformation: ['complaint', 'qualityFeedback', 'forwardedNeed', 'improvement'],
  incomingItem: ['returnCase', 'customerProperty'],
  trainingRecord: ['improvement'],
  repairReport: ['qualityFeedback', 'improvement', 'urgentReport'],
  commissioningReport: ['qualityFeedback', 'improvement', 'urgentReport'],
  batchReport: ['qualityFeedback', 'improvement', 'urgentReport'],
  serviceInformation: ['qualityFeedback', 'improvement'],
  task: ['urgentReport', 'forwardedNeed', 'improvement'],
  complaint: ['improvement', 'qualityFeedback'],
  complaintCheck: ['improvement'],
  returnCase: ['customerProperty', 'qualityFeedback'],
  urgentReport: ['qualityFeedback'],
};

/** Kinds that a unit reports by telephone first, its own record arriving later (5.6, 5.2.2). */
export const telephoneKinds: readonly CaseKind[] = ['complaint', 'qualityFeedback', 'urgentReport'];

/** How a case is linked with the record that gave rise to it, and with a unit's record that arrived later. */
export const caseRelations = { origin: '由此记录引起', unitRecord: '单位记录' } as const;

/**
 * Cases that only the center opens: its leader, its quality department and its supervisors act in them. A unit tells of the matter
 * by telephone and by its own record (5.6, 5.2.2).
 */
export const centerKinds: readonly RecordKind[] = [
  'complaint',
  'complaintCheck',
  'qualityFeedback',
  'designChange',
  'improvement',
  'urgentReport',
  'forwardedNeed',
  'sparesPlan',
];
