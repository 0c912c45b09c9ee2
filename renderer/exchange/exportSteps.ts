import type { BarStep } from '../parts/StepBar.tsx';
import type { PackageOut } from './words.ts';

const labels = [
  { key: 'prepare', label: '准备', party: '单位专人 / 管理信息部' },
  { key: 'approve', label: '审批密级与介质', party: '安全保密管理员' },
  { key: 'release', label: '签发写出', party: '领导本人签名' },
  { key: 'readBack', label: '读回完成', party: '程序从介质核对' },
] as const;

const reached: Readonly<Record<PackageOut['state'], number>> = {
  prepared: 1,
  refused: 1,
  approved: 2,
  sealed: 2,
  written: 4,
  acknowledged: 4,
};

/** The four steps of an export, as far as this package has come; null before it is prepared. */
export function exportSteps(state: PackageOut['state'] | null): BarStep[] {
  const at = state === null ? 0 : reached[state];
  return labels.map((step, index) => ({
    ...step,
    state: index < at ? 'done' : index === at ? 'current' : 'ahead',
  }));
}
