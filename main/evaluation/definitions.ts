import type { MeasureKey, OrderedKey } from '../database/stores/facts.ts';

/** Words of a figure: label, unit, definition as shown on hover and printed, clause. */
export interface FigureWords {
  readonly label: string;
  readonly unit: string;
  readonly definition: string;
  readonly clause: string;
}

const reports = '本期发生、已提交的用户培训记录和服务报告（05A至08A）';
const faults = '已提交的维修服务报告（06A）中填写维修部分的';

/** Figures that one query answers, in the order of the report. */
export const measuredFigures: readonly (readonly [MeasureKey, FigureWords])[] = [
  [
    'services',
    { label: '服务次数', unit: '次', definition: `${reports}份数，无效和作废的不计`, clause: '5.7.4' },
  ],
  [
    'sites',
    { label: '服务用户单位数', unit: '个', definition: `${reports}涉及的不同用户单位数`, clause: '5.7.4' },
  ],
  [
    'staffTrips',
    {
      label: '派出人次',
      unit: '人次',
      definition: '本期已签发的售后服务通知单上的派出人员合计',
      clause: '5.5.4',
    },
  ],
  [
    'staffDays',
    {
      label: '现场服务人天',
      unit: '人天',
      definition: '已返回的通知单：人数×（返回日期－出发日期＋1）',
      clause: '5.5.4',
    },
  ],
  [
    'calls',
    { label: '服务电话', unit: '次', definition: '本期已办结的服务电话记录（02A）份数', clause: '5.1.2' },
  ],
  ['faults', { label: '故障数', unit: '次', definition: `${faults}份数`, clause: '5.7.2' }],
  [
    'faultsOpen',
    {
      label: '未恢复故障',
      unit: '次',
      definition: `${faults}，其中“是否恢复正常”为否的份数`,
      clause: '5.7.2',
    },
  ],
  [
    'faultsIrrelevant',
    {
      label: '非相关故障',
      unit: '次',
      definition: `${faults}，原因类别为使用、运输、外部的份数，不计入可靠性`,
      clause: '5.7.2',
    },
  ],
  [
    'responseHours',
    {
      label: '平均响应时间',
      unit: '小时',
      definition: `${faults}：报修到到达的平均时间，两个时间都有的才计`,
      clause: '5.5.4',
    },
  ],
  [
    'repairHours',
    {
      label: '平均修复时间',
      unit: '小时',
      definition: `${faults}：到达到恢复的平均时间，两个时间都有的才计`,
      clause: '5.5.4',
    },
  ],
  [
    'onTimeRate',
    {
      label: '按时到达率',
      unit: '%',
      definition: '填有到达日期的通知单中，到达日期不晚于要求到达日期的比例',
      clause: '5.5.4',
    },
  ],
  ['partsUsed', { label: '更换件数', unit: '件', definition: `${faults}“更换件”数量合计`, clause: '5.9' }],
  [
    'trainingHours',
    {
      label: '培训学时',
      unit: '小时',
      definition: '用户培训记录（05A）和维修服务报告培训部分的学时合计',
      clause: '5.5.5',
    },
  ],
  [
    'trainingPersons',
    {
      label: '参训人数',
      unit: '人',
      definition: '用户培训记录（05A）和维修服务报告培训部分的参训人数合计',
      clause: '5.5.5',
    },
  ],
  [
    'visits',
    {
      label: '走访',
      unit: '次',
      definition: '已提交的用户信息记录处理表（01A）中来源为走访的份数',
      clause: '5.1.2.3',
    },
  ],
  [
    'qualityInformation',
    { label: '质量信息', unit: '条', definition: '已提交的01A中类别为质量的份数', clause: '5.7.2' },
  ],
  [
    'feedback',
    {
      label: '质量反馈',
      unit: '件',
      definition: '用户信息反馈/处理表（FB）件数，作废的不计',
      clause: '5.7.2',
    },
  ],
  [
    'feedbackOpen',
    { label: '质量反馈未办结', unit: '件', definition: '上述件中尚未办结的', clause: '5.7.2' },
  ],
  [
    'complaints',
    {
      label: '用户投诉',
      unit: '件',
      definition: '本期收到的投诉处理单（TS）件数，作废的不计',
      clause: '5.6',
    },
  ],
  ['complaintsOpen', { label: '投诉未办结', unit: '件', definition: '上述件中尚未办结的', clause: '5.6' }],
  [
    'complaintDays',
    {
      label: '投诉平均办结时间',
      unit: '天',
      definition: '已办结的投诉：收到至答复用户的平均日历天数',
      clause: '5.6',
    },
  ],
  [
    'archived',
    { label: '已归档报告', unit: '份', definition: '本期发生的05A至08A中已编号归档的份数', clause: '5.5.6' },
  ],
  ['evaluated', { label: '评价份数', unit: '份', definition: '用户已评价的05A至08A份数', clause: '5.10' }],
  [
    'evaluationRate',
    { label: '评价率', unit: '%', definition: '用户已评价的份数占已请用户评价的份数的比例', clause: '5.5.5' },
  ],
  [
    'lowAnswers',
    {
      label: '有“不满意”项的评价',
      unit: '份',
      definition: '用户已评价的05A至08A中，至少一项为“不满意”的份数',
      clause: '5.10',
    },
  ],
];

/** Figures that are worked out from several answers. */
export const derivedFigures = {
  firstFixRate: {
    label: '一次修复率',
    unit: '%',
    definition: '本期为某项任务第一份维修报告的，其中“是否恢复正常”为是的比例；没有任务的报告各算一次',
    clause: '5.5.4',
  },
  repeatFaults: {
    label: '重复故障',
    unit: '次',
    definition: '同一台（套）产品此前30日内另有故障的故障数',
    clause: '5.7.2',
  },
  handInRate: {
    label: '按期上交率',
    unit: '%',
    definition: '已返回的通知单中，上交日期不晚于返回后3日（遇休息日顺延）的比例',
    clause: '5.5.6',
  },
  changeCoverage: {
    label: '设计更改落实率',
    unit: '%',
    definition: '期末前登记的设计更改落实单所涉产品中，已落实的台套比例（累计）',
    clause: '4 表1 1-5',
  },
  satisfaction: {
    label: '用户满意度',
    unit: '分',
    definition: '各用户评价得分的平均值，未评项目剔除后重新分配权重，无评价时为无数据',
    clause: '5.10',
  },
} as const satisfies Readonly<Record<string, FigureWords>>;
/** Key of a derived figure. */
export type DerivedKey = keyof typeof derivedFigures;

/** Where the records behind a figure are found; null for a figure that no single record stands behind. */
export function rowsBehind(key: string): MeasureKey | OrderedKey | null {
  if (key === 'firstFixRate' || key === 'repeatFaults') return key;
  if (key === 'handInRate') return 'handedIn';
  if (key === 'satisfaction') return 'evaluated';
  return measuredFigures.find(([measured]) => measured === key)?.[0] ?? null;
}

/** Rows of the table of services by kind: label and measure. */
export const serviceKinds: readonly (readonly [string, MeasureKey])[] = [
  ['安装', 'installation'],
  ['开通', 'opening'],
  ['改造', 'refit'],
  ['试验', 'trial'],
  ['技术培训', 'training'],
  ['维修', 'faults'],
  ['技术保障', 'support'],
  ['电话支持', 'calls'],
  ['传真支持', 'faxes'],
];
