import type { RecordKind } from '../forms/kinds.ts';

/** Parts of the life of a set or of the dealings with a customer, in the order in which they are looked for. */
export const lifeGroups = {
  opening: '安装、开通、改造、试验',
  repair: '故障与维修',
  training: '培训',
  complaint: '投诉',
  quality: '质量反馈',
  change: '设计更改',
  returned: '返厂、收发件',
  information: '用户信息、来往',
  task: '任务与派工',
  other: '其他',
} as const;
/** Part of a life. */
export type LifeGroup = keyof typeof lifeGroups;

const groupOfKind: Readonly<Partial<Record<RecordKind, LifeGroup>>> = {
  commissioningReport: 'opening',
  batchReport: 'opening',
  repairReport: 'repair',
  trainingRecord: 'training',
  complaint: 'complaint',
  qualityFeedback: 'quality',
  designChange: 'change',
  returnCase: 'returned',
  outgoingItem: 'returned',
  incomingItem: 'returned',
  customerProperty: 'returned',
  customerInformation: 'information',
  phoneRecord: 'information',
  faxRecord: 'information',
  serviceInformation: 'information',
  forwardedNeed: 'information',
  task: 'task',
  dispatchNotice: 'task',
};

/** The part of a life that a kind of record belongs to. */
export function lifeGroupOf(kind: RecordKind): LifeGroup {
  return groupOfKind[kind] ?? 'other';
}

/** A fault that comes back within so many days on one serial counts as repeated (spec 5 "Figures"). */
export const repeatedWithinDays = 30;

/**
 * Which of some faults of one serial came back within {@link repeatedWithinDays} days of the one before.
 * @param moments of occurrence, in any order
 * @returns the moments of the repeated ones
 */
export function repeatedFaults(moments: readonly string[]): ReadonlySet<string> {
  const sorted = [...moments].sort();
  const repeated = sorted.filter((moment, index) => {
    const before = sorted[index - 1];
    return before !== undefined && Date.parse(moment) - Date.parse(before) <= repeatedWithinDays * 86_400_000;
  });
  return new Set(repeated);
}
