import { mkdir } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { exists, writeDurably } from '../database/durableFiles.ts';
import { folderPrinter } from './printers.ts';

/** True for a printer that is a folder: it exists only by being registered as one that writes files. */
export function isFolderPrinter(printer: string): boolean {
  return printer.startsWith(folderPrinter);
}

/**
 * "Prints" one copy into the folder that the printer's name gives: an absolute path, or one plain name beside the data
 * folder.
 * @param base folder that holds the data folder
 * @param name of the copy, fit for a file name; never written twice
 * @throws Error when the name is no folder, or the copy is there already; the copy counts as not taken then
 */
export async function printIntoFolder(
  pdf: Uint8Array,
  printer: string,
  base: string,
  name: string,
): Promise<void> {
  const place = printer.slice(folderPrinter.length);
  const plain = /^[^/\\]+$/.test(place) && place !== '.' && place !== '..';
  if (!plain && !isAbsolute(place)) throw new Error('not the name of a folder');
  const folder = plain ? join(base, place) : place;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${name}.pdf`);
  if (await exists(file)) throw new Error('this copy was printed before');
  await writeDurably(file, pdf);
}
