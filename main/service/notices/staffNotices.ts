import { addDays } from '../../../shared/calendar/calendar.ts';
import type { Notice } from '../../../shared/contract/notices.ts';
import { mayAct } from '../../../shared/policy/permissions.ts';
import { visibleRecords } from '../../database/stores/records.ts';
import { openOverrides } from '../../database/stores/staff.ts';
import { endingTrainings } from '../staff/register.ts';
import type { NoticeFinder } from './finder.ts';

/** Trainings are named this many days before they end. */
const daysAhead = 60;
/** Names in one notice. */
const mostNamed = 6;

/** Staff (5.2.1): requests that wait for the leader, trainings that end soon for who keeps the register. */
export const staffNotices: NoticeFinder = async (ctx) => {
  const rows: Notice[] = [];
  if (mayAct(ctx.actor.roles, 'override.decide')) {
    const open = (await openOverrides(ctx.db)).filter((one) => one.asked_by !== ctx.actor.uid);
    const seen = await visibleRecords(
      ctx.db,
      ctx.scope,
      open.map((one) => one.notice_uid),
    );
    for (const one of open.filter((asked) => seen.some((notice) => notice.uid === asked.notice_uid))) {
      const text = `${one.asked_name} 申请派出不具备条件的 ${one.staff_name}，待您审批。`;
      const params = { uid: one.notice_uid };
      rows.push({
        key: `override.${one.uid}`,
        tone: 'attention',
        clause: '5.2.1',
        text,
        screen: 'record',
        params,
      });
    }
  }
  if (!mayAct(ctx.actor.roles, 'master.edit')) return rows;
  const ending = await endingTrainings(ctx, addDays(ctx.today, daysAhead));
  if (ending.length > 0) {
    const more = ending.length > mostNamed ? `等 ${ending.length} 项` : '';
    rows.push({
      key: 'staff.ending',
      tone: 'attention',
      clause: '5.2.1',
      text: `培训已过期或 ${daysAhead} 天内到期：${ending.slice(0, mostNamed).join('、')}${more}。`,
      screen: 'staff',
      params: {},
    });
  }
  return rows;
};
