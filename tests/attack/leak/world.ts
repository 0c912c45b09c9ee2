import { indexNewRecords } from '../../../main/database/fullText.ts';
import { insertRecord } from '../../../main/database/stores/records.ts';
import { recordKinds } from '../../../shared/forms/kinds.ts';
import type { MasterUid } from '../../../shared/ids.ts';
import { statesOfKind } from '../../../shared/lifecycle/lifecycle.ts';
import { businessRoles, posts, type Role, roleExistsAt } from '../../../shared/policy/roles.ts';
import { indexText } from '../../../shared/text/cjk.ts';
import { type Colleague, Office, stock } from '../../records/harness.ts';
import type { Random } from './random.ts';

/** A generated record as plain data: all that the oracle knows. */
export interface PlainRecord {
  readonly id: number;
  readonly uid: string;
  readonly kind: string;
  readonly state: string;
  readonly title: string;
  readonly level: number;
  readonly restricted: boolean;
  readonly site: string;
  readonly occurredAt: string;
  readonly dueOn: string | null;
  readonly customer: number | null;
  readonly equipment: string | null;
  readonly task: number | null;
  readonly author: number;
  readonly responsible: number | null;
  readonly number: string | null;
  readonly originalMissing: boolean;
  readonly markEndsOn: string | null;
  readonly attachment: string;
  readonly printJob: string | null;
  /** Reader name → end in milliseconds, or null. */
  readonly readers: ReadonlyMap<string, number | null>;
  /** Of a report: the records behind its figure. */
  readonly behind: readonly string[];
  /** Words that search finds it by. */
  readonly words: readonly string[];
}

/** A generated person. */
export interface PlainPerson {
  readonly colleague: Colleague;
  readonly id: number;
  readonly clearance: 1 | 2 | 3;
  /** Role → last day, or null. */
  readonly roles: ReadonlyMap<Role, string | null>;
}

/** Generated data in a real database, and the same as plain objects. */
export interface World {
  readonly office: Office;
  readonly people: readonly PlainPerson[];
  readonly records: readonly PlainRecord[];
  readonly customers: readonly { id: number; uid: MasterUid }[];
  readonly equipment: readonly MasterUid[];
}

/** Words whose characters do not repeat, so that a phrase never matches across two of them. */
export const words = [
  '雷达',
  '电源板',
  '备件',
  '培训',
  '振动',
  '舰艇',
  'kp500',
  'kp77',
  's1024',
  'zulu',
] as const;
const offices = [
  'qualityOfficer',
  'complaintHandler',
  'technical',
  'marketing',
  'markingOfficer',
  'informationOfficer',
];
/** Middle of the time over which grants and roles end; questions are asked before and after. */
export const middle = Date.UTC(2026, 10, 23);
const day = 86_400_000;

/** Makes persons, records, readers and everything that hangs on records. */
export async function makeWorld(random: Random, count: number): Promise<World> {
  const office = await Office.open();
  const clerk = await office.hire('基础', ['informationOfficer']);
  const one = await stock(clerk, ['S001', 'S002', 'S003', 'S004']);
  const second = await clerk.call('master.save', {
    uid: null,
    type: 'customer',
    content: { code: 'K02', name: '空军某部', branch: 'airForce' },
  });
  const { database } = office.scratch;
  const customers = [];
  for (const uid of [one.customer, second.uid as MasterUid]) {
    const row = await database.read
      .selectFrom('master')
      .select('id')
      .where('uid', '=', uid)
      .executeTakeFirstOrThrow();
    customers.push({ id: row.id, uid });
  }
  const people = await makePeople(office, random);
  const world = { office, people, customers, equipment: one.equipment };
  return { ...world, records: await makeRecords(world, random, count) };
}

async function makePeople(office: Office, random: Random): Promise<PlainPerson[]> {
  const at = businessRoles.filter((role) => roleExistsAt(role, 'center'));
  const sets: Role[][] = [...at.map((role) => [role]), ...posts.map((post) => [post])];
  for (let n = 0; n < 8; n++) sets.push([...new Set([random.pick(at), random.pick(at)])]);
  const people: PlainPerson[] = [];
  for (const [index, set] of sets.entries()) {
    const clearance = random.pick([1, 2, 3] as const);
    const colleague = await office.hire(`人员${index}`, set, clearance);
    const roles = new Map<Role, string | null>();
    for (const role of set) {
      const ends =
        set.length > 1 && random.chance(0.5) ? dayText(middle + random.below(20) * day - 10 * day) : null;
      roles.set(role, ends);
    }
    const id = await office.scratch.database.inTransaction(async (tx) => {
      const row = await tx
        .selectFrom('accounts')
        .select('id')
        .where('uid', '=', colleague.uid)
        .executeTakeFirstOrThrow();
      for (const [role, ends] of roles) {
        await tx
          .updateTable('account_roles')
          .set({ until: ends })
          .where('account_id', '=', row.id)
          .where('role', '=', role)
          .execute();
      }
      return row.id;
    });
    people.push({ colleague, id, clearance, roles });
  }
  return people;
}

async function makeRecords(
  world: Omit<World, 'records'>,
  random: Random,
  count: number,
): Promise<PlainRecord[]> {
  const { office, people, customers, equipment } = world;
  return await office.scratch.database.inTransaction(async (tx) => {
    const made: PlainRecord[] = [];
    const tasks: PlainRecord[] = [];
    const entries = [];
    for (let n = 0; n < count; n++) {
      const kind = n < count / 12 ? 'task' : random.pick(recordKinds);
      const level = random.pick([1, 1, 1, 2, 3]);
      const site = random.pick(['HQ', 'HQ', 'HQ', 'U1', 'U2']);
      const occurredAt = new Date(
        middle - random.below(300) * day - random.below(86_400) * 1000,
      ).toISOString();
      const text = [...new Set([random.pick(words), random.pick(words), random.pick(words)])];
      const author = random.pick(people).id;
      const task = kind !== 'task' && random.chance(0.3) ? random.pick(tasks) : null;
      const number = random.chance(0.7) ? `${site}-LK-2026-${String(n).padStart(5, '0')}` : null;
      const behind =
        kind === 'situationReport'
          ? [...new Set(Array.from({ length: 12 }, () => random.pick(made).uid))]
          : [];
      const years = random.pick([1, 1, 5, 10]);
      const state = random.pick(statesOfKind(kind));
      const stored = await insertRecord(tx, {
        uid: office.newUid(),
        kind,
        form_version: 1,
        owning_site: site,
        // What hangs on a record is entered before it is frozen.
        state: 'draft',
        title: text.join(' '),
        level,
        marking: level === 1 ? '内部' : `${level === 2 ? '秘密' : '机密'}★${years}年`,
        restricted: random.chance(0.15) ? 1 : 0,
        occurred_at: occurredAt,
        recorded_at: occurredAt,
        due_on: random.chance(0.2) ? dayText(middle + random.below(30) * day - 15 * day) : null,
        author_id: site === 'HQ' ? author : null,
        author_name: '某',
        responsible_id: random.chance(0.5) ? random.pick(people).id : null,
        customer_id: random.chance(0.6) ? random.pick(customers).id : null,
        task_id: task?.id ?? null,
        content: JSON.stringify(kind === 'situationReport' ? reportContent(behind) : {}),
        changed_at: occurredAt,
        original_state: random.chance(0.1) ? 'missing' : 'none',
        registration_number: number,
        digest: '',
      });
      const own = random.chance(0.25) ? random.pick(equipment) : null;
      if (own !== null) {
        await tx
          .insertInto('record_equipment')
          .expression((eb) =>
            eb
              .selectFrom('master')
              .select([eb.val(stored.id).as('record_id'), 'id'])
              .where('uid', '=', own),
          )
          .execute();
      }
      const readers = new Map<string, number | null>();
      for (const person of people)
        if (random.chance(0.05)) readers.set(`a:${person.colleague.uid}`, ending(random));
      if (random.chance(0.15)) readers.set(`r:${random.pick(offices)}`, ending(random));
      // The program names whoever writes a record or answers for it.
      for (const person of people) {
        if (person.id === stored.author_id || person.id === stored.responsible_id) {
          readers.set(`a:${person.colleague.uid}`, null);
        }
      }
      for (const [reader, until] of readers) {
        await tx
          .insertInto('record_readers')
          .values({
            record_id: stored.id,
            reader,
            until: until === null ? null : new Date(until).toISOString(),
            reason: '需要知悉',
            granted_by: 'x',
            granted_at: occurredAt,
          })
          .execute();
      }
      const attachment = office.newUid();
      await tx
        .insertInto('attachments')
        .values({
          uid: attachment,
          record_id: stored.id,
          role: 'file',
          name: 'a.txt',
          media_type: 'text/plain',
          sha256: 'a'.repeat(64),
          bytes: 1,
          content_name: 'none',
          wrapped_key: Buffer.from('k'),
          added_by: 'x',
          added_at: occurredAt,
        })
        .execute();
      const printJob = random.chance(0.1) ? office.newUid() : null;
      if (printJob !== null) {
        await tx
          .insertInto('print_jobs')
          .values({
            uid: printJob,
            class: 'draft',
            record_id: stored.id,
            version: 1,
            digest: 'd',
            document: 'x',
            level,
            marking: stored.marking,
            purpose: '用途',
            printer: 'p',
            applicant_id: random.pick(people).id,
            applied_at: occurredAt,
            state: 'applied',
          })
          .execute();
      }
      await tx.updateTable('records').set({ state }).where('id', '=', stored.id).execute();
      entries.push({ recordId: stored.id, tokens: indexText([number ?? '', stored.title].join('\n')) });
      const record: PlainRecord = {
        id: stored.id,
        uid: stored.uid,
        kind,
        state,
        title: stored.title,
        level,
        restricted: stored.restricted === 1,
        site,
        occurredAt,
        dueOn: stored.due_on,
        customer: stored.customer_id,
        equipment: own,
        task: stored.task_id,
        author: stored.author_id ?? -1,
        responsible: stored.responsible_id,
        number,
        originalMissing: stored.original_state === 'missing',
        markEndsOn: level === 1 ? null : plusYears(occurredAt, years),
        attachment,
        printJob,
        readers,
        behind,
        words: text,
      };
      made.push(record);
      if (kind === 'task') tasks.push(record);
    }
    await indexNewRecords(tx, entries);
    return made;
  });
}

function ending(random: Random): number | null {
  return random.chance(0.5) ? null : middle + (random.below(40) - 20) * day + random.below(86_400) * 1000;
}

function dayText(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Day at the site (Beijing) some years later; a 29 February that the later year lacks becomes the 28th. */
function plusYears(at: string, years: number): string {
  const local = new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 10);
  const later = `${Number(local.slice(0, 4)) + years}${local.slice(4)}`;
  return later.endsWith('-02-29') && Number(later.slice(0, 4)) % 4 !== 0
    ? later.replace('-29', '-28')
    : later;
}

function reportContent(behind: readonly string[]) {
  return { figures: { set: { figures: [], tables: [] }, rows: { services: behind } } };
}
