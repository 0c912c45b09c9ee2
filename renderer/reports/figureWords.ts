import type { Figure } from '../../shared/contract/reports.ts';

/** Sections of a report with the figures that belong beside each; what is named nowhere stands in the first. */
export const sectionFigures: Readonly<Record<string, readonly string[]>> = {
  overview: ['services', 'sites', 'staffTrips', 'staffDays', 'calls', 'archived', 'handInRate', 'onTimeRate'],
  deliveries: ['changeCoverage'],
  faults: [
    'faults',
    'faultsOpen',
    'faultsIrrelevant',
    'responseHours',
    'repairHours',
    'firstFixRate',
    'repeatFaults',
  ],
  quality: ['qualityInformation', 'feedback', 'feedbackOpen'],
  training: ['trainingPersons', 'trainingHours', 'visits'],
  parts: ['partsUsed'],
  complaints: [
    'complaints',
    'complaintsOpen',
    'complaintDays',
    'satisfaction',
    'evaluated',
    'evaluationRate',
    'lowAnswers',
  ],
  nextPlan: [],
};

/** Tables of a report by the section that they explain. */
export const sectionTables: Readonly<Record<string, readonly string[]>> = {
  overview: ['monthly', 'late'],
  deliveries: ['servicesByKind', 'servicesByBranch', 'servicesBySite', 'servicesByModel', 'servicesByUnit'],
  faults: ['faultsByModel', 'faultsByBatch', 'faultsBySerial', 'reliability'],
  quality: ['feedbackByGrade'],
  complaints: ['complaintsByClass', 'answers'],
};

/** Order of the text sections in the document. */
export const sectionOrder = Object.keys(sectionFigures);

/** A figure as people read it; nothing known is 无数据, never 0. */
export function figureText(value: number | null, unit: string): string {
  return value === null ? '无数据' : `${value.toLocaleString('zh-CN')} ${unit}`;
}

/** Difference to the period before, with its sign; empty where one of the two is unknown. */
export function changeText(figure: Figure): string {
  if (figure.value === null || figure.previous === null) return '';
  const difference = Math.round((figure.value - figure.previous) * 100) / 100;
  if (difference === 0) return '持平';
  return difference > 0 ? `较上期 +${difference}` : `较上期 −${Math.abs(difference)}`;
}
