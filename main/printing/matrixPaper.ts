import type { Contract } from '../../shared/contract/contract.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import { defaultMarking, formatMarking } from '../../shared/marking/marking.ts';
import { actMatrix, kindMatrix } from '../../shared/policy/matrix.ts';
import type { JobContext } from '../access/context.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import type { LayerPlace } from './document/layerDocument.ts';
import { matrixDocument } from './document/matrixDocument.ts';
import { demandGlyphs } from './glyphs.ts';
import { previewHousePaper, printHousePaper } from './housePaper.ts';
import { demandPrinter } from './printers.ts';

type Handlers = Contract['printing'];
const marking = formatMarking(defaultMarking);
const level = 1;
const place: LayerPlace = { layout: 'form', landscape: true };

/** `printing.previewMatrix`: the permission table as it would print. */
export const previewMatrix: HandlerFor<Handlers['previewMatrix']> = async (ctx) => {
  const preview = await previewHousePaper(ctx, matrixHtml(ctx), place);
  ctx.audited({ kind: 'permissionMatrix', uid: ctx.site.code });
  return preview;
};

/**
 * `printing.printMatrix`: one copy of the permission table as the program enforces it, in the ledger.
 * @throws AppError print.printer-refused, print.file-printer, print.missing-glyphs, print.not-taken
 */
export const printMatrix: HandlerFor<Handlers['printMatrix']> = async (ctx, input) => {
  await demandPrinter(ctx.db, ctx.host, input.printer, level);
  return await printHousePaper(ctx, {
    document: '权限表',
    purpose: '权限表存档、检查',
    marking,
    level,
    printer: input.printer,
    html: matrixHtml(ctx),
    place,
    authorisation: { number: 1, kind: 'permissionMatrix', roles: ['securityAdmin', 'auditor'] },
  });
};

function matrixHtml(ctx: JobContext): string {
  const html = matrixDocument({
    site: ctx.site.name,
    marking,
    author: ctx.actor.name,
    madeAt: displayInstant(ctx.now),
    tables: [kindMatrix(ctx.site.kind), actMatrix(ctx.site.kind)],
  });
  demandGlyphs(html);
  return html;
}
