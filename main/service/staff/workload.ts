import { addDays, dayName, isWorkingDay } from '../../../shared/calendar/calendar.ts';
import type { Contract } from '../../../shared/contract/contract.ts';
import { recordFilter } from '../../../shared/contract/records.ts';
import { type Day, dayOf, type Instant } from '../../../shared/ids.ts';
import { dutyPosts } from '../../../shared/rules/dutyHours.ts';
import type { ReadContext } from '../../access/context.ts';
import type { HandlerFor } from '../../access/handlerTypes.ts';
import { shiftsBetween } from '../../database/stores/duty.ts';
import { allMaster } from '../../database/stores/master.ts';
import { listRecords } from '../../database/stores/recordList.ts';
import { visibleRecords } from '../../database/stores/records.ts';
import { accountsOfStaff } from '../../database/stores/tasks.ts';
import { siteCalendar } from '../../records/due.ts';
import { toListFilter } from '../../records/listing.ts';
import { staffUids } from '../../records/readersOfRecord.ts';
import { toMasterRef } from '../../records/recordRow.ts';
import { contentOf, dayField } from '../../records/wholeRecord.ts';
import { heldLines } from '../plan/plans.ts';
import { absences } from '../qualifying.ts';

interface Entry {
  readonly day: Day;
  readonly what: 'away' | 'planned' | 'duty' | 'plan';
  readonly words: string;
}

/** `staff.workload`: who is where on each day of some weeks; what the person may not see is told without its place. */
export const workload: HandlerFor<Contract['staff']['workload']> = async (ctx, input) => {
  const days = Array.from({ length: input.days }, (_, n) => addDays(input.from, n));
  const last = days.at(-1) ?? input.from;
  const calendar = await siteCalendar(ctx.db);
  const staff = await allMaster(ctx.db, 'staff');
  const accounts = await accountsOfStaff(
    ctx.db,
    staff.map((entry) => entry.uid),
  );
  const drafts = await draftNotices(ctx);
  const lines = (await heldLines(ctx, Number(input.from.slice(0, 4)))).lines.filter(
    ({ state }) => state !== 'done' && state !== 'dropped',
  );
  const shifts = await shiftsBetween(
    ctx.db,
    `${addDays(input.from, -1)}T00:00:00.000Z`,
    `${addDays(last, 1)}T23:59:59.999Z`,
  );
  const entries = new Map<string, Entry[]>(staff.map((entry) => [entry.uid, []]));
  for (const day of days) {
    const away = await absences(ctx, day, day);
    for (const entry of staff) {
      const own = entries.get(entry.uid) ?? [];
      const gone = away.get(entry.uid);
      if (gone !== undefined) own.push({ day, what: 'away', words: `在${gone.place}` });
      for (const draft of drafts) {
        if (draft.staff.includes(entry.uid) && draft.from <= day && day <= draft.to)
          own.push({ day, what: 'planned', words: `拟派 ${draft.place}` });
      }
      const account = accounts.find((one) => one.staff_uid === entry.uid)?.account_uid;
      for (const shift of shifts) {
        if (shift.account_uid === account && dayOf(shift.from_at as Instant) === day)
          own.push({ day, what: 'duty', words: dutyPosts[shift.post].label });
      }
      for (const { line } of lines) {
        if (line.owner === entry.name && line.day === day)
          own.push({ day, what: 'plan', words: `计划项 ${line.line} ${line.what}` });
      }
    }
  }
  return {
    days: days.map((day) => ({ day, working: isWorkingDay(calendar, day), name: dayName(calendar, day) })),
    rows: staff.map((entry) => {
      const own = entries.get(entry.uid) ?? [];
      return { staff: toMasterRef(entry), busy: new Set(own.map((one) => one.day)).size, entries: own };
    }),
  };
};

async function draftNotices(ctx: ReadContext) {
  if (!ctx.scope.kinds.includes('dispatchNotice')) return [];
  const filter = await toListFilter(
    ctx,
    recordFilter.parse({ kinds: ['dispatchNotice'], states: ['draft'] }),
  );
  const rows = await listRecords(ctx.db, ctx.scope, filter, 'occurred', null, 300);
  const stored = await visibleRecords(
    ctx.db,
    ctx.scope,
    rows.map((row) => row.uid),
  );
  return stored.flatMap((record) => {
    const content = contentOf(record);
    const from = dayField(content, 'startDay');
    if (from === null) return [];
    const to = dayField(content, 'dueOnSite') ?? from;
    const place = typeof content.place === 'string' ? content.place : '';
    return [{ staff: staffUids(content), from, to, place }];
  });
}
