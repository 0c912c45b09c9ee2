import { type RecordKind, recordKinds } from '../forms/kinds.ts';
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
    read: [...communication, 'task', 'dispatchNotice'],
    write: [...communication, 'task'],
    moves: {
      close: [...contacts, 'task'],
      submit: ['customerInformation'],
      analyse: ['task'],
      organise: ['task'],
      handIn: ['task'],
      followUp: ['task'],
    },
    acts: [...dailyActs, 'task.open', 'staff.choose'],
  },
  engineer: {
    read: [...communication, ...serviceReports, 'serviceInformation', 'dispatchNotice', 'task'],
    write: [
      ...serviceReports,
      'serviceInformation',
      'dispatchNotice',
      'customerInformation',
      'phoneRecord',
      'faxRecord',
    ],
    moves: {
      submit: [...serviceReports, 'serviceInformation', 'customerInformation'],
      close: ['phoneRecord', 'faxRecord'],
      recordReturn: ['dispatchNotice'],
      carryOut: ['task'],
      accept: ['task'],
      handIn: ['task'],
    },
    acts: dailyActs,
  },
  dispatcher: {
    read: [...communication, ...serviceReports, 'dispatchNotice', 'task'],
    write: ['dispatchNotice', 'task'],
    moves: {
      ...taskSteps,
      issue: ['dispatchNotice'],
      recordReturn: ['dispatchNotice'],
      void: ['dispatchNotice'],
    },
    acts: [...dailyActs, 'task.open', 'staff.choose'],
  },
  informationOfficer: {
    read: recordKinds,
    write: [...communication, 'task', 'situationReport'],
    moves: {
      ...taskSteps,
      close: [...contacts, 'task'],
      submit: ['customerInformation', 'situationReport'],
      archive: recordKinds,
      sendBack: [...contacts, ...reviewed, 'task'],
      dispatch: ['situationReport'],
      void: [...communication, 'serviceInformation'],
    },
    acts: [
      ...dailyActs,
      'task.open',
      'staff.choose',
      'master.edit',
      'package.prepare',
      'package.import',
      'report.prepare',
    ],
  },
  supervisor: {
    read: records,
    write: ['task'],
    moves: {
      ...taskSteps,
      review: reviewed,
      sendBack: reviewed,
      declareInvalid: serviceReports,
      void: [...serviceReports, 'task'],
    },
    acts: [...dailyActs, 'task.open', 'staff.choose', 'emergency.decide', 'print.approve'],
  },
  complaintHandler: {
    read: [...communication, 'task'],
    write: communication,
    moves: { close: contacts, submit: ['customerInformation'] },
    acts: dailyActs,
  },
  sparesKeeper: {
    read: ['outgoingItem', 'incomingItem', 'task'],
    write: ['outgoingItem', 'incomingItem'],
    moves: { close: ['outgoingItem', 'incomingItem'] },
    acts: dailyActs,
  },
  centerLeader: {
    read: recordKinds,
    write: [],
    moves: { review: ['situationReport'], sendBack: ['situationReport'], void: ['situationReport'] },
    acts: [
      ...dailyActs,
      'staff.choose',
      'print.approve',
      'reader.grant',
      'emergency.decide',
      'package.release',
    ],
  },
  companyLeader: {
    read: recordKinds,
    write: [],
    moves: { approve: ['situationReport'], sendBack: ['situationReport'] },
    acts: [...dailyActs, 'emergency.decide', 'print.approve'],
  },
  qualityOfficer: {
    read: ['customerInformation', ...serviceReports, 'serviceInformation', 'task'],
    write: ['customerInformation'],
    moves: { submit: ['customerInformation'] },
    acts: dailyActs,
  },
  unitOfficer: {
    read: records,
    write: [...communication, 'task', 'serviceInformation'],
    moves: {
      ...taskSteps,
      close: [...contacts, 'task'],
      submit: ['serviceInformation', 'customerInformation'],
      void: [...communication, 'serviceInformation'],
    },
    acts: [
      ...dailyActs,
      'task.open',
      'staff.choose',
      'emergency.decide',
      'master.edit',
      'package.prepare',
      'package.import',
    ],
  },
  unitLeader: {
    read: records,
    write: [],
    moves: { review: reviewed, sendBack: reviewed, declareInvalid: serviceReports, void: serviceReports },
    acts: [
      ...dailyActs,
      'staff.choose',
      'print.approve',
      'reader.grant',
      'emergency.decide',
      'package.release',
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
    read: ['outgoingItem', 'incomingItem'],
    write: [],
    moves: {},
    acts: ['master.read', 'record.work'],
  },
  technical: {
    read: ['task', ...serviceReports],
    write: [],
    moves: {},
    acts: ['master.read', 'record.work'],
  },
  marketing: {
    read: ['task', 'customerInformation'],
    write: [],
    moves: {},
    acts: ['master.read', 'record.work'],
  },
  inspector: { read: recordKinds, write: [], moves: {}, acts: ['master.read', 'record.work'] },
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
