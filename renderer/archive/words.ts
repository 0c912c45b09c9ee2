import type { VolumeRow } from '../../shared/contract/archive.ts';
import type { Tone } from '../parts/tags.tsx';

/** States of a volume. */
export const volumeStates: Readonly<
  Record<VolumeRow['state'], { readonly label: string; readonly tone: Tone }>
> = {
  composed: { label: '待封卷', tone: 'underway' },
  closed: { label: '已封卷', tone: 'done' },
  disposed: { label: '已销毁', tone: 'draft' },
};
