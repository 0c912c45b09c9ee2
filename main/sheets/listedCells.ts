import { createHash } from 'node:crypto';
import type { SheetSource } from '../../shared/contract/sheets.ts';
import { AppError } from '../../shared/errors.ts';
import { fieldOf } from '../../shared/forms/definition.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import type { RecordKind } from '../../shared/forms/kinds.ts';
import { formFor, latestForm, masterFormFor } from '../../shared/forms/registry.ts';
import type { Day, Sha256Hex } from '../../shared/ids.ts';
import { stateWords } from '../../shared/lifecycle/lifecycle.ts';
import { defaultMarking, type Marking, maxMarking, parseMarking } from '../../shared/marking/marking.ts';
import { cellOf } from '../../shared/sheets/cells.ts';
import {
  entryColumnLabels,
  type HeadColumn,
  headColumnLabels,
  headingOf,
  knowsColumn,
} from '../../shared/sheets/sheetColumns.ts';
import type { ReadDb } from '../database/handles.ts';
import type { ListedMaster } from '../database/stores/master.ts';
import type { ListedRecord } from '../database/stores/recordRows.ts';
import { contentsOf } from '../database/stores/sheets.ts';
import { canonicalJson } from '../records/canonicalJson.ts';
import { kindOf, stateOf } from '../records/wholeRecord.ts';

/** Rows of a table as they would leave. */
export type SheetCells = readonly (readonly (string | number)[])[];

/** Words of an entry's state in a table. */
const entryStates = { active: '在用', provisional: '暂定', merged: '已合并', retired: '已停用' } as const;
const originalWords = { none: '', expected: '待收', received: '已收到', missing: '未到' } as const;

/** The one kind that a list is narrowed to, whose fields its columns may name; null where there are several. */
export function soleKind(source: SheetSource): RecordKind | null {
  const [kind, another] = source.list === 'records' ? source.filter.kinds : [];
  return kind === undefined || another !== undefined ? null : kind;
}

/**
 * Headings of the table in the person's order.
 * @throws AppError gate.bad-input for a column that the list does not have
 */
export function headingsOf(source: SheetSource): string[] {
  const kind = soleKind(source);
  const form =
    source.list === 'master' ? masterFormFor(source.type) : kind === null ? null : latestForm(kind);
  const head: Readonly<Record<string, string>> =
    source.list === 'master' ? entryColumnLabels : headColumnLabels;
  return source.columns.map((key) => {
    if (!knowsColumn(form, head, key)) throw new AppError('gate.bad-input', { detail: '清单没有这一列' });
    return head[key] ?? (form === null ? key : headingOf(form, key.slice('field.'.length)));
  });
}

/** Cells of records, in their order. */
export async function recordCells(
  db: ReadDb,
  source: Extract<SheetSource, { list: 'records' }>,
  rows: readonly ListedRecord[],
): Promise<SheetCells> {
  const needsContent = source.columns.some((key) => key.startsWith('field.'));
  const contents = needsContent
    ? await contentsOf(
        db,
        rows.map((row) => row.id),
      )
    : new Map();
  return rows.map((row) => {
    const stored = contents.get(row.id) as { content: string; form_version: number } | undefined;
    const content = stored === undefined ? {} : (JSON.parse(stored.content) as Record<string, unknown>);
    return source.columns.map((key) => {
      if (!key.startsWith('field.')) return headCell(row, key as HeadColumn);
      // A record keeps the version of its form: what that version does not have stays empty.
      const form = formFor(kindOf(row), stored?.form_version);
      const field = fieldOf(form, key.slice('field.'.length));
      return field === undefined ? '' : cellOf(field, content[field.key]);
    });
  });
}

/** Cells of entries, in their order. */
export function entryCells(
  source: Extract<SheetSource, { list: 'master' }>,
  rows: readonly Pick<ListedMaster, 'content' | 'state' | 'owning_site'>[],
): SheetCells {
  const form = masterFormFor(source.type);
  return rows.map((row) => {
    const content = JSON.parse(row.content) as Record<string, unknown>;
    return source.columns.map((key) => {
      if (key === 'state') return entryStates[row.state];
      if (key === 'site') return row.owning_site;
      const field = fieldOf(form, key.slice('field.'.length));
      return field === undefined ? '' : cellOf(field, content[field.key]);
    });
  });
}

/** Mark of a table: highest level and longest term of its rows; master data carry no mark of their own and count as 内部. */
export function markOf(rows: readonly { readonly marking: string }[], today: Day): Marking {
  const marks = [...new Set(rows.map((row) => row.marking))].flatMap((text) => parseMarking(text) ?? []);
  return marks.length === 0 ? defaultMarking : maxMarking(marks, today);
}

/** Digest of what leaves: headings, cells and mark. */
export function digestOf(headings: readonly string[], cells: SheetCells, marking: string): Sha256Hex {
  return createHash('sha256')
    .update(canonicalJson({ headings: [...headings], cells: cells.map((row) => [...row]), marking }))
    .digest('hex') as Sha256Hex;
}

/** What a list was narrowed by, in words; empty when it was not. */
export function filterWords(source: SheetSource): string {
  if (source.list === 'master') return source.text === '' ? '' : `含“${source.text}”`;
  const { filter } = source;
  const words = [
    filter.kinds.map((kind) => latestForm(kind).title).join('、'),
    filter.states.map((state) => stateWords[state].label).join('、'),
    filter.text === '' ? '' : `含“${filter.text}”`,
    filter.from === null ? '' : `${filter.from} 起`,
    filter.to === null ? '' : `至 ${filter.to}`,
    filter.mine ? '我的' : '',
    filter.overdue ? '逾期' : '',
    filter.originalMissing ? '原件未到' : '',
  ];
  return words.filter((word) => word !== '').join('；');
}

function headCell(row: ListedRecord, key: HeadColumn): string {
  switch (key) {
    case 'number':
      return row.archive_number ?? row.registration_number ?? '';
    case 'marking':
      return row.marking;
    case 'state':
      return stateWords[stateOf(row)].label;
    case 'kind':
      return latestForm(kindOf(row)).title;
    case 'title':
      return row.title;
    case 'customer':
      return row.customer_name ?? '';
    case 'occurred':
      return displayInstant(row.occurred_at);
    case 'due':
      return row.due_on ?? '';
    case 'author':
      return row.author_name;
    case 'site':
      return row.owning_site;
    case 'original':
      return originalWords[row.original_state];
  }
}
