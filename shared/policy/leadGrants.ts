import { recordKinds } from '../forms/kinds.ts';
import {
  askedDepartment,
  communication,
  contacts,
  dailyActs,
  type RoleGrant,
  records,
  reviewed,
  serviceReports,
  taskSteps,
} from './grantParts.ts';

/** Leaders, the quality department, units, departments and inspectors. */
export const leadGrants: Readonly<
  Record<
    | 'centerLeader'
    | 'companyLeader'
    | 'qualityOfficer'
    | 'unitOfficer'
    | 'unitLeader'
    | 'printKeeper'
    | 'markingOfficer'
    | 'production'
    | 'technical'
    | 'marketing'
    | 'inspector',
    RoleGrant
  >
> = {
  centerLeader: {
    read: recordKinds,
    write: ['urgentReport'],
    moves: {
      review: ['situationReport', 'sparesPlan', 'servicePlan', 'complaintCheck'],
      sendBack: ['situationReport', 'sparesPlan', 'servicePlan', 'complaintCheck'],
      void: ['situationReport', 'sparesPlan', 'servicePlan', 'complaintCheck'],
      acknowledge: ['urgentReport'],
      confirm: ['urgentReport'],
      close: ['urgentReport'],
    },
    acts: [
      ...dailyActs,
      'volume.read',
      'spares.read',
      'staff.choose',
      'print.approve',
      'sheet.approve',
      'reader.grant',
      'emergency.decide',
      'package.release',
      'rules.approve',
      'override.decide',
      'clock.hold',
      'compliance.read',
      'statistics.totals',
      'period.unlock',
    ],
  },
  companyLeader: {
    read: recordKinds,
    write: [],
    moves: {
      approve: ['situationReport', 'sparesPlan', 'servicePlan'],
      sendBack: ['situationReport', 'sparesPlan', 'servicePlan'],
    },
    acts: [
      ...dailyActs,
      'volume.read',
      'spares.read',
      'emergency.decide',
      'print.approve',
      'sheet.approve',
      'compliance.read',
    ],
  },
  qualityOfficer: {
    read: [
      'customerInformation',
      ...serviceReports,
      'serviceInformation',
      'task',
      'complaint',
      'complaintCheck',
      'qualityFeedback',
      'improvement',
      'urgentReport',
      'forwardedNeed',
      'designChange',
      'returnCase',
      'customerProperty',
      'situationReport',
    ],
    write: [
      'customerInformation',
      'qualityFeedback',
      'complaintCheck',
      'improvement',
      'urgentReport',
      'forwardedNeed',
    ],
    moves: {
      submit: ['customerInformation', 'complaintCheck'],
      grade: ['qualityFeedback'],
      correct: ['qualityFeedback'],
      verify: ['qualityFeedback'],
      close: ['qualityFeedback', 'improvement'],
      sendBack: ['qualityFeedback', 'improvement'],
      reopen: ['qualityFeedback'],
      plan: ['improvement'],
      acknowledge: ['urgentReport', 'forwardedNeed'],
      confirm: ['urgentReport'],
      answer: ['forwardedNeed'],
    },
    acts: [...dailyActs, 'case.hold', 'compliance.read', 'statistics.totals'],
  },
  unitOfficer: {
    read: records,
    write: [
      ...communication,
      'task',
      'serviceInformation',
      'qualityFeedback',
      'urgentReport',
      'returnCase',
      'customerProperty',
    ],
    moves: {
      ...taskSteps,
      close: [...contacts, 'task', 'customerProperty'],
      notify: ['customerProperty'],
      send: ['returnCase'],
      submit: ['serviceInformation', 'customerInformation'],
      void: [...communication, 'serviceInformation'],
    },
    acts: [
      ...dailyActs,
      'spares.read',
      'task.open',
      'staff.choose',
      'emergency.decide',
      'master.edit',
      'sheet.import',
      'package.prepare',
      'package.import',
      'support.ask',
      'item.settle',
      'calendar.edit',
      'roster.edit',
      'compliance.read',
    ],
  },
  unitLeader: {
    read: records,
    write: [],
    moves: {
      review: reviewed,
      sendBack: [...reviewed, 'returnCase', 'stockTaking'],
      declareInvalid: serviceReports,
      void: [...serviceReports, 'returnCase', 'urgentReport', 'customerProperty', 'qualityFeedback'],
      approve: ['stockTaking'],
    },
    acts: [
      ...dailyActs,
      'spares.read',
      'staff.choose',
      'print.approve',
      'sheet.approve',
      'reader.grant',
      'emergency.decide',
      'package.release',
      'item.settle',
      'override.decide',
      'clock.hold',
      'compliance.read',
    ],
  },
  printKeeper: { read: [], write: [], moves: {}, acts: ['print.ledger'] },
  markingOfficer: {
    read: recordKinds,
    write: [],
    moves: {},
    acts: ['master.read', 'record.work', 'mark.decide'],
  },
  production: {
    read: ['outgoingItem', 'incomingItem', 'sparesPlan', 'forwardedNeed', 'situationReport'],
    write: ['forwardedNeed'],
    moves: askedDepartment,
    acts: ['spares.read', 'master.read', 'record.work'],
  },
  technical: {
    read: ['task', ...serviceReports, 'qualityFeedback', 'designChange', 'forwardedNeed', 'situationReport'],
    write: ['qualityFeedback', 'designChange', 'forwardedNeed'],
    moves: { ...askedDepartment, organise: ['designChange'], correct: ['qualityFeedback'] },
    acts: ['master.read', 'record.work', 'support.answer'],
  },
  marketing: {
    read: ['task', 'customerInformation', 'forwardedNeed', 'situationReport'],
    write: ['forwardedNeed'],
    moves: askedDepartment,
    acts: ['master.read', 'record.work'],
  },
  inspector: {
    read: recordKinds,
    write: [],
    moves: {},
    acts: ['master.read', 'record.work', 'compliance.read'],
  },
};
