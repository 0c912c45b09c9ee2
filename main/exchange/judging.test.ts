import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MasterUid, RecordUid } from '../../shared/ids.ts';
import { builtInRules } from '../../shared/rules/ruleSet.ts';
import { type Colleague, Office, stock, testPassword } from '../../tests/records/harness.ts';
import { recordByUid } from '../database/stores/records.ts';
import { insertSite } from '../database/stores/site.ts';
import { canonicalJson } from '../records/canonicalJson.ts';
import { applyManyImported, exportLine, readRecordLine } from '../records/recordLine.ts';
import type { PackageJson } from './format/packageJson.ts';
import type { RecordLine } from './format/recordLines.ts';
import { PackageJudge } from './judging.ts';

type Edit = (line: Record<string, unknown>) => unknown;
const otherUid = 'U1-zzzzzzzzzzzzzzzz';

/** A sender whose signatures are good says what is not its to say. Nothing here is in the table of the specification. */
describe('lines of an authorised sender that lies', () => {
  let unit: Office;
  let center: Office;
  let archivist: Colleague;
  let sent: Record<string, unknown>;

  const copy = () => structuredClone(sent);
  /** Refusal code of a package with these lines, `admitted` when there is none. */
  const verdict = async (
    lines: readonly unknown[],
    { from = 'unit', level = 2 }: { from?: 'unit' | 'center'; level?: 1 | 2 | 3 } = {},
  ): Promise<string> => {
    const judge = new PackageJudge(level, from, undefined);
    const [sender, recipient] = from === 'unit' ? ['U1', 'HQ'] : ['HQ', 'U1'];
    const head = { sender, recipient, epoch: 'e01', seq: 2, kind: 'delta' } as PackageJson;
    try {
      for (const line of lines) judge.admit(line as RecordLine, head);
      await judge.claims.settle((from === 'unit' ? center : unit).scratch.database.read);
      return 'admitted';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  beforeAll(async () => {
    unit = await Office.open('U1', 'unit');
    center = await Office.open('HQ', 'center');
    const officer = await unit.hire('单位专人', ['unitOfficer']);
    archivist = await center.hire('王管理', ['informationOfficer']);
    const things = await stock(officer);
    const { uid } = await officer.call('records.create', {
      kind: 'serviceInformation',
      taskUid: null,
      customerUid: things.customer,
      equipmentUids: [things.equipment[0] as MasterUid],
      occurredAt: null,
      parts: [],
      content: {
        unit: '某单位',
        serviceKind: 'onSiteRepair',
        model: { uid: things.model, code: 'HG-1', name: '导航雷达' },
        periodFrom: '2026-11-01',
        periodTo: '2026-11-03',
        staff: [{ staff: 'U1-x', name: '张三' }],
        qualityInformation: '无',
        serviceInformation: '更换电源板',
        unitLeader: '单位领导',
      },
    });
    await officer.call('records.move', { uid, move: 'submit', password: testPassword });
    const { read } = unit.scratch.database;
    const record = await recordByUid(read, uid as RecordUid);
    sent = JSON.parse(JSON.stringify(await exportLine(read, record?.id ?? 0))) as Record<string, unknown>;
    await center.scratch.database.inTransaction(async (tx) => {
      await insertSite(tx, { code: 'U1', name: 'U1', kind: 'unit', is_self: 0, highest_level: 2 });
    });
    await archivist.write((ctx) => applyManyImported(ctx, [readRecordLine(copy())], new Map(), new Map()));
  });
  afterAll(async () => {
    await unit.close();
    await center.close();
  });

  it('an honest line is admitted, and again when its record is here already', async () => {
    expect(await verdict([copy()])).toBe('admitted');
  });

  const attachment = (change: object) => ({
    uid: 'U1-aaaaaaaaaaaaaaaa',
    role: 'file',
    name: '照片.jpg',
    mediaType: 'image/jpeg',
    sha256: 'a'.repeat(64),
    bytes: 1,
    traceCode: null,
    boundVersion: null,
    boundDigest: null,
    voidedAt: null,
    addedBy: '张三',
    addedAt: '2026-11-22T01:00:00.000Z',
    ...change,
  });
  const masters = (line: Record<string, unknown>) => line.masters as { uid: string; type: string }[];
  const edits: readonly (readonly [name: string, code: string, edit: Edit])[] = [
    ['a state that its kind has not', 'E_RECORDS', (line) => ({ ...line, state: 'organised' })],
    ['a draft', 'E_RECORDS', (line) => ({ ...line, state: 'draft' })],
    ['a part that its form has not', 'E_RECORDS', (line) => ({ ...line, parts: ['__proto__'] })],
    [
      'a mark above the highest level of this site',
      'E_RECORDS',
      (line) => ({ ...line, marking: '机密★20年' }),
    ],
    [
      'an equipment named as customer',
      'E_RECORDS',
      (line) => ({ ...line, customer: (line.equipment as string[])[0] }),
    ],
    ['a customer named as equipment', 'E_RECORDS', (line) => ({ ...line, equipment: [line.customer] })],
    [
      'master data of another site',
      'E_RECORDS',
      (line) => ({ ...line, masters: masters(line).map((one) => ({ ...one, owningSite: 'HQ' })) }),
    ],
    [
      'the same entry twice',
      'E_RECORDS',
      (line) => ({ ...line, masters: [...masters(line), masters(line)[0]] }),
    ],
    ['a number of another kind', 'E_RECORDS', (line) => ({ ...line, registrationNumber: 'TZ-2026-U1-0001' })],
    [
      'the number of another record',
      'E_RECORDS',
      (line) => ({ ...line, uid: otherUid, id: `record ${otherUid}`, frozen: null }),
    ],
    [
      'another number for a numbered record',
      'E_RECORDS',
      (line) => ({ ...line, registrationNumber: 'FX-2026-U1-0999' }),
    ],
    ['a form of a later program', 'E_NEEDS_NEWER', (line) => ({ ...line, formVersion: 99 })],
    ['a key that no form has', 'E_RECORDS', (line) => ({ ...line, extra: 1 })],
    [
      'content that is not what was signed',
      'E_RECORDS',
      (line) => ({ ...line, content: { ...(line.content as object), serviceInformation: '另一说法' } }),
    ],
    [
      'a name with a right-to-left mark',
      'E_RECORDS',
      (line) => ({ ...line, attachments: [attachment({ name: 'gpj.\u202Eexe' })] }),
    ],
    [
      'a name with a path',
      'E_RECORDS',
      (line) => ({ ...line, attachments: [attachment({ name: '../../x' })] }),
    ],
    [
      'a decomposed twin of a name',
      'E_RECORDS',
      (line) => ({ ...line, attachments: [attachment({ name: 'e\u0301.pdf' })] }),
    ],
    [
      'an attachment of another site',
      'E_RECORDS',
      (line) => ({ ...line, attachments: [attachment({ uid: 'HQ-aaaaaaaaaaaaaaaa' })] }),
    ],
    [
      'one attachment twice',
      'E_RECORDS',
      (line) => ({ ...line, attachments: [attachment({}), attachment({})] }),
    ],
  ];

  it.each(edits)('%s → %s', async (_name, code, edit) => {
    expect(await verdict([edit(copy())])).toBe(code);
  });

  it('a kind that the record here has not', async () => {
    await center.scratch.database.inTransaction(async (tx) => {
      await tx
        .updateTable('records')
        .set({ kind: 'phoneRecord' })
        .where('uid', '=', String(sent.uid))
        .execute();
    });
    expect(await verdict([copy()])).toBe('E_RECORDS');
    await center.scratch.database.inTransaction(async (tx) => {
      await tx
        .updateTable('records')
        .set({ kind: 'serviceInformation' })
        .where('uid', '=', String(sent.uid))
        .execute();
    });
  });

  const receipt = (change: object) => ({
    type: 'receipt',
    id: 'receipt x',
    record: sent.uid,
    package: 'b'.repeat(64),
    verdict: 'archived',
    archiveNumber: 'QR758-11A-2026-U1-0001',
    reason: '',
    at: '2026-11-22T01:00:00.000Z',
    ...change,
  });

  it.each([
    ['an archive number', 'admitted', {}],
    ['archived without a number', 'E_RECORDS', { archiveNumber: null }],
    ['accepted with a number', 'E_RECORDS', { verdict: 'accepted' }],
    ['a registration number', 'E_RECORDS', { archiveNumber: 'FX-2026-U1-0001' }],
    ['the number of another site', 'E_RECORDS', { archiveNumber: 'QR758-11A-2026-U2-0001' }],
    ['the number of another kind', 'E_RECORDS', { archiveNumber: 'QR758-02A-2026-U1-0001' }],
    ['another spelling', 'E_RECORDS', { archiveNumber: ' qr758-11a-2026-u1-0001' }],
  ] as const)('a receipt with %s → %s', async (_name, code, change) => {
    expect(await verdict([receipt(change)], { from: 'center' })).toBe(code);
  });

  it('one archive number for two records', async () => {
    const lines = [receipt({}), receipt({ record: otherUid, id: 'receipt y' })];
    expect(await verdict(lines, { from: 'center' })).toBe('E_RECORDS');
  });

  const rulesLine = (content: object) => ({
    type: 'rules',
    id: 'rules 2',
    version: 2,
    content,
    digest: createHash('sha256').update(canonicalJson(content)).digest('hex'),
    fromDay: '2026-12-01',
    note: '改',
    edited: { account: 'a', name: '甲' },
    editedAt: '2026-11-22T01:00:00.000Z',
    decided: { account: 'b', name: '乙' },
    decidedAt: '2026-11-22T01:00:00.000Z',
    decisionNote: '',
    key: 'lingdao@HQ',
    signature: 'x',
  });
  const second = { ...builtInRules, version: 2, table: { ...builtInRules.table, version: 2 } };

  it('rules without the leader’s signature, from a unit, or of a later program', async () => {
    const center = { from: 'center' } as const;
    expect(await verdict([rulesLine(second)], center)).toBe('E_RECORDS');
    expect(await verdict([rulesLine(second)])).toBe('E_RECORDS');
    expect(await verdict([{ ...rulesLine(second), digest: 'c'.repeat(64) }], center)).toBe('E_RECORDS');
    expect(await verdict([rulesLine({ ...second, later: {} })], center)).toBe('E_NEEDS_NEWER');
  });

  it('stock of somebody else’s depot, against its direction, or of what is no part', async () => {
    const entry = (uid: string, type: 'part' | 'depot') => ({
      uid,
      type,
      code: 'X',
      name: 'X',
      owningSite: uid.slice(0, 2),
      formVersion: 1,
      content:
        type === 'part' ? { code: 'X', name: 'X', unit: '件' } : { code: 'X', name: 'X', ownership: 'own' },
      model: null,
      customer: null,
    });
    const [part, depot] = ['U1-pppppppppppppppp', 'U1-dddddddddddddddd'];
    const line = (change: object = {}) => ({
      type: 'stock',
      id: 'stock 000000000001 U1-mmmmmmmmmmmmmmmm',
      place: 1,
      uid: 'U1-mmmmmmmmmmmmmmmm',
      part,
      depot,
      masters: [entry(part, 'part'), entry(depot, 'depot')],
      act: 'receipt',
      quantity: 5,
      serial: null,
      movedOn: '2026-11-02',
      otherParty: '',
      reason: '例行',
      account: 'U1-aaaaaaaaaaaaaaaa',
      name: '库管员',
      at: '2026-11-02T01:00:00.000Z',
      ...change,
    });
    expect(await verdict([line()])).toBe('admitted');
    const foreign = 'HQ-dddddddddddddddd';
    for (const change of [
      { depot: foreign, masters: [entry(part, 'part'), entry(foreign, 'depot')] },
      { quantity: -5 },
      { quantity: 0 },
      { act: 'issue' },
      { part: depot },
      { masters: [] },
      { id: 'stock 1 U1-mmmmmmmmmmmmmmmm' },
    ])
      expect(await verdict([line(change)]), JSON.stringify(change)).toBe('E_RECORDS');
    expect(await verdict([line()], { from: 'center' })).toBe('E_RECORDS');
  });

  it('a thousand and one requests', async () => {
    const request = (at: number) => ({
      type: 'request',
      id: `request e01 ${at}-${at}`,
      epoch: 'e01',
      fromSeq: at,
      toSeq: at,
    });
    const lines = (count: number) => Array.from({ length: count }, (_, at) => request(at + 1));
    expect(await verdict(lines(1000))).toBe('admitted');
    expect(await verdict(lines(1001))).toBe('E_RECORDS');
  });

  it('master data of a unit as lines of its own, or joined to itself', async () => {
    const [entry] = masters(sent);
    const line = (change: object = {}) => ({
      type: 'master',
      id: `master ${entry?.uid} v2`,
      version: 2,
      state: 'active',
      mergedInto: null,
      entry,
      ...change,
    });
    expect(await verdict([line()], { from: 'center' })).toBe('admitted');
    expect(await verdict([line()])).toBe('E_RECORDS');
    for (const change of [
      { state: 'merged' },
      { mergedInto: entry?.uid },
      { state: 'merged', mergedInto: entry?.uid },
    ])
      expect(await verdict([line(change)], { from: 'center' })).toBe('E_RECORDS');
  });
});
