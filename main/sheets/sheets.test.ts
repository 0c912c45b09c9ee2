import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordUid } from '../../shared/ids.ts';
import { type Colleague, Office, stock, wholeCall } from '../../tests/records/harness.ts';
import { insertMedium } from '../database/stores/exchange.ts';
import { readSheet } from './readSheet.ts';
import { writeSheet } from './writeSheet.ts';

let office: Office;
let clerk: Colleague;
let leader: Colleague;
let second: Colleague;
let operator: Colleague;
let folder: string;
let things: Awaited<ReturnType<typeof stock>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sheets-'));
  office = await Office.open();
  clerk = await office.hire('王管理', ['informationOfficer']);
  leader = await office.hire('方领导', ['centerLeader']);
  second = await office.hire('低密级', ['centerLeader'], 1);
  operator = await office.hire('周信息', ['operator']);
  things = await stock(clerk);
  await office.scratch.database.inTransaction(async (tx) => {
    const medium = {
      kind: 'U盘',
      serial: 'x',
      holder: '王管理',
      registered_by: clerk.uid,
      registered_at: '2026-01-01',
    };
    await insertMedium(tx, { ...medium, number: 'M-内', level: 1 });
    await insertMedium(tx, { ...medium, number: 'M-密', level: 3 });
  });
});
afterAll(async () => {
  await office.close();
  await rm(folder, { recursive: true, force: true });
});

async function call(need: string, marking?: string): Promise<RecordUid> {
  const { uid } = await operator.call('records.create', {
    kind: 'phoneRecord',
    taskUid: null,
    customerUid: things.customer,
    equipmentUids: [],
    occurredAt: null,
    parts: [],
    content: { ...wholeCall, need },
  });
  if (marking !== undefined) await operator.call('records.saveHead', { uid, marking });
  return uid;
}

const calls = (columns: string[], text = '') => ({
  list: 'records' as const,
  filter: { kinds: ['phoneRecord' as const], text },
  columns,
});
const ask = (
  who: Colleague,
  source: ReturnType<typeof calls>,
  medium = 'M-密',
  marking: string | null = null,
) => who.call('sheets.apply', { source, title: '电话记录', purpose: '交质量部门分析', medium, marking });

/** Writes a table as a person would fill it in, and lets the next dialog choose it. */
async function fill(headings: string[], rows: (string | number)[][]): Promise<void> {
  const path = join(folder, `${office.newUid()}.xlsx`);
  await writeFile(path, await writeSheet({ marking: '内部', title: '填表', origin: '', headings, rows }));
  office.chosenFile = path;
}
const customers = { into: 'master', type: 'customer' } as const;
const customerHeadings = ['单位代码', '单位名称', '用户分类', '联系人'];
const present = async (code: string) =>
  (await clerk.call('master.list', { type: 'customer', text: code })).rows.find((row) => row.code === code);

describe('a list as a file', () => {
  it('leaves after another person approved it, with its mark and register line, and only once', async () => {
    await call('雷达显示异常甲', '机密★10年');
    await call('雷达显示异常乙');
    const order = await ask(clerk, calls(['number', 'title', 'customer', 'field.caller', 'field.minutes']));
    expect(order).toMatchObject({ rows: 2, marking: '机密★10年' });
    await expect(clerk.call('sheets.write', { uid: order.uid, folder })).rejects.toMatchObject({
      code: 'sheet.state',
    });
    await expect(clerk.call('sheets.decide', { uid: order.uid, approve: true })).rejects.toMatchObject({
      code: 'sheet.same-person',
    });
    const shown = await leader.call('sheets.preview', { uid: order.uid });
    expect(shown.headings).toEqual(['编号', '密级标识', '摘要', '用户单位', '对方姓名', '通话分钟']);
    await leader.call('sheets.decide', { uid: order.uid, approve: true });
    const written = await clerk.call('sheets.write', { uid: order.uid, folder });
    expect(written.file).toContain('机密★10年 电话记录.xlsx');
    const { lines } = await readSheet(await readFile(written.file));
    expect(lines[0]).toEqual(expect.arrayContaining(['机密★10年', '电话记录']));
    expect(lines[2]).toEqual(shown.headings);
    expect(
      lines
        .slice(3)
        .map((line) => line[1])
        .sort(),
    ).toEqual(['内部', '机密★10年']);
    const [line] = (await clerk.call('sheets.orders', undefined)).rows;
    expect(line).toMatchObject({ state: 'written', sha256: written.sha256, approver: '方领导', rows: 2 });
    expect(String(lines[1]?.[0])).toContain(line?.traceCode);
    await expect(clerk.call('sheets.write', { uid: order.uid, folder })).rejects.toMatchObject({
      code: 'sheet.state',
    });
  });

  it('has only what the person may read, and is looked at only by who may read all of it', async () => {
    const low = await office.hire('低密信息', ['operator'], 1);
    expect(await ask(low, calls(['title']), 'M-内')).toMatchObject({ marking: '内部' });
    const order = await ask(clerk, calls(['title']));
    await expect(second.call('sheets.preview', { uid: order.uid })).rejects.toMatchObject({
      code: 'sheet.not-found',
    });
    await expect(second.call('sheets.decide', { uid: order.uid, approve: true })).rejects.toMatchObject({
      code: 'sheet.not-found',
    });
    expect((await second.call('sheets.orders', undefined)).rows.map((row) => row.uid)).not.toContain(
      order.uid,
    );
    await expect(low.call('sheets.preview', { uid: order.uid })).rejects.toMatchObject({
      code: 'sheet.not-found',
    });
  });

  it('is refused for a medium below its level, a mark below its rows, an unknown medium and an empty list', async () => {
    await expect(ask(clerk, calls(['title']), 'M-内')).rejects.toMatchObject({ code: 'sheet.level' });
    await expect(ask(clerk, calls(['title']), 'M-密', '内部')).rejects.toMatchObject({ code: 'sheet.level' });
    await expect(ask(clerk, calls(['title']), 'M-无')).rejects.toMatchObject({
      code: 'exchange.media-unwritable',
    });
    await expect(ask(clerk, calls(['title'], '没有这样的词'))).rejects.toMatchObject({ code: 'sheet.empty' });
    await expect(ask(clerk, calls(['field.nothing']))).rejects.toMatchObject({ code: 'gate.bad-input' });
    expect(await ask(clerk, calls(['title']), 'M-密', '机密★20年')).toMatchObject({ marking: '机密★20年' });
  });

  it('does not leave once a row says something else, or rose above the mark', async () => {
    const uid = await call('电源故障丙');
    const order = await ask(clerk, calls(['title'], '电源故障丙'));
    await leader.call('sheets.decide', { uid: order.uid, approve: true });
    await operator.call('records.saveField', { uid, field: 'need', value: '电源故障丙，已更正' });
    await expect(clerk.call('sheets.write', { uid: order.uid, folder })).rejects.toMatchObject({
      code: 'sheet.changed',
    });
    const refused = await ask(clerk, calls(['title'], '电源故障丙'));
    await expect(leader.call('sheets.decide', { uid: refused.uid, approve: false })).rejects.toMatchObject({
      code: 'gate.bad-input',
    });
    await leader.call('sheets.decide', { uid: refused.uid, approve: false, reason: '用途不明' });
    await expect(clerk.call('sheets.write', { uid: refused.uid, folder })).rejects.toMatchObject({
      code: 'sheet.state',
    });
  });

  it('stays approved when the file cannot be written', async () => {
    const order = await clerk.call('sheets.apply', {
      source: { list: 'master', type: 'equipment', columns: ['field.serial', 'field.model', 'state'] },
      title: '产品',
      purpose: '清点',
      medium: 'M-内',
    });
    await leader.call('sheets.decide', { uid: order.uid, approve: true });
    await expect(
      clerk.call('sheets.write', { uid: order.uid, folder: join(folder, 'nothing', 'here') }),
    ).rejects.toMatchObject({ code: 'exchange.media-unwritable' });
    const { file } = await clerk.call('sheets.write', { uid: order.uid, folder });
    const { lines } = await readSheet(await readFile(file));
    expect(lines.slice(3)).toEqual(
      ['S001', 'S002', 'S003'].map((serial) => [serial, 'HG-1 导航雷达', '在用']),
    );
  });
});

describe('a table taken in', () => {
  it('is shown row by row, taken in whole, and taken back whole while nothing was built on it', async () => {
    const before = await clerk.call('master.save', {
      uid: null,
      type: 'customer',
      content: { code: 'K20', name: '旧名称', branch: 'navy' },
    });
    await fill(customerHeadings, [
      ['K20', '新名称', '海军', '李参谋｜参谋｜021-1；王助理'],
      ['K21', '某新单位', '海军', ''],
      ['K01', '海军某部', '海军', ''],
    ]);
    const checked = await clerk.call('sheets.check', { target: customers });
    expect(checked.problems).toEqual([]);
    expect(checked.rows.map((row) => [row.row, row.verdict])).toEqual([
      [4, 'changed'],
      [5, 'new'],
      [6, 'same'],
    ]);
    expect(checked.rows[0]?.differences).toContainEqual({
      label: '单位名称',
      ours: '旧名称',
      theirs: '新名称',
    });
    expect(await present('K21')).toBeUndefined();
    const previewUid = checked.previewUid ?? office.newUid();
    const taken = await clerk.call('sheets.take', { previewUid });
    expect(taken).toMatchObject({ added: 1, changed: 1, same: 1 });
    await expect(clerk.call('sheets.take', { previewUid })).rejects.toMatchObject({
      code: 'sheet.preview-gone',
    });
    expect((await present('K20'))?.content).toMatchObject({
      contacts: [{ name: '李参谋', post: '参谋', phone: '021-1' }, { name: '王助理' }],
    });
    await expect(
      leader.call('sheets.undo', { uid: taken.uid, reason: '不是我导入的' }),
    ).rejects.toMatchObject({
      code: 'sheet.not-found',
    });
    await clerk.call('sheets.undo', { uid: taken.uid, reason: '取错了文件' });
    expect(await present('K21')).toBeUndefined();
    expect(await present('K20')).toMatchObject({ uid: before.uid, name: '旧名称' });
    await expect(clerk.call('sheets.undo', { uid: taken.uid, reason: '再撤销' })).rejects.toMatchObject({
      code: 'sheet.undone',
    });
    // The same file goes in again: what was retired comes back.
    const again = await clerk.call('sheets.check', { target: customers });
    expect(again.rows[1]?.differences).toContainEqual({
      label: '条目状态',
      ours: '已停用',
      theirs: '恢复使用',
    });
    const back = await clerk.call('sheets.take', { previewUid: again.previewUid ?? office.newUid() });
    expect(await present('K21')).toMatchObject({ state: 'active' });
    await clerk.call('sheets.clearFile', { uid: back.uid, path: back.clearFile, erase: true });
    await expect(readFile(back.clearFile)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('stays when one of its entries was used or changed since', async () => {
    await fill(customerHeadings, [['K30', '被使用的单位', '海军', '']]);
    const checked = await clerk.call('sheets.check', { target: customers });
    const { uid } = await clerk.call('sheets.take', { previewUid: checked.previewUid ?? office.newUid() });
    const made = await present('K30');
    await operator.call('records.create', {
      kind: 'phoneRecord',
      taskUid: null,
      customerUid: made?.uid ?? null,
      equipmentUids: [],
      occurredAt: null,
      parts: [],
      content: wholeCall,
    });
    await expect(clerk.call('sheets.undo', { uid, reason: '取错了文件' })).rejects.toMatchObject({
      code: 'sheet.built-on',
      params: { detail: 'K30' },
    });
    expect(await present('K30')).toBeDefined();
  });

  it('names every fault by row and column in Chinese and takes in nothing', async () => {
    await fill(
      ['产品编号', '型号', '用户单位', '交付日期', '累计工作时间', '不认识'],
      [
        ['S100', 'HG-1', 'K01 海军某部', 46086, '很多', ''],
        ['S101', '没有的型号', 'K01', '2026-01-01', 5, ''],
        ['S102', 'HG-1', 'K01', '', '', '有内容'],
        ['S102', 'HG-1', '', '', '', ''],
        ['', 'HG-1', '', '', '', ''],
      ],
    );
    const checked = await clerk.call('sheets.check', { target: { into: 'master', type: 'equipment' } });
    expect(checked.previewUid).toBeNull();
    expect(checked.problems.map(({ row, column, problem }) => `${row} ${column} ${problem}`)).toEqual([
      expect.stringMatching(/^3 F 没有“不认识”这一栏/),
      expect.stringMatching(/^4 D 交付日期 是数字 46086，不是日期/),
      expect.stringMatching(/^4 E 累计工作时间 应为数字/),
      expect.stringMatching(/^5 B 型号 基础资料中没有代码“没有的型号”的产品型号/),
      expect.stringMatching(/^7 A 产品编号 与第 6 行重复/),
      expect.stringMatching(/^8 A 产品编号 必填/),
    ]);
    expect((await clerk.call('master.list', { type: 'equipment', text: 'S10' })).rows).toEqual([]);
    await fill(['单位代码', '地址'], [['K40', '上海']]);
    const short = await clerk.call('sheets.check', { target: customers });
    expect(short.problems.map((one) => one.problem)).toEqual(
      expect.arrayContaining(['缺少“单位名称”列', '缺少“用户分类”列']),
    );
    office.chosenFile = null;
    expect(await clerk.call('sheets.check', { target: customers })).toMatchObject({
      file: null,
      previewUid: null,
    });
  });

  it('is judged again when it is taken in', async () => {
    await fill(['产品编号', '型号'], [['S200', 'TMP-1']]);
    const model = await clerk.call('master.save', {
      uid: null,
      type: 'model',
      content: {
        code: 'TMP-1',
        name: '暂',
        modelKind: 'single',
        phase: 'finalised',
        quantityMade: 1,
        military: true,
      },
    });
    const checked = await clerk.call('sheets.check', { target: { into: 'master', type: 'equipment' } });
    await clerk.call('master.retire', { uid: model.uid, reason: '停产停用' });
    await expect(
      clerk.call('sheets.take', { previewUid: checked.previewUid ?? office.newUid() }),
    ).rejects.toMatchObject({ code: 'sheet.has-errors' });
  });

  it('makes drafts of records that their author completes, and puts them into the trash when taken back', async () => {
    const target = { into: 'records', kind: 'phoneRecord' } as const;
    await fill(
      ['来电/去电', '通话时间', '对方姓名', '用户需求', '用户单位', '产品编号', '通话中已解决'],
      [
        ['来电', '2025-03-04 09:30', '赵助理', '老记录一', 'K01', 'S001；S002', '是'],
        ['来电', '2025/3/5 10:00', '钱参谋', '老记录二', '', '', ''],
      ],
    );
    const checked = await clerk.call('sheets.check', { target });
    expect(checked.problems).toEqual([]);
    const taken = await clerk.call('sheets.take', { previewUid: checked.previewUid ?? office.newUid() });
    expect(taken).toMatchObject({ added: 2 });
    const { rows } = await clerk.call('records.list', { filter: { kinds: ['phoneRecord'], text: '老记录' } });
    expect(rows.map((row) => [row.state, row.occurredAt])).toEqual([
      ['draft', '2025-03-05T02:00:00.000Z'],
      ['draft', '2025-03-04T01:30:00.000Z'],
    ]);
    const first = await clerk.call('records.open', { uid: rows[1]?.uid as RecordUid });
    expect(first.equipment.map((one) => one.code)).toEqual(['S001', 'S002']);
    await clerk.call('sheets.undo', { uid: taken.uid, reason: '先不导入' });
    expect((await clerk.call('records.trash', undefined)).rows.map((row) => row.reason)).toEqual([
      '撤销导入：先不导入',
      '撤销导入：先不导入',
    ]);
    const again = await clerk.call('sheets.check', { target });
    const kept = await clerk.call('sheets.take', { previewUid: again.previewUid ?? office.newUid() });
    const drafts = await clerk.call('records.list', { filter: { kinds: ['phoneRecord'], text: '老记录一' } });
    await clerk.call('records.saveField', {
      uid: drafts.rows[0]?.uid as RecordUid,
      field: 'opinion',
      value: '已改',
    });
    await expect(clerk.call('sheets.undo', { uid: kept.uid, reason: '先不导入' })).rejects.toMatchObject({
      code: 'sheet.built-on',
    });
  });

  it('goes into nothing that the person could not write by hand, and reports never come from a table', async () => {
    const officer = await office.hire('无关人', ['engineer']);
    const reports = { into: 'records', kind: 'repairReport' } as const;
    await expect(clerk.call('sheets.check', { target: reports })).rejects.toMatchObject({
      code: 'gate.forbidden',
    });
    await expect(officer.call('sheets.check', { target: customers })).rejects.toMatchObject({
      code: 'gate.forbidden',
    });
    const { file } = await clerk.call('sheets.template', { target: customers, folder });
    const { lines } = await readSheet(await readFile(file));
    expect(lines[2]?.slice(0, 3)).toEqual(['单位代码', '单位名称', '用户分类']);
  });
});
