import type { Notice } from '../../../shared/contract/notices.ts';
import type { AreaHandlers } from '../../access/handlerTypes.ts';
import { calendarNotices } from './calendarNotices.ts';
import { dutyNotices } from './dutyNotices.ts';
import type { NoticeFinder } from './finder.ts';
import { planNotices } from './planNotices.ts';
import { ruleNotices } from './ruleNotices.ts';
import { staffNotices } from './staffNotices.ts';

const finders: readonly NoticeFinder[] = [
  dutyNotices,
  staffNotices,
  planNotices,
  calendarNotices,
  ruleNotices,
];

/** Service functions of the area `notices`. */
export const noticeHandlers: AreaHandlers<'notices'> = {
  list: async (ctx) => {
    const rows: Notice[] = [];
    for (const find of finders) rows.push(...(await find(ctx)));
    return { rows };
  },
};
