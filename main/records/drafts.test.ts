import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Instant, MasterUid, RecordUid } from '../../shared/ids.ts';
import { type Colleague, Office, stock, testPassword, wholeCall } from '../../tests/records/harness.ts';
import { openDatabase } from '../database/database.ts';
import { registerOf } from '../database/stores/numbers.ts';
import { recordByUid } from '../database/stores/records.ts';

let office: Office;
let clerk: Colleague;
let archivist: Colleague;
let things: { customer: MasterUid; model: MasterUid; equipment: MasterUid[] };

beforeEach(async () => {
  office = await Office.open();
  clerk = await office.hire('周信息', ['operator']);
  archivist = await office.hire('王管理', ['informationOfficer']);
  things = await stock(archivist);
});
afterEach(() => office.close());

async function draft(
  content: Record<string, string> = {},
  occurredAt: string | null = null,
): Promise<RecordUid> {
  const { uid } = await clerk.call('records.create', {
    kind: 'phoneRecord',
    taskUid: null,
    customerUid: null,
    equipmentUids: [],
    occurredAt: occurredAt as Instant | null,
    parts: [],
    content,
  });
  return uid as RecordUid;
}

describe('a draft', () => {
  it('keeps every saved field when the program dies without warning', async () => {
    const uid = await draft();
    await clerk.call('records.saveField', { uid, field: 'need', value: '雷达不开' });
    await clerk.call('records.saveField', { uid, field: 'caller', value: '李' });
    // What a killed process leaves is what another one finds in file and log at this moment.
    const { cpSync } = await import('node:fs');
    const folder = mkdtempSync(join(tmpdir(), 'killed-'));
    for (const part of ['', '-wal']) cpSync(`${office.scratch.file}${part}`, join(folder, `site.db${part}`));
    const found = await openDatabase({
      file: join(folder, 'site.db'),
      key: office.scratch.key,
      mode: 'existing',
      clock: () => new Date(),
    });
    const record = await recordByUid(found.read, uid);
    await found.close();
    expect(JSON.parse(record?.content ?? '{}')).toMatchObject({ need: '雷达不开', caller: '李' });
    expect(record?.title).toBe('雷达不开');
  });

  it('keeps incomplete typing with its fault, and refuses what no form knows', async () => {
    const uid = await draft();
    const save = (field: string, value: string | number | object) =>
      clerk.call('records.saveField', { uid, field, value: value as string });
    expect((await save('minutes', '3.')).problem).toBe('应为整数');
    expect((await save('need', '你好')).problem).toBeNull();
    await expect(save('nothing', 'x')).rejects.toMatchObject({ code: 'record.field-unknown' });
    await expect(save('__proto__', 'x')).rejects.toMatchObject({ code: 'record.field-unknown' });
    await expect(save('need', { a: 1 })).rejects.toMatchObject({ code: 'record.field-invalid' });
    const { content } = await clerk.call('records.open', { uid });
    expect(content).toMatchObject({ minutes: '3.', need: '你好' });
  });

  it('is found by what was typed into it, and no longer by what was replaced', async () => {
    const uid = await draft({ need: '电源板故障' });
    const find = async (text: string) =>
      (await clerk.call('records.list', { filter: { text } })).rows.map((row) => row.uid);
    expect(await find('电源板')).toEqual([uid]);
    await clerk.call('records.saveField', { uid, field: 'need', value: '天线进水' });
    expect(await find('电源板')).toEqual([]);
    expect(await find('天线')).toEqual([uid]);
    await clerk.call('records.discard', { uid, reason: '误建' });
    expect(await find('天线')).toEqual([]);
    await expect(clerk.call('records.open', { uid })).rejects.toMatchObject({ code: 'record.not-found' });
  });

  it('waits in the trash of its author with the reason, and comes back with the same words', async () => {
    const uid = await draft();
    await clerk.call('records.saveField', { uid, field: 'need', value: '天线不转' });
    await clerk.call('records.discard', { uid, reason: '误建' });
    const own = await clerk.call('records.trash', undefined as never);
    expect(own.rows.map((row) => [row.title, row.reason])).toEqual([['天线不转', '误建']]);
    const other = await office.hire('别人', ['operator']);
    expect((await other.call('records.trash', undefined as never)).rows).toEqual([]);
    const trashed = own.rows[0]?.uid as never;
    await expect(other.call('records.restore', { uid: trashed })).rejects.toMatchObject({
      code: 'record.not-found',
    });
    const back = await clerk.call('records.restore', { uid: trashed });
    const detail = await clerk.call('records.open', { uid: back.uid });
    expect(detail.content).toMatchObject({ need: '天线不转' });
    expect(detail.row.state).toBe('draft');
    expect((await clerk.call('records.trash', undefined as never)).rows).toEqual([]);
    await expect(clerk.call('records.restore', { uid: trashed })).rejects.toMatchObject({
      code: 'record.not-found',
    });
  });

  it('with an attachment is voided and stays instead', async () => {
    const uid = await draft();
    await clerk.call('records.addAttachment', {
      uid,
      role: 'file',
      name: 'a.txt',
      mediaType: 'text/plain',
      content: 'AAAA',
    });
    await clerk.call('records.discard', { uid, reason: '误建' });
    expect((await clerk.call('records.open', { uid })).row.state).toBe('voided');
    expect((await clerk.call('records.trash', undefined as never)).rows).toEqual([]);
  });

  it('says of a paper original who handed it to whom, and in which file, volume and page it is', async () => {
    const uid = await draft();
    const record = (more: object) =>
      clerk.call('records.recordCustody', {
        uid,
        event: 'handed',
        from: '',
        to: '王管理',
        place: '',
        dueOn: null,
        ...more,
      } as never);
    await expect(record({})).rejects.toMatchObject({ code: 'gate.bad-input' });
    await record({ from: '周信息' });
    await record({ event: 'filed', place: '柜 3', file: 'F-12', volume: '2', page: '31' });
    const { custody } = await clerk.call('records.open', { uid });
    expect(custody).toMatchObject([
      { from: '周信息', to: '王管理' },
      { place: '柜 3', file: 'F-12', volume: '2', page: '31' },
    ]);
  });

  it('may be written by those who may write its kind, and by nobody else', async () => {
    const uid = await draft();
    const spares = await office.hire('备件', ['sparesKeeper']);
    const supervisor = await office.hire('主管', ['supervisor']);
    await expect(spares.call('records.saveField', { uid, field: 'need', value: 'x' })).rejects.toMatchObject({
      code: 'record.not-found',
    });
    await expect(
      supervisor.call('records.saveField', { uid, field: 'need', value: 'x' }),
    ).rejects.toMatchObject({ code: 'gate.forbidden' });
    await expect(
      supervisor.call('records.create', {
        kind: 'phoneRecord',
        taskUid: null,
        customerUid: null,
        equipmentUids: [],
        occurredAt: null,
        parts: [],
        content: {},
      }),
    ).rejects.toMatchObject({ code: 'gate.forbidden' });
  });

  it('takes a marking up to the clearance of the person, never above', async () => {
    const low = await office.hire('低', ['operator'], 1);
    const uid = await draft();
    await expect(low.call('records.saveHead', { uid, marking: '秘密★5年' })).rejects.toMatchObject({
      code: 'record.clearance',
    });
    await clerk.call('records.saveHead', { uid, marking: '秘密★5年' });
    await expect(low.call('records.open', { uid })).rejects.toMatchObject({ code: 'record.not-found' });
    expect((await low.call('records.list', { filter: {} })).rows).toEqual([]);
  });

  it('with a moment that no number can have is refused', async () => {
    await expect(draft({}, '1999-01-01T00:00:00.000Z')).rejects.toMatchObject({ code: 'record.number-year' });
  });

  it('takes attachments, and erases the clear file only when it is the one that was taken in', async () => {
    const uid = await draft();
    const path = join(mkdtempSync(join(tmpdir(), 'clear-')), '来函.pdf');
    writeFileSync(path, 'letter');
    office.chosenFile = path;
    const picked = await clerk.call('records.pickAttachment', { uid, role: 'file' });
    const attachmentUid = picked.attachment?.uid as NonNullable<typeof picked.attachment>['uid'];
    const other = { attachmentUid, path: '/etc/hostname', erase: true };
    await expect(clerk.call('records.clearFile', other)).rejects.toMatchObject({ code: 'record.not-found' });
    await clerk.call('records.clearFile', { attachmentUid, path, erase: true });
    expect(existsSync(path)).toBe(false);
    const content = await clerk.call('records.attachmentContent', { uid: attachmentUid });
    expect(Buffer.from(content.content, 'base64').toString()).toBe('letter');
    await expect(
      clerk.call('records.addAttachment', { uid, role: 'file', name: '../x', mediaType: 'a/b', content: '' }),
    ).rejects.toMatchObject({ code: 'attachment.bad-name' });
  });
});

describe('numbers', () => {
  it('are gap-free and unique however many are issued at once, with years mixed and some refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ year: fc.constantFrom(2025, 2026), whole: fc.boolean() }), {
          minLength: 2,
          maxLength: 12,
        }),
        async (wanted) => {
          const uids: RecordUid[] = [];
          for (const { year, whole } of wanted) {
            const content = whole
              ? { ...wholeCall, startedAt: `${year}-06-01T00:00:00.000Z` }
              : { need: '不全', startedAt: `${year}-06-01T00:00:00.000Z` };
            uids.push(await draft(content));
          }
          const results = await Promise.allSettled(
            uids.map((uid) => clerk.call('records.move', { uid, move: 'close', password: testPassword })),
          );
          expect(results.map((result) => result.status === 'fulfilled')).toEqual(
            wanted.map((one) => one.whole),
          );
          for (const year of [2025, 2026]) {
            const register = await registerOf(office.scratch.database.read, 'DH', year, 'HQ');
            expect(register.map((entry) => entry.n)).toEqual(register.map((_, n) => n + 1));
            expect(new Set(register.map((entry) => entry.record_uid)).size).toBe(register.length);
          }
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe('master data', () => {
  it('is picked by name, code and pinyin initials, page by page', async () => {
    for (let n = 0; n < 7; n++) {
      await archivist.call('master.save', {
        uid: null,
        type: 'customer',
        content: { code: `Z${n}`, name: `东海舰队${n}支队`, branch: 'navy' },
      });
    }
    const find = async (text: string) =>
      (await clerk.call('master.list', { type: 'customer', text })).rows.map((row) => row.code);
    expect(await find('舰队3')).toEqual(['Z3']);
    expect(await find('dhjd')).toHaveLength(7);
    expect(await find('z5')).toEqual(['Z5']);
    expect(await find('100%_')).toEqual([]);
    const codes: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { rows: { code: string }[]; next: string | null } = await clerk.call('master.list', {
        type: 'customer',
        limit: 3,
        cursor,
      });
      codes.push(...page.rows.map((row) => row.code));
      cursor = page.next;
    } while (cursor !== null);
    expect(codes).toEqual(['K01', 'Z0', 'Z1', 'Z2', 'Z3', 'Z4', 'Z5', 'Z6']);
  });

  it('refuses a code twice, keeps history, shows the whole life of an equipment', async () => {
    const again = {
      uid: null,
      type: 'customer' as const,
      content: { code: 'K01', name: '另一单位', branch: 'army' },
    };
    await expect(archivist.call('master.save', again)).rejects.toMatchObject({ code: 'master.duplicate' });
    await archivist.call('master.save', {
      uid: things.customer,
      type: 'customer',
      content: { code: 'K01', name: '海军某部（新）', branch: 'navy' },
      reason: '改名',
    });
    const opened = await archivist.call('master.open', { uid: things.customer });
    expect(opened.history.map((line) => [line.version, line.reason])).toEqual([
      [2, '改名'],
      [1, '新建'],
    ]);
    await clerk.call('records.create', {
      kind: 'phoneRecord',
      taskUid: null,
      customerUid: things.customer,
      equipmentUids: [things.equipment[1] as MasterUid],
      occurredAt: null,
      parts: [],
      content: { need: '询问' },
    });
    const life = await clerk.call('master.open', { uid: things.equipment[1] as MasterUid });
    expect(life.records.map((row) => row.title)).toEqual(['询问']);
    const hidden = await (await office.hire('单工', ['engineer'])).call('master.open', {
      uid: things.equipment[1] as MasterUid,
    });
    expect(hidden.records).toEqual([]);
  });
});
