import type { RecordKind } from '../forms/kinds.ts';

/** Classes of yearly volumes (clauses 5.1.2.2, 5.5.6, 5.7.3, 5.7.4). */
export const volumeClasses = ['communication', 'dispatch', 'situation', 'branch', 'other'] as const;
/** Class of a volume. */
export type VolumeClass = (typeof volumeClasses)[number];

/** Chinese title of each class, and the clause that demands the volume. */
export const volumeClassWords: Readonly<
  Record<VolumeClass, { readonly title: string; readonly clause: string }>
> = {
  communication: { title: '沟通记录', clause: '5.1.2.2' },
  dispatch: { title: '派工通知单及服务报告', clause: '5.5.6' },
  situation: { title: '售后服务情况报表', clause: '5.7.3' },
  branch: { title: '军兵种服务简报及情况报表', clause: '5.7.4' },
  other: { title: '其他用户信息', clause: '5.1.2.2' },
};

const ofKind: Readonly<Partial<Record<RecordKind, VolumeClass>>> = {
  phoneRecord: 'communication',
  faxRecord: 'communication',
  outgoingItem: 'communication',
  incomingItem: 'communication',
  dispatchNotice: 'dispatch',
  trainingRecord: 'dispatch',
  repairReport: 'dispatch',
  commissioningReport: 'dispatch',
  batchReport: 'dispatch',
};

/**
 * Class of the volume that a record belongs into.
 * @param branch military branch of a situation report; null for an overall one and for every other kind
 */
export function volumeClassOf(kind: RecordKind, branch: string | null): VolumeClass {
  if (kind === 'situationReport') return branch === null || branch === '' ? 'situation' : 'branch';
  return ofKind[kind] ?? 'other';
}

/** Series of volume numbers in the number register. */
export const volumeSeries = 'JC';

/** Number of a volume: `JC-2026-HQ-0001`. @param n running number of the year of its contents */
export function volumeNumber(year: number, site: string, n: number): string {
  return `${volumeSeries}-${year}-${site}-${String(n).padStart(4, '0')}`;
}

/** Name of a volume as people say it: 2025 年沟通记录, and which supplement. */
export function volumeName(volumeClass: VolumeClass, year: number, part: number): string {
  return `${year}年${volumeClassWords[volumeClass].title}${part === 0 ? '' : `（补册${part}）`}`;
}
