import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import * as primitives from '../../shared/contract/primitives.ts';
import type { RecordUid } from '../../shared/ids.ts';
import { isPost, type Role, roleExistsAt, roles, type SiteKind } from '../../shared/policy/roles.ts';
import { bareHost, quickCost, Site } from '../program/site.ts';
import type { Meaning } from './inputs.ts';
import { phoneRecord } from './siteUnderAttack.ts';

/** What an attack is tried on. */
export const targets = ['valid', 'foreign', 'hidden', 'archived', 'missing'] as const;
/** One of {@link targets}. */
export type Target = (typeof targets)[number];

interface Identities {
  readonly record: string;
  readonly master: string;
  readonly account: string;
  /** Everything else that has an identity and belongs to the record: print orders, copies, attachments, … */
  readonly objects: readonly string[];
}

/** A site with one person of each role, and one object of each kind of target. */
export interface Cast {
  readonly site: Site;
  readonly folder: string;
  readonly objects: Readonly<Record<Target, Identities>>;
  raw(text: string): Promise<Record<string, unknown>[]>;
  logIn(role: Role): Promise<void>;
}

/** A site with one person of each role that exists there. */
export async function siteWithEveryRole(folder: string, kind: SiteKind, code: string): Promise<Site> {
  const site = await Site.create({
    folder: join(folder, code),
    code,
    name: '试验站点',
    kind,
    highestLevel: 2,
    host: bareHost,
    passwordCost: quickCost,
  });
  const business = roles.filter((role) => !isPost(role) && roleExistsAt(role, kind));
  await site.addPeople([
    ...business.map((role) => ({
      login: role.toLowerCase(),
      name: `试${role}`,
      roles: [role],
      clearance: 2 as const,
    })),
    // Whoever is disabled, moved or reset by an attack that is a valid call.
    { login: 'shiyan', name: '试验人', roles: ['inspector' as const], clearance: 2 as const },
  ]);
  return site;
}

/** Logs in as the person of a role. */
export async function logIn(site: Site, role: Role): Promise<void> {
  if (isPost(role)) await site.asPost(role);
  else await site.as(role.toLowerCase());
}

const missingUid = (code: string) => `${code}-${'0'.repeat(15)}7`;

/** Puts the targets into a site of {@link siteWithEveryRole}. */
export async function castOf(site: Site, code: string): Promise<Cast> {
  const { folder } = site.options;
  await mkdir(join(folder, 'out'), { recursive: true });
  const database = () => {
    const session = site.app.station.session;
    if (session === undefined) throw new Error('nobody is logged in');
    return session.database;
  };
  const raw = async (text: string) =>
    (await sql.raw<Record<string, unknown>>(text).execute(database().read)).rows;
  const write = async (text: string) =>
    await database().inTransaction(async (tx) => void (await sql.raw(text).execute(tx)));
  await site.asPost('securityAdmin');
  await site.call('printing.registerPrinter', { name: '甲', level: 2, writesFiles: false, place: '室' });
  await site.as('operator');
  const made: Record<string, RecordUid> = {};
  for (const target of ['valid', 'foreign', 'hidden', 'archived']) {
    const uid = await phoneRecord(site, `目标${target}`);
    await site.call('records.addAttachment', {
      uid,
      role: 'file',
      name: 'a.txt',
      mediaType: 'text/plain',
      content: 'AAAA',
    });
    await site.call('printing.apply', {
      recordUid: uid,
      class: 'draft',
      purpose: '试',
      printer: '甲',
      recipients: ['某'],
    });
    made[target] = uid;
  }
  await site.as(site.options.kind === 'unit' ? 'unitofficer' : 'informationofficer');
  const { uid: master } = await site.call('master.save', {
    uid: null,
    type: 'customer',
    content: { code: 'K1', name: '试', branch: 'navy' } as never,
  });
  const of = async (target: string): Promise<Identities> => ({
    record: String(made[target]),
    master: target === 'valid' || target === 'archived' ? master : missingUid(code),
    account: target === 'valid' ? String(site.person('shiyan').uid) : missingUid(code),
    objects: await objectsOf(raw, String(made[target])),
  });
  const objects = {
    valid: await of('valid'),
    foreign: await of('foreign'),
    hidden: await of('hidden'),
    archived: await of('archived'),
    missing: {
      record: missingUid(code),
      master: missingUid(code),
      account: missingUid(code),
      objects: [missingUid(code)],
    },
  };
  await write(`UPDATE records SET level = 3, marking = '机密★10年' WHERE uid = '${made.hidden}'`);
  // The print keeper sees orders by their own level.
  await write(
    `UPDATE print_jobs SET level = 3, marking = '机密★10年' WHERE record_id = (SELECT id FROM records WHERE uid = '${made.hidden}')`,
  );
  await write(`UPDATE records SET owning_site = 'U9' WHERE uid = '${made.foreign}'`);
  await write(
    `UPDATE records SET state = 'archived', archive_number = 'SYZX-1', digest = '${'1'.repeat(64)}' WHERE uid = '${made.archived}'`,
  );
  return { site, folder, objects, raw, logIn: async (role) => await logIn(site, role) };
}

/** Identities of everything that hangs on a record, in whatever table: tables that come later are found too. */
async function objectsOf(raw: Cast['raw'], record: string): Promise<string[]> {
  const tables = await raw(
    `SELECT m.name FROM sqlite_schema m WHERE m.type = 'table'
      AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) WHERE name = 'uid')
      AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) WHERE name = 'record_id')`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await raw(
      `SELECT t.uid FROM ${String(name)} t JOIN records r ON r.id = t.record_id WHERE r.uid = '${record}'`,
    );
    found.push(...rows.map(({ uid }) => String(uid)));
  }
  const copies = await raw(
    `SELECT c.uid FROM print_copies c JOIN print_jobs p ON p.id = c.job_id JOIN records r ON r.id = p.record_id WHERE r.uid = '${record}'`,
  );
  return [...found, ...copies.map(({ uid }) => String(uid))];
}

/** What the identities, credentials and paths of the contract stand for when one target is attacked by one person. */
export function meaningOf(cast: Cast, role: Role, target: Target, object: string): Meaning {
  const { record, master, account } = cast.objects[target];
  const login = isPost(role) ? cast.site.loginOf(role) : role.toLowerCase();
  return new Map<unknown, unknown>([
    [primitives.recordUid, record],
    [primitives.masterUid, master],
    [primitives.accountUid, account],
    [primitives.objectUid, object],
    [primitives.password, cast.site.person(login).password],
    // Nobody: a second person who agreed would let acts through that end the site under test.
    [primitives.secondPerson, { login: 'nemo', password: 'Falsch#1x' }],
    [primitives.localPath, join(cast.folder, 'out', 'nirgends')],
    [primitives.recordKind, 'phoneRecord'],
  ]);
}
