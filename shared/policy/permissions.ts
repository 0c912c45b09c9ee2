import { type RecordKind, recordKinds } from '../forms/kinds.ts';
import type { Act } from './acts.ts';
import type { RecordAct, RoleGrant } from './grantParts.ts';
import { leadGrants } from './leadGrants.ts';
import type { Role } from './roles.ts';
import { workGrants } from './workGrants.ts';

export type { RecordAct } from './grantParts.ts';

/**
 * The permission table of spec 3, written in two files by who holds the roles: the only place that says what a role may do. Gate,
 * screens, tests and the printed matrix derive from it.
 */
export const permissionTable: Readonly<Record<Role, RoleGrant>> = { ...workGrants, ...leadGrants };

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
