import { addDays, isWorkingDay } from '../../../shared/calendar/calendar.ts';
import type { Notice } from '../../../shared/contract/notices.ts';
import { mayAct } from '../../../shared/policy/permissions.ts';
import { type DutyPost, dutyPosts, hasGap, shiftOn } from '../../../shared/rules/dutyHours.ts';
import { handoversSince, shiftsBetween } from '../../database/stores/duty.ts';
import { siteCalendar } from '../../records/due.ts';
import type { NoticeFinder } from './finder.ts';

/** Days ahead for which nobody on duty is an alarm. */
const daysAhead = 3;

/** Duty (5.5.2): hand-overs that wait for this person, and days without anybody on duty for who draws up the roster. */
export const dutyNotices: NoticeFinder = async (ctx) => {
  const rows: Notice[] = (await handoversSince(ctx.db, ctx.now))
    .filter((row) => row.taken_at === null && row.to_uid === ctx.actor.uid)
    .map((row) => ({
      key: `duty.${row.uid}`,
      tone: 'attention',
      clause: '5.5.2',
      text: `${row.from_name} 向您交班，${(JSON.parse(row.calls) as unknown[]).length} 件未办结的来电待接收。`,
      screen: 'duty',
      params: { part: 'handover' },
    }));
  if (!mayAct(ctx.actor.roles, 'roster.edit')) return rows;
  const calendar = await siteCalendar(ctx.db);
  const from = shiftOn('hotline', ctx.today).from;
  const stored = await shiftsBetween(ctx.db, from, shiftOn('dutyPhone', addDays(ctx.today, daysAhead)).to);
  // A site that draws up no roster yet is told once by its empty roster, not every day.
  if (stored.length === 0) return rows;
  const lacking: string[] = [];
  for (let day = ctx.today; day <= addDays(ctx.today, daysAhead); day = addDays(day, 1)) {
    for (const post of Object.keys(dutyPosts) as DutyPost[]) {
      if (post === 'hotline' && !isWorkingDay(calendar, day)) continue;
      const own = stored
        .filter((one) => one.post === post)
        .map((one) => ({ from: one.from_at, to: one.to_at }));
      if (hasGap(post, day, own)) lacking.push(`${day} ${dutyPosts[post].label}`);
    }
  }
  if (lacking.length > 0) {
    const text = `值班无人：${lacking.join('、')}。`;
    rows.push({
      key: 'duty.gap',
      tone: 'refused',
      clause: '5.5.2',
      text,
      screen: 'duty',
      params: { part: 'roster' },
    });
  }
  return rows;
};
