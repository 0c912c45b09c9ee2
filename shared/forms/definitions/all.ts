import type { FormDefinition } from '../definition.ts';
import { faxRecord, incomingItem, outgoingItem, phoneRecord } from './communication.ts';
import { complaintCheckForm, complaintForm } from './complaint.ts';
import { dispatchNoticeForm } from './dispatch.ts';
import { customerInformation, serviceInformation } from './information.ts';
import { customerPropertyForm, forwardedNeedForm, urgentReportForm } from './matters.ts';
import { servicePlanForm } from './plan.ts';
import { improvementForm, qualityFeedbackForm } from './quality.ts';
import { repairReport } from './repair.ts';
import { batchReport, commissioningReport, trainingRecord } from './reports.ts';
import { designChangeForm, returnCaseForm } from './returned.ts';
import { sparesPlanForm, stockTakingForm } from './spares.ts';
import { situationReportForm, taskForm } from './task.ts';

/** Built-in forms in the order of section 7, then tasks, situation reports, cases and further documents; versions of one kind in rising order. */
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
  complaintForm,
  qualityFeedbackForm,
  returnCaseForm,
  designChangeForm,
  improvementForm,
  urgentReportForm,
  forwardedNeedForm,
  customerPropertyForm,
  complaintCheckForm,
  sparesPlanForm,
  stockTakingForm,
  servicePlanForm,
];
