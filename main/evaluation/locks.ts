import type { Period } from '../../shared/figures/periods.ts';
import { periodAround, periodKinds } from '../../shared/figures/periods.ts';
import type { Month } from '../../shared/ids.ts';
import type { ReadDb } from '../database/handles.ts';
import { latestLocks } from '../database/stores/periods.ts';

/** Whether a period is locked: by itself, or as a part of a longer one. */
export async function isLocked(db: ReadDb, period: Period): Promise<boolean> {
  const month = period.from.slice(0, 7) as Month;
  const around = periodKinds
    .map((kind) => periodAround(kind, month))
    .filter((other) => other.from <= period.from && other.to >= period.to);
  const locks = await latestLocks(
    db,
    around.map((other) => other.key),
  );
  return locks.some((lock) => lock.act === 'locked');
}
