import type { PrintToPDFOptions, WebContents } from 'electron';
import { AppError } from '../../shared/errors.ts';
import type { DocumentFiles, DocumentShelf } from './scheme.ts';

/** Files (fonts, images) that the document loads by relative URLs such as `fonts/body-400.woff2`. */
export interface RenderPdfOptions {
  readonly files?: DocumentFiles;
  /** Seconds after which the rendering is given up; 120 when not given. */
  readonly limitSeconds?: number;
}

/**
 * Renders a complete HTML document to PDF. Page size and margins are those of its `@page` rules.
 * Throws `print.render-failed` when it does not load, a font is missing or the limit is reached.
 */
export type RenderPdf = (html: string, options?: RenderPdfOptions) => Promise<Uint8Array>;

/** How a rendering is printed: the document's own page rules decide; zero is the margin of a document without any. */
export const pdfOptions = {
  preferCSSPageSize: true,
  printBackground: true,
  displayHeaderFooter: false,
  generateTaggedPDF: false,
  generateDocumentOutline: false,
  margins: { top: 0, right: 0, bottom: 0, left: 0 },
} as const satisfies PrintToPDFOptions;

// Every declared face that the document uses must have arrived, or the paper would show another one.
const whenFontsAreThere =
  "document.fonts.ready.then((all) => [...all].filter((face) => face.status === 'error').map((face) => face.family))";

/** The hidden window of one rendering. */
interface DocumentWindow {
  readonly webContents: Pick<WebContents, 'loadURL' | 'executeJavaScript' | 'printToPDF'>;
  destroy(): void;
}

/** Makes the renderer. Renderings run one after the other, each in a hidden window of its own that ends with it. */
export function createPdfRenderer(shelf: DocumentShelf, createWindow: () => DocumentWindow): RenderPdf {
  let last: Promise<unknown> = Promise.resolve();
  return (html, options = {}) => {
    const rendering = last.then(() => render(html, options));
    last = rendering.catch(() => undefined);
    return rendering;
  };

  async function render(html: string, options: RenderPdfOptions): Promise<Uint8Array> {
    const document = shelf.add(html, options.files ?? new Map());
    const window = createWindow();
    const limit = Promise.withResolvers<never>();
    const seconds = options.limitSeconds ?? 120;
    const timer = setTimeout(() => limit.reject(failed(`超过 ${seconds} 秒`)), seconds * 1000);
    try {
      return await Promise.race([limit.promise, print(window, document.url)]);
    } finally {
      clearTimeout(timer);
      window.destroy();
      document.remove();
    }
  }
}

async function print(window: DocumentWindow, url: string): Promise<Uint8Array> {
  try {
    await window.webContents.loadURL(url);
    const missing: unknown = await window.webContents.executeJavaScript(whenFontsAreThere);
    if (!Array.isArray(missing) || missing.length > 0) {
      throw failed(`字体未能载入（${Array.isArray(missing) ? missing.join('、') : ''}）`);
    }
    return new Uint8Array(await window.webContents.printToPDF(pdfOptions));
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw failed('排版进程出错');
  }
}

function failed(detail: string): AppError {
  return new AppError('print.render-failed', { detail });
}
