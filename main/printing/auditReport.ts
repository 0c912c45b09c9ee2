import type { Contract } from '../../shared/contract/contract.ts';
import { type AuditEvent, auditEventNames } from '../../shared/contract/procedure.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import type { Day, Instant, ObjectUid } from '../../shared/ids.ts';
import { defaultMarking, formatMarking } from '../../shared/marking/marking.ts';
import { periodOf, runChecks } from '../access/auditChecks.ts';
import { headText, signHead } from '../access/auditHeads.ts';
import type { JobContext } from '../access/context.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { actCounts, administratorRows } from '../database/stores/auditReport.ts';
import { auditReportJobs, copiesOf } from '../database/stores/printing.ts';
import { type AuditTable, auditDocument } from './document/auditDocument.ts';
import type { LayerPlace } from './document/layerDocument.ts';
import { demandGlyphs } from './glyphs.ts';
import { previewHousePaper, printHousePaper } from './housePaper.ts';
import { demandPrinter } from './printers.ts';

type Handlers = Contract['printing'];

/** An audit report holds no contents of records; it is for the house. */
const marking = formatMarking(defaultMarking);
const level = 1;
const place: LayerPlace = { layout: 'form', landscape: true };
const mostRows = 500;
const mostFindings = 50;

/** `printing.previewAuditReport`: the report as it would print; its head is not signed and not kept. */
export const previewAuditReport: HandlerFor<Handlers['previewAuditReport']> = async (ctx, input) => {
  const html = await reportOf(ctx, input, '（打印时签署）', '');
  const preview = await previewHousePaper(ctx, html, place);
  ctx.audited({ kind: 'auditReport', uid: ctx.site.code, number: periodWords(input) });
  return preview;
};

/**
 * `printing.printAuditReport`: one copy for the auditor under the standing authorisation of spec 3 ("Audit reports print by
 * standing authorisation, in the ledger"), with the signed head that a later check of the chain is compared with.
 * @throws AppError print.printer-refused, print.file-printer, print.missing-glyphs, print.not-taken
 */
export const printAuditReport: HandlerFor<Handlers['printAuditReport']> = async (ctx, input) => {
  await demandPrinter(ctx.db, ctx.host, input.printer, level);
  const head = await ctx.stage(async ({ tx }) => await signHead(tx, ctx.keys, ctx.now));
  const { copyNumber, pages } = await printHousePaper(ctx, {
    document: `审计报告 ${periodWords(input)}`,
    purpose: '审计报告',
    marking,
    level,
    printer: input.printer,
    html: await reportOf(ctx, input, headText(head), head.keyId),
    place,
    authorisation: { number: 0, kind: 'auditReport', roles: ['auditor'] },
  });
  return { copyNumber, head: headText(head), pages };
};

/** `printing.auditReports`: what was printed, newest first. */
export const auditReports: HandlerFor<Handlers['auditReports']> = async (ctx) => {
  const jobs = await auditReportJobs(ctx.db, 100);
  const copies = await copiesOf(
    ctx.db,
    jobs.map(({ id }) => id),
  );
  return {
    rows: jobs.flatMap((job) =>
      copies
        .filter((copy) => copy.job_id === job.id)
        .map((copy) => ({
          uid: job.uid as ObjectUid,
          document: job.document,
          printedAt: job.applied_at as Instant,
          copyNumber: copy.copy_number,
          state: copy.state,
        })),
    ),
  };
};

const periodWords = ({ from, to }: { readonly from: Day; readonly to: Day }) => `${from} 至 ${to}`;
const wordOf = (act: string) => (act in auditEventNames ? auditEventNames[act as AuditEvent] : act);

async function reportOf(
  ctx: JobContext,
  input: { readonly from: Day; readonly to: Day },
  head: string,
  headKey: string,
): Promise<string> {
  const period = periodOf(input, ctx.now);
  const [checks, counts, administrators] = await Promise.all([
    runChecks(ctx.db, period),
    actCounts(ctx.db, period.from, period.to),
    administratorRows(ctx.db, period.from, period.to, mostRows),
  ]);
  const tables: AuditTable[] = [
    {
      title: '一、内置检查',
      note: '每项的定义见第二栏；“未发现”指期间内没有符合定义的行。',
      heads: [
        ['检查', 14],
        ['定义', 36],
        ['发现', 50],
      ],
      rows: checks.map(({ title, definition, findings, total }) => [
        title,
        definition,
        total === 0
          ? '未发现'
          : [
              `${total} 处：`,
              ...findings
                .slice(0, mostFindings)
                .map(({ seq, text }) => (seq > 0 ? `第 ${seq} 行 ${text}；` : `${text}；`)),
              total > mostFindings ? '其余见程序' : '',
            ].join(''),
      ]),
    },
    {
      title: '二、各类事项',
      note: '期间内每类事项完成与被拒绝的次数。',
      heads: [
        ['事项', 50],
        ['完成', 25],
        ['拒绝或警示', 25],
      ],
      rows: counts.map(({ act, done, refused }) => [wordOf(act), String(done), String(refused)]),
    },
    {
      title: '三、系统管理员、安全保密管理员所办事项',
      note:
        administrators.total > mostRows
          ? `共 ${administrators.total} 行，列出最近 ${mostRows} 行。`
          : `共 ${administrators.total} 行。`,
      heads: [
        ['行', 8],
        ['时间', 16],
        ['人员', 14],
        ['事项', 26],
        ['对象编号', 22],
        ['结果', 14],
      ],
      rows: administrators.rows.map((row) => [
        String(row.seq),
        displayInstant(row.at as Instant),
        row.name,
        wordOf(row.act),
        row.object_number,
        row.outcome === 'done' ? '成功' : '拒绝或警示',
      ]),
    },
  ];
  const html = auditDocument({
    site: ctx.site.name,
    marking,
    period: periodWords(input),
    author: ctx.actor.name,
    madeAt: displayInstant(ctx.now),
    head,
    headKey,
    tables,
  });
  demandGlyphs(html);
  return html;
}
