import type { ReadDb } from '../database/handles.ts';
import { integrityFaults } from '../database/stores/integrity.ts';
import { getMeta } from '../database/stores/meta.ts';
import { backupSets } from '../database/stores/site.ts';
import type { OpenSession, Station } from './station.ts';

const dayMs = 86_400_000;

/**
 * What is red about the backups: no target, no good set, the last good one older than the policy allows (two days), or data
 * and backup on one device. Null when all is well.
 */
async function backupProblem(db: ReadDb, now: number, days: number): Promise<string | null> {
  if ((await getMeta(db, 'backup-target')) === null)
    return '尚未设置备份目标。请系统管理员在“备份与恢复”中设置另一块磁盘。';
  const sets = await backupSets(db, 60);
  const lastGood = sets.find((set) => set.verified === 1);
  if (lastGood === undefined) return '还没有完成过备份。';
  if (now - Date.parse(lastGood.at) > days * dayMs) return `最近一次成功备份已超过 ${days} 天。`;
  if (sets[0]?.verified === 0) return '最近一次备份未通过校验。';
  if (lastGood.same_device === 1) return '备份目标与数据在同一块磁盘上，磁盘损坏时无法恢复。';
  return null;
}

/** What is red about the backups of an open site; null when all is well. */
export async function backupWarning(
  { database, policy }: Pick<OpenSession, 'database' | 'policy'>,
  { options }: Pick<Station, 'options'>,
): Promise<string | null> {
  return await backupProblem(database.read, options.clock().getTime(), policy.policy.backupAgeDays);
}

/** Everything red on every home page that concerns what lies on the disk: backups, damage, room, a second living site. */
export async function siteWarnings(
  session: Pick<OpenSession, 'database' | 'policy'>,
  station: Pick<Station, 'disk' | 'options'>,
): Promise<string[]> {
  const db = session.database.read;
  const [disk, backup, faults, clone] = await Promise.all([
    station.disk.state(),
    backupWarning(session, station),
    integrityFaults(db, true),
    getMeta(db, 'clone-alarm'),
  ]);
  const records = new Set(faults.flatMap((fault) => JSON.parse(fault.records) as string[]));
  return [
    ...(backup === null ? [] : [backup]),
    ...(clone === null
      ? []
      : [`发现本站还有另一个副本在收发数据包（${clone}）。请立即停用副本并报告安全保密管理员。`]),
    ...(faults.length === 0
      ? []
      : [
          `完整性检查发现 ${faults.length} 处损坏，涉及 ${records.size} 条记录。请系统管理员在“备份与恢复”中处理。`,
        ]),
    ...(disk.level === 'full' ? ['磁盘空间即将用尽，业务办理已暂停。请系统管理员清理磁盘。'] : []),
    ...(disk.level === 'warn' ? ['磁盘已用超过 80%。请系统管理员清理磁盘。'] : []),
  ];
}
