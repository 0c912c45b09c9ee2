import { createHash } from 'node:crypto';
import type { RecordUid } from '../../shared/ids.ts';
import { databaseFile } from '../demo/checks.ts';
import { clerkOf } from '../demo/people.ts';
import { readDatabase, unwrapKey } from '../demo/unwrap.ts';
import { type DemoSite, siteFolder } from '../demo/world.ts';
import { fileEverything, listed } from '../demo/year.ts';
import type { World } from './world.ts';

/** States in which nobody has to do anything more. */
const settled = ['archived', 'compiled', 'disposed', 'voided', 'invalid'];

/** The information office files what is left: plans, returned sets, counts. */
export async function fileRest(center: DemoSite): Promise<void> {
  await fileEverything(center);
  const { login } = clerkOf('HQ');
  await center.site.as(login);
  const left = await listed(center, { states: ['sent', 'inForce', 'approved', 'dispatched'] });
  for (const row of left) await center.move(login, row.uid as RecordUid, 'archive');
}

type Row = Readonly<Record<string, unknown>>;

/** What is wrong with the end of the year at a site: records that are stuck, numbers that nobody accounts for. */
export async function faultsOf(world: World, site: DemoSite): Promise<string[]> {
  return await reading(world, site, (rows) => [
    ...rows(
      `SELECT kind, state, coalesce(registration_number, uid) AS number FROM records WHERE state NOT IN (${settled.map((state) => `'${state}'`).join()})`,
    ).map((row) => `${site.code} ${row.kind} ${row.number} 停在 ${row.state}`),
    ...numberFaults(site.code, rows),
    ...rows('SELECT copy_number, state FROM print_copies')
      .filter((row) => ['waiting', 'submitted'].includes(String(row.state)))
      .map((row) => `${site.code} 份 ${row.copy_number} 停在 ${row.state}`),
    ...rows('SELECT recipient, epoch, seq, state FROM packages_out')
      .filter((row) => ['prepared', 'approved', 'sealed'].includes(String(row.state)))
      .map((row) => `${site.code} → ${row.recipient} 第 ${row.seq} 包停在 ${row.state}`),
    ...rows('SELECT count(*) AS n FROM held_packages')
      .filter((row) => Number(row.n) > 0)
      .map((row) => `${site.code} 还有 ${row.n} 个等候的包`),
  ]);
}

/** Every number from one to the highest is in the register, with its record or its reason. */
function numberFaults(code: string, rows: (sql: string) => readonly Row[]): string[] {
  const faults: string[] = [];
  for (const row of rows(
    'SELECT series, year, site, max(n) AS top, count(*) AS n FROM number_register GROUP BY series, year, site',
  ))
    if (row.top !== row.n)
      faults.push(`${code} ${row.series}-${row.year}-${row.site} 有缺号：${row.n}/${row.top}`);
  for (const row of rows(
    `SELECT g.number, g.status, g.reason, r.registration_number AS own, r.archive_number AS archived
      FROM number_register g LEFT JOIN records r ON r.uid = g.record_uid`,
  )) {
    const held = row.number === row.own || row.number === row.archived;
    const explained = row.status !== 'issued' && row.reason !== '';
    if (!held && !explained) faults.push(`${code} ${row.number} 没有着落（${row.status}）`);
  }
  return faults;
}

/** What both ends say of the packages between them: the same numbers with the same digests. */
export async function packageFaults(world: World, center: DemoSite, unit: DemoSite): Promise<string[]> {
  const sent = (of: DemoSite, to: string) =>
    reading(world, of, (rows) =>
      rows(
        `SELECT epoch, seq, digest FROM packages_out WHERE recipient = '${to}' AND seq IS NOT NULL ORDER BY epoch, seq`,
      ),
    );
  const taken = (at: DemoSite, from: string) =>
    reading(world, at, (rows) =>
      rows(
        `SELECT epoch, seq, digest FROM packages_in WHERE sender = '${from}' AND state = 'imported' ORDER BY epoch, seq`,
      ),
    );
  const faults: string[] = [];
  for (const [from, to] of [
    [unit, center],
    [center, unit],
  ] as const)
    if (JSON.stringify(await sent(from, to.code)) !== JSON.stringify(await taken(to, from.code)))
      faults.push(`${from.code} → ${to.code} 两端的包不一致`);
  return faults;
}

const uidPattern = /[A-Z0-9]{2,8}-[0-9A-HJKMNP-TV-Z]{16}/g;

/**
 * Digest of everything that the year left, the same for the same seed: identities, which are random, are replaced by the order in
 * which they first appear; keys, signatures and trace codes are left out.
 */
export async function digestOf(world: World): Promise<string> {
  const hash = createHash('sha256');
  const ordinals = new Map<string, string>();
  const known = (text: string): string =>
    text.replaceAll(uidPattern, (uid) => {
      const ordinal = ordinals.get(uid) ?? `${uid.split('-')[0]}#${ordinals.size + 1}`;
      ordinals.set(uid, ordinal);
      return ordinal;
    });
  for (const site of world.sites.values()) {
    const lines = await reading(world, site, (rows) =>
      questions.flatMap((question) => rows(question).map((row) => JSON.stringify(row))),
    );
    for (const line of lines) hash.update(`${site.code} ${known(line)}\n`);
  }
  return hash.digest('hex');
}

const questions = [
  `SELECT uid, kind, state, title, registration_number, archive_number, marking, occurred_at, recorded_at, due_on, author_name, content
    FROM records ORDER BY id`,
  'SELECT number, status, reason, record_uid FROM number_register ORDER BY series, year, site, n',
  `SELECT r.uid, h.at, h.account_name, h.act, h.from_state, h.to_state FROM record_history h JOIN records r ON r.id = h.record_id
    ORDER BY h.id`,
  'SELECT recipient, epoch, seq, period, kind, record_count FROM packages_out ORDER BY id',
  'SELECT sender, epoch, seq, period, kind, record_count, state FROM packages_in ORDER BY id',
  'SELECT act, quantity, moved_on, reason, account_name FROM stock_moves ORDER BY id',
  'SELECT copy_number, recipient, state FROM print_copies ORDER BY id',
  'SELECT act, object_kind, object_number, outcome FROM audit ORDER BY seq',
];

async function reading<T>(
  world: World,
  site: DemoSite,
  work: (rows: (sql: string) => readonly Row[]) => T,
): Promise<T> {
  await site.site.asPost('systemAdmin');
  await site.site.call('session.lock');
  const admin = site.site.person(site.site.loginOf('systemAdmin'));
  const key = await unwrapKey(siteFolder(world, site.code), admin);
  return readDatabase(databaseFile(world, site.code), key, work);
}
