import type { RecordKind } from '../../shared/forms/kinds.ts';

/** Kinds of the area 沟通记录 (5.1.2). */
export const communicationKinds: readonly RecordKind[] = [
  'phoneRecord',
  'faxRecord',
  'customerInformation',
  'outgoingItem',
  'incomingItem',
];
/** Kinds of the area 派工与报告 (5.5.4, 5.5.5). */
export const fieldKinds: readonly RecordKind[] = [
  'dispatchNotice',
  'repairReport',
  'commissioningReport',
  'batchReport',
  'trainingRecord',
  'serviceInformation',
];
