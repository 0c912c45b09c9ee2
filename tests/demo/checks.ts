import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { parsePublicKeyLine } from '../../main/exchange/crypto/sshKeys.ts';
import { allowedSigners, openRoster } from '../../main/exchange/format/roster.ts';
import type { Carried } from './carrying.ts';
import type { Summary } from './summary.ts';
import { ageIdentity, readDatabase } from './unwrap.ts';
import { type DemoOptions, type DemoSite, siteFolder } from './world.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');

/** Database of a site. */
export function databaseFile(options: Pick<DemoOptions, 'folder'>, code: string): string {
  return join(siteFolder(options, code), 'data', 'site.db');
}

/**
 * Files for checking with stock tools: each site's age identity (a secret, written out only because this is a
 * demonstration) and the allowed_signers of its roster.
 */
export async function writeCheckFiles(
  options: DemoOptions,
  demo: DemoSite,
  keyHex: string,
): Promise<{ readonly identity: string; readonly signers: string; readonly recipient: string }> {
  const folder = join(options.folder, 'check');
  await mkdir(folder, { recursive: true });
  const file = databaseFile(options, demo.code);
  const identity = join(folder, `${demo.code}.identity.txt`);
  await writeFile(identity, `${ageIdentity(file, keyHex)}\n`, { mode: 0o600 });
  const kept = readDatabase(file, keyHex, (rows) => ({
    roster: rows(
      `SELECT bytes, signature FROM rosters WHERE site = '${demo.code}' ORDER BY version DESC LIMIT 1`,
    )[0],
    site: rows('SELECT root_public_key FROM sites WHERE is_self = 1')[0],
    age: rows("SELECT public_key FROM site_keys WHERE purpose = 'age'")[0],
  }));
  if (!(kept.roster?.bytes instanceof Uint8Array)) throw new Error(`${demo.code} has no roster`);
  const roster = openRoster(
    parsePublicKeyLine(String(kept.site?.root_public_key)),
    kept.roster.bytes,
    Buffer.from(String(kept.roster.signature), 'latin1'),
  );
  const signers = join(folder, `${demo.code}.allowed_signers`);
  await writeFile(signers, allowedSigners(roster));
  return { identity, signers, recipient: String(kept.age?.public_key) };
}

/** The packages as the summary lists them, each checked by the independent verifier first. */
export async function checkedPackages(
  options: DemoOptions,
  carried: readonly Carried[],
): Promise<Summary['packages']> {
  const packages: Summary['packages'] = [];
  for (const one of carried) {
    const identity = join(options.folder, 'check', `${one.recipient}.identity.txt`);
    const signers = join(options.folder, 'check', `${one.sender}.allowed_signers`);
    const report = await verify(['package', one.file, '--identity', identity, '--signers', signers]);
    const principal = (line: string): string => new RegExp(`${line} .*OK\\s+(\\S+)`).exec(report)?.[1] ?? '';
    packages.push({
      file: relative(options.folder, one.file),
      sender: one.sender,
      recipient: one.recipient,
      seq: one.seq,
      digest: one.digest,
      identity: relative(options.folder, identity),
      allowedSigners: relative(options.folder, signers),
      sitePrincipal: principal('site sig'),
      releasePrincipal: principal('release'),
    });
  }
  return packages;
}

/** The auditor exports the chain; the independent verifier checks it. @returns number of rows */
export async function exportAudit(
  options: DemoOptions,
  demo: DemoSite,
): Promise<{ rows: number; file: string }> {
  await demo.site.asPost('auditor');
  const inside = await demo.site.call('audit.verify');
  if (!inside.intact) throw new Error(`${demo.code}: ${inside.problem}`);
  const { file, rows } = await demo.site.call('audit.exportChain', {
    folder: join(options.folder, 'audit', demo.code),
  });
  return { rows, file };
}

/** Verifies an exported chain with its signed head. */
export async function verifyAudit(options: DemoOptions, code: string, file: string): Promise<string> {
  const signers = join(options.folder, 'check', `${code}.allowed_signers`);
  return await verify(['audit', file, '--head', `${file}.head`, '--signers', signers]);
}

async function verify(args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [join(root, 'resources', 'verifier', 'verify.ts'), ...args]);
  return stdout;
}

/** Everything in the print ledger that came out of a printer. */
export async function printsOf(options: DemoOptions, demo: DemoSite): Promise<Summary['prints']> {
  await demo.site.as(printKeeperOf(demo));
  const prints: Summary['prints'] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof ledgerPage>> = await ledgerPage(demo, cursor);
    for (const job of page.rows) {
      for (const copy of job.copies) {
        const pdf = join('prints', `${copy.copyNumber.replaceAll('/', '-')}.pdf`);
        if (!(await exists(join(options.folder, pdf)))) continue;
        const { document, marking } = job;
        prints.push({
          pdf,
          class: job.class,
          document,
          marking,
          copyNumber: copy.copyNumber,
          traceCode: copy.traceCode,
        });
      }
    }
    cursor = page.next;
  } while (cursor !== null);
  return prints.reverse();
}

async function ledgerPage(demo: DemoSite, cursor: string | null) {
  return await demo.site.call('printing.ledger', { cursor, limit: 200 });
}

function printKeeperOf(demo: DemoSite): string {
  const found = [...demo.site.people.values()].find((person) => person.roles.includes('printKeeper'));
  if (found === undefined) throw new Error(`no print keeper at ${demo.code}`);
  return found.login;
}

async function exists(file: string): Promise<boolean> {
  return await readFile(file).then(
    () => true,
    () => false,
  );
}

/** Records, archived ones and audit rows of a closed site, counted with the independent SQLCipher. */
export function countRows(
  options: DemoOptions,
  code: string,
  keyHex: string,
): Summary['counts'] & {
  readonly byState: readonly { kind: string; state: string; n: number }[];
} {
  return readDatabase(databaseFile(options, code), keyHex, (rows) => {
    const one = (sql: string): number => Number(Object.values(rows(sql)[0] ?? {})[0] ?? 0);
    return {
      records: one(`SELECT count(*) FROM records WHERE owning_site = '${code}'`),
      archived: one(`SELECT count(*) FROM records WHERE archive_number IS NOT NULL AND state = 'archived'`),
      auditRows: one('SELECT count(*) FROM audit'),
      byState: rows(
        `SELECT kind, state, count(*) AS n FROM records WHERE owning_site = '${code}' GROUP BY kind, state ORDER BY kind, state`,
      ).map((row) => ({ kind: String(row.kind), state: String(row.state), n: Number(row.n) })),
    };
  });
}
