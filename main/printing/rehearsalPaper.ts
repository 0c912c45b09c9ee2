import type { RehearsalSheet } from '../../shared/contract/backup.ts';
import type { Contract } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { defaultMarking, formatMarking } from '../../shared/marking/marking.ts';
import type { JobContext } from '../access/context.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { rehearsalByUid } from '../database/stores/restoration.ts';
import type { LayerPlace } from './document/layerDocument.ts';
import { rehearsalDocument } from './document/rehearsalDocument.ts';
import { demandGlyphs } from './glyphs.ts';
import { previewHousePaper, printHousePaper } from './housePaper.ts';
import { demandPrinter } from './printers.ts';

type Handlers = Contract['printing'];
/** The sheet holds counts, digests and names of administrators, no contents of records; it is for the house. */
const marking = formatMarking(defaultMarking);
const level = 1;
const place: LayerPlace = { layout: 'form', landscape: false };

/** `printing.previewRehearsal`: the sheet of a rehearsal as it would print. */
export const previewRehearsal: HandlerFor<Handlers['previewRehearsal']> = async (ctx, input) => {
  const { html } = await paperOf(ctx, input.uid);
  const preview = await previewHousePaper(ctx, html, place);
  ctx.audited({ kind: 'rehearsal', uid: input.uid });
  return preview;
};

/**
 * `printing.printRehearsal`: one copy of the sheet, in the ledger, for the signatures of those who were there.
 * @throws AppError record.not-found, print.printer-refused, print.file-printer, print.missing-glyphs, print.not-taken
 */
export const printRehearsal: HandlerFor<Handlers['printRehearsal']> = async (ctx, input) => {
  await demandPrinter(ctx.db, ctx.host, input.printer, level);
  const { sheet, html } = await paperOf(ctx, input.uid);
  return await printHousePaper(ctx, {
    document: `恢复演练单 ${sheet.at.slice(0, 10)}`,
    purpose: '恢复演练单签字、存档',
    marking,
    level,
    printer: input.printer,
    html,
    place,
    authorisation: { number: 4, kind: 'rehearsalSheet', roles: ['systemAdmin'] },
  });
};

async function paperOf(ctx: JobContext, uid: string): Promise<{ sheet: RehearsalSheet; html: string }> {
  const row = await rehearsalByUid(ctx.db, uid);
  if (row === undefined) throw new AppError('record.not-found');
  const sheet = JSON.parse(row.sheet) as RehearsalSheet;
  const html = rehearsalDocument({ sheet, marking, keyId: row.key_id });
  demandGlyphs(html);
  return { sheet, html };
}
