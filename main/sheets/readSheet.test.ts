import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { masterFormFor } from '../../shared/forms/registry.ts';
import { readCell, type SheetCell } from '../../shared/sheets/cells.ts';
import { columnLetters, mostSheetRows, readSheet } from './readSheet.ts';
import { writeSheet } from './writeSheet.ts';
import { packParts, unpackParts } from './zipParts.ts';

const plain = await writeSheet({
  marking: '内部',
  title: '用户单位',
  origin: '试验',
  headings: ['单位代码', '数量'],
  rows: [
    ['0012345678901234567', 3.5],
    ['=HYPERLINK("x")', 1],
  ],
});
const page = 'xl/worksheets/sheet1.xml';

/** The plain table with one part rewritten. */
function withPart(name: string, change: (text: string) => string): Buffer {
  const parts = unpackParts(plain);
  parts.set(name, Buffer.from(change(parts.get(name)?.toString('utf8') ?? '')));
  return packParts(parts);
}
const withPage = (change: (text: string) => string) => withPart(page, change);
const refusal = (words: string) =>
  expect.objectContaining({ params: { detail: expect.stringContaining(words) } });

/** An archive of one deflated part whose directory says what it likes about the size. */
function packed(name: string, bytes: Buffer, said: number, flags = 0): Buffer {
  const data = deflateRawSync(bytes);
  const label = Buffer.from(name);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(label.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(flags, 8);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(crc32(bytes), 16);
  entry.writeUInt32LE(data.length, 20);
  entry.writeUInt32LE(said, 24);
  entry.writeUInt16LE(label.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + label.length, 12);
  end.writeUInt32LE(30 + label.length + data.length, 16);
  return Buffer.concat([head, label, data, entry, label, end]);
}

describe('a table file', () => {
  it('keeps identifiers as text through writing and reading, and nothing becomes a formula', async () => {
    const { lines, faults } = await readSheet(plain);
    expect(faults).toEqual([]);
    expect(lines.slice(2)).toEqual([
      ['单位代码', '数量'],
      ['0012345678901234567', { number: '3.5' }],
      ['=HYPERLINK("x")', { number: '1' }],
    ]);
    expect(unpackParts(plain).get(page)?.toString()).not.toContain('<f>');
  });

  it('bears its mark in the first cell, in the name of the sheet and on every printed page', async () => {
    const parts = unpackParts(
      await writeSheet({
        marking: '机密★10年',
        title: '产品',
        origin: '甲 & 乙',
        headings: ['编号'],
        rows: [['1']],
      }),
    );
    expect(parts.get('xl/workbook.xml')?.toString()).toContain('name="机密★10年 产品"');
    expect(parts.get(page)?.toString()).toContain('<oddHeader>&amp;L机密★10年</oddHeader>');
    expect(parts.get(page)?.toString()).toContain('甲 &amp;&amp; 乙');
  });

  it.each([
    ['no archive', Buffer.from('编号,名称\n1,甲'), '不是 .xlsx'],
    ['nothing', Buffer.alloc(0), '不是 .xlsx'],
    ['an old or encrypted workbook', Buffer.from('d0cf11e0a1b11ae1'.padEnd(128, '0'), 'hex'), '旧版 .xls'],
    ['half a file', plain.subarray(0, plain.length / 2), '不是 .xlsx'],
    ['an encrypted part', packed('xl/workbook.xml', Buffer.from('<a/>'), 4, 1), '加了密码'],
    ['macros', packed('xl/vbaProject.bin', Buffer.from('x'), 1), '宏'],
    [
      'a part that says it is small and unpacks to much',
      packed(page, Buffer.alloc(64 * 1024 ** 2), 100),
      '解开后超过',
    ],
    ['a part that says it is large', packed(page, Buffer.from('x'), 2 ** 31), '解开后超过'],
    ['an archive without a workbook', packed('readme.xml', Buffer.from('x'), 1), '不是 .xlsx'],
    [
      'a declaration',
      withPage((text) => text.replace('<worksheet', '<!DOCTYPE a [<!ENTITY b "c">]><worksheet')),
      '不是普通',
    ],
    [
      'a cell at the end of the world',
      withPage((text) => text.replace('r="A4"', 'r="XFD1048576"')),
      '行之后',
    ],
    ['a cell far to the right', withPage((text) => text.replace('r="A4"', 'r="ZZ4"')), 'ZZ 列'],
    [
      'a cell that hides where it is',
      withPage((text) => text.replace('r="A4"', 'x=">" r="A9999999"')),
      '没有写明位置',
    ],
    ['a formula outside a cell', withPage((text) => text.replace('</row>', '<f>1</f></row>')), '公式不在'],
    [
      'two sheets',
      packParts(unpackParts(plain).set('xl/worksheets/b.xml', Buffer.from('<a/>'))),
      '2 张工作表',
    ],
    ['a broken page', withPage(() => '<worksheet><sheetData><row'), '读不出来'],
  ])('is refused when it is %s', async (_what, file, words) => {
    await expect(readSheet(file)).rejects.toEqual(refusal(words));
  });

  it('names every formula and merged cell by row and column, and believes no kept result', async () => {
    const { faults } = await readSheet(
      withPage((text) =>
        text
          .replace(/<c r="B4"([^>]*)>/, '<c r="B4"$1><f>1+1</f>')
          .replace('</sheetData>', '</sheetData><mergeCells><mergeCell ref="A4:A5"/></mergeCells>'),
      ),
    );
    expect(faults).toEqual([
      { row: 4, column: 'B', problem: expect.stringContaining('公式') },
      { row: 4, column: 'A', problem: expect.stringContaining('合并') },
    ]);
  });

  it('is read as it was checked: what else lies in the archive is gone', () => {
    const parts = unpackParts(
      packParts(new Map([...unpackParts(plain), ['xl/media/a.png', Buffer.from('x')]])),
    );
    expect([...parts.keys()]).not.toContain('xl/media/a.png');
    expect(mostSheetRows).toBeLessThan(10_000);
    expect([0, 25, 26, 701, 702].map(columnLetters)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA']);
  });
});

describe('a cell', () => {
  const equipment = masterFormFor('equipment');
  const staff = masterFormFor('staff');
  const model = masterFormFor('model');
  const read = (form: typeof equipment, key: string, cell: SheetCell) => {
    const field = form.fields.find((one) => one.key === key);
    if (field === undefined) throw new Error(key);
    const answer = readCell(field, cell);
    return 'problem' in answer ? answer.problem : answer.value;
  };

  it.each([
    [equipment, 'serial', { number: '12345' }, '12345'],
    [equipment, 'serial', ' S-001 ', 'S-001'],
    [equipment, 'deliveredDay', '2026年3月5日', '2026-03-05'],
    [equipment, 'deliveredDay', { date: '2026-03-05T00:00:00.000Z' }, '2026-03-05'],
    [equipment, 'hoursUsed', '12.5', 12.5],
    [model, 'modelKind', '单机', 'single'],
    [model, 'military', '否', false],
    [model, 'quantityMade', { number: '20' }, 20],
    [
      staff,
      'trainings',
      '服务规范｜｜2026-01-10；产品技术|HG-1|2026/1/12',
      [
        { kind: 'norms', day: '2026-01-10' },
        { kind: 'product', model: 'HG-1', day: '2026-01-12' },
      ],
    ],
  ] as const)('of %# says what the field holds', (form, key, cell, value) => {
    expect(read(form, key, cell)).toEqual(value);
  });

  it.each([
    [equipment, 'serial', { number: '1.2345678901234567E+19' }, '位数可能已丢失'],
    [equipment, 'serial', { number: '1234567890123456' }, '位数可能已丢失'],
    [equipment, 'serial', { date: '2026-03-05T00:00:00.000Z' }, '却是日期'],
    [equipment, 'deliveredDay', { number: '46086' }, '是数字 46086，不是日期'],
    [equipment, 'deliveredDay', '2026-02-30', '日期应为'],
    [equipment, 'hoursUsed', '很多', '应为数字'],
    [model, 'modelKind', '整机', '可填：单机、系统'],
    [model, 'military', '1', '应填'],
    [staff, 'trainings', '服务规范｜｜昨天', '“培训日期”日期应为'],
    [staff, 'trainings', 'a｜b｜c｜d｜e｜f', '每行至多 5 项'],
  ] as const)('of %# says what is wrong with it', (form, key, cell, words) => {
    expect(read(form, key, cell)).toEqual(expect.stringContaining(words));
  });
});
