import type { Contract } from '../../shared/contract/contract.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import type { Instant, RecordUid } from '../../shared/ids.ts';
import type { ReadContext } from '../access/context.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { type PrintEvent, packagesOfRecords, printsOfRecords } from '../database/stores/following.ts';
import { siteNames } from '../database/stores/printing.ts';
import type { ListedRecord } from '../database/stores/recordRows.ts';
import { historyOfRecords } from '../database/stores/tasks.ts';
import { actLabel } from '../records/detail.ts';
import { numberOf } from '../records/recordRow.ts';
import { kindOf, type WholeRecord } from '../records/wholeRecord.ts';

type Event = Awaited<ReturnType<HandlerFor<Contract['service']['chain']>>>['events'][number];

const copyWords: Readonly<Record<string, string>> = {
  waiting: '编份号',
  submitted: '已送打印机',
  printed: '打印完成',
  spoiled: '作废',
  issued: '发放',
  acknowledged: '签收',
  returned: '收回',
  destroyed: '销毁',
};
const printWords: Readonly<Record<Exclude<PrintEvent['what'], 'copy'>, string>> = {
  applied: '申请打印',
  decided: '批准打印',
  refused: '不准打印',
};

/**
 * One chain of everything that happened to a task and to those of its records that the reader may see: steps, calls, notices,
 * reports, answers, prints with each copy, packages. Oldest first.
 */
export async function eventsOf(
  ctx: ReadContext,
  task: WholeRecord,
  rows: readonly ListedRecord[],
): Promise<Event[]> {
  const records = [task.record, ...rows].map((row) => ({
    id: row.id,
    link: { uid: row.uid as RecordUid, kind: kindOf(row), number: numberOf(row) },
  }));
  const byId = new Map(records.map((record) => [record.id, record.link]));
  const byUid = new Map<string, Event['record']>(records.map(({ link }) => [link.uid, link]));
  const history = await historyOfRecords(ctx.db, [...byId.keys()]);
  const steps = history.map((line): Event => {
    const found = byId.get(line.record_id) ?? null;
    return {
      at: line.at as Instant,
      what: `${latestForm(found?.kind ?? 'task').title} ${actLabel(line.act)}`,
      by: line.account_name,
      detail: line.reason,
      record: found,
    };
  });
  const prints = (await printsOfRecords(ctx.db, [...byId.keys()])).map((print): Event => {
    const words =
      print.what === 'copy'
        ? `份 ${print.copy_number ?? ''} ${copyWords[print.to_state ?? ''] ?? ''}`
        : printWords[print.what];
    return {
      at: print.at as Instant,
      what: `${print.document} ${words}`,
      by: print.by,
      detail: print.note,
      record: byId.get(print.record_id) ?? null,
    };
  });
  const names = await siteNames(ctx.db);
  const packages = (await packagesOfRecords(ctx.db, [...byUid.keys()])).map(
    (left): Event => ({
      at: left.at as Instant,
      what: `随数据包发往${names.get(left.site) ?? left.site}`,
      by: '',
      detail: `${left.period}${left.seq === null ? '' : ` 第 ${left.seq} 包`}`,
      record: byUid.get(left.record_uid) ?? null,
    }),
  );
  // A sort keeps the order of what happened in the same moment.
  return [...steps, ...prints, ...packages].sort((one, other) =>
    one.at < other.at ? -1 : one.at > other.at ? 1 : 0,
  );
}
