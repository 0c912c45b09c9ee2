import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createHeadlessPdf } from '../../tests/electron/headlessPdf.ts';
import { createPdfRenderer, pdfOptions } from './renderPdf.ts';
import { createDocumentShelf, type DocumentFiles } from './scheme.ts';

const fonts = join(import.meta.dirname, '..', '..', 'node_modules', '@fontsource', 'lxgw-wenkai', 'files');
const files: DocumentFiles = new Map([
  [
    '/fonts/text.woff2',
    { type: 'font/woff2', content: { file: join(fonts, 'lxgw-wenkai-latin-500-normal.woff2') } },
  ],
]);
const face = '@font-face{font-family:Text;src:url(fonts/text.woff2)}body{font-family:Text}';

describe('rendering to PDF in Chromium', () => {
  const { renderPdf, close } = createHeadlessPdf();
  afterAll(close);
  const text = (pdf: Uint8Array) =>
    execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf }).toString();
  const info = (pdf: Uint8Array) => execFileSync('pdfinfo', ['-'], { input: pdf }).toString();

  it('takes page size, margins and page numbers from the document', async () => {
    const css =
      '@page{size:A4 landscape;margin:20mm;@bottom-center{content:counter(page) " of " counter(pages)}}';
    const pdf = await renderPdf(
      `<html><head><style>${css}h1{break-before:page}</style></head><body><p>One</p><h1>Two</h1></body></html>`,
    );
    expect(info(pdf)).toMatch(/Pages:\s+2[\s\S]*Page size:\s+84[12][.\d]* x 59[45]/);
    expect(text(pdf)).toMatch(/One[\s\S]*1 of 2[\s\S]*Two[\s\S]*2 of 2/);
  });

  it('embeds the fonts that the document brings', async () => {
    const pdf = await renderPdf(`<html><head><style>${face}</style></head><body>Plain text</body></html>`, {
      files,
    });
    const list = execFileSync('pdffonts', ['-'], { input: pdf }).toString();
    expect(list).toContain('LXGWWenKai');
    expect(list).not.toContain('Type 3');
  });

  it('runs no script and takes no style from the body of the document', async () => {
    const pdf = await renderPdf(
      `<html><head><style>p{color:red}</style></head><body><p>kept</p><style>p{display:none}</style>
       <script>document.body.textContent='replaced'</script><p onclick="x" style="color:blue">too</p></body></html>`,
    );
    expect(text(pdf)).toMatch(/kept[\s\S]*too/);
  });

  it('fetches nothing from elsewhere', async () => {
    const pdf = await renderPdf(
      '<html><head></head><body><img alt="missing" src="https://example.com/a.png"><p>text</p></body></html>',
    );
    expect(text(pdf)).toContain('text');
  });

  it('refuses when a font does not arrive', async () => {
    const rendering = renderPdf(`<html><head><style>${face}</style></head><body>text</body></html>`);
    await expect(rendering).rejects.toMatchObject({
      code: 'print.render-failed',
      params: { detail: /Text/ },
    });
  });

  it('keeps many renderings apart', async () => {
    const made = await Promise.all(
      ['first', 'second', 'third'].map((word) => renderPdf(`<html><head></head><body>${word}</body></html>`)),
    );
    expect(made.map((pdf) => text(pdf).trim())).toEqual(['first', 'second', 'third']);
  });
});

describe('a rendering', () => {
  const html = '<html><head></head><body></body></html>';
  function trial(contents: object) {
    const shelf = createDocumentShelf();
    const log: string[] = [];
    const loaded: string[] = [];
    const webContents = {
      loadURL: async (url: string) => void loaded.push(url),
      executeJavaScript: async () => [],
      printToPDF: async () => Buffer.from('pdf'),
      ...contents,
    };
    const renderPdf = createPdfRenderer(shelf, () => ({ webContents, destroy: () => log.push('destroyed') }));
    return { renderPdf, log, shelf, loaded };
  }

  it('ends with its window and its document, whether it succeeds or fails', async () => {
    const good = trial({});
    await good.renderPdf(html);
    const bad = trial({ printToPDF: () => Promise.reject(new Error('gone')) });
    await expect(bad.renderPdf(html)).rejects.toMatchObject({ code: 'print.render-failed' });
    for (const { log, shelf, loaded } of [good, bad]) {
      expect(log).toEqual(['destroyed']);
      expect((await shelf.handle(new Request(loaded[0] ?? ''))).status).toBe(404);
    }
  });

  it('is given up at its limit, and the next one goes on', async () => {
    let first = true;
    const { renderPdf } = trial({
      loadURL: () => (first ? new Promise(() => undefined) : Promise.resolve()),
    });
    await expect(renderPdf(html, { limitSeconds: 0 })).rejects.toMatchObject({ code: 'print.render-failed' });
    first = false;
    expect(Buffer.from(await renderPdf(html)).toString()).toBe('pdf');
  });

  it('prints by the document’s own page rules, without headers of the browser', () => {
    expect(pdfOptions).toMatchObject({
      preferCSSPageSize: true,
      printBackground: true,
      displayHeaderFooter: false,
      margins: { top: 0, right: 0, bottom: 0, left: 0 },
    });
  });
});
