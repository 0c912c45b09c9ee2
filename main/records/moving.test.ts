import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MasterUid, RecordUid } from '../../shared/ids.ts';
import { type Colleague, Office, stock, testPassword, wholeCall } from '../../tests/records/harness.ts';
import { executor } from '../database/stores/recordRows.ts';

let office: Office;
let clerk: Colleague;
let supervisor: Colleague;
let archivist: Colleague;
let things: { customer: MasterUid; model: MasterUid; equipment: MasterUid[] };

beforeEach(async () => {
  office = await Office.open();
  clerk = await office.hire('周信息', ['operator']);
  supervisor = await office.hire('郑主管', ['supervisor']);
  archivist = await office.hire('王管理', ['informationOfficer']);
  things = await stock(archivist);
});
afterEach(() => office.close());

async function move(person: Colleague, uid: RecordUid, act: string, more: Record<string, unknown> = {}) {
  return await person.call('records.move', { uid, move: act as 'close', password: testPassword, ...more });
}

async function closedCall(): Promise<RecordUid> {
  const { uid } = await clerk.call('records.create', {
    kind: 'phoneRecord',
    taskUid: null,
    customerUid: things.customer,
    equipmentUids: [things.equipment[0] as MasterUid],
    occurredAt: null,
    parts: [],
    content: wholeCall,
  });
  await move(clerk, uid as RecordUid, 'close');
  return uid as RecordUid;
}

const original = { received: true, from: '周信息', place: '柜 3', dueOn: null };

describe('moving a record', () => {
  it('closes and archives a call with its two numbers, and freezes it', async () => {
    const uid = await closedCall();
    const done = await move(archivist, uid, 'archive', { original });
    expect(done.registrationNumber).toBe('DH-2026-HQ-0001');
    expect(done.archiveNumber).toBe('QR758-02A-2026-HQ-0001');
    await expect(clerk.call('records.saveField', { uid, field: 'need', value: '改' })).rejects.toMatchObject({
      code: 'record.frozen',
    });
    const detail = await archivist.call('records.open', { uid });
    expect(detail.row).toMatchObject({ state: 'archived', originalState: 'received' });
    expect(detail.history.map((line) => line.act)).toEqual(['新建', '办结', '编号归档']);
    expect(detail.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('does not close what is incomplete and says what is missing', async () => {
    const { uid } = await clerk.call('records.create', {
      kind: 'phoneRecord',
      taskUid: null,
      customerUid: null,
      equipmentUids: [],
      occurredAt: null,
      parts: [],
      content: { need: '询问' },
    });
    await expect(move(clerk, uid as RecordUid, 'close')).rejects.toMatchObject({ code: 'record.incomplete' });
    const detail = await clerk.call('records.open', { uid: uid as RecordUid });
    expect(detail.missing.map((entry) => entry.label)).toContain('对方姓名');
    expect(detail.moves.find((option) => option.move === 'close')?.blocked).toContain('对方姓名');
  });

  it('refuses moves that the lifecycle does not know, and those that no role permits', async () => {
    const uid = await closedCall();
    await expect(move(clerk, uid, 'submit')).rejects.toMatchObject({ code: 'record.move-refused' });
    await expect(move(clerk, uid, 'archive', { original })).rejects.toMatchObject({ code: 'gate.forbidden' });
  });

  it('does not archive without the original or a day by which it must come', async () => {
    const uid = await closedCall();
    await expect(move(archivist, uid, 'archive')).rejects.toMatchObject({ code: 'record.original-required' });
    const missing = { received: false, from: '', place: '', dueOn: '2026-12-01' };
    await move(archivist, uid, 'archive', { original: missing });
    const page = await archivist.call('records.list', { filter: { originalMissing: true } });
    expect(page.rows.map((row) => row.uid)).toEqual([uid]);
  });

  it('voids with a reason and keeps the number for ever', async () => {
    const uid = await closedCall();
    await expect(move(archivist, uid, 'void')).rejects.toMatchObject({ code: 'gate.bad-input' });
    await move(archivist, uid, 'void', { reason: '重复登记' });
    const second = await closedCall();
    const detail = await archivist.call('records.open', { uid: second });
    expect(detail.row.registrationNumber).toBe('DH-2026-HQ-0002');
  });

  it('does not let the author review, nor one who wrote under another role', async () => {
    const both = await office.hire('赵兼任', ['operator', 'supervisor']);
    const { uid } = await both.call('records.create', {
      kind: 'customerInformation',
      taskUid: null,
      customerUid: things.customer,
      equipmentUids: [],
      occurredAt: null,
      parts: [],
      content: {
        source: 'phone',
        informationKind: 'request',
        urgency: 'normal',
        content: '要求提供资料',
        handlingOpinion: '办理',
        department: '客户服务中心',
        result: '已提供',
      },
    });
    await move(both, uid as RecordUid, 'submit');
    await expect(move(both, uid as RecordUid, 'review')).rejects.toMatchObject({
      code: 'record.same-person',
    });
    await move(supervisor, uid as RecordUid, 'review');
    const detail = await supervisor.call('records.open', { uid: uid as RecordUid });
    expect(detail.signatures).toMatchObject([
      { purpose: 'submit', by: '赵兼任', valid: true },
      { purpose: 'review', by: '郑主管', valid: true },
    ]);
  });

  it('signs with the password and refuses a wrong one', async () => {
    const { uid } = await clerk.call('records.create', {
      kind: 'customerInformation',
      taskUid: null,
      customerUid: things.customer,
      equipmentUids: [],
      occurredAt: null,
      parts: [],
      content: {
        source: 'visit',
        informationKind: 'praise',
        content: '感谢',
        handlingOpinion: '转达',
        department: '中心',
        result: '已转达',
      },
    });
    const wrong = { password: 'wrong' };
    await expect(move(clerk, uid as RecordUid, 'submit', wrong)).rejects.toMatchObject({
      code: 'slots.wrong-credentials',
    });
    const none = { password: null };
    await expect(move(clerk, uid as RecordUid, 'submit', none)).rejects.toMatchObject({
      code: 'slots.wrong-credentials',
    });
  });
});

describe('what the database holds whatever the program does', () => {
  it('refuses to change, delete or renumber an archived record by SQL', async () => {
    const uid = await closedCall();
    await move(archivist, uid, 'archive', { original });
    const attacks = [
      `UPDATE records SET content = '{}' WHERE uid = '${uid}'`,
      `UPDATE records SET state = 'draft' WHERE uid = '${uid}'`,
      `UPDATE records SET archive_number = 'X' WHERE uid = '${uid}'`,
      `DELETE FROM records WHERE uid = '${uid}'`,
      `DELETE FROM record_history`,
      `UPDATE record_versions SET content = ''`,
      `UPDATE signatures SET account_uid = 'x'`,
      `DELETE FROM number_register`,
      `UPDATE number_register SET record_uid = NULL`,
      `DELETE FROM record_equipment`,
      `UPDATE custody SET place = ''`,
    ];
    const refused = (attack: string) =>
      office.scratch.database.inTransaction((tx) => sql.raw(attack).execute(executor(tx)));
    for (const attack of attacks) {
      const outcome = await refused(attack).then(
        (result) => (result.numAffectedRows === 0n ? 'nothing to change' : 'changed'),
        () => 'refused',
      );
      expect([attack, outcome]).not.toEqual([attack, 'changed']);
    }
    const detail = await archivist.call('records.open', { uid });
    expect(detail.content).toMatchObject({ need: wholeCall.need });
  });
});
