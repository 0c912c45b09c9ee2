import { procedures } from '../../../shared/contract/contract.ts';
import type { RecordFilter } from '../../../shared/contract/records.ts';
import {
  defaultReaderRoles,
  foreignReaderRoles,
  permissionTable,
} from '../../../shared/policy/permissions.ts';
import type { Role } from '../../../shared/policy/roles.ts';
import type { PlainPerson, PlainRecord, World } from './world.ts';

// Spec 3 "Who may read a record" in plain code over plain data. It shares tables of data with the program, no code: it never
// sees SQL, scopes or stores.

/** Offices that can be named as reader in one (copied out of the specification, on purpose not imported). */
const offices: readonly string[] = [
  'informationOfficer',
  'qualityOfficer',
  'complaintHandler',
  'sparesKeeper',
  'production',
  'technical',
  'marketing',
  'markingOfficer',
];

/** Roles that a person holds at a moment. */
export function rolesAt(person: PlainPerson, at: Date): Role[] {
  const today = dayAt(at);
  const held: Role[] = [];
  for (const [role, until] of person.roles) if (until === null || until >= today) held.push(role);
  return held;
}

/** What of all records a person may see at a moment. */
export function visibleTo(world: World, person: PlainPerson, at: Date): PlainRecord[] {
  const held = rolesAt(person, at);
  return world.records.filter((record) => maySee(person, held, record, at.getTime()));
}

/** Whether the person's roles permit to call a procedure at all. */
export function mayCall(person: PlainPerson, at: Date, path: string): boolean {
  const entry = procedures.find((one) => one.path === path);
  if (entry === undefined) return false;
  const { act } = entry.meta;
  if (act === 'anyone' || act === 'person') return true;
  const acts: readonly string[] = typeof act === 'string' ? [act] : act;
  return rolesAt(person, at).some((role) => permissionTable[role].acts.some((one) => acts.includes(one)));
}

function maySee(person: PlainPerson, held: readonly Role[], record: PlainRecord, at: number): boolean {
  if (record.level > person.clearance) return false;
  let roleReads = false;
  let roleOpens = false;
  for (const role of held) {
    const reads = (permissionTable[role].read as readonly string[]).includes(record.kind);
    if (!reads) continue;
    roleReads = true;
    const table = record.site === 'HQ' ? defaultReaderRoles : foreignReaderRoles;
    for (const [kind, roles] of Object.entries(table)) {
      // A role opens a kind only where one of the held roles may read that kind; here it is the same kind.
      if (kind === record.kind && roles.includes(role)) roleOpens = true;
    }
  }
  if (!roleReads) return false;
  if (roleOpens && !record.restricted) return true;
  for (const [reader, until] of record.readers) {
    if (until !== null && until <= at) continue;
    if (reader === `a:${person.uid}`) return true;
    for (const role of held) if (offices.includes(role) && reader === `r:${role}`) return true;
  }
  return false;
}

/** Whether a record fits a filter of a list. @param found what the text of the filter means, on words */
export function fits(
  world: World,
  person: PlainPerson,
  filter: RecordFilter,
  record: PlainRecord,
  at: Date,
  found: ((record: PlainRecord) => boolean) | null,
): boolean {
  const customer = world.customers.find((one) => one.uid === filter.customerUid);
  const taskIs = (id: number) => world.records.some((one) => one.uid === filter.taskUid && one.id === id);
  const local = filter.from === null && filter.to === null ? '' : dayAt(new Date(record.occurredAt));
  return (
    (filter.kinds.length === 0 || filter.kinds.some((kind) => kind === record.kind)) &&
    (filter.states.length === 0 || filter.states.some((state) => state === record.state)) &&
    (filter.customerUid === null || (customer !== undefined && record.customer === customer.id)) &&
    (filter.equipmentUid === null || record.equipment === filter.equipmentUid) &&
    (filter.taskUid === null || (record.task !== null && taskIs(record.task))) &&
    (filter.owningSite === null || record.site === filter.owningSite) &&
    (filter.from === null || local >= filter.from) &&
    (filter.to === null || local <= filter.to) &&
    (!filter.mine || record.author === person.id || record.responsible === person.id) &&
    (!filter.overdue || (record.dueOn !== null && record.dueOn < dayAt(at))) &&
    (!filter.originalMissing || record.originalMissing) &&
    (found === null || found(record))
  );
}

const newest = (a: PlainRecord, b: PlainRecord) => compare(b.occurredAt, a.occurredAt) || b.id - a.id;

/** The order of a list. */
export function ordered(records: readonly PlainRecord[], sort: string): PlainRecord[] {
  return [...records].sort((a, b) => {
    switch (sort) {
      case 'kind':
        return compare(a.kind, b.kind) || newest(a, b);
      case 'state':
        return compare(a.state, b.state) || newest(a, b);
      case 'due':
        if (a.dueOn === null || b.dueOn === null) return nullsLast(a.dueOn, b.dueOn) || newest(a, b);
        return compare(a.dueOn, b.dueOn) || a.id - b.id;
      case 'customer':
        if (a.customer === null || b.customer === null)
          return nullsLast(a.customer, b.customer) || newest(a, b);
        return a.customer - b.customer || newest(a, b);
      case 'text':
        return b.id - a.id;
      default:
        return newest(a, b);
    }
  });
}

/** Day at the site, Beijing time. */
export function dayAt(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
}

function nullsLast(a: unknown, b: unknown): number {
  return (a === null ? 1 : 0) - (b === null ? 1 : 0);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
