import { missingYear } from '../../../shared/calendar/calendar.ts';
import { mayAct } from '../../../shared/policy/permissions.ts';
import { siteCalendar } from '../../records/due.ts';
import type { NoticeFinder } from './finder.ts';

/** The year without a file: asked for from 1 December, red once the year has begun. */
export const calendarNotices: NoticeFinder = async (ctx) => {
  if (!mayAct(ctx.actor.roles, 'calendar.edit')) return [];
  const year = missingYear(await siteCalendar(ctx.db), ctx.today);
  if (year === null) return [];
  const begun = String(year) === ctx.today.slice(0, 4);
  return [
    {
      key: `calendar.${year}`,
      tone: begun ? 'refused' : 'attention',
      clause: '5.4、5.6、5.7',
      text: `${year} 年还没有工作日历：期限按周一至周五计算，注明“日历未定”。请按国务院办公厅通知录入放假和调休。`,
      screen: 'rules',
      params: { part: 'calendar', year: String(year) },
    },
  ];
};
