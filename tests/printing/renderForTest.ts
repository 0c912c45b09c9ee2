import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documentFonts } from '../../main/printing/document/fonts.ts';
import { createHeadlessPdf } from '../electron/headlessPdf.ts';

const packages = join(import.meta.dirname, '../../node_modules');

/** Font files as they lie in the repository. */
export const repositoryFonts = documentFonts((font) => join(packages, font.packageName, 'files', font.name));

/** The program's own PDF renderer with the fonts of the repository. */
export interface TestRenderer {
  render(html: string): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Starts nothing until the first document; close it at the end of the test file. */
export function createTestRenderer(): TestRenderer {
  const headless = createHeadlessPdf();
  return {
    render: (html) => headless.renderPdf(html, { files: repositoryFonts }),
    close: () => headless.close(),
  };
}

/** What poppler's tools say about a PDF. */
export interface PdfFacts {
  readonly pages: number;
  /** Text of each page. */
  readonly texts: readonly string[];
  /** Text in the order of drawing, in which slanted words stay together. */
  readonly drawn: string;
  readonly fonts: readonly { readonly name: string; readonly type: string; readonly embedded: boolean }[];
}

/** Reads a PDF with poppler's tools, which share no code with the program. */
export function pdfFacts(pdf: Uint8Array): PdfFacts {
  const folder = mkdtempSync(join(tmpdir(), 'pdf-'));
  try {
    const file = join(folder, 'document.pdf');
    writeFileSync(file, pdf);
    const run = (tool: string, args: readonly string[]): string =>
      execFileSync(tool, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 26 });
    const pages = Number(/^Pages:\s+(\d+)/m.exec(run('pdfinfo', [file]))?.[1] ?? 0);
    const texts = run('pdftotext', ['-layout', file, '-']).split('\f').slice(0, pages);
    const drawn = run('pdftotext', ['-raw', file, '-']);
    const fonts = run('pdffonts', [file])
      .split('\n')
      .slice(2)
      .filter((line) => line.trim() !== '')
      .map((line) => {
        const [, name = '', type = '', embedded] = /^(.{36}) (.{17}) .{16} (yes|no )/.exec(line) ?? [];
        return { name: name.trim(), type: type.trim(), embedded: embedded === 'yes' };
      });
    return { pages, texts, drawn, fonts };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
