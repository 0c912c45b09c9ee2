import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { siteKeys } from '../../main/database/stores/site.ts';
import type { JsonObject } from '../../main/exchange/format/canonicalJson.ts';
import { fingerprintCode } from '../../main/exchange/format/fingerprint.ts';
import { Staging } from '../../main/exchange/format/staging.ts';
import { buildManifest, sealPackage, writeAge } from '../../main/exchange/format/writePackage.ts';
import { makeUid, type SiteCode } from '../../shared/ids.ts';
import { makeSite, signedRoster, type TestSite } from '../exchange/world.ts';
import { bareHost, quickCost, Site } from '../program/site.ts';
import { seeded, sentence } from './dataset.ts';
import { type Result, single, timed } from './measure.ts';
import { databaseOf } from './site.ts';

const unitCode = 'U1';

/**
 * Packages of a unit taken in by the center through its gate: checked, previewed, accepted in one transaction. The unit's
 * side is made with its keys alone, so that only the center's work is measured.
 * @param sizes records per package, one package after the other
 */
export async function measureImports(sizes: readonly number[]): Promise<Result[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-import-'));
  const center = await Site.create({
    folder: join(folder, 'center'),
    code: 'HQ',
    name: '客户服务中心',
    kind: 'center',
    highestLevel: 2,
    host: bareHost,
    passwordCost: quickCost,
  });
  try {
    const unit = await pinnedUnit(center, folder);
    await center.addPeople([
      { login: 'xinxi', name: '信息员', roles: ['informationOfficer', 'operator'], clearance: 2 },
    ]);
    await center.asPost('securityAdmin');
    const medium = { number: 'YD-001', kind: 'U 盘', serial: 'S-1', level: 2, holder: '保密室' } as const;
    await center.call('exchange.registerMedium', medium);
    await center.as('xinxi');
    const results: Result[] = [];
    let previous: string | null = null;
    for (const [at, size] of sizes.entries()) {
      const { file, digest }: { file: string; digest: string } = await packageOf(unit, center, folder, {
        seq: at + 1,
        prev: previous,
        size,
      });
      previous = digest;
      results.push(...(await takeIn(center, file, size)));
    }
    return results;
  } finally {
    await center.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function takeIn(center: Site, file: string, size: number): Promise<Result[]> {
  const start = performance.now();
  const checked = await center.call('exchange.check', {
    file,
    medium: 'YD-001',
    scanResult: '中间机查杀未发现病毒',
  });
  if (checked.verdict !== 'ready') throw new Error(`refused: ${JSON.stringify(checked)}`);
  const previewed = performance.now();
  const { previewUid } = checked;
  const took = await timed(async () => await center.call('exchange.accept', { previewUid }));
  return [
    single('import: check and preview', size, 's', (previewed - start) / 1000),
    single('import: apply and commit', size, 's', took / 1000),
    single('import of a package, whole', size, 's', (previewed - start + took) / 1000),
  ];
}

/** A unit's keys, pinned at the center by its two administrators. */
async function pinnedUnit(center: Site, folder: string): Promise<TestSite> {
  const unit = await makeSite(unitCode, (roster) => ({ ...roster, kind: 'unit' }));
  const { bytes, signature } = await signedRoster(unit);
  const rosterFile = join(folder, `${unitCode}.roster.json`);
  await writeFile(rosterFile, bytes);
  await writeFile(`${rosterFile}.sig`, signature);
  await center.asPost('systemAdmin');
  await center.call('exchange.pinSite', {
    rosterFile,
    name: '相关单位',
    kind: 'unit',
    highestLevel: 2,
    words: fingerprintCode(unit.root.publicKey),
    how: '双方当面核对纸面口令词',
    second: center.second(center.loginOf('securityAdmin')),
  });
  return unit;
}

async function packageOf(
  unit: TestSite,
  center: Site,
  folder: string,
  { seq, prev, size }: { readonly seq: number; readonly prev: string | null; readonly size: number },
): Promise<{ file: string; digest: string }> {
  const recipients = (await siteKeys(databaseOf(center).read, 'age')).map((key) => key.public_key);
  const staging = await Staging.create(join(folder, `staging-${seq}`));
  const payload = await buildManifest({ staging, records: recordLines(seq, size), attachments: [] });
  const sealed = await sealPackage(
    payload,
    {
      ack: null,
      audit_head: null,
      created_by: { app: '服务过程管理系统', version: '0.1.0' },
      encrypted_to: recipients,
      epoch: 'e01',
      kind: 'delta',
      next_expected: null,
      period: '2026-10',
      prev,
      recipient: 'HQ',
      recordsSchema: 'records/1',
      released_at: '2026-11-02T08:00:00.000Z',
      released_by: { key: `zhang.san@${unitCode}`, name: '张三' },
      roster: { [unitCode]: 1 },
      sender: unitCode,
      seq,
    },
    { site: unit.siteSigner, release: unit.releaseSigner },
  );
  const out = join(folder, `out-${seq}`);
  await mkdir(out, { recursive: true });
  const [written] = await writeAge({
    sealed,
    payload: {
      records: payload.records,
      attachment: () => {
        throw new Error('no attachments');
      },
    },
    folder: out,
  });
  await staging.dispose();
  if (written === undefined) throw new Error('nothing was written');
  return { file: written.path, digest: sealed.digest };
}

const customers = 200;

function uid(kind: number, n: number): string {
  const bytes = Buffer.alloc(10);
  bytes.writeUInt8(kind);
  bytes.writeUInt32BE(n, 4);
  return makeUid(unitCode as SiteCode, bytes);
}

/** Closed calls of the unit's customers, each with two lines of history. */
function* recordLines(seq: number, size: number): Generator<JsonObject> {
  const random = seeded(seq);
  const first = Date.UTC(2026, 8, 1);
  for (let n = 0; n < size; n += 1) {
    const at = new Date(first + n * 20_000).toISOString();
    const record = uid(seq, n);
    const number = Math.floor(random() * customers);
    const customer = uid(200, number);
    const line = (act: string, from: string | null, to: string) => ({
      account: uid(201, 1),
      act,
      at,
      from,
      name: '专人',
      reason: '',
      to,
      version: 1,
    });
    yield {
      attachments: [],
      authorName: '专人',
      content: {
        caller: '林某',
        direction: 'in',
        need: sentence(random),
        opinion: '已电话指导',
        result: '恢复正常',
        solvedOnCall: true,
        startedAt: at,
      },
      customer,
      digest: '',
      equipment: [],
      formVersion: 1,
      frozen: null,
      history: [line('create', null, 'draft'), line('close', 'draft', 'closed')],
      id: `record ${record}`,
      kind: 'phoneRecord',
      links: [],
      marking: '内部',
      masters: [
        {
          code: `K${number}`,
          content: {},
          customer: null,
          formVersion: 1,
          model: null,
          name: `用户单位${number}`,
          owningSite: unitCode,
          type: 'customer',
          uid: customer,
        },
      ],
      occurredAt: at,
      originalDueOn: null,
      originalState: 'none',
      owningSite: unitCode,
      parts: [],
      recordedAt: at,
      registrationNumber: null,
      schema: 'records/1',
      signatures: [],
      state: 'closed',
      task: null,
      type: 'record',
      uid: record,
      version: 1,
    };
  }
}
