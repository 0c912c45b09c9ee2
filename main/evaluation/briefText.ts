import type { FigureSet } from '../../shared/contract/reports.ts';
import { branchWords } from '../../shared/forms/definitions/blocks.ts';
import type { ReportSubject } from './period.ts';

const noData = '无数据';

/**
 * First draft of a brief's sections from its figures: plain sentences that the person who prepares it edits. Every number
 * in it is a figure of the set.
 */
export function briefText(
  { period, branch }: ReportSubject,
  set: FigureSet,
): Readonly<Record<string, string>> {
  const value = (key: string): number | null =>
    set.figures.find((figure) => figure.key === key)?.value ?? null;
  const words = (key: string): string => {
    const figure = set.figures.find((candidate) => candidate.key === key);
    return figure?.value == null ? noData : `${figure.value}${figure.unit}`;
  };
  const rows = (key: string) => set.tables.find((table) => table.key === key)?.rows ?? [];
  const named = (key: string): string =>
    rows(key)
      .filter((row) => Number(row[1]) > 0)
      .map((row) => `${row[0]}${row[1]}`)
      .join('、');
  const whose = branch === null ? '各类' : branchWords[branch];
  const next = { month: '下月', halfYear: '下半年度', year: '下年度' }[period.kind];
  const kinds = named('servicesByKind');
  const sites = rows('servicesBySite')
    .slice(0, 5)
    .map((row) => `${row[0]}${row[1]}次`)
    .join('、');
  return {
    overview:
      `本期共为${whose}${words('sites')}用户单位服务${words('services')}，派出${words('staffTrips')}，现场工作${words('staffDays')}，接听服务电话${words('calls')}。` +
      `已归档服务报告${words('archived')}，资料按期上交率${words('handInRate')}，按时到达率${words('onTimeRate')}。` +
      (sites === '' ? '' : `\n服务较多的单位：${sites}。`),
    deliveries:
      kinds === ''
        ? '本期无交付、开通服务。'
        : `本期各类服务：${kinds}（安装、开通、改造、试验按台套计，其余按次计）。`,
    faults: faultText(value('faults'), set, words),
    quality:
      value('qualityInformation') === 0 && value('feedback') === 0
        ? '本期未收到产品质量信息。'
        : `本期收到产品质量信息${words('qualityInformation')}，立质量反馈${words('feedback')}，未办结${words('feedbackOpen')}。归零情况见附表。`,
    training: `本期培训用户${words('trainingPersons')}，共${words('trainingHours')}；走访用户${words('visits')}。`,
    parts: value('partsUsed') === 0 ? '本期未更换备件。' : `本期维修更换备件${words('partsUsed')}。`,
    complaints: complaintText(value('complaints'), value('evaluated'), words),
    nextPlan:
      value('faultsOpen') === 0
        ? `本期无遗留故障。${next}按年度技术服务计划安排服务。`
        : `遗留未恢复故障${words('faultsOpen')}，继续跟踪至恢复。${next}按年度技术服务计划安排服务。`,
  };
}

function faultText(faults: number | null, set: FigureSet, words: (key: string) => string): string {
  if (faults === null || faults === 0) return '本期未发生故障。';
  const table = set.tables.find((candidate) => candidate.key === 'faultsByModel');
  const models = (table?.rows ?? []).map((row) => `${row[0]}${row.at(-1)}次`).join('、');
  return (
    `本期处理故障${words('faults')}（${models}），未恢复${words('faultsOpen')}。` +
    `平均响应时间${words('responseHours')}，平均修复时间${words('repairHours')}，一次修复率${words('firstFixRate')}，30日内重复故障${words('repeatFaults')}。各型号故障原因见附表。`
  );
}

function complaintText(
  complaints: number | null,
  given: number | null,
  words: (key: string) => string,
): string {
  const first =
    complaints === 0
      ? '本期未收到用户投诉。'
      : `本期收到用户投诉${words('complaints')}，未办结${words('complaintsOpen')}，已办结的平均${words('complaintDays')}。`;
  if (given === null || given === 0) return `${first}本期用户满意度无数据。`;
  return `${first}用户满意度${words('satisfaction')}（评价${words('evaluated')}，评价率${words('evaluationRate')}）。`;
}
