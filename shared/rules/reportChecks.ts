import type { RecordKind } from '../forms/kinds.ts';
import { equipmentRowSchema, type FormContent } from '../forms/values.ts';
import type { Thresholds } from './thresholds.ts';

/** What a report is checked against besides its own fields. */
export interface ReportFacts {
  readonly thresholds: Pick<Thresholds, 'batchReportSets' | 'trainingRecordHours'>;
  readonly parts: readonly string[];
  /** Serials of the same task that have a report of their own (06A or 07A). */
  readonly ownReports: ReadonlySet<string>;
}

/** Pairs of days of which the later one must not lie before the earlier one. */
const dayOrder: Readonly<Partial<Record<RecordKind, readonly (readonly [string, string, string])[]>>> = {
  trainingRecord: [['startDay', 'endDay', '结束日期早于开始日期']],
  commissioningReport: [['startedDay', 'finishedDay', '完成日期早于开始日期']],
  batchReport: [['startedDay', 'finishedDay', '完成日期早于开始日期']],
  repairReport: [
    ['supportFrom', 'supportTo', '保障结束日期早于开始日期'],
    ['reportedAt', 'restoredAt', '恢复时间早于报修时间'],
  ],
  serviceInformation: [['periodFrom', 'periodTo', '服务结束日期早于开始日期']],
  dispatchNotice: [
    ['startDay', 'returnedDay', '返回日期早于出发日期'],
    ['arrivedDay', 'returnedDay', '返回日期早于到达日期'],
    ['returnedDay', 'handedInDay', '上交日期早于返回日期'],
  ],
};

/**
 * What a report says that cannot be so, or that the service table does not allow (5.5.5): days in the wrong order, a batch report
 * with sets that are not ticked, too few, of several models or exceptions without a report of their own, training in the wrong form.
 * @returns Chinese sentences, empty when nothing is wrong
 */
export function reportProblems(kind: RecordKind, content: FormContent, facts: ReportFacts): string[] {
  const problems = (dayOrder[kind] ?? []).flatMap(([earlier, later, words]) => {
    const [from, to] = [content[earlier], content[later]];
    return typeof from === 'string' && typeof to === 'string' && from !== '' && to !== '' && to < from
      ? [words]
      : [];
  });
  if (kind === 'batchReport') problems.push(...batchProblems(content, facts));
  const hours = content.trainingHours;
  if (kind === 'repairReport' && facts.parts.includes('training') && typeof hours === 'number') {
    const { trainingRecordHours } = facts.thresholds;
    if (hours >= trainingRecordHours)
      problems.push(`培训 ${hours} 小时，满 ${trainingRecordHours} 小时应填写用户培训记录（QR758-05A）`);
  }
  return problems;
}

function batchProblems(content: FormContent, { thresholds, ownReports }: ReportFacts): string[] {
  const rows = equipmentRowSchema.array().safeParse(content.serials ?? []).data ?? [];
  const open = rows.filter((row) => row.done !== true).map((row) => row.serial);
  const models = new Set(rows.map((row) => row.model ?? '').filter((model) => model !== ''));
  const exceptions = exceptionSerials(content);
  const both = rows.map((row) => row.serial).filter((serial) => exceptions.includes(serial));
  const alone = exceptions.filter((serial) => !ownReports.has(serial));
  const least = thresholds.batchReportSets;
  return [
    ...(open.length > 0 ? [`${open.join('、')} 没有勾选正常；不正常的移到“不正常产品”另填单台报告`] : []),
    ...(rows.length < least
      ? [`正常产品 ${rows.length} 台（套），不足 ${least} 台（套）应逐台填写报告`]
      : []),
    ...(models.size > 1 ? [`产品型号不一致：${[...models].join('、')}`] : []),
    ...(both.length > 0 ? [`${both.join('、')} 既列为正常又列为不正常`] : []),
    ...(alone.length > 0 ? [`${alone.join('、')} 不正常，尚无单台报告（QR758-06A 或 07A）`] : []),
  ];
}

function exceptionSerials(content: FormContent): string[] {
  return (Array.isArray(content.exceptions) ? content.exceptions : []).flatMap((row: unknown) => {
    const serial = (row as { readonly serial?: unknown } | null)?.serial;
    return typeof serial === 'string' && serial.trim() !== '' ? [serial.trim()] : [];
  });
}
