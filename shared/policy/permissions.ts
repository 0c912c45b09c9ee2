import { caseKinds, type RecordKind, recordKinds } from '../forms/kinds.ts';
import type { Move } from '../lifecycle/states.ts';
import type { Act } from './acts.ts';
import type { Role } from './roles.ts';

/** What a role may do with records of a kind: read, write (create and edit own drafts), or one of the lifecycle moves. */
export type RecordAct = 'read' | 'write' | Move;

interface RoleGrant {
  readonly read: readonly RecordKind[];
  readonly write: readonly RecordKind[];
  readonly moves: Readonly<Partial<Record<Move, readonly RecordKind[]>>>;
  readonly acts: readonly Act[];
}

/** Records of single contacts: closed with a result, then archived. */
const contacts = ['phoneRecord', 'faxRecord', 'outgoingItem', 'incomingItem'] as const;
const communication = ['customerInformation', ...contacts] as const;
const serviceReports = ['trainingRecord', 'repairReport', 'commissioningReport', 'batchReport'] as const;
const reviewed = ['customerInformation', ...serviceReports, 'serviceInformation', 'dispatchNotice'] as const;
const records = recordKinds.filter((kind) => kind !== 'situationReport');
/** Cases that anybody who meets customers may open (5.1.1, 5.2.2, 5.6, 5.7.2, 5.10). */
const frontCases = ['complaint', 'qualityFeedback', 'improvement', 'urgentReport', 'forwardedNeed'] as const;
/** What a department does with a need passed on to it. */
const askedDepartment = { acknowledge: ['forwardedNeed'], answer: ['forwardedNeed'] } as const;
/** Steps of figure 1 that the people who run a task take. */
const taskSteps = {
  analyse: ['task'],
  organise: ['task'],
  carryOut: ['task'],
  accept: ['task'],
  handIn: ['task'],
  followUp: ['task'],
} as const;
const dailyActs: readonly Act[] = [
  'number.copy',
  'master.read',
  'record.work',
  'reader.ask',
  'emergency.ask',
  'print.apply',
  'statistics.read',
];
const administrator = { read: [], write: [], moves: {} } as const;

/** The permission table of spec 3: the only place that says what a role may do. Gate, screens, tests and the printed matrix derive from it. */
export const permissionTable: Readonly<Record<Role, RoleGrant>> = {
  systemAdmin: {
    ...administrator,
    acts: [
      'account.create',
      'account.unlock',
      'date.confirm',
      'keys.manage',
      'backup.run',
      'site.trust',
      'audit.segment',
    ],
  },
  securityAdmin: {
    ...administrator,
    acts: [
      'account.enable',
      'keys.manage',
      'policy.change',
      'media.register',
      'printer.register',
      'package.approve',
      'audit.review',
      'site.trust',
    ],
  },
  auditor: { ...administrator, acts: ['audit.read', 'audit.segment'] },
  operator: {
    read: [
      ...communication,
      'task',
      'dispatchNotice',
      ...frontCases,
      'returnCase',
      'customerProperty',
      'servicePlan',
    ],
    write: [...communication, 'task', ...frontCases, 'returnCase'],
    moves: {
      close: [...contacts, 'task', 'forwardedNeed', 'urgentReport'],
      submit: ['customerInformation'],
      analyse: ['task'],
      organise: ['task'],
      handIn: ['task'],
      forward: ['forwardedNeed'],
      followUp: ['task'],
    },
    acts: [...dailyActs, 'task.open', 'staff.choose', 'support.ask'],
  },
  engineer: {
    read: [
      ...communication,
      ...serviceReports,
      'serviceInformation',
      'dispatchNotice',
      'task',
      'qualityFeedback',
      'improvement',
      'urgentReport',
      'returnCase',
      'designChange',
      'customerProperty',
    ],
    write: [
      ...serviceReports,
      'serviceInformation',
      'dispatchNotice',
      'customerInformation',
      'phoneRecord',
      'faxRecord',
      'qualityFeedback',
      'improvement',
      'urgentReport',
      'returnCase',
      'customerProperty',
    ],
    moves: {
      submit: [...serviceReports, 'serviceInformation', 'customerInformation'],
      close: ['phoneRecord', 'faxRecord'],
      recordReturn: ['dispatchNotice'],
      carryOut: ['task', 'improvement'],
      accept: ['task'],
      handIn: ['task'],
      inspect: ['returnCase'],
      diagnose: ['returnCase'],
      repair: ['returnCase'],
      test: ['returnCase'],
      notify: ['customerProperty'],
    },
    acts: [...dailyActs, 'support.ask'],
  },
  dispatcher: {
    read: [
      ...communication,
      ...serviceReports,
      'dispatchNotice',
      'task',
      'designChange',
      'returnCase',
      'servicePlan',
    ],
    write: ['dispatchNotice', 'task'],
    moves: {
      ...taskSteps,
      issue: ['dispatchNotice'],
      recordReturn: ['dispatchNotice'],
      void: ['dispatchNotice'],
    },
    acts: [...dailyActs, 'task.open', 'staff.choose', 'support.ask', 'item.settle'],
  },
  informationOfficer: {
    read: recordKinds,
    write: [...communication, 'task', 'situationReport', 'servicePlan', ...caseKinds],
    moves: {
      ...taskSteps,
      close: [...contacts, 'task', 'forwardedNeed', 'urgentReport', 'customerProperty', 'designChange'],
      submit: ['customerInformation', 'situationReport', 'servicePlan'],
      putInForce: ['servicePlan'],
      archive: recordKinds,
      sendBack: [...contacts, ...reviewed, 'task', 'forwardedNeed'],
      forward: ['forwardedNeed'],
      organise: ['task', 'designChange'],
      notify: ['customerProperty'],
      dispatch: ['situationReport'],
      void: [...communication, 'serviceInformation', 'servicePlan', ...caseKinds],
    },
    acts: [
      ...dailyActs,
      'case.hold',
      'spares.read',
      'task.open',
      'staff.choose',
      'master.edit',
      'package.prepare',
      'package.import',
      'report.prepare',
      'support.ask',
      'item.settle',
      'rules.edit',
      'calendar.edit',
      'roster.edit',
      'compliance.read',
    ],
  },
  supervisor: {
    read: records,
    write: ['task', ...caseKinds],
    moves: {
      ...taskSteps,
      review: reviewed,
      sendBack: [...reviewed, ...caseKinds, 'stockTaking'],
      organise: ['task', 'designChange'],
      reply: ['complaint'],
      correct: ['complaint'],
      close: ['complaint', 'designChange', 'improvement', 'customerProperty', 'urgentReport'],
      plan: ['improvement'],
      carryOut: ['task', 'improvement'],
      reopen: ['complaint'],
      test: ['returnCase'],
      notify: ['customerProperty'],
      approve: ['stockTaking'],
      declareInvalid: serviceReports,
      void: [...serviceReports, 'task', ...caseKinds],
    },
    acts: [
      ...dailyActs,
      'case.hold',
      'spares.read',
      'task.open',
      'staff.choose',
      'emergency.decide',
      'print.approve',
      'support.ask',
      'item.settle',
      'roster.edit',
      'clock.hold',
      'compliance.read',
    ],
  },
  complaintHandler: {
    read: [...communication, 'task', 'complaint', 'improvement', 'forwardedNeed', 'complaintCheck'],
    write: [...communication, 'complaint', 'improvement', 'forwardedNeed'],
    moves: {
      close: [...contacts, 'complaint', 'forwardedNeed'],
      submit: ['customerInformation'],
      reply: ['complaint'],
      correct: ['complaint'],
      sendBack: ['complaint'],
      reopen: ['complaint'],
      forward: ['forwardedNeed'],
    },
    acts: [...dailyActs, 'case.hold'],
  },
  sparesKeeper: {
    read: [
      'outgoingItem',
      'incomingItem',
      'task',
      'returnCase',
      'customerProperty',
      'sparesPlan',
      'stockTaking',
      'forwardedNeed',
    ],
    write: [
      'outgoingItem',
      'incomingItem',
      'returnCase',
      'customerProperty',
      'sparesPlan',
      'stockTaking',
      'forwardedNeed',
    ],
    moves: {
      ...askedDepartment,
      close: ['outgoingItem', 'incomingItem', 'customerProperty'],
      submit: ['sparesPlan', 'stockTaking'],
      putInForce: ['sparesPlan'],
      notify: ['customerProperty'],
      inspect: ['returnCase'],
      send: ['returnCase'],
      void: ['stockTaking'],
    },
    acts: [...dailyActs, 'spares.read', 'spares.move', 'spares.plan', 'master.edit'],
  },
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
      'spares.read',
      'staff.choose',
      'print.approve',
      'reader.grant',
      'emergency.decide',
      'package.release',
      'rules.approve',
      'override.decide',
      'clock.hold',
      'compliance.read',
    ],
  },
  companyLeader: {
    read: recordKinds,
    write: [],
    moves: {
      approve: ['situationReport', 'sparesPlan', 'servicePlan'],
      sendBack: ['situationReport', 'sparesPlan', 'servicePlan'],
    },
    acts: [...dailyActs, 'spares.read', 'emergency.decide', 'print.approve', 'compliance.read'],
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
    acts: [...dailyActs, 'case.hold', 'compliance.read'],
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
    read: ['outgoingItem', 'incomingItem', 'sparesPlan', 'forwardedNeed'],
    write: ['forwardedNeed'],
    moves: askedDepartment,
    acts: ['spares.read', 'master.read', 'record.work'],
  },
  technical: {
    read: ['task', ...serviceReports, 'qualityFeedback', 'designChange', 'forwardedNeed'],
    write: ['qualityFeedback', 'designChange', 'forwardedNeed'],
    moves: { ...askedDepartment, organise: ['designChange'], correct: ['qualityFeedback'] },
    acts: ['master.read', 'record.work', 'support.answer'],
  },
  marketing: {
    read: ['task', 'customerInformation', 'forwardedNeed'],
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

/**
 * Roles that process a kind at this site and therefore read every unrestricted record **of this site** without being named
 * (spec 3 "default readers are data per kind"). Everybody else needs to be author, task staff or a named reader.
 */
export const defaultReaderRoles: Readonly<Record<RecordKind, readonly Role[]>> = (() => {
  const daily: readonly Role[] = [
    'operator',
    'informationOfficer',
    'supervisor',
    'centerLeader',
    'unitOfficer',
    'unitLeader',
    'complaintHandler',
  ];
  const reports: readonly Role[] = [
    'informationOfficer',
    'supervisor',
    'centerLeader',
    'unitOfficer',
    'unitLeader',
    'qualityOfficer',
  ];
  return {
    customerInformation: [...daily, 'qualityOfficer'],
    phoneRecord: daily,
    faxRecord: daily,
    dispatchNotice: [
      'operator',
      'dispatcher',
      'informationOfficer',
      'supervisor',
      'centerLeader',
      'unitOfficer',
      'unitLeader',
    ],
    trainingRecord: reports,
    repairReport: reports,
    commissioningReport: reports,
    batchReport: reports,
    outgoingItem: [...daily, 'sparesKeeper'],
    incomingItem: [...daily, 'sparesKeeper'],
    serviceInformation: reports,
    task: [...daily, 'dispatcher', 'technical', 'marketing'],
    situationReport: ['informationOfficer', 'centerLeader', 'companyLeader'],
    complaint: [...daily, 'qualityOfficer'],
    qualityFeedback: [...reports, 'technical'],
    returnCase: [...daily, 'engineer', 'sparesKeeper', 'qualityOfficer'],
    designChange: ['dispatcher', 'engineer', 'technical', ...reports],
    improvement: [...daily, 'qualityOfficer'],
    urgentReport: ['operator', ...reports],
    forwardedNeed: [...daily, 'qualityOfficer', 'sparesKeeper', 'production', 'technical', 'marketing'],
    customerProperty: [...daily, 'sparesKeeper', 'qualityOfficer'],
    complaintCheck: [
      'qualityOfficer',
      'informationOfficer',
      'supervisor',
      'centerLeader',
      'complaintHandler',
    ],
    sparesPlan: [
      'sparesKeeper',
      'informationOfficer',
      'supervisor',
      'centerLeader',
      'companyLeader',
      'production',
    ],
    servicePlan: [
      'operator',
      'dispatcher',
      'informationOfficer',
      'supervisor',
      'centerLeader',
      'companyLeader',
    ],
    stockTaking: ['sparesKeeper', 'informationOfficer', 'supervisor', 'centerLeader', 'unitLeader'],
  };
})();

/** Whether one of the roles permits an act. */
export function mayAct(held: Iterable<Role>, act: Act): boolean {
  for (const role of held) if (permissionTable[role].acts.includes(act)) return true;
  return false;
}

/** Whether one of the roles permits reading, writing or moving records of a kind. Says nothing about a single record's readers. */
export function mayRecord(held: Iterable<Role>, act: RecordAct, kind: RecordKind): boolean {
  for (const role of held) {
    const grant = permissionTable[role];
    const kinds = act === 'read' ? grant.read : act === 'write' ? grant.write : (grant.moves[act] ?? []);
    if (kinds.includes(kind)) return true;
  }
  return false;
}

/**
 * Whether the roles give the right to review records of a kind, so that a record is never left without somebody who can act on
 * it: reviewing, approving or archiving it, or deciding who else may read it.
 */
export function mayReview(held: Iterable<Role>, kind: RecordKind): boolean {
  const list = [...held];
  if (!mayRecord(list, 'read', kind)) return false;
  return (
    mayAct(list, 'reader.grant') ||
    (['review', 'approve', 'archive'] as const).some((move) => mayRecord(list, move, kind))
  );
}

/** Kinds that one of the roles may read at all. */
export function readableKinds(held: Iterable<Role>): RecordKind[] {
  const list = [...held];
  return recordKinds.filter((kind) => mayRecord(list, 'read', kind));
}

/**
 * Roles that read unrestricted records **of other sites** by default: at the center the information office, which numbers and
 * archives the records of all units (spec 3); at a unit the officer who takes in the center's packages.
 */
export const foreignReaderRoles: Readonly<Record<RecordKind, readonly Role[]>> = Object.fromEntries(
  recordKinds.map((kind) => [kind, ['informationOfficer', 'unitOfficer']]),
) as unknown as Readonly<Record<RecordKind, readonly Role[]>>;

/**
 * Offices of a site that can be named as reader in one ("person or unit"): everybody who holds the role at the time of
 * reading. Other roles are persons' functions and are named by person.
 */
export const officeRoles = [
  'informationOfficer',
  'qualityOfficer',
  'complaintHandler',
  'sparesKeeper',
  'production',
  'technical',
  'marketing',
  'markingOfficer',
] as const satisfies readonly Role[];
/** Office of a site. */
export type OfficeRole = (typeof officeRoles)[number];

/** Kinds of which one of the roles is a default reader at the site that owns the record (and may read). */
export function ownKinds(held: Iterable<Role>): RecordKind[] {
  return openTo(held, defaultReaderRoles);
}

/** Kinds of which one of the roles is a default reader for records of other sites (and may read). */
export function foreignKinds(held: Iterable<Role>): RecordKind[] {
  return openTo(held, foreignReaderRoles);
}

function openTo(held: Iterable<Role>, readers: Readonly<Record<RecordKind, readonly Role[]>>): RecordKind[] {
  const list = [...held];
  return recordKinds.filter((kind) =>
    list.some((role) => readers[kind].includes(role) && permissionTable[role].read.includes(kind)),
  );
}
