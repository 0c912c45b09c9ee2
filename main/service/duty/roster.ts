import {
  addDays,
  dayName,
  isDetermined,
  isWorkingDay,
  type WorkingCalendar,
} from '../../../shared/calendar/calendar.ts';
import type { Contract } from '../../../shared/contract/contract.ts';
import type { Shift } from '../../../shared/contract/duty.ts';
import { AppError } from '../../../shared/errors.ts';
import type { AccountUid, Day, Instant, ObjectUid } from '../../../shared/ids.ts';
import { type DutyPost, dutyPosts, hasGap, isDutyDay, shiftOn } from '../../../shared/rules/dutyHours.ts';
import type { HandlerFor } from '../../access/handlerTypes.ts';
import type { ReadDb } from '../../database/handles.ts';
import {
  endShift,
  insertShift,
  peopleWithRoles,
  type StoredShift,
  shiftByUid,
  shiftsBetween,
} from '../../database/stores/duty.ts';
import { siteCalendar } from '../../records/due.ts';

const posts = Object.keys(dutyPosts) as readonly DutyPost[];
/** Roles that answer the telephone. */
const dutyRoles = ['operator', 'informationOfficer', 'dispatcher', 'supervisor', 'engineer', 'unitOfficer'];
/** Longest stretch that one assignment covers, in days. */
const mostDays = 62;

/** `duty.roster`: shifts day by day, gaps, and who is on duty now. */
export const roster: HandlerFor<Contract['duty']['roster']> = async (ctx, input) => {
  const calendar = await siteCalendar(ctx.db);
  const days = Array.from({ length: input.days }, (_, n) => addDays(input.from, n));
  const first = shiftOn('dutyPhone', addDays(input.from, -1)).from;
  const last = shiftOn('dutyPhone', addDays(input.from, input.days)).to;
  const stored = await shiftsBetween(ctx.db, first, last);
  return {
    now: await onDuty(ctx.db, ctx.now),
    days: days.map((day) => ({ ...aboutDay(day, calendar), ...rosterOf(day, stored, calendar) })),
    people: (await peopleWithRoles(ctx.db, dutyRoles, ctx.today)).map((row) => ({
      uid: row.uid as AccountUid,
      name: row.name,
    })),
  };
};

/** Who holds each duty at a moment. */
export async function onDuty(db: ReadDb, now: Instant): Promise<{ post: DutyPost; shift: Shift | null }[]> {
  const present = await shiftsBetween(db, now, new Date(Date.parse(now) + 1).toISOString());
  return posts.map((post) => {
    const held = present.find((one) => one.post === post);
    return { post, shift: held === undefined ? null : toShift(held) };
  });
}

/**
 * `duty.assign`: one shift a day by the hours of the post.
 * @throws AppError roster.taken, roster.refused
 */
export const assign: HandlerFor<Contract['duty']['assign']> = async (ctx, input) => {
  if (input.to < input.from || addDays(input.from, mostDays) < input.to)
    throw new AppError('roster.refused', { detail: `起止日期不对，一次至多 ${mostDays} 天` });
  if (input.from < ctx.today) throw new AppError('roster.refused', { detail: '过去的日期不能再编排' });
  const people = await peopleWithRoles(ctx.tx, dutyRoles, ctx.today);
  const person = people.find((one) => one.uid === input.accountUid);
  if (person === undefined)
    throw new AppError('roster.refused', { detail: '该人员的岗位不接听电话或已停用' });
  const calendar = await siteCalendar(ctx.tx);
  let made = 0;
  let skipped = 0;
  for (let day = input.from; day <= input.to; day = addDays(day, 1)) {
    if (!isDutyDay(input.post, day, calendar)) {
      skipped += 1;
      continue;
    }
    const { from, to } = shiftOn(input.post, day);
    const there = (await shiftsBetween(ctx.tx, from, to)).filter((one) => one.post === input.post);
    const same = there.length === 1 && there[0]?.account_uid === person.uid && there[0].from_at === from;
    if (same) {
      skipped += 1;
      continue;
    }
    const [taken] = there;
    if (taken !== undefined && !input.replace)
      throw new AppError('roster.taken', { day, name: taken.account_name });
    for (const one of there) await takeAway(ctx, one, `改由${person.name}值班`);
    await insertShift(ctx.tx, {
      uid: ctx.newUid(),
      post: input.post,
      from_at: from,
      to_at: to,
      account_uid: person.uid,
      account_name: person.name,
      made_name: ctx.actor.name,
      made_at: ctx.now,
    });
    made += 1;
  }
  ctx.audited({ kind: 'roster', uid: input.accountUid, number: `n=${made}` });
  return { made, skipped };
};

/** `duty.takeOff`. */
export const takeOff: HandlerFor<Contract['duty']['takeOff']> = async (ctx, input) => {
  const shift = await shiftByUid(ctx.tx, input.uid);
  if (shift === undefined) throw new AppError('roster.refused', { detail: '该班次已撤销' });
  if (shift.to_at <= ctx.now) throw new AppError('roster.refused', { detail: '已值完的班次不能撤销' });
  await takeAway(ctx, shift, input.reason);
  ctx.audited({ kind: 'roster', uid: shift.uid });
  return { done: true };
};

async function takeAway(
  ctx: Parameters<HandlerFor<Contract['duty']['takeOff']>>[0],
  shift: StoredShift,
  reason: string,
): Promise<void> {
  await endShift(ctx.tx, shift.id, {
    ended_at: ctx.now,
    ended_name: ctx.actor.name,
    ended_reason: reason,
  });
}

function aboutDay(day: Day, calendar: WorkingCalendar) {
  return {
    day,
    working: isWorkingDay(calendar, day),
    name: dayName(calendar, day),
    undecided: !isDetermined(calendar, day),
  };
}

function rosterOf(day: Day, stored: readonly StoredShift[], calendar: WorkingCalendar) {
  const touching = (post: DutyPost) => {
    const { from, to } = shiftOn(post, day);
    return stored.filter((one) => one.post === post && one.from_at < to && one.to_at > from);
  };
  return {
    shifts: posts.flatMap((post) => touching(post).map(toShift)),
    gaps: posts.filter(
      (post) =>
        isDutyDay(post, day, calendar) &&
        hasGap(
          post,
          day,
          touching(post).map((one) => ({ from: one.from_at, to: one.to_at })),
        ),
    ),
  };
}

function toShift(stored: StoredShift): Shift {
  return {
    uid: stored.uid as ObjectUid,
    post: stored.post,
    from: stored.from_at as Instant,
    to: stored.to_at as Instant,
    person: { uid: stored.account_uid as AccountUid, name: stored.account_name },
    madeBy: stored.made_name,
  };
}
