import type { FieldDefinition, FormDefinition } from '../../../shared/forms/definition.ts';
import { displayInstant, displayValue } from '../../../shared/forms/display.ts';
import { isFieldShown } from '../../../shared/forms/validate.ts';
import { isEmptyValue } from '../../../shared/forms/values.ts';
import { dayOf } from '../../../shared/ids.ts';
import { isFlowing, roomOf, tableOf, valueHtml } from './fieldHtml.ts';
import { type FormMargins, formStyle } from './formStyle.ts';
import { completeDocument, type DocumentParts, escapeHtml, type Html, servedFontBase } from './html.ts';
import { matrixAt, matrixHtml } from './matrix.ts';
import type { DocumentSource, PaperReference, PaperSignature } from './source.ts';

/** Fields that the block for signature and seal shows in its own way. */
const signatureKeys: readonly string[] = ['signature', 'signedBy', 'signedByPost', 'signedDay'];
const lineHeightMm = 6.2;
const emptyRows = 3;

/** How a document is made. */
export interface FormDocumentOptions {
  /** Printed to be filled in and signed: lists without rows get empty ones to write in. */
  readonly forSignature: boolean;
  readonly fontBase?: string;
}

/**
 * The paper of one record in the QR758 table style (design "Paper"): number and version of the form top right, mark top
 * left, title, bordered tables, signatures. Only chosen parts and shown fields appear; what the customer writes on the
 * paper appears always. Pure: equal sources give equal documents.
 */
export function formDocument(source: DocumentSource, options: FormDocumentOptions): string {
  const { title, margins, body, marginTexts } = formParts(source, options);
  return completeDocument({
    title,
    style: formStyle(margins),
    body,
    marginTexts,
    fontBase: options.fontBase ?? servedFontBase,
  });
}

/** The paper of one record before it is put together, for documents that hold several. */
export function formParts(
  source: DocumentSource,
  options: FormDocumentOptions,
): Pick<DocumentParts, 'title' | 'body' | 'marginTexts'> & { readonly margins: FormMargins } {
  const { form } = source;
  const number = source.archiveNumber ?? source.registrationNumber ?? '';
  const margins: FormMargins = {
    marking: source.marking,
    formNumber: `${form.code}（第${form.version}版）`,
    continuation: number === '' ? form.title : `${form.title}　${number}`,
    foot: `第${source.version}稿 ${source.digest.slice(0, 12)}`,
    landscape: form.layout.paper.orientation === 'landscape',
  };
  const body = [
    `<h1>${escapeHtml(form.title)}</h1>`,
    identityTable(source),
    ...form.layout.groups.flatMap((group) => groupBlocks(source, options, group)),
    `<div class="whole closing">${signatureRow(form, source)}${form.layout.paper.customerSignature ? customerBlock(source) : ''}</div>`,
  ].join('\n');
  return {
    title: `${form.code} ${form.title} ${number}`.trim(),
    margins,
    body,
    marginTexts: [
      { face: 'mark', text: margins.marking },
      { face: 'text', text: `${margins.formNumber}${margins.continuation}${margins.foot}第页共0123456789` },
    ],
  };
}

type Pair = readonly [label: string, value: Html];

function identityTable(source: DocumentSource): Html {
  const { form } = source;
  const rows: Html[] = [
    pairRow(
      ['登记编号', escapeHtml(source.registrationNumber ?? '')],
      ['归档编号', escapeHtml(source.archiveNumber ?? '')],
    ),
  ];
  if (form.head.customer !== 'none') rows.push(wideRow('用户单位', referenceWords(source.customer)));
  if (form.head.equipment.max !== 0 && (source.equipment.length > 0 || form.head.equipment.min > 0)) {
    rows.push(wideRow('产　品', source.equipment.map(equipmentWords).join('；')));
  }
  if (form.head.task !== 'none' && source.task !== null) {
    rows.push(wideRow('服务任务', escapeHtml(`${source.task.number}　${source.task.title}`.trim())));
  }
  rows.push(
    pairRow(
      ['记录单位', escapeHtml(source.site)],
      ['拟制人、日期', escapeHtml(`${source.author}　${dayOf(source.recordedAt)}`)],
    ),
  );
  return fieldTable(rows);
}

function referenceWords(reference: PaperReference | null): Html {
  return reference === null ? '' : escapeHtml(reference.name);
}

function equipmentWords(reference: PaperReference): Html {
  return escapeHtml(
    reference.name === reference.code ? reference.code : `${reference.name} ${reference.code}`.trim(),
  );
}

function groupBlocks(
  source: DocumentSource,
  options: FormDocumentOptions,
  group: FormDefinition['layout']['groups'][number],
): Html[] {
  const fields = source.form.fields.filter((field) => field.group === group.key && isOnPaper(source, field));
  if (fields.length === 0) return [];
  const blocks: Html[] = [];
  // A list that is called like its group brings the heading itself.
  const doubled =
    fields[0]?.label === group.label && roomOf(fields[0], source.content[fields[0].key]) === 'table';
  let rows: Html[] = doubled
    ? []
    : [`<tr class="group"><th colspan="4">${escapeHtml(group.label)}</th></tr>`];
  let half: Pair | null = null;
  const endHalf = (): void => {
    if (half !== null) rows.push(wideRow(half[0], half[1]));
    half = null;
  };
  const flush = (): void => {
    endHalf();
    if (rows.length > 0) blocks.push(fieldTable(rows));
    rows = [];
  };
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at];
    if (field === undefined) break;
    const value = source.content[field.key];
    const matrix = matrixAt(fields, at);
    if (matrix !== undefined) {
      flush();
      blocks.push(matrixHtml(matrix, matrix.items[0]?.note ? '检查项目' : '评价项目', source.content));
      at += matrix.taken - 1;
    } else if (roomOf(field, value) === 'table') {
      flush();
      blocks.push(listTable(field, value, options));
    } else if (isFlowing(field, value)) {
      flush();
      blocks.push(flowTable(field, value));
    } else if (roomOf(field, value) === 'full') {
      endHalf();
      rows.push(textRow(field, value));
    } else if (half === null) {
      half = [field.label, valueHtml(field, value)];
    } else {
      rows.push(pairRow(half, [field.label, valueHtml(field, value)]));
      half = null;
    }
  }
  flush();
  return keepHeadings(blocks);
}

/** A group that begins with a list: its heading stands alone in a table and must stay with the table below. */
function keepHeadings(blocks: readonly Html[]): Html[] {
  const [first, second, ...rest] = blocks;
  if (first === undefined || second === undefined || !isHeadingOnly(first)) return [...blocks];
  return [`<div class="keep">${first}</div>`, second, ...rest];
}

function isHeadingOnly(block: Html): boolean {
  return block.includes('class="group"') && !block.includes('class="field"');
}

function isOnPaper(source: DocumentSource, field: FieldDefinition): boolean {
  const { form } = source;
  if (field.paper?.show === false || field.type === 'data' || field.type === 'attachmentList') return false;
  if (form.layout.paper.customerSignature && signatureKeys.includes(field.key)) return false;
  const head = {
    customer: source.customer?.code ?? null,
    equipment: source.equipment.map((item) => item.code),
    task: source.task?.number ?? null,
  };
  if (isFieldShown(form, field, source.content, source.parts, head)) return true;
  // What the customer fills in on the paper cannot wait for an answer that is not typed in yet.
  const waiting = (field.visibleWhen ?? []).every(
    (condition) => condition.field.startsWith('head.') || isEmptyValue(source.content[condition.field]),
  );
  const { visibleWhen: _, ...always } = field;
  return field.fromPaper && waiting && isFieldShown(form, always, source.content, source.parts, head);
}

function fieldTable(rows: readonly Html[]): Html {
  return `<table class="fields"><colgroup><col style="width:16%"><col style="width:34%"><col style="width:16%"><col style="width:34%"></colgroup><tbody>${rows.join('')}</tbody></table>`;
}

function pairRow(left: Pair, right: Pair): Html {
  const cell = ([label, value]: Pair): Html => `<th>${escapeHtml(label)}</th><td>${value}</td>`;
  return `<tr class="field">${cell(left)}${cell(right)}</tr>`;
}

function wideRow(label: string, value: Html): Html {
  return `<tr class="field"><th>${escapeHtml(label)}</th><td colspan="3">${value}</td></tr>`;
}

function textRow(field: FieldDefinition, value: unknown): Html {
  const long = field.type === 'longText';
  const height = long ? ` style="height:${(field.paper?.lines ?? 2) * lineHeightMm}mm"` : '';
  const kind = long ? ' class="text"' : '';
  return `<tr class="field"><th>${escapeHtml(field.label)}</th><td colspan="3"${kind}${height}>${valueHtml(field, value)}</td></tr>`;
}

/** A long text: its label is the table head, which Chromium repeats on every page that the text reaches. */
function flowTable(field: FieldDefinition, value: unknown): Html {
  const paragraphs = displayValue(field, value)
    .split('\n')
    .map((line) => `<p>${line === '' ? '&#160;' : escapeHtml(line)}</p>`);
  return `<table class="flow"><thead><tr><th>${escapeHtml(field.label)}</th></tr></thead><tbody><tr class="body"><td>${paragraphs.join('')}</td></tr></tbody></table>`;
}

function listTable(field: FieldDefinition, value: unknown, options: FormDocumentOptions): Html {
  const { columns, rows } = tableOf(field, value);
  const total = columns.slice(1).reduce((sum, column) => sum + column.weight, 0);
  const widths = columns.map((column, index) =>
    index === 0
      ? '<col style="width:7.6%">'
      : `<col style="width:${((92.4 * column.weight) / total).toFixed(2)}%">`,
  );
  const heads = columns.map((column) => `<th>${escapeHtml(column.label)}</th>`);
  const body = rows.map(
    (row) =>
      `<tr class="field">${row.map((cell, index) => `<td${columns[index]?.centred ? ' class="mid"' : ''}>${cell}</td>`).join('')}</tr>`,
  );
  const blank = `<tr class="field">${columns.map(() => '<td></td>').join('')}</tr>`;
  const none = `<tr class="field"><td class="mid none" colspan="${columns.length}">（无）</td></tr>`;
  const filled = body.length > 0 ? body.join('') : options.forSignature ? blank.repeat(emptyRows) : none;
  return (
    `<table class="grid"><colgroup>${widths.join('')}</colgroup><thead>` +
    `<tr class="group"><th colspan="${columns.length}">${escapeHtml(field.label)}</th></tr><tr>${heads.join('')}</tr></thead>` +
    `<tbody>${filled}</tbody></table>`
  );
}

function signatureRow(form: FormDefinition, source: DocumentSource): Html {
  const places = form.layout.paper.signatures;
  if (places.length === 0) return '';
  const cells = places.map(({ label, move }) => {
    const signature = move === null ? undefined : source.signatures[move];
    return `<th>${escapeHtml(label)}</th><td>${signedHtml(signature)}</td>`;
  });
  const share = 100 / places.length;
  const columns = places
    .map(() => `<col style="width:${share * 0.36}%"><col style="width:${share * 0.64}%">`)
    .join('');
  return `<table class="sign"><colgroup>${columns}</colgroup><tbody><tr>${cells.join('')}</tr></tbody></table>`;
}

function signedHtml(signature: PaperSignature | undefined): Html {
  if (signature === undefined) return '<small>年　　月　　日</small>';
  const deputy = signature.onBehalfOf === null ? '' : `（代${signature.onBehalfOf}）`;
  return `${escapeHtml(`${signature.name}${deputy}`)}<small>${escapeHtml(displayInstant(signature.at))}</small>`;
}

function customerBlock(source: DocumentSource): Html {
  const field = (key: string): FieldDefinition | undefined =>
    source.form.fields.find((candidate) => candidate.key === key);
  const way = field('signature');
  // Nobody ticks on paper that it was not signed.
  const onPaperWay = way && { ...way, options: way.options?.filter((option) => option.value !== 'none') };
  const value = (key: string): Html => {
    const of = field(key);
    return of === undefined ? '' : escapeHtml(displayValue(of, source.content[key]));
  };
  const line = (label: string, key: string): Html =>
    `<p>${label}：<span class="blank">${value(key)}&#160;</span></p>`;
  const day = value('signedDay') || '　　　　年　　月　　日';
  return (
    '<table class="customer"><thead><tr class="group"><th>用户签字（盖章）</th></tr></thead><tbody><tr><td><div class="seal">' +
    `<div class="lines">${onPaperWay === undefined ? '' : `<p>${valueHtml(onPaperWay, source.content.signature)}</p>`}` +
    `${line('签　署　人', 'signedBy')}${line('职　　　务', 'signedByPost')}<p>日　　　期：${day}</p>` +
    '<p>经用户签署姓名或加盖公章后方为有效。</p></div><i>用户签字（盖章）</i></div></td></tr></tbody></table>'
  );
}
