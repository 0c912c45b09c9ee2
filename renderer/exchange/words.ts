import type { CallOutput } from '../../shared/contract/contract.ts';
import type { Tone } from '../parts/tags.tsx';

/** Everything of the package desk. */
export type Overview = CallOutput<'exchange.overview'>;
/** A site of the trust register. */
export type SiteRow = Overview['sites'][number];
/** A package that leaves or left. */
export type PackageOut = Overview['outgoing'][number];
/** A package that came in. */
export type PackageIn = Overview['incoming'][number];
/** Result of checking a package. */
export type Checked = CallOutput<'exchange.check'>;
/** A checked package that may be accepted. */
export type ReadyPackage = Extract<Checked, { verdict: 'ready' }>;
/** One record of a checked package. */
export type PreviewRow = ReadyPackage['rows'][number];

/** States of a package that leaves. */
export const outStates: Readonly<
  Record<PackageOut['state'], { readonly label: string; readonly tone: Tone }>
> = {
  prepared: { label: '待审批', tone: 'attention' },
  approved: { label: '待签发', tone: 'underway' },
  sealed: { label: '已封存，待写出', tone: 'underway' },
  written: { label: '已写出，待回执', tone: 'underway' },
  acknowledged: { label: '已回执', tone: 'done' },
  refused: { label: '已退回', tone: 'refused' },
};

/** Kinds of packages. */
export const kindWords: Readonly<Record<string, string>> = {
  delta: '增量',
  snapshot: '全量',
  void: '作废声明',
  receipt: '回执',
};

/** Verdicts of a record in the preview. */
export const verdicts: Readonly<
  Record<PreviewRow['verdict'], { readonly label: string; readonly tone: Tone }>
> = {
  new: { label: '新增', tone: 'underway' },
  changed: { label: '更新', tone: 'attention' },
  same: { label: '相同', tone: 'draft' },
  receipt: { label: '回执', tone: 'done' },
  refused: { label: '拒收', tone: 'refused' },
};

/** Label of a package: sender, recipient, epoch and number as on the medium. */
export function packageName(one: string, other: string, epoch: string, seq: number | null): string {
  return `${one}→${other} ${epoch}-${seq === null ? '未编号' : String(seq).padStart(6, '0')}`;
}
