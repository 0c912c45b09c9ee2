import type { CallOutput } from '../../../shared/contract/contract.ts';
import type { RotationReason } from '../../../shared/contract/keys.ts';

/** State of database key and recovery shares as the screens know it. */
export type KeyState = CallOutput<'keys.state'>;

/** Why a database key was changed, in Chinese. */
export const rotationWords: Readonly<Record<RotationReason, string>> = {
  yearly: '满一年',
  leaver: '人员离岗',
  lostMedium: '介质或备份遗失',
  other: '其他',
};

/** Papers of a split, in Chinese. */
export const paperNames: Readonly<
  Record<NonNullable<CallOutput<'keys.state'>['split']>['papers'][number]['paper'], string>
> = {
  share1: '恢复份额 1',
  share2: '恢复份额 2',
  share3: '恢复份额 3',
  wrapped: '封装密钥与工作站密钥',
};
