import type { Contract } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { type Period, periodOfKey } from '../../shared/figures/periods.ts';
import { type Day, dayOf, type Instant, type Month } from '../../shared/ids.ts';
import { dueDay } from '../../shared/rules/deadlines.ts';
import type { WriteContext } from '../access/context.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { allSites } from '../database/stores/exchange.ts';
import { arrivals, insertLock, latestLocks } from '../database/stores/periods.ts';
import { reportsOfPeriod } from '../database/stores/reports.ts';
import { siteCalendar } from '../records/due.ts';
import { rulesInForce } from '../records/rulesInForce.ts';
import { lateOf } from './late.ts';
import { isLocked } from './locks.ts';
import { branchOf } from './period.ts';

/** Periods of a year, the shortest first. */
function periodsOf(year: number): Period[] {
  const months = Array.from({ length: 12 }, (_, n) => `${year}-${String(n + 1).padStart(2, '0')}`);
  return [...months, `${year}H1`, `${year}H2`, String(year)].flatMap((key) => periodOfKey(key) ?? []);
}

/**
 * `evaluation.periods`: senders by month with what arrived when against the day on which it is due, and each period's lock, reports
 * and late records. The center's own departments write into the same site and send nothing.
 */
export const periods: HandlerFor<Contract['evaluation']['periods']> = async (ctx, input) => {
  const all = periodsOf(input.year);
  const months = all.filter(({ kind }) => kind === 'month').map(({ key }) => key as Month);
  const [sites, arrived, locks, calendar] = await Promise.all([
    allSites(ctx.db),
    arrivals(ctx.db, months),
    latestLocks(
      ctx.db,
      all.map(({ key }) => key),
    ),
    siteCalendar(ctx.db),
  ]);
  const units = sites.filter((site) => site.is_self === 0 && site.root_pinned_at !== null);
  const dues = await Promise.all(
    months.map(async (month) => {
      const { deadlines } = await rulesInForce(ctx.db, `${month}-01` as Day);
      return dueDay('unitPackage', `${month}-01` as Day, calendar, deadlines).due;
    }),
  );
  const senders = units.map((unit) => ({
    code: unit.code,
    name: unit.name,
    cells: months.map((month, at) => {
      const due = dues[at] ?? (`${month}-28` as Day);
      const found = arrived.find((row) => row.sender === unit.code && row.month === month);
      const base = { at: (found?.at ?? null) as Instant | null, due, records: found?.records ?? 0 };
      if (found !== undefined)
        return {
          ...base,
          state: dayOf(found.at as Instant) <= due ? ('onTime' as const) : ('late' as const),
        };
      // A unit owes nothing for the time before trust was made.
      if (month > ctx.today.slice(0, 7) || month < (unit.root_pinned_at ?? '').slice(0, 7))
        return { ...base, state: 'future' as const };
      return { ...base, state: ctx.today > due ? ('missing' as const) : ('waiting' as const) };
    }),
  }));
  const rows = [];
  for (const period of all) {
    const lock = locks.find((one) => one.period === period.key);
    const reports = await reportsOfPeriod(ctx.db, period);
    let late = 0;
    for (const { branch } of reports) {
      for (const { added, gone } of await lateOf(ctx.db, {
        period,
        branch: branch === null ? null : branchOf(branch),
      }))
        late += added + gone;
    }
    rows.push({
      key: period.key,
      kind: period.kind,
      over: period.to < ctx.today,
      locked: lock?.act === 'locked',
      by: lock?.account_name ?? '',
      at: (lock?.at ?? null) as Instant | null,
      reason: lock?.reason ?? '',
      reports: reports.length,
      late,
    });
  }
  return { months: [...months], senders, periods: rows };
};

/** @throws AppError period.not-over, period.locked */
export const lock: HandlerFor<Contract['evaluation']['lock']> = async (ctx, input) => {
  const period = periodOfKey(input.period);
  if (period === null || period.to >= ctx.today) throw new AppError('period.not-over');
  if (await isLocked(ctx.tx, period)) throw new AppError('period.locked');
  await enter(ctx, input.period, 'locked', input.reason);
  return { done: true as const };
};

/** `evaluation.unlock`: from above, with a reason. @throws AppError period.not-locked */
export const unlock: HandlerFor<Contract['evaluation']['unlock']> = async (ctx, input) => {
  const [latest] = await latestLocks(ctx.tx, [input.period]);
  if (latest?.act !== 'locked') throw new AppError('period.not-locked');
  await enter(ctx, input.period, 'unlocked', input.reason.trim());
  return { done: true as const };
};

async function enter(
  ctx: WriteContext,
  period: string,
  act: 'locked' | 'unlocked',
  reason: string,
): Promise<void> {
  await insertLock(ctx.tx, {
    period,
    act,
    reason,
    account_uid: ctx.actor.uid,
    account_name: ctx.actor.name,
    at: ctx.now,
  });
  ctx.audited({ kind: 'period', uid: period });
}
