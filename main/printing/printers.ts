import type { Contract } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { Host, LevelRank } from '../access/context.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import type { ReadDb } from '../database/handles.ts';
import { putPrinter, registeredPrinter, registeredPrinters } from '../database/stores/printing.ts';

/** Beginning of the name of a printer that writes files into a folder; it exists only by being registered. */
export const folderPrinter = 'PDF:';

/** `printing.printers`: what is registered and what the station has, together. */
export const printers: HandlerFor<Contract['printing']['printers']> = async (ctx) => {
  const registered = await registeredPrinters(ctx.db);
  const present = await ctx.host.listPrinters();
  const known = new Set(registered.map((printer) => printer.name));
  return {
    rows: [
      ...registered.map((printer) => ({
        name: printer.name,
        level: printer.level as LevelRank,
        writesFiles: printer.writes_files === 1,
        place: printer.place,
        registered: true,
        present: isPresent(printer.name, present),
      })),
      ...present
        .filter((printer) => !known.has(printer.name))
        .map((printer) => ({
          name: printer.name,
          level: null,
          writesFiles: printer.writesFiles,
          place: '',
          registered: false,
          present: true,
        })),
    ],
  };
};

/** `printing.registerPrinter`: by the security administrator; registering again changes level and place. */
export const registerPrinter: HandlerFor<Contract['printing']['registerPrinter']> = async (ctx, input) => {
  await putPrinter(ctx.tx, {
    name: input.name,
    level: input.level,
    writes_files: input.writesFiles ? 1 : 0,
    place: input.place,
    registered_by: ctx.actor.uid,
    registered_at: ctx.now,
  });
  ctx.audited({ kind: 'printer', uid: input.name });
  return { done: true as const };
};

/**
 * Checks the register: the printer is in it and its level reaches the document's.
 * @throws AppError print.printer-refused
 */
export async function demandRegistered(
  db: ReadDb,
  name: string,
  level: number,
): Promise<{ writesFiles: boolean }> {
  const printer = await registeredPrinter(db, name);
  if (printer === undefined || printer.level < level)
    throw new AppError('print.printer-refused', { printer: name });
  return { writesFiles: printer.writes_files === 1 };
}

/**
 * Checks register and station just before printing: the station has the printer, and one that writes files is registered
 * as such, so that a document never leaves as a file by surprise.
 * @throws AppError print.printer-refused, print.file-printer
 */
export async function demandPrinter(db: ReadDb, host: Host, name: string, level: number): Promise<void> {
  const { writesFiles } = await demandRegistered(db, name, level);
  const present = await host.listPrinters();
  if (!isPresent(name, present)) throw new AppError('print.printer-refused', { printer: name });
  const makesFiles =
    name.startsWith(folderPrinter) || present.some((one) => one.name === name && one.writesFiles);
  if (makesFiles && !writesFiles) throw new AppError('print.file-printer', { printer: name });
}

function isPresent(name: string, present: readonly { readonly name: string }[]): boolean {
  return name.startsWith(folderPrinter) || present.some((printer) => printer.name === name);
}
