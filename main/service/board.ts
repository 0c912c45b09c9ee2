import { addDays, dayName, isWorkingDay } from '../../shared/calendar/calendar.ts';
import type { Contract } from '../../shared/contract/contract.ts';
import { recordFilter } from '../../shared/contract/records.ts';
import { staffRowSchema } from '../../shared/forms/values.ts';
import type { Day, RecordUid } from '../../shared/ids.ts';
import { lifecycleOf } from '../../shared/lifecycle/lifecycle.ts';
import { stateWords } from '../../shared/lifecycle/states.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { countRecords, listRecords } from '../database/stores/recordList.ts';
import { visibleRecord } from '../database/stores/records.ts';
import { openNotices, tasksDueBetween } from '../database/stores/tasks.ts';
import { siteCalendar } from '../records/due.ts';
import { mostCounted, toListFilter } from '../records/listing.ts';
import { numberOf, toRecordRow } from '../records/recordRow.ts';
import { contentOf, dayField, kindOf } from '../records/wholeRecord.ts';

type Handlers = Contract['service'];
/** Rows of one column; the rest is in the list, one key away. */
const mostInColumn = 30;

/** `service.board`: open tasks by step of figure 1, each column by due day. */
export const board: HandlerFor<Handlers['board']> = async (ctx, input) => {
  const columns = [];
  for (const state of lifecycleOf('task').editable) {
    const filter = await toListFilter(
      ctx,
      recordFilter.parse({ kinds: ['task'], states: [state], mine: input.mine }),
    );
    const count = await countRecords(ctx.db, ctx.scope, filter, mostCounted);
    const rows =
      count === 0 ? [] : await listRecords(ctx.db, ctx.scope, filter, 'occurred', null, mostInColumn);
    columns.push({
      state,
      label: stateWords[state].label,
      count,
      rows: rows
        .map(toRecordRow)
        .sort((one, other) => (one.dueOn ?? '9999').localeCompare(other.dueOn ?? '9999')),
    });
  }
  return { columns };
};

/** `service.taskCalendar`: each day of a month with what is due and who is away; people are shown only on notices that the reader may see. */
export const taskCalendar: HandlerFor<Handlers['taskCalendar']> = async (ctx, input) => {
  const first = `${input.month}-01` as Day;
  const days: Day[] = [];
  for (let day = first; day.startsWith(input.month); day = addDays(day, 1)) days.push(day);
  const last = days.at(-1) ?? first;
  const calendar = await siteCalendar(ctx.db);
  const due = (await tasksDueBetween(ctx.db, ctx.scope, first, last)).map(toRecordRow);
  const away: {
    from: Day;
    to: Day;
    entry: { uid: RecordUid; kind: 'dispatchNotice'; number: string; words: string };
  }[] = [];
  for (const open of await openNotices(ctx.db)) {
    const notice = await visibleRecord(ctx.db, ctx.scope, open.uid);
    if (notice === undefined || kindOf(notice) !== 'dispatchNotice') continue;
    const content = contentOf(notice);
    const from = dayField(content, 'startDay');
    if (from === null) continue;
    const people = staffRowSchema.array().safeParse(content.staff ?? []).data ?? [];
    away.push({
      from,
      // Who has not come back is away until then.
      to: dayField(content, 'returnedDay') ?? (ctx.today > from ? ctx.today : from),
      entry: {
        uid: notice.uid as RecordUid,
        kind: 'dispatchNotice',
        number: numberOf(notice),
        words: people.map((row) => row.name).join('、'),
      },
    });
  }
  return {
    days: days.map((day) => ({
      day,
      working: isWorkingDay(calendar, day),
      name: dayName(calendar, day),
      due: due.filter((row) => row.dueOn === day),
      away: away.filter((one) => one.from <= day && day <= one.to).map((one) => one.entry),
    })),
  };
};
