import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allowedSigners } from '../../main/exchange/format/roster.ts';
import { writeAge } from '../../main/exchange/format/writePackage.ts';
import { checkAudit } from '../../resources/verifier/auditCheck.ts';
import { Failure } from '../../resources/verifier/failure.ts';
import { checkPackage } from '../../resources/verifier/packageCheck.ts';
import { type AllowedSigner, readAllowedSigners } from '../../resources/verifier/signature.ts';
import { hostileCases } from './hostileCases.ts';
import { makePackage, makeWorld, type World } from './world.ts';

const verifierFolder = join(import.meta.dirname, '../../resources/verifier');
let world: World;
let signers: AllowedSigner[];
let signersFile: string;
let folder: string;

beforeAll(async () => {
  world = await makeWorld();
  folder = join(world.folder, 'verify');
  mkdirSync(folder);
  signersFile = join(folder, 'signers');
  writeFileSync(signersFile, allowedSigners(world.siteA.roster) + allowedSigners(world.siteX.roster));
  signers = readAllowedSigners(readFileSync(signersFile, 'utf8'));
});
afterAll(() => world.close());

function cli(...args: readonly string[]): { readonly code: number | null; readonly out: string } {
  const result = spawnSync(process.execPath, [join(verifierFolder, 'verify.ts'), ...args], {
    encoding: 'utf8',
  });
  return { code: result.status, out: result.stdout };
}

describe('the independent verifier', () => {
  it('shares no code with the program', () => {
    for (const name of readdirSync(verifierFolder)) {
      for (const [, from] of readFileSync(join(verifierFolder, name), 'utf8').matchAll(/from '([^']+)'/g)) {
        expect(from).toMatch(/^(?:\.\/|node:|age-encryption$)/);
      }
    }
  });

  it('passes what the program writes, whole and in volumes, with a readable verdict', async () => {
    const made = await makePackage(world);
    const [whole] = await writeAge({ ...made, folder: join(folder, 'whole') });
    const identity = join(folder, 'identity.txt');
    writeFileSync(identity, `# 测试\n${world.siteB.age.identity}\n`);
    const one = cli('package', whole?.path ?? '', '--identity', identity, '--signers', signersFile);
    expect(one.out).toContain('通过 PASS');
    expect(one.out).toContain(made.sealed.digest);
    expect(one.out).toContain('zhang.san@siteA');
    expect(one.code).toBe(0);
    const [first] = await writeAge({ ...made, folder: join(folder, 'volumes'), volumeBytes: 65_000 });
    expect(
      cli(first?.path ?? '', '--identity', world.siteB.age.identity, '--signers', signersFile).code,
    ).toBe(0);
    expect(
      cli('package', whole?.path ?? '', '--identity', world.siteA.age.identity, '--signers', signersFile),
    ).toMatchObject({
      code: 1,
    });
    expect(cli().code).toBe(2);
  });

  // Cases that only the importing site can judge: its own name, quota, disk, the inner grammar of records, extra recipients.
  const importOnly = new Set([
    'valid package for another site, sealed again to us',
    'free space too small',
    'a recipient that the head does not name',
    'endless zeros after the end',
    'over the quota',
  ]);
  const judged = hostileCases.filter((hostile) => hostile.group !== 27 && !importOnly.has(hostile.name));
  it.each(judged.map((hostile) => ({ ...hostile, title: `group ${hostile.group}: ${hostile.name}` })))(
    'refuses $title',
    async (hostile) => {
      const file = join(folder, 'hostile.age');
      writeFileSync(file, await hostile.make(world));
      await expect(checkPackage(file, [world.siteB.age.identity], signers)).rejects.toThrow(Error);
    },
  );
});

interface Row {
  [column: string]: string | number;
}

function chain(length: number): Row[] {
  const rows: Row[] = [];
  let prevDigest = '0'.repeat(64);
  for (let seq = 1; seq <= length; seq += 1) {
    const fields: Row = {
      account: 'u1',
      act: 'record.open',
      at: '2026-11-22T08:00:00.000Z',
      mono: seq * 10,
      objectId: `r${seq}`,
      objectKind: 'record',
      objectMark: '内部',
      objectNumber: '',
      osAccount: 'os',
      outcome: 'done',
      pagesDigest: '0'.repeat(64),
      prevDigest,
      seq,
      site: 'siteA',
      station: 'ws1',
    };
    prevDigest = createHash('sha256').update(JSON.stringify(fields)).digest('hex');
    rows.push({ ...fields, digest: prevDigest });
  }
  return rows;
}

describe('audit chains', () => {
  async function judge(rows: readonly Row[], head: string | null = null): Promise<string[]> {
    const file = join(folder, 'audit.jsonl');
    writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    return (await checkAudit(file, head)).problems.map((problem) => problem.english);
  }
  const headOf = (rows: readonly Row[]): string => `${rows.at(-1)?.seq}:${rows.at(-1)?.digest}`;

  it('an intact chain passes, on the command line too', async () => {
    const rows = chain(20);
    expect(await judge(rows, headOf(rows))).toEqual([]);
    const result = cli('audit', join(folder, 'audit.jsonl'), '--head', headOf(rows));
    expect(result.out).toContain('通过 PASS');
    expect(result.code).toBe(0);
  });

  it('names a changed row', async () => {
    const rows = chain(5).map((row) => (row.seq === 3 ? { ...row, outcome: 'refused' } : row));
    expect(await judge(rows)).toEqual(['row 3 was changed']);
  });

  it('names a row changed together with its digest by the row after it', async () => {
    const rows = chain(5);
    const { digest: _, ...rest }: Row = { ...rows[2], outcome: 'refused' };
    const forged = {
      ...rest,
      digest: createHash('sha256').update(JSON.stringify(rest)).digest('hex'),
    } as Row;
    expect(await judge([...rows.slice(0, 2), forged, ...rows.slice(3)])).toEqual([
      'row 4 does not follow the row before it (changed or inserted)',
    ]);
  });

  it('names missing rows', async () => {
    const rows = chain(6);
    expect(await judge([...rows.slice(0, 2), ...rows.slice(4)])).toEqual(['rows 3 to 4 are missing']);
    expect(await judge(rows.slice(1))).toEqual(['rows 1 to 1 are missing']);
  });

  it('names reordered and inserted rows', async () => {
    const rows = chain(4);
    const [a, b, c, d] = rows as [Row, Row, Row, Row];
    expect(await judge([a, c, b, d])).toContain('row 2 is out of order');
    expect(await judge([a, b, b, c, d])).toEqual(['row 2 appears twice (inserted)']);
    expect(await judge([a, { note: 'x' }, b, c, d])).toEqual(['line 2 is not an audit row']);
  });

  it('sees a cut tail only with the head', async () => {
    const rows = chain(6);
    const cut = rows.slice(0, 4);
    expect(await judge(cut)).toEqual([]);
    expect(await judge(cut, headOf(rows))).toEqual(['tail cut: rows 5 to 6 are missing']);
    expect(await judge(rows, headOf(cut))).toEqual(['2 rows after the head']);
    expect(await judge(rows, `6:${'a'.repeat(64)}`)).toEqual(['last row 6 differs from the head']);
    expect(cli('audit', join(folder, 'audit.jsonl'), '--head', 'x').code).toBe(1);
  });

  it('checks the signature over the head', async () => {
    const rows = chain(2);
    await judge(rows);
    const head = join(folder, 'audit.jsonl.head');
    writeFileSync(head, `${headOf(rows)}\n`);
    writeFileSync(`${head}.sig`, await world.siteA.siteSigner.sign('spm-audit-head-v1', readFileSync(head)));
    const args = ['audit', join(folder, 'audit.jsonl'), '--head', head, '--signers', signersFile] as const;
    expect(cli(...args).out).toContain('site-2026@siteA');
    writeFileSync(`${head}.sig`, await world.siteA.releaseSigner.sign('xpkg-release-v1', readFileSync(head)));
    expect(cli(...args).code).toBe(1);
  });

  it('a failure carries both languages', () => {
    expect(new Failure('甲', 'a')).toMatchObject({ chinese: '甲', english: 'a' });
  });
});
