import type { Contract } from '../../shared/contract/contract.ts';
import type { Tile } from '../../shared/contract/inspecting.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import type { Day } from '../../shared/ids.ts';
import { stateWords } from '../../shared/lifecycle/states.ts';
import { levelRank, parseMarking } from '../../shared/marking/marking.ts';
import type { Role } from '../../shared/policy/roles.ts';
import type { JobContext } from '../access/context.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { highestMarking, tilesOf } from '../service/compliance.ts';
import { type Drawing, drawInspection } from '../service/inspection.ts';
import type { LayerPlace } from './document/layerDocument.ts';
import { type RegisterSource, type RegisterTable, registerDocument } from './document/registerDocument.ts';
import { demandGlyphs } from './glyphs.ts';
import { previewHousePaper, printHousePaper } from './housePaper.ts';
import { demandPrinter } from './printers.ts';

type Handlers = Contract['printing'];

const place: LayerPlace = { layout: 'form', landscape: true };
/** Evidence of one tile on paper; beyond it the paper says how many there are. */
const mostOnPaper = 60;
const readers: readonly Role[] = [
  'informationOfficer',
  'supervisor',
  'centerLeader',
  'companyLeader',
  'qualityOfficer',
  'unitOfficer',
  'unitLeader',
  'inspector',
];
const toneWords = { red: '红：有违反', amber: '黄：须注意', green: '绿：符合' } as const;

interface Made {
  readonly html: string;
  readonly marking: string;
  readonly level: 1 | 2 | 3;
}

/** `printing.previewCompliance`: the board as it would print. */
export const previewCompliance: HandlerFor<Handlers['previewCompliance']> = async (ctx, input) => {
  const { html } = await boardPaper(ctx, input.from, input.to);
  const preview = await previewHousePaper(ctx, html, place);
  ctx.audited({ kind: 'complianceBoard', uid: ctx.site.code, number: `${input.from} 至 ${input.to}` });
  return preview;
};

/**
 * `printing.printCompliance`: one copy of the board with its evidence; it carries the highest marking of what it shows.
 * @throws AppError print.printer-refused, print.file-printer, print.missing-glyphs, print.not-taken
 */
export const printCompliance: HandlerFor<Handlers['printCompliance']> = async (ctx, input) =>
  await printed(ctx, await boardPaper(ctx, input.from, input.to), {
    document: `条款符合性 ${input.from} 至 ${input.to}`,
    purpose: '符合性检查',
    printer: input.printer,
    authorisation: { number: 2, kind: 'complianceBoard' },
  });

/** `printing.previewInspection`: the list as it would print. */
export const previewInspection: HandlerFor<Handlers['previewInspection']> = async (ctx, input) => {
  const { html } = await listPaper(ctx, input);
  const preview = await previewHousePaper(ctx, html, place);
  ctx.audited({ kind: 'inspectionList', uid: ctx.site.code, number: input.seed });
  return preview;
};

/**
 * `printing.printInspection`: one copy of the list with its seed, so that anybody can draw it again.
 * @throws AppError print.printer-refused, print.file-printer, print.missing-glyphs, print.not-taken
 */
export const printInspection: HandlerFor<Handlers['printInspection']> = async (ctx, input) =>
  await printed(ctx, await listPaper(ctx, input), {
    document: `检查清单 ${input.seed}`,
    purpose: '抽样检查',
    printer: input.printer,
    authorisation: { number: 3, kind: 'inspectionList' },
  });

async function printed(
  ctx: JobContext,
  { html, marking, level }: Made,
  paper: {
    readonly document: string;
    readonly purpose: string;
    readonly printer: string;
    readonly authorisation: { readonly number: number; readonly kind: string };
  },
) {
  await demandPrinter(ctx.db, ctx.host, paper.printer, level);
  const authorisation = { ...paper.authorisation, roles: readers };
  return await printHousePaper(ctx, { ...paper, marking, level, html, place, authorisation });
}

function make(ctx: JobContext, source: Omit<RegisterSource, 'site' | 'author' | 'madeAt'>): Made {
  const html = registerDocument({
    ...source,
    site: ctx.site.name,
    author: ctx.actor.name,
    madeAt: displayInstant(ctx.now),
  });
  demandGlyphs(html);
  const marking = parseMarking(source.marking);
  return { html, marking: source.marking, level: marking === null ? 3 : levelRank(marking.level) };
}

async function boardPaper(ctx: JobContext, from: Day, to: Day): Promise<Made> {
  const tiles = await tilesOf(ctx, from, to, mostOnPaper);
  const summary: RegisterTable = {
    title: '各条款',
    note: '红、黄的含义即程序查询的条件；件数只含编制人有权知悉的记录。',
    heads: [
      ['条款', 9],
      ['要求', 15],
      ['结论', 10],
      ['红的含义', 28],
      ['红', 5],
      ['黄的含义', 28],
      ['黄', 5],
    ],
    rows: tiles.map((tile) => [
      tile.clause,
      tile.title,
      toneWords[tile.tone],
      tile.redMeans,
      String(tile.red),
      tile.amberMeans,
      String(tile.amber),
    ]),
  };
  return make(ctx, {
    title: '条款符合性',
    marking: highestMarking(
      tiles.flatMap((tile) => tile.rows.map((row) => row.marking)),
      ctx.today,
    ),
    period: `${from} 至 ${to}（按发生日期）`,
    remarks: [
      `共 ${tiles.length} 项，红 ${tiles.filter((tile) => tile.tone === 'red').length} 项，黄 ${tiles.filter((tile) => tile.tone === 'amber').length} 项。`,
    ],
    tables: [summary, ...tiles.filter((tile) => tile.tone !== 'green').map(evidenceTable)],
    signs: ['编制', '审阅', '日期'],
  });
}

function evidenceTable(tile: Tile): RegisterTable {
  const total = tile.red + tile.amber;
  const more = total > tile.rows.length ? `；另有 ${total - tile.rows.length} 件未列出` : '';
  return {
    title: `${tile.clause} ${tile.title}`,
    note: `红 ${tile.red} 件，黄 ${tile.amber} 件，红在前${more}`,
    heads: [
      ['表单', 22],
      ['编号', 24],
      ['密级', 10],
      ['状态', 10],
      ['发生', 14],
      ['期限', 10],
      ['拟制', 10],
    ],
    rows: tile.rows.map((row) => [
      latestForm(row.kind).title,
      row.number === '' ? '未编号' : row.number,
      row.marking,
      stateWords[row.state].label,
      displayInstant(row.occurredAt).slice(0, 10),
      row.dueOn ?? '',
      row.author,
    ]),
  };
}

async function listPaper(ctx: JobContext, drawing: Drawing): Promise<Made> {
  const { rows, of, marking } = await drawInspection(ctx, drawing);
  const kinds = drawing.kinds.map((kind) => latestForm(kind).title).join('、');
  return make(ctx, {
    title: '检查清单',
    marking,
    period: `${drawing.from} 至 ${drawing.to}（按发生日期）`,
    remarks: [
      `类别：${kinds}。共 ${of} 件，抽取 ${rows.length} 件。`,
      `种子：${drawing.seed}。用同一种子、期间、类别和件数可重新抽出同一清单（记录未增减时）。`,
    ],
    tables: [
      {
        title: '抽取的记录',
        note: '原件、签署、审查、归档按抽取时的登记；“缺”列出程序核对发现的缺项。',
        heads: [
          ['序号', 5],
          ['表单', 15],
          ['编号', 17],
          ['密级', 8],
          ['原件', 13],
          ['用户签署', 9],
          ['审查', 13],
          ['归档', 9],
          ['缺', 11],
        ],
        rows: rows.map((one, index) => [
          String(index + 1),
          latestForm(one.row.kind).title,
          one.row.number === '' ? '未编号' : one.row.number,
          one.row.marking,
          one.original,
          one.signature,
          one.reviewedAt === null ? '' : `${one.reviewedBy} ${displayInstant(one.reviewedAt).slice(0, 10)}`,
          one.archivedAt === null ? '' : displayInstant(one.archivedAt).slice(0, 10),
          one.gaps.join('、'),
        ]),
      },
    ],
    signs: ['检查人', '被检查部门', '日期'],
  });
}
