import type { FormDefinition } from '../definition.ts';
import { faxRecord, incomingItem, outgoingItem, phoneRecord } from './communication.ts';
import { dispatchNoticeForm } from './dispatch.ts';
import { customerInformation, serviceInformation } from './information.ts';
import { repairReport } from './repair.ts';
import { batchReport, commissioningReport, trainingRecord } from './reports.ts';
import { situationReportForm, taskForm } from './task.ts';

/** Built-in forms in the order of section 7, then tasks and reports; versions of one kind in rising order. */
export const builtInForms: readonly FormDefinition[] = [
  customerInformation,
  phoneRecord,
  faxRecord,
  dispatchNoticeForm,
  trainingRecord,
  repairReport,
  commissioningReport,
  batchReport,
  outgoingItem,
  incomingItem,
  serviceInformation,
  taskForm,
  situationReportForm,
];
