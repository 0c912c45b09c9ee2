import { type Period, periodBefore, periodOfDays } from '../../shared/figures/periods.ts';
import { type Branch, branchWords, militaryBranches } from '../../shared/forms/definitions/blocks.ts';
import type { FormContent } from '../../shared/forms/values.ts';
import type { FigureScope } from '../database/stores/facts.ts';
import { dayField } from '../records/wholeRecord.ts';
import { type FigureQuestion, questionOf } from './figures.ts';

/** What a report is about: one military branch (5.7.4), or everything (5.7.3). */
export interface ReportSubject {
  readonly period: Period;
  readonly branch: Branch | null;
}

/** The subject that a report's own fields name, or null when they are not filled. */
export function subjectOf(content: FormContent): ReportSubject | null {
  const from = dayField(content, 'periodFrom');
  const to = dayField(content, 'periodTo');
  const kind = content.periodKind;
  const period = from === null || to === null ? null : periodOfDays(String(kind), from, to);
  if (period === null) return null;
  if (content.branch === undefined || content.branch === null) return { period, branch: null };
  const branch = branchOf(String(content.branch));
  return branch === null ? null : { period, branch };
}

/** The military branch of a stored value or of its Chinese word; null for anything else (5.7.4: military products only). */
export function branchOf(text: string): Branch | null {
  return militaryBranches.find((branch) => branch === text || branchWords[branch] === text) ?? null;
}

/** What a report asks the records: one branch counts military products alone. */
export function questionOfSubject({ period, branch }: ReportSubject): FigureQuestion {
  return questionOf(period, periodBefore(period), { branch, military: branch !== null });
}

/** What the figures of a report cover. */
export function scopeOf(subject: ReportSubject): FigureScope {
  return questionOfSubject(subject).scope;
}
