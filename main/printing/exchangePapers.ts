import type { Contract } from '../../shared/contract/contract.ts';
import type { ExchangePaper } from '../../shared/contract/printing.ts';
import { AppError } from '../../shared/errors.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import { defaultMarking, formatMarking } from '../../shared/marking/marking.ts';
import type { JobContext } from '../access/context.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { receiptCode, receiptNamespace, receiptStatement } from '../access/paperReceipt.ts';
import { accountNames } from '../database/stores/accounts.ts';
import { lastImported, mediumByNumber, packageOutByUid, siteByCode } from '../database/stores/exchange.ts';
import { importsBetween, releasedBetween } from '../database/stores/exchangeLogs.ts';
import { type ExchangeSource, exchangeDocument } from './document/exchangeDocument.ts';
import type { LayerPlace } from './document/layerDocument.ts';
import { demandGlyphs } from './glyphs.ts';
import { previewHousePaper, printHousePaper } from './housePaper.ts';
import { demandPrinter } from './printers.ts';

type Handlers = Contract['printing'];
type Paper = Omit<ExchangeSource, 'marking' | 'site' | 'author' | 'madeAt'>;

/** Numbers, digests and names of media, never a record: what stands on these papers is 内部. */
const marking = formatMarking(defaultMarking);
const level = 1;
/** Entry of the register of authorisations for these papers. */
const authorisation = {
  number: 5,
  kind: 'exchangePaper',
  roles: ['informationOfficer', 'unitOfficer', 'securityAdmin', 'centerLeader', 'unitLeader'],
} as const;

const verdictWords: Readonly<Record<string, string>> = {
  staged: '检验通过',
  held: '暂存，缺前序',
  'already-imported': '已接收过',
  discarded: '人工拒收',
};

/** `printing.previewExchangePaper`: hand-over list, log or reminder as it would print. */
export const previewExchangePaper: HandlerFor<Handlers['previewExchangePaper']> = async (ctx, input) => {
  const { html, place } = await composed(ctx, input.paper);
  const preview = await previewHousePaper(ctx, html, place);
  ctx.audited({ kind: 'exchangePaper', uid: ctx.site.code, number: input.paper.kind });
  return preview;
};

/**
 * `printing.printExchangePaper`: one copy, in the ledger.
 * @throws AppError print.printer-refused, print.file-printer, print.missing-glyphs, print.not-taken
 */
export const printExchangePaper: HandlerFor<Handlers['printExchangePaper']> = async (ctx, input) => {
  await demandPrinter(ctx.db, ctx.host, input.printer, level);
  const { html, place, title } = await composed(ctx, input.paper);
  return await printHousePaper(ctx, {
    document: title,
    purpose: '数据包移交、留档、催收',
    marking,
    level,
    printer: input.printer,
    html,
    place,
    authorisation,
  });
};

async function composed(
  ctx: JobContext,
  wanted: ExchangePaper,
): Promise<{ html: string; place: LayerPlace; title: string }> {
  const paper = await paperOf(ctx, wanted);
  const html = exchangeDocument({
    ...paper,
    marking,
    site: ctx.site.name,
    author: ctx.actor.name,
    madeAt: displayInstant(ctx.now),
  });
  demandGlyphs(html);
  return { html, place: { layout: 'form', landscape: paper.landscape }, title: paper.title };
}

async function paperOf(ctx: JobContext, wanted: ExchangePaper): Promise<Paper> {
  switch (wanted.kind) {
    case 'handOver':
      return await handOver(ctx, wanted.uid);
    case 'exportLog':
      return await exportLog(ctx, wanted);
    case 'importLog':
      return await importLog(ctx, wanted);
    case 'reminder':
      return await reminder(ctx, wanted.site, wanted.month);
    case 'receipt':
      return await paperReceipt(ctx, wanted.site);
  }
}

/** 移交清单: goes with the medium and comes back signed. */
async function handOver(ctx: JobContext, uid: string): Promise<Paper> {
  const sent = await packageOutByUid(ctx.db, uid);
  if (sent?.seq == null || sent.digest === null) throw new AppError('exchange.package-not-found');
  const [recipient, medium] = await Promise.all([
    siteByCode(ctx.db, sent.recipient),
    mediumByNumber(ctx.db, sent.medium),
  ]);
  return {
    title: '数据包移交清单',
    landscape: false,
    words: [
      `移交单位：${ctx.site.name}（${ctx.site.code}）`,
      `接收单位：${recipient?.name ?? ''}（${sent.recipient}）`,
    ],
    columns: ['项目', '内容'],
    rows: [
      ['数据包', `${ctx.site.code}-${sent.recipient}-${sent.epoch}-${String(sent.seq).padStart(6, '0')}`],
      ['报告期', sent.period],
      ['密级', sent.marking],
      ['条数', String(sent.record_count)],
      ['身份摘要（SHA-256）', sent.digest],
      ['介质编号', sent.medium],
      [
        '介质种类、序列号、密级',
        medium === undefined
          ? ''
          : `${medium.kind}　${medium.serial}　${['', '内部', '秘密', '机密'][medium.level] ?? ''}`,
      ],
      ['签发时间', sent.released_at === null ? '' : displayInstant(sent.released_at)],
    ],
    signs: ['移交人', '接收人', '移交日期', '接收日期', '介质外观、封条', '备注'],
  };
}

async function exportLog(ctx: JobContext, { from, to }: { from: string; to: string }): Promise<Paper> {
  const rows = await releasedBetween(ctx.db, from, to);
  const names = await accountNames(
    ctx.db,
    rows.flatMap((row) => [row.prepared_by, row.approved_by, row.released_by]),
  );
  const nameOf = (id: number | null): string => (id === null ? '' : (names.get(id) ?? ''));
  return {
    title: '数据包导出登记',
    landscape: true,
    words: [`${from} 至 ${to}，共 ${rows.length} 包。`],
    columns: [
      '签发时间',
      '接收站点',
      '纪元、序号',
      '报告期',
      '密级',
      '条数',
      '介质',
      '准备',
      '审批',
      '签发',
      '摘要',
    ],
    rows: rows.map((row) => [
      displayInstant(row.released_at ?? ''),
      row.recipient,
      `${row.epoch} #${row.seq ?? ''}`,
      row.period,
      row.marking,
      String(row.record_count),
      row.medium,
      nameOf(row.prepared_by),
      nameOf(row.approved_by),
      nameOf(row.released_by),
      (row.digest ?? '').slice(0, 16),
    ]),
    signs: ['登记人', '审核人'],
  };
}

async function importLog(ctx: JobContext, { from, to }: { from: string; to: string }): Promise<Paper> {
  const rows = await importsBetween(ctx.db, from, to);
  return {
    title: '数据包导入登记',
    landscape: true,
    words: [`${from} 至 ${to}，共 ${rows.length} 次检验。`],
    columns: ['时间', '经办人', '文件', '介质', '结论', '说明'],
    rows: rows.map((row) => [
      displayInstant(row.at),
      row.name ?? '',
      row.file_name,
      row.medium,
      verdictWords[row.verdict] ?? `拒绝 ${row.verdict}`,
      row.detail,
    ]),
    signs: ['登记人', '审核人'],
  };
}

/** 回执: what was taken in of a partner, signed by this site's key, for a partner to whom no package goes. */
async function paperReceipt(ctx: JobContext, code: string): Promise<Paper> {
  const [site, last] = await Promise.all([siteByCode(ctx.db, code), lastImported(ctx.db, code)]);
  if (site === undefined || site.is_self === 1 || last === undefined)
    throw new AppError('exchange.package-not-found');
  const place = {
    sender: code,
    receiver: ctx.site.code,
    epoch: last.epoch,
    throughSeq: last.seq,
    digest: last.digest,
  };
  const { keyId, signature } = await ctx.keys.signAsSite(receiptNamespace, receiptStatement(place));
  return {
    title: '数据包回执',
    landscape: false,
    words: [
      `${site.name}（${code}）：`,
      `　　本站已接收贵站 ${last.epoch} 第 ${last.seq} 号及以前的全部数据包。请在“收发看板”的“纸面回执”中逐字录入下面的回执码。`,
    ],
    columns: ['项目', '内容'],
    rows: [
      ['最后接收的数据包', `${code}-${ctx.site.code}-${last.epoch}-${String(last.seq).padStart(6, '0')}`],
      ['报告期、条数', `${last.period}　${last.record_count} 条`],
      ['身份摘要（SHA-256）', last.digest],
      ['接收时间', displayInstant(last.imported_at)],
      ['签名密钥', keyId],
      ['回执码', receiptCode(place, signature)],
    ],
    signs: ['经办人', '核对人', '日期'],
  };
}

/** 催收函: to a unit whose package of a month has not come. */
async function reminder(ctx: JobContext, code: string, month: string): Promise<Paper> {
  const site = await siteByCode(ctx.db, code);
  if (site === undefined || site.is_self === 1) throw new AppError('exchange.not-paired', { site: code });
  const [year = '', number = ''] = month.split('-');
  return {
    title: '数据包催收函',
    landscape: false,
    words: [
      `${site.name}：`,
      `　　贵单位 ${year} 年 ${Number(number)} 月的数据包应于次月 5 日前送达，至今尚未收到。请核查是否已经发出；已发出的，请写明包号、发出日期和经手人，未能到达的请再次写出同一个包；未发出的，请尽快办理。`,
      `　　联系：${ctx.site.name}。`,
    ],
    columns: [],
    rows: [],
    signs: ['经办人', '批准人', '回复（包号、日期、经手人）', '回复日期'],
  };
}
