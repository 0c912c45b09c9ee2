import type { Contract } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import type { Day } from '../../shared/ids.ts';
import { defaultMarking, formatMarking } from '../../shared/marking/marking.ts';
import { classWords } from '../../shared/printing/classWords.ts';
import { copyStateWords, type PrintCopyState } from '../../shared/printing/copyStates.ts';
import type { JobContext } from '../access/context.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { copiesOf, type LedgerJob, listLedger, registeredPrinters } from '../database/stores/printing.ts';
import { endOfDay, startOfDay } from '../records/wholeRecord.ts';
import type { LayerPlace } from './document/layerDocument.ts';
import { registerDocument } from './document/registerDocument.ts';
import { demandGlyphs } from './glyphs.ts';
import { previewHousePaper, printHousePaper } from './housePaper.ts';
import { ledgerScopeOf } from './ledgerRow.ts';
import { demandPrinter } from './printers.ts';

type Handlers = Contract['printing'];

/** Lines of the ledger hold numbers and names, no contents: the register is 内部. */
const marking = formatMarking(defaultMarking);
const level = 1;
const place: LayerPlace = { layout: 'form', landscape: true };
/** Most orders on one register; a longer time is printed in parts. */
const mostOrders = 2000;
const ordersAtOnce = 200;

/** `printing.previewLedger`: the print ledger of a period as it would print. @throws AppError print.too-long */
export const previewLedger: HandlerFor<Handlers['previewLedger']> = async (ctx, input) => {
  const preview = await previewHousePaper(ctx, await ledgerHtml(ctx, input), place);
  ctx.audited({ kind: 'printLedger', uid: ctx.site.code, number: `${input.from} ${input.to}` });
  return preview;
};

/**
 * `printing.printLedger`: one copy of the print ledger of a period with the register of printers, in the ledger itself.
 * @throws AppError print.too-long, print.printer-refused, print.file-printer, print.missing-glyphs, print.not-taken
 */
export const printLedger: HandlerFor<Handlers['printLedger']> = async (ctx, input) => {
  await demandPrinter(ctx.db, ctx.host, input.printer, level);
  return await printHousePaper(ctx, {
    document: `打印台账 ${input.from} 至 ${input.to}`,
    purpose: '台账存档、检查',
    marking,
    level,
    printer: input.printer,
    html: await ledgerHtml(ctx, input),
    place,
    authorisation: { number: 6, kind: 'printLedger', roles: ['printKeeper'] },
  });
};

async function ledgerHtml(
  ctx: JobContext,
  { from, to }: { readonly from: Day; readonly to: Day },
): Promise<string> {
  const jobs = await jobsBetween(ctx, from, to);
  const copies = await copiesOf(
    ctx.db,
    jobs.map((job) => job.id),
  );
  const counts = new Map<PrintCopyState, number>();
  for (const { state } of copies) counts.set(state, (counts.get(state) ?? 0) + 1);
  const summary = [...counts].map(([state, count]) => `${copyStateWords[state]} ${count}`).join('，');
  const open = copies.filter((copy) => !['destroyed', 'spoiled'].includes(copy.state)).length;
  const html = registerDocument({
    title: '打印台账',
    site: ctx.site.name,
    marking,
    period: `${from} 至 ${to}`,
    author: ctx.actor.name,
    madeAt: displayInstant(ctx.now),
    remarks: [
      `期间内申请 ${jobs.length} 项，共 ${copies.length} 份${summary === '' ? '' : `：${summary}`}。`,
      `在外或在室未销毁 ${open} 份。状态为本表打印时的状态。`,
    ],
    tables: [
      {
        title: '一、逐份登记',
        note: '一份一行，按申请先后。未获批准、未打印的也占份号，记为作废。',
        heads: [
          ['份号、追踪码', 16],
          ['文件', 20],
          ['密级', 8],
          ['类别', 6],
          ['申请、审批', 12],
          ['接收人', 8],
          ['现持有', 8],
          ['状态', 7],
          ['最近登记', 15],
        ],
        rows: jobs.flatMap((job) =>
          copies
            .filter((copy) => copy.job_id === job.id)
            .map((copy) => [
              `${copy.copy_number}\n${copy.trace_code}`,
              job.document,
              job.marking,
              classWords[job.class],
              `${job.applicant_name} ${displayInstant(job.applied_at)}${job.approver_name === null ? '' : `；${job.approver_name}`}`,
              copy.recipient,
              copy.holder,
              copyStateWords[copy.state],
              lastEvent(copy.events.at(-1)),
            ]),
        ),
      },
      {
        title: '二、打印机登记',
        note: '在用的打印机及其密级；未登记的打印机不能打印。',
        heads: [
          ['名称', 40],
          ['密级', 15],
          ['放置地点', 25],
          ['登记时间', 20],
        ],
        rows: (await registeredPrinters(ctx.db)).map((printer) => [
          printer.name,
          ['', '内部', '秘密', '机密'][printer.level] ?? '',
          printer.place,
          displayInstant(printer.registered_at),
        ]),
      },
    ],
    signs: ['文印管理员', '检查人', '日期'],
  });
  demandGlyphs(html);
  return html;
}

function lastEvent(
  event:
    | {
        readonly at: string;
        readonly account_name: string;
        readonly second_name: string | null;
        readonly note: string;
      }
    | undefined,
): string {
  if (event === undefined) return '';
  const persons =
    event.second_name === null ? event.account_name : `${event.account_name}、${event.second_name}`;
  return `${displayInstant(event.at)} ${persons}${event.note === '' ? '' : ` ${event.note}`}`;
}

/** Orders of the period as far as the person sees the ledger, oldest first. */
async function jobsBetween(ctx: JobContext, from: Day, to: Day): Promise<LedgerJob[]> {
  const filter = { from: startOfDay(from), before: endOfDay(to), state: null, recordUid: null };
  const jobs: LedgerJob[] = [];
  for (;;) {
    const page = await listLedger(ctx.db, ledgerScopeOf(ctx), filter, jobs.at(-1)?.id ?? null, ordersAtOnce);
    jobs.push(...page);
    if (jobs.length > mostOrders) throw new AppError('print.too-long', { most: mostOrders });
    if (page.length < ordersAtOnce) return jobs.reverse();
  }
}
