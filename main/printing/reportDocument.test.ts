import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FigureSet } from '../../shared/contract/reports.ts';
import { createTestRenderer, pdfFacts, type TestRenderer } from '../../tests/printing/renderForTest.ts';
import { sampleSource } from '../../tests/printing/samples.ts';
import { reportDocument } from './document/reportDocument.ts';
import type { DocumentSource } from './document/source.ts';

let renderer: TestRenderer;
beforeAll(() => {
  renderer = createTestRenderer();
});
afterAll(async () => {
  await renderer.close();
});

const solid = (text: string): string => text.replace(/\s/g, '');
const none: FigureSet = { figures: [], tables: [], months: [] };

function report(content: Record<string, unknown>): DocumentSource {
  const source = sampleSource('situationReport', { rows: 0, text: 0 });
  return { ...source, content: { ...source.content, heading: '2026年10月海军用户军品服务简报', ...content } };
}

function figures(rows: number): FigureSet {
  return {
    figures: Array.from({ length: rows }, (_, index) => ({
      key: `f${index}`,
      label: `指标${index + 1}`,
      definition: '本期发生、已提交的服务报告份数，无效和作废的不计',
      clause: '5.7.4',
      value: index % 3 === 0 ? null : index,
      previous: index % 2 === 0 ? null : index + 1,
      unit: '次',
      trend: [],
    })),
    months: [],
    tables: [
      {
        key: 'servicesByKind',
        title: '服务次数',
        columns: ['服务类别', '本期', '上期'],
        rows: [
          ['开通', 5, 3],
          ['维修', 0, 4],
        ],
      },
      {
        key: 'sites',
        title: '用户单位',
        columns: ['用户单位', '服务次数'],
        rows: Array.from({ length: rows * 3 }, (_, index) => [`第${index + 1}修理所`, index]),
      },
    ],
  };
}

describe('a report after GB/T 9704', () => {
  it('has 22 lines of 28 characters on a page', async () => {
    const facts = pdfFacts(
      await renderer.render(reportDocument(report({ overview: '装备服务'.repeat(500) }), none)),
    );
    const lines = (facts.texts[1] ?? '')
      .split('\n')
      .map(solid)
      .filter((line) => /^[装备服务]+$/.test(line));
    expect(lines).toHaveLength(22);
    expect(new Set(lines.map((line) => line.length))).toEqual(new Set([28]));
  });

  it('shows every figure and table with definition, 无数据 where nothing is known, and repeats heads', async () => {
    const facts = pdfFacts(await renderer.render(reportDocument(report({}), figures(40))));
    const text = solid(facts.texts.join(''));
    for (const words of [
      '指标1',
      '指标40',
      '无数据',
      '第1修理所',
      '第120修理所',
      '图1',
      '表3',
      '本期',
      '上期',
    ]) {
      expect(text).toContain(words);
    }
    for (const page of facts.texts.map(solid)) {
      expect(page).toContain('秘密★5年');
      if (/第\d+修理所/.test(page)) expect(page).toContain('用户单位服务次数');
      if (/指标\d+/.test(page)) expect(page).toContain('指标本期上期增减');
    }
  });

  it('embeds every face, also the one that closes the stack, and none as drawn shapes', async () => {
    const rare = '劐阢坶塥蒈蓰';
    const html = reportDocument(report({ heading: `${rare}简报`, overview: `${rare}ЖΩ①℃` }), figures(3));
    const facts = pdfFacts(await renderer.render(html));
    expect(facts.fonts.some((font) => /WenKai/i.test(font.name))).toBe(true);
    for (const font of facts.fonts) expect(font).toMatchObject({ embedded: true, type: 'CID TrueType' });
    expect(solid(facts.texts.join('')).split(rare)).toHaveLength(3);
  });
});
