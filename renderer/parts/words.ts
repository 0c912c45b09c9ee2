import type { SiteKind } from '../../shared/policy/roles.ts';

/** Words of a level's rank. */
export const levelNames: Readonly<Record<1 | 2 | 3, string>> = { 1: '内部', 2: '秘密', 3: '机密' };

/** Words of the kinds of installation. */
export const siteKindNames: Readonly<Record<SiteKind, string>> = {
  center: '客户服务中心',
  unit: '有关单位',
  department: '公司部门',
};

/** Size of a file as people read it. */
export function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} 字节`;
  if (bytes < 1024 ** 2) return `${(bytes / 1024).toFixed(1)} KB`;
  if (bytes < 1024 ** 3) return `${(bytes / 1024 ** 2).toFixed(1)} MB`;
  return `${(bytes / 1024 ** 3).toFixed(2)} GB`;
}
