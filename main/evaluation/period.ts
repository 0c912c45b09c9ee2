import { type Branch, branchWords, militaryBranches } from '../../shared/forms/definitions/blocks.ts';
import type { FormContent } from '../../shared/forms/values.ts';
import type { Day, Month } from '../../shared/ids.ts';
import type { FigureScope } from '../database/stores/figures.ts';
import { dayField, endOfDay, startOfDay } from '../records/wholeRecord.ts';

/** One month of one branch. */
export interface ReportPeriod {
  readonly branch: Branch;
  readonly from: Day;
  readonly to: Day;
}

/** The whole month of a branch. */
export function monthPeriod(month: Month, branch: Branch): ReportPeriod {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const last = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return { branch, from: `${month}-01` as Day, to: `${month}-${String(last).padStart(2, '0')}` as Day };
}

/** The month before. */
export function previousPeriod(period: ReportPeriod): ReportPeriod {
  const [year = 0, month = 1] = period.from.split('-').map(Number);
  const before = new Date(Date.UTC(year, month - 2, 1)).toISOString().slice(0, 7) as Month;
  return monthPeriod(before, period.branch);
}

/** The period that a report's own fields name, or null when they are not filled. */
export function periodOf(content: FormContent): ReportPeriod | null {
  const from = dayField(content, 'periodFrom');
  const to = dayField(content, 'periodTo');
  const branch = typeof content.branch === 'string' ? branchOf(content.branch) : null;
  return from === null || to === null || branch === null ? null : { branch, from, to };
}

/** The military branch of a stored value or of its Chinese word; null for anything else (5.7.4: military products only). */
export function branchOf(text: string): Branch | null {
  return militaryBranches.find((branch) => branch === text || branchWords[branch] === text) ?? null;
}

/** What the figures of a period cover. */
export function scopeOf(period: ReportPeriod): FigureScope {
  return { branch: period.branch, from: startOfDay(period.from), before: endOfDay(period.to) };
}
