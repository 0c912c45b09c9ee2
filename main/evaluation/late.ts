import type { FigureTable } from '../../shared/contract/reports.ts';
import { periodBefore } from '../../shared/figures/periods.ts';
import { isRecordKind } from '../../shared/forms/kinds.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import type { ReadDb } from '../database/handles.ts';
import { lateFacts } from '../database/stores/factTables.ts';
import { reportsOf } from '../database/stores/reports.ts';
import { readFrozen } from './frozen.ts';
import { type ReportSubject, scopeOf } from './period.ts';

/** How many periods back corrections are looked for. */
const periodsBack = 6;

/**
 * Corrections of periods before (spec 5): records that count now and were not in the report of their period, and those that
 * were in it and count no more. What was sent is never changed; the next report says so.
 */
export async function lateTable(db: ReadDb, subject: ReportSubject): Promise<FigureTable | null> {
  const rows: (string | number)[][] = [];
  let { period } = subject;
  for (let n = 0; n < periodsBack; n += 1) {
    period = periodBefore(period);
    for (const { kind, added, gone } of await lateOf(db, { ...subject, period })) {
      const form = isRecordKind(kind) ? latestForm(kind) : null;
      rows.push([period.key, form === null ? kind : `${form.code} ${form.title}`, added, gone]);
    }
  }
  return rows.length === 0
    ? null
    : {
        key: 'late',
        title: '以前报告期的补报与更正',
        columns: ['原报告期', '记录', '补报份数', '更正剔除份数'],
        rows,
      };
}

/** What differs now from what the report of a subject froze, by kind; nothing where there is no such report. */
export async function lateOf(
  db: ReadDb,
  subject: ReportSubject,
): Promise<{ kind: string; added: number; gone: number }[]> {
  const stored = (await reportsOf(db, subject.period, subject.branch)).at(-1);
  if (stored === undefined) return [];
  const frozen = readFrozen(stored.figures === null ? null : JSON.parse(stored.figures));
  if (frozen === null || stored.state === 'draft') return [];
  return await lateFacts(db, scopeOf(subject), { id: stored.id, version: frozen.rows.version });
}
