import type { z } from 'zod';
import type { Figure, FigureSet, figureTable } from '../../../shared/contract/reports.ts';
import { chartOf } from '../../../shared/figures/charts.ts';
import { fieldOf } from '../../../shared/forms/definition.ts';
import { displayField, displayInstant } from '../../../shared/forms/display.ts';
import { dayOf } from '../../../shared/ids.ts';
import type { Move } from '../../../shared/lifecycle/states.ts';
import { barChart } from './barChart.ts';
import { completeDocument, escapeHtml, type Html, servedFontBase } from './html.ts';
import { reportStyle } from './reportStyle.ts';
import type { DocumentSource } from './source.ts';

type FigureTable = z.infer<typeof figureTable>;

/** Text sections of a situation report in their order; an empty one says so, because a missing one would look lost. */
const sections = [
  'overview',
  'deliveries',
  'faults',
  'quality',
  'training',
  'parts',
  'complaints',
  'nextPlan',
] as const;
const noData = '无数据';

/**
 * A 服务简报 or 情况报表 in the official layout after GB/T 9704: place for the copy number and mark top left, series name
 * and issue, title, addressed offices, text, annex with every figure and table, approval strip, place for the seal, imprint
 * with the distribution.
 * @param set figures of the report: the frozen ones once submitted
 */
export function reportDocument(
  source: DocumentSource,
  set: FigureSet,
  options: { readonly fontBase?: string } = {},
): string {
  const field = (key: string): string => displayField(source.form, source.content, key);
  const number = source.archiveNumber ?? source.registrationNumber ?? '';
  const foot = `${number}　第${source.version}稿 ${source.digest.slice(0, 12)}`;
  const body = [
    '<div class="copy"></div>',
    `<p class="mark">${escapeHtml(source.marking)}</p>`,
    `<div class="series">${escapeHtml(field('reportKind'))}</div>`,
    `<div class="issue"><span>${escapeHtml(source.site)}</span><span>${escapeHtml(number)}</span><span>${escapeHtml(chineseDay(issueDay(source)))}</span></div>`,
    `<h1>${escapeHtml(field('heading'))}</h1>`,
    addressees(source),
    ...sections.map((key) => section(source, key)),
    changeNote(source),
    closing(source),
    figurePages(set),
    imprint(source),
  ].join('\n');
  return completeDocument({
    title: `${field('heading')} ${number}`.trim(),
    style: reportStyle({ marking: source.marking, foot }),
    body,
    marginTexts: [
      { face: 'mark', text: source.marking },
      { face: 'text', text: `${foot}— — 　第页，共0123456789` },
    ],
    fontBase: options.fontBase ?? servedFontBase,
  });
}

/** A day as official papers write it: 2026年11月22日. */
export function chineseDay(day: string): string {
  const [year = '', month = '', date = ''] = day.split('-');
  return `${year}年${Number(month)}月${Number(date)}日`;
}

function issueDay(source: DocumentSource): string {
  return dayOf(source.signatures.approve?.at ?? source.recordedAt);
}

interface Office {
  readonly name: string;
  readonly copies: number;
}

function officesOf(source: DocumentSource): readonly Office[] {
  const rows = source.content.distribution;
  if (!Array.isArray(rows)) return [];
  return rows.flatMap((row: unknown) => {
    if (typeof row !== 'object' || row === null || !('name' in row) || typeof row.name !== 'string')
      return [];
    return [{ name: row.name, copies: 'copies' in row && typeof row.copies === 'number' ? row.copies : 1 }];
  });
}

function addressees(source: DocumentSource): Html {
  const names = officesOf(source).map((office) => office.name);
  return names.length === 0 ? '' : `<p class="to">${escapeHtml(names.join('、'))}：</p>`;
}

function section(source: DocumentSource, key: string): Html {
  const label = fieldOf(source.form, key)?.label ?? '';
  const text = displayField(source.form, source.content, key);
  return `<h2>${escapeHtml(label)}</h2>${paragraphs(text === '' ? '本期无。' : text)}`;
}

function changeNote(source: DocumentSource): Html {
  const text = displayField(source.form, source.content, 'changeNote');
  return text === '' ? '' : `<h2>变更说明</h2>${paragraphs(text)}`;
}

function paragraphs(text: string): Html {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => `<p>${escapeHtml(line.trim())}</p>`)
    .join('');
}

function closing(source: DocumentSource): Html {
  const signed = (label: string, move: Move): string => {
    const signature = source.signatures[move];
    if (signature === undefined) return `<th>${label}</th><td><small>年　　月　　日</small></td>`;
    const deputy = signature.onBehalfOf === null ? '' : `（代${signature.onBehalfOf}）`;
    return `<th>${label}</th><td>${escapeHtml(`${signature.name}${deputy}`)}<small>${displayInstant(signature.at)}</small></td>`;
  };
  const places = source.form.layout.paper.signatures.flatMap(({ label, move }) =>
    move === null ? [] : [signed(escapeHtml(label), move)],
  );
  const columns = places.map(() => '<col style="width:10%"><col>').join('');
  return (
    `<div class="close"><div class="seal"><i></i><p class="name">${escapeHtml(source.site)}<br>${chineseDay(issueDay(source))}</p></div>` +
    `<table class="approve"><colgroup>${columns}</colgroup><tbody><tr>${places.join('')}</tr></tbody></table></div>`
  );
}

function figurePages(set: FigureSet): Html {
  if (set.figures.length === 0) return '';
  let drawn = 0;
  const tables = set.tables.map((table, index) => {
    const chart = chartOf(table);
    if (chart === null) return tableHtml(table, index + 2);
    drawn += 1;
    const bars = chart.bars.map(({ label, value, second }) => ({ label, value, previous: second }));
    return barChart(`图${drawn}　${chart.title}`, bars, chart.names) + tableHtml(table, index + 2);
  });
  return `<h2>附：数据与图表</h2>${figureTableHtml(set.figures)}${tables.join('')}`;
}

function figureTableHtml(figures: readonly Figure[]): Html {
  const rows = figures.map(
    (figure) =>
      `<tr><td>${escapeHtml(figure.label)}</td><td class="number">${figureWords(figure.value, figure.unit)}</td>` +
      `<td class="number">${figureWords(figure.previous, figure.unit)}</td><td class="number">${differenceWords(figure)}</td>` +
      `<td class="definition">${escapeHtml(`${figure.definition}（${figure.clause}）`)}</td></tr>`,
  );
  return (
    '<table><caption>表1　主要数据</caption><colgroup><col style="width:20%"><col style="width:13%"><col style="width:13%"><col style="width:9%"><col></colgroup>' +
    `<thead><tr><th>指标</th><th>本期</th><th>上期</th><th>增减</th><th>口径（条款）</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
  );
}

/** A figure as paper writes it; nothing known is 无数据, never 0. */
function figureWords(value: number | null, unit: string): Html {
  return value === null ? noData : escapeHtml(`${value} ${unit}`.trim());
}

function differenceWords(figure: Figure): Html {
  if (figure.value === null || figure.previous === null) return '—';
  const difference = Math.round((figure.value - figure.previous) * 100) / 100;
  return difference > 0 ? `+${difference}` : difference < 0 ? `−${Math.abs(difference)}` : '0';
}

function tableHtml(table: FigureTable, index: number): Html {
  const heads = table.columns.map((column) => `<th>${escapeHtml(column)}</th>`);
  const rows = table.rows.map(
    (row) =>
      `<tr>${row.map((cell) => `<td${typeof cell === 'number' ? ' class="number"' : ''}>${escapeHtml(String(cell))}</td>`).join('')}</tr>`,
  );
  const none = `<tr><td colspan="${table.columns.length}" style="text-align:center">本期无</td></tr>`;
  // A short table is never torn; a long one repeats its head.
  const small = table.rows.length <= 14 ? ' class="small"' : '';
  // The label column of a wide table needs more than its share.
  const label = table.columns.length > 4 ? '<colgroup><col style="width:22%"></colgroup>' : '';
  return `<table${small}><caption>表${index}　${escapeHtml(table.title)}</caption>${label}<thead><tr>${heads.join('')}</tr></thead><tbody>${rows.length === 0 ? none : rows.join('')}</tbody></table>`;
}

function imprint(source: DocumentSource): Html {
  const offices = officesOf(source);
  const total = offices.reduce((sum, office) => sum + office.copies, 0);
  const list = offices.map((office) => `${office.name}（${office.copies}份）`).join('，');
  const printed = total === 0 ? '' : `共印${total}份`;
  return (
    `<div class="imprint">${list === '' ? '' : `<p>分送：${escapeHtml(list)}。</p>`}` +
    `<p class="last"><span>${escapeHtml(source.site)}</span><span>${printed}</span><span>${chineseDay(issueDay(source))}印发</span></p></div>`
  );
}
