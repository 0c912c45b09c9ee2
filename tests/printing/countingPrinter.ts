import { PDFDocument } from '@cantoo/pdf-lib';
import type { Host } from '../../main/access/context.ts';

/** A station without Chromium: what it was asked to render and print can be read and counted. */
export interface CountingPrinter {
  /** HTML documents rendered, copy layers included, in order. */
  readonly pages: string[];
  /** What the printer took: `printer name`, in order. */
  readonly printed: string[];
  /** The part of a host that prints. */
  readonly host: Pick<Host, 'listPrinters' | 'renderPdf' | 'print'>;
}

/** A station whose one printer is called 甲 and whose every document has two pages. */
export function countingPrinter(): CountingPrinter {
  const pages: string[] = [];
  const printed: string[] = [];
  return {
    pages,
    printed,
    host: {
      listPrinters: async () => [{ name: '甲', writesFiles: false }],
      renderPdf: async (html) => {
        pages.push(html);
        const pdf = await PDFDocument.create();
        for (let page = 0; page < 2; page += 1) pdf.addPage().drawRectangle({ width: 10, height: 10 });
        return await pdf.save();
      },
      print: async (_, printer, name) => void printed.push(`${printer} ${name}`),
    },
  };
}
