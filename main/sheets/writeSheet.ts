import type { Blob } from 'node:buffer';
import type Stream from 'node:stream';
import writeXlsxFile, { type Cell, type Feature, type Row } from 'write-excel-file/node';

/** A table as it leaves. */
export interface WrittenSheet {
  readonly marking: string;
  readonly title: string;
  /** Line below the title: who, when, what for, trace code. Empty for a form to be filled in. */
  readonly origin: string;
  readonly headings: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** Mark and origin on every page that a table program prints of the file. */
const pageHead = (marking: string, origin: string): Feature<Stream | Buffer | Blob> => ({
  files: {
    transform: {
      'xl/worksheets/sheet{id}.xml': {
        insert: () =>
          `<headerFooter><oddHeader>&amp;L${pageText(marking)}</oddHeader><oddFooter>&amp;L${pageText(origin)}&amp;R&amp;P/&amp;N</oddFooter></headerFooter>`,
      },
    },
  },
});

/**
 * Makes the .xlsx file: mark, title, origin, headings, rows. Texts stay texts, so that no identifier loses a zero and nothing is
 * taken for a formula.
 */
export async function writeSheet(sheet: WrittenSheet): Promise<Buffer> {
  const marked: Cell = { value: sheet.marking, type: String, fontWeight: 'bold', textColor: '#c00000' };
  const data: Row[] = [
    [marked, { value: sheet.title, type: String, fontWeight: 'bold' }],
    [{ value: sheet.origin, type: String, textColor: '#555555' }],
    sheet.headings.map((heading) => ({
      value: heading,
      type: String,
      fontWeight: 'bold' as const,
      backgroundColor: '#e8edf3',
      borderStyle: 'thin' as const,
    })),
    ...sheet.rows.map((row) =>
      row.map(
        (cell): Cell =>
          cell === ''
            ? null
            : typeof cell === 'number'
              ? { value: cell, type: Number }
              : { value: cell, type: String, format: '@' },
      ),
    ),
  ];
  const file = writeXlsxFile(
    data,
    {
      sheet: `${sheet.marking} ${sheet.title}`.replaceAll(/[\\/?*[\]:]/g, ' ').slice(0, 31),
      orientation: 'landscape',
      stickyRowsCount: 3,
      columns: sheet.headings.map((heading, place) => ({ width: widthOf(heading, sheet.rows, place) })),
    },
    { fontFamily: '宋体', fontSize: 11, features: [pageHead(sheet.marking, sheet.origin)] },
  );
  return await file.toBuffer();
}

/** Width in characters of the widest of the first rows, within bounds; a Chinese character takes two. */
function widthOf(heading: string, rows: WrittenSheet['rows'], place: number): number {
  const cells = [heading, ...rows.slice(0, 100).map((row) => String(row[place] ?? ''))];
  const widest = Math.max(
    ...cells.map((cell) => [...cell].reduce((sum, sign) => sum + (sign > '\u00ff' ? 2 : 1), 0)),
  );
  return Math.min(48, Math.max(8, widest + 2));
}

/** Text of a page's head or foot: & begins a code there and is written twice. */
function pageText(text: string): string {
  return text.replaceAll('&', '&&').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
