import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../../main/database/database.ts';
import { indexNewRecords } from '../../../main/database/fullText.ts';
import { insertRecord } from '../../../main/database/stores/records.ts';
import { recordKinds } from '../../../shared/forms/kinds.ts';
import { type MasterUid, makeUid, type ObjectUid, type SiteCode } from '../../../shared/ids.ts';
import { statesOfKind } from '../../../shared/lifecycle/lifecycle.ts';
import { businessRoles, type Role, roleExistsAt } from '../../../shared/policy/roles.ts';
import { indexText } from '../../../shared/text/cjk.ts';
import { bareHost, quickCost, Site } from '../../program/site.ts';
import { type Hanging, hang } from './hanging.ts';
import type { Random } from './random.ts';
import { freezeRows, reportContent } from './reportRows.ts';
import { stock } from './stock.ts';

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
  readonly readers: Map<string, number | null>;
  /** Of a report: the records behind its figure. */
  readonly behind: readonly string[];
  /** What its form says, as far as some list looks at it. */
  readonly content: Readonly<Record<string, unknown>>;
  /** Words that search finds it by. */
  readonly words: readonly string[];
}

/** A generated person. */
export interface PlainPerson {
  readonly login: string;
  readonly uid: string;
  readonly id: number;
  readonly clearance: 1 | 2 | 3;
  /** Role → last day, or null. */
  readonly roles: ReadonlyMap<Role, string | null>;
}

/** Generated data in a real site behind its gate, and the same as plain objects. */
export interface World {
  readonly site: Site;
  /** What the site's clock says; it stands still while somebody is logged in. */
  readonly clock: { now: Date };
  readonly people: readonly PlainPerson[];
  readonly records: readonly PlainRecord[];
  readonly customers: readonly { id: number; uid: MasterUid }[];
  readonly equipment: readonly MasterUid[];
  /** What hangs on the records: questions, holds, blank forms and the like. */
  readonly hanging: Hanging;
  /** The open session's database, for what the test itself writes and counts. */
  database(): Database;
  /** An identity that nothing has. */
  newUid(): ObjectUid;
  remove(): Promise<void>;
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

/** Makes a site with persons, records, readers and everything that hangs on records. */
export async function makeWorld(random: Random, count: number): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'leak-'));
  const clock = { now: new Date(middle - 31 * day) };
  const site = await Site.create({
    folder,
    code: 'HQ',
    name: '客户服务中心',
    kind: 'center',
    highestLevel: 3,
    host: bareHost,
    clock: () => clock.now,
    passwordCost: quickCost,
  });
  // Checks in the background would read the attachments, which are rows alone here.
  site.app.station.removeAllListeners('unlocked');
  const database = (): Database => {
    const { session } = site.app.station;
    if (session === undefined) throw new Error('nobody is logged in');
    return session.database;
  };
  const base = {
    site,
    clock,
    database,
    newUid: () => makeUid('HQ' as SiteCode, randomBytes(10)) as ObjectUid,
    remove: async () => {
      await site.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  const people = await makePeople(base, random);
  const clerk = people.find((person) => person.roles.has('informationOfficer'));
  await site.as(clerk?.login ?? '');
  const stocked = await stock(base);
  const world = { ...base, people, customers: stocked.customers, equipment: stocked.equipment };
  const records = await makeRecords(world, random, count);
  return { ...world, records, hanging: await hang({ ...world, ...stocked, records }, random) };
}

type Base = Pick<World, 'site' | 'database' | 'newUid'>;

async function makePeople({ site, database }: Base, random: Random): Promise<PlainPerson[]> {
  const at = businessRoles.filter((role) => roleExistsAt(role, 'center'));
  const sets: Role[][] = at.map((role) => [role]);
  const joined = at.filter((role) => role !== 'inspector');
  for (let n = 0; n < 8; n++) sets.push([...new Set([random.pick(joined), random.pick(joined)])]);
  // A second leader, so that one can ask and the other decide.
  sets.push(['centerLeader']);
  await site.addPeople(
    sets.map((roles, index) => ({
      login: `p${index}`,
      name: `人员${index}`,
      roles,
      clearance: random.pick([1, 2, 3] as const),
    })),
  );
  return await database().inTransaction(async (tx) => {
    // Nobody's password runs out in the two months of this test.
    await tx.updateTable('accounts').set({ password_changed_at: '2027-06-01T00:00:00.000Z' }).execute();
    const rows = await tx.selectFrom('accounts').selectAll().orderBy('id').execute();
    const people: PlainPerson[] = [];
    for (const row of rows) {
      const held = await tx
        .selectFrom('account_roles')
        .selectAll()
        .where('account_id', '=', row.id)
        .execute();
      const roles = new Map<Role, string | null>();
      for (const { role, until } of held) {
        const ends = held.length > 1 && random.chance(0.5);
        const last = ends ? dayText(middle + random.below(20) * day - 10 * day) : until;
        roles.set(role, last);
        await tx
          .updateTable('account_roles')
          .set({ until: last })
          .where('account_id', '=', row.id)
          .where('role', '=', role)
          .execute();
      }
      people.push({
        login: row.login,
        uid: row.uid,
        id: row.id,
        clearance: row.clearance as 1 | 2 | 3,
        roles,
      });
    }
    return people;
  });
}

async function makeRecords(
  world: Omit<World, 'records' | 'hanging'>,
  random: Random,
  count: number,
): Promise<PlainRecord[]> {
  const { people, customers, equipment } = world;
  return await world.database().inTransaction(async (tx) => {
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
      const content = kind === 'situationReport' ? reportContent(behind) : contentFor(kind, n, random);
      const years = random.pick([1, 1, 5, 10]);
      const state = random.pick(statesOfKind(kind));
      const stored = await insertRecord(tx, {
        uid: world.newUid(),
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
        content: JSON.stringify(content),
        parts: JSON.stringify(kind === 'repairReport' ? ['repair'] : []),
        changed_at: occurredAt,
        original_state: random.chance(0.1) ? 'missing' : 'none',
        registration_number: number,
        digest: '',
      });
      await freezeRows(tx, stored.id, behind);
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
      for (const person of people) if (random.chance(0.05)) readers.set(`a:${person.uid}`, ending(random));
      if (random.chance(0.15)) readers.set(`r:${random.pick(offices)}`, ending(random));
      // The program names whoever writes a record or answers for it.
      for (const person of people) {
        if (person.id === stored.author_id || person.id === stored.responsible_id) {
          readers.set(`a:${person.uid}`, null);
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
      const attachment = world.newUid();
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
      const printJob = random.chance(0.1) ? world.newUid() : null;
      if (printJob !== null) {
        await tx
          .insertInto('print_jobs')
          .values({
            uid: printJob,
            class: 'draft',
            record_id: stored.id,
            version: 1,
            digest: 'd'.repeat(64),
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
        content,
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

/** What a form says that some list looks at; texts name the record, so that a stranger's are known again. */
function contentFor(kind: string, n: number, random: Random): Record<string, unknown> {
  switch (kind) {
    case 'dispatchNotice': {
      const start = middle + random.below(60) * day - 30 * day;
      const back = random.chance(0.5) ? { returnedDay: dayText(start + random.below(20) * day) } : {};
      return { startDay: dayText(start), ...back, place: `地点${n}` };
    }
    case 'repairReport':
      return { partsSwapped: [{ name: `备件${n}`, quantity: 1 }] };
    case 'servicePlan':
      return {
        planYear: 2026,
        amendment: n,
        trainings: ['培-01', '培-02'].map((line) => ({ line, day: '2026-05-01', what: `计划${n}` })),
      };
    default:
      return {};
  }
}
