import { addDays, isWorkingDay, type WorkingCalendar } from '../calendar/calendar.ts';
import type { Day, Instant } from '../ids.ts';

/** The two duties of 5.5.2 with the hours of one shift at the site (Beijing time). */
export const dutyPosts = {
  hotline: { label: '服务热线', when: '工作日 08:30–17:30', from: '08:30', to: '17:30', nextDay: false },
  dutyPhone: { label: '值班电话', when: '全天 24 小时', from: '08:30', to: '08:30', nextDay: true },
} as const;
/** A duty of 5.5.2. */
export type DutyPost = keyof typeof dutyPosts;

/** First and last moment of a duty that begins on a day. */
export function shiftOn(post: DutyPost, day: Day): { readonly from: Instant; readonly to: Instant } {
  const { from, to, nextDay } = dutyPosts[post];
  return { from: moment(day, from), to: moment(nextDay ? addDays(day, 1) : day, to) };
}

/** Whether somebody must hold a duty on a day: the hotline on workdays, the duty phone always. */
export function isDutyDay(post: DutyPost, day: Day, calendar: WorkingCalendar): boolean {
  return post === 'dutyPhone' || isWorkingDay(calendar, day);
}

/** Whether the shifts leave some of a duty of that day to nobody. */
export function hasGap(
  post: DutyPost,
  day: Day,
  shifts: readonly { readonly from: string; readonly to: string }[],
): boolean {
  const wanted = shiftOn(post, day);
  let covered: string = wanted.from;
  for (const shift of [...shifts].sort((one, other) => (one.from < other.from ? -1 : 1))) {
    if (shift.from > covered) break;
    if (shift.to > covered) covered = shift.to;
  }
  return covered < wanted.to;
}

function moment(day: Day, time: string): Instant {
  return new Date(`${day}T${time}:00.000+08:00`).toISOString() as Instant;
}
