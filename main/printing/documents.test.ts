import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formKinds } from '../../shared/forms/kinds.ts';
import {
  createTestRenderer,
  type PdfFacts,
  pdfFacts,
  type TestRenderer,
} from '../../tests/printing/renderForTest.ts';
import { markOf, sampleSource } from '../../tests/printing/samples.ts';
import { stampCopies } from './copyLayer.ts';
import { formDocument } from './document/formDocument.ts';
import type { DocumentSource } from './document/source.ts';

const printed = [...formKinds, 'task'] as const;
let renderer: TestRenderer;
beforeAll(() => {
  renderer = createTestRenderer();
});
afterAll(async () => {
  await renderer.close();
});

const solid = (text: string): string => text.replace(/\s/g, '');

async function printedForm(source: DocumentSource, forSignature = false): Promise<PdfFacts> {
  return pdfFacts(await renderer.render(formDocument(source, { forSignature })));
}

/** What every page of every document must fulfil. */
function expectGoodPages(facts: PdfFacts, marking: string): void {
  expect(facts.fonts.length).toBeGreaterThan(0);
  for (const font of facts.fonts) expect(font).toMatchObject({ embedded: true, type: 'CID TrueType' });
  for (const [index, text] of facts.texts.entries()) {
    expect(solid(text), `page ${index + 1}`).toContain(marking);
    expect(solid(text)).toContain(`第${index + 1}页共${facts.pages}页`);
  }
}

describe.each(printed)('%s on paper', (kind) => {
  it.each([
    { rows: 1, text: 60 },
    { rows: 50, text: 1500 },
  ])('keeps every word, mark and page number with $rows rows and texts of $text characters', async (size) => {
    const source = sampleSource(kind, size);
    const facts = await printedForm(source);
    expectGoodPages(facts, '秘密★5年');
    const text = solid(facts.texts.join(''));
    expect(text).toContain(solid(source.form.title));
    if (source.form.code.startsWith('QR758')) expect(text).toContain(source.form.code);
    for (const field of source.form.fields) {
      const onPaper =
        field.paper?.show !== false && field.type === 'longText' && field.visibleWhen === undefined;
      if (onPaper) expect(text, field.label).toContain(solid(markOf(field.key)));
      if (field.type === 'itemList' && size.rows > 1) {
        const last = `${field.columns?.find((column) => column.type === 'text')?.label ?? ''}${size.rows}`;
        expect(text, field.label).toContain(solid(last));
      }
    }
  });
});

describe('a form on paper', () => {
  it('repeats the label of a long text on every page that the text reaches', async () => {
    const source = sampleSource('serviceInformation', { rows: 1, text: 30 });
    const long = '本次服务中未发现质量问题，设备工作正常。'.repeat(250);
    const facts = await printedForm({ ...source, content: { ...source.content, qualityInformation: long } });
    expect(facts.pages).toBeGreaterThan(2);
    const reached = facts.texts.filter((text) => solid(text).split('设备工作正常').length > 5);
    expect(reached.length).toBeGreaterThan(1);
    for (const text of reached) expect(solid(text)).toContain('产品质量信息');
  });

  it('repeats the head of a list on every page that has rows of it', async () => {
    const facts = await printedForm(sampleSource('outgoingItem', { rows: 50, text: 20 }));
    const withRows = facts.texts.filter(
      (text) => /编号\d+/.test(solid(text)) && solid(text).includes('名称'),
    );
    expect(facts.pages).toBeGreaterThan(1);
    expect(withRows.length).toBeGreaterThan(1);
    for (const text of withRows) expect(solid(text)).toContain('序号名称型号规格数量编号');
  });

  it('shows only the parts that were chosen', async () => {
    const source = sampleSource('repairReport', { rows: 1, text: 30 });
    const facts = await printedForm({ ...source, parts: ['support'] });
    const text = solid(facts.texts.join(''));
    expect(text).toContain('保障活动');
    expect(text).not.toContain('故障现象');
    expect(text).not.toContain('参训人数');
  });

  it('leaves room for what the customer writes when it is printed for signature', async () => {
    const source = sampleSource('repairReport', { rows: 0, text: 30, customer: false });
    const facts = await printedForm(source, true);
    const text = solid(facts.texts.join(''));
    for (const words of ['非常满意', '行为规范', '验收合格', '用户签字（盖章）', '加盖公章', '签署人']) {
      expect(text).toContain(words);
    }
    expect(text).not.toContain('未签署');
    expect(text).not.toContain('（无）');
  });

  it('takes no markup from what people wrote', async () => {
    const source = sampleSource('phoneRecord', { rows: 1, text: 10 });
    const evil = '</td></table><style>*{display:none}</style><script>x</script>&amp;"\'';
    const html = formDocument(
      { ...source, marking: '秘密";}@page{margin:0}', content: { ...source.content, need: evil } },
      { forSignature: false },
    );
    expect(html).not.toContain('<script>');
    expect(html.match(/<style>/g)).toHaveLength(1);
    expect(html).not.toContain('";}@page');
    const facts = pdfFacts(await renderer.render(html));
    expect(solid(facts.texts.join(''))).toContain('<script>x</script>&amp;"');
  });
});

describe('the layer of a copy', () => {
  it('puts copy number, trace code and watermark on every page, 草稿 on a draft, and leaves the body as it is', async () => {
    const body = await renderer.render(
      formDocument(sampleSource('batchReport', { rows: 30, text: 200 }), { forSignature: false }),
    );
    const layers = [1, 2].map((n) => ({
      copyNumber: `HQ-2026-000123/0${n}`,
      traceCode: `HQ-7K3M9-QXT4${n}`,
      watermark: '张喆堃 zhangzk 2026-11-22 15:43 客户服务中心',
      banner: n === 2 ? ('草稿' as const) : null,
    }));
    const place = { layout: 'form', landscape: false } as const;
    const copies = await stampCopies(body, layers, place, renderer.render);
    const bare = pdfFacts(body);
    for (const [index, copy] of copies.entries()) {
      const facts = pdfFacts(copy);
      expect(facts.pages).toBe(bare.pages);
      expectGoodPages(facts, '秘密★5年');
      const drawn = solid(facts.drawn);
      expect(drawn.split('zhangzk').length - 1).toBeGreaterThanOrEqual(20 * facts.pages);
      expect(drawn.split('草稿，不得作为依据').length - 1).toBe(index === 1 ? facts.pages : 0);
      for (const text of facts.texts) {
        expect(solid(text)).toContain(`HQ-2026-000123/0${index + 1}`);
        expect(solid(text)).toContain(`追踪码HQ-7K3M9-QXT4${index + 1}`);
      }
    }
  });

  it('is refused for a watermark that no face can show', async () => {
    const layer = { copyNumber: 'HQ-2026-000001/01', traceCode: null, watermark: '王😀', banner: null };
    const stamping = stampCopies(
      new Uint8Array(),
      [layer],
      { layout: 'form', landscape: false },
      renderer.render,
    );
    await expect(stamping).rejects.toMatchObject({ code: 'print.missing-glyphs' });
  });
});
