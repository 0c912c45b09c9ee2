import { createPdfRenderer, type RenderPdf } from '../../main/desktop/renderPdf.ts';
import { createDocumentShelf } from '../../main/desktop/scheme.ts';
import { documentPartition, documentWindowOptions } from '../../main/desktop/window.ts';
import { closeBrowsers } from './browser.ts';
import { BrowserWindow, session } from './window.ts';

/** The program's own renderer of PDFs on Chromium, without a program around it. */
export interface HeadlessPdf {
  readonly renderPdf: RenderPdf;
  /** Ends the browser; the renderer cannot be used any more. */
  close(): Promise<void>;
}

/** Makes the renderer; Chromium starts with the first document. */
export function createHeadlessPdf(): HeadlessPdf {
  const shelf = createDocumentShelf();
  const target = session.fromPartition(documentPartition);
  target.protocol.handle('app', (request) => shelf.handle(request));
  return {
    renderPdf: createPdfRenderer(shelf, () => new BrowserWindow(documentWindowOptions())),
    close: closeBrowsers,
  };
}
