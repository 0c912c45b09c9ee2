import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MasterUid, RecordUid } from '../../shared/ids.ts';
import { type Colleague, Office, stock, testPassword } from '../../tests/records/harness.ts';
import { replaceEquipment } from '../database/stores/recordParts.ts';
import { recordByUid } from '../database/stores/records.ts';
import { insertSite } from '../database/stores/site.ts';
import {
  applyManyImported,
  applyReceipt,
  exportLine,
  previewManyImported,
  readRecordLine,
} from './recordLine.ts';
import { wholeOf } from './wholeRecord.ts';

let unit: Office;
let center: Office;
let officer: Colleague;
let leader: Colleague;
let archivist: Colleague;
let uid: RecordUid;

beforeEach(async () => {
  unit = await Office.open('U1', 'unit');
  center = await Office.open('HQ', 'center');
  officer = await unit.hire('单位专人', ['unitOfficer']);
  leader = await unit.hire('单位领导', ['unitLeader']);
  archivist = await center.hire('王管理', ['informationOfficer']);
  const things = await stock(officer);
  const made = await officer.call('records.create', {
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
  uid = made.uid as RecordUid;
  await officer.call('records.move', { uid, move: 'submit', password: testPassword });
  await leader.call('records.move', { uid, move: 'review', password: testPassword });
});
afterEach(async () => {
  await unit.close();
  await center.close();
});

async function line() {
  const { read } = unit.scratch.database;
  const record = await recordByUid(read, uid);
  // Over the wire and back, as a package carries it.
  return JSON.parse(JSON.stringify(await exportLine(read, record?.id ?? 0))) as Record<string, unknown>;
}

async function take(given: unknown): Promise<void> {
  await archivist.write((ctx) => applyManyImported(ctx, [readRecordLine(given)], new Map(), new Map()));
}

describe('a record of a unit', () => {
  it('arrives with history and signatures, is archived by the center, and comes back with its number', async () => {
    const sent = await line();
    const [preview] = await previewManyImported(center.scratch.database.read, [readRecordLine(sent)]);
    expect(preview).toMatchObject({ verdict: 'new', title: '现场维修 · 更换电源板' });
    await take(sent);
    const here = await archivist.call('records.open', { uid });
    expect(here.row).toMatchObject({ state: 'reviewed', owningSite: 'U1', originalState: 'expected' });
    expect(here.row.customer?.name).toBe('海军某部');
    expect(here.history.map((entry) => entry.act)).toEqual(['新建', '提交', '审查通过', '数据包导入']);
    expect(here.signatures.map((signature) => signature.purpose)).toEqual(['submit', 'review']);
    expect(here.editable).toBe(false);
    await expect(
      archivist.call('records.saveField', { uid, field: 'suggestion', value: '改' }),
    ).rejects.toMatchObject({ code: 'record.not-owned' });
    const archived = await archivist.call('records.move', {
      uid,
      move: 'archive',
      original: { received: true, from: 'U1', place: '柜', dueOn: null },
    });
    expect(archived.archiveNumber).toBe('QR758-11A-2026-U1-0001');
    await officer.write((ctx) =>
      applyReceipt(ctx, {
        recordUid: uid,
        verdict: 'archived',
        archiveNumber: archived.archiveNumber,
        reason: '',
        at: ctx.now,
      }),
    );
    const back = await officer.call('records.open', { uid });
    expect(back.row).toMatchObject({ state: 'archived', archiveNumber: 'QR758-11A-2026-U1-0001' });
  });

  it('changes nothing when it comes again, and content no more once it is archived here', async () => {
    const sent = await line();
    await take(sent);
    await take(sent);
    const again = await archivist.call('records.open', { uid });
    expect(again.history.filter((entry) => entry.act === '提交')).toHaveLength(1);
    expect(again.signatures).toHaveLength(2);
    expect(
      (await previewManyImported(center.scratch.database.read, [readRecordLine(sent)]))[0],
    ).toMatchObject({
      verdict: 'same',
    });
    await archivist.call('records.move', {
      uid,
      move: 'archive',
      original: { received: true, from: 'U1', place: '柜', dueOn: null },
    });
    await take(sent);
    expect((await archivist.call('records.open', { uid })).row.state).toBe('archived');
  });

  it('is sent back by a receipt with the reason, corrected and sent again', async () => {
    await take(await line());
    await archivist.call('records.move', { uid, move: 'sendBack', reason: '请补建议' });
    await officer.write((ctx) =>
      applyReceipt(ctx, {
        recordUid: uid,
        verdict: 'returned',
        archiveNumber: null,
        reason: '请补建议',
        at: ctx.now,
      }),
    );
    await officer.call('records.saveField', { uid, field: 'suggestion', value: '增加备件' });
    await officer.call('records.move', { uid, move: 'submit', password: testPassword });
    await leader.call('records.move', { uid, move: 'review', password: testPassword });
    const detail = await leader.call('records.open', { uid });
    expect(detail.signatures.map((signature) => signature.valid)).toEqual([false, false, true, true]);
    await take(await line());
    const here = await archivist.call('records.open', { uid });
    expect(here.content).toMatchObject({ suggestion: '增加备件' });
    expect(here.row.state).toBe('reviewed');
  });

  it.each([
    ['another owner', { owningSite: 'HQ' }],
    ['a draft', { state: 'draft' }],
    ['an unknown form version', { formVersion: 99 }],
    ['a field that no form knows', { content: { evil: 1 } }],
    ['other content than was signed', { content: { unit: '别的' } }],
    ['another digest', { digest: 'a'.repeat(64) }],
    ['a marking that nobody may write', { marking: '绝密' }],
    ['missing master data', { masters: [] }],
    ['a member too many', { extra: 1 }],
    ['a number of the center', { registrationNumber: 'FX-2026-HQ-0001' }],
    ['a number of another kind', { registrationNumber: 'DH-2026-U1-0001' }],
    ['an archive number in place of its registration', { registrationNumber: 'QR758-11A-2026-U1-0001' }],
    ['a text that is no number', { registrationNumber: '1' }],
  ])('is refused with %s', async (_, change) => {
    const sent = { ...(await line()), ...change };
    expect(() => readRecordLine(sent)).toThrow(expect.objectContaining({ code: 'package.refused' }));
  });

  it('cannot arrive archived: only the center archives', async () => {
    await expect(take({ ...(await line()), state: 'archived' })).rejects.toMatchObject({
      code: 'package.refused',
    });
  });

  it('arrives archived from the center with everything that belongs to it, and stays frozen', async () => {
    const clerk = await center.hire('张信息', ['operator', 'informationOfficer']);
    const things = await stock(clerk);
    const { uid: call } = await clerk.call('records.create', {
      kind: 'phoneRecord',
      taskUid: null,
      customerUid: things.customer,
      equipmentUids: [things.equipment[0] as MasterUid],
      occurredAt: null,
      parts: [],
      content: {
        direction: 'in',
        startedAt: '2026-11-03T01:00:00.000Z',
        caller: '林某',
        need: '雷达黑屏',
        opinion: '电话指导',
        solvedOnCall: true,
        result: '恢复正常',
      },
    });
    await clerk.call('records.move', { uid: call as RecordUid, move: 'close' });
    await clerk.call('records.move', {
      uid: call as RecordUid,
      move: 'archive',
      original: { received: true, from: '张信息', place: '柜', dueOn: null },
    });
    const { read } = center.scratch.database;
    const stored = await recordByUid(read, call);
    const sent = JSON.parse(JSON.stringify(await exportLine(read, stored?.id ?? 0)));
    await officer.write(async (ctx) => {
      await insertSite(ctx.tx, {
        code: 'HQ',
        name: '客户服务中心',
        kind: 'center',
        is_self: 0,
        highest_level: 3,
        root_public_key: null,
        root_pinned_at: null,
        pinned_by: null,
      });
      await applyManyImported(ctx, [readRecordLine(sent)], new Map(), new Map());
    });
    const here = await recordByUid(unit.scratch.database.read, call);
    if (here === undefined) throw new Error('not entered');
    expect(here.state).toBe('archived');
    expect((await wholeOf(unit.scratch.database.read, here)).equipment).toHaveLength(1);
    await expect(officer.write((ctx) => replaceEquipment(ctx.tx, here.id, []))).rejects.toMatchObject({
      code: 'record.frozen',
    });
  });

  it("cannot bring master data in another site's name that is not known here", async () => {
    const sent = await line();
    const masters = sent.masters as { uid: string; owningSite: string }[];
    const [first] = masters;
    if (first === undefined) throw new Error('no master data');
    const forged = { ...first, uid: first.uid.replace(/^U1/, 'HQ'), owningSite: 'HQ' };
    await expect(take({ ...sent, masters: [...masters, forged] })).rejects.toMatchObject({
      code: 'package.refused',
    });
  });
});
