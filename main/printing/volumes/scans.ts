import { PDFDocument } from '@cantoo/pdf-lib';
import { AppError } from '../../../shared/errors.ts';
import type { StoredAttachment } from '../../database/stores/attachments.ts';
import { a4 } from './volumePages.ts';

/** Kinds of scans whose pages can be bound: what else there is stays with the record and in the open package. */
const bindable: readonly string[] = ['application/pdf', 'image/jpeg', 'image/png'];
/** Free edges around a scan, in points; below stand page number and trace code, above the copy number. */
const edge = { side: 14, top: 62, foot: 46 } as const;

/** Whether the pages of a scan can be bound into a volume. */
export function isBindable(scan: Pick<StoredAttachment, 'media_type'>): boolean {
  return bindable.includes(scan.media_type);
}

/**
 * Draws the pages of a signed scan, each upon a sheet of A4 of its own orientation, whole and not distorted.
 * @throws AppError content.damaged when the file is not what its kind says
 */
export async function drawScan(
  document: PDFDocument,
  bytes: Uint8Array,
  scan: Pick<StoredAttachment, 'media_type' | 'name'>,
): Promise<void> {
  try {
    if (scan.media_type === 'application/pdf') {
      const source = await PDFDocument.load(bytes, { updateMetadata: false });
      for (const page of source.getPages()) {
        const drawing = await document.embedPage(page);
        const { place, sheet } = fitted(drawing.width, drawing.height);
        document.addPage(sheet).drawPage(drawing, place);
      }
      return;
    }
    const image =
      scan.media_type === 'image/png' ? await document.embedPng(bytes) : await document.embedJpg(bytes);
    const { place, sheet } = fitted(image.width, image.height);
    document.addPage(sheet).drawImage(image, place);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('content.damaged', { name: scan.name });
  }
}

function fitted(width: number, height: number) {
  const [sheetWidth, sheetHeight] = width > height ? [a4.height, a4.width] : [a4.width, a4.height];
  const room = { width: sheetWidth - 2 * edge.side, height: sheetHeight - edge.top - edge.foot };
  const scale = Math.min(room.width / width, room.height / height);
  const place = {
    x: (sheetWidth - width * scale) / 2,
    y: edge.foot + (room.height - height * scale) / 2,
    width: width * scale,
    height: height * scale,
  };
  return { place, sheet: [sheetWidth, sheetHeight] as [number, number] };
}
