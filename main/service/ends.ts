import type { RecordUid } from '../../shared/ids.ts';
import { settledWords, takenKinds } from '../../shared/rules/itemsOut.ts';
import type { ReadDb } from '../database/handles.ts';
import { blanksOfNotices } from '../database/stores/blankForms.ts';
import {
  itemsOutOf,
  printsWaiting,
  type StoredItemOut,
  type StoredSupport,
  supportOfTask,
} from '../database/stores/following.ts';
import { kindOf } from '../records/wholeRecord.ts';

/** A record as far as its loose ends are concerned. */
export interface EndRecord {
  readonly id: number;
  readonly uid: string;
  readonly kind: string;
  readonly archive_number: string | null;
  readonly registration_number: string | null;
}

/** One thing beside the records that keeps a task open. */
export interface End {
  readonly what: string;
  /** The same without names: for who may not see the record that it hangs on. */
  readonly plain: string;
  readonly why: string;
  readonly clause: string;
  readonly who: string;
  /** What it hangs on. */
  readonly record: EndRecord;
}

/** What hangs on a task beside its records. */
export interface Beside {
  readonly items: readonly StoredItemOut[];
  readonly support: readonly StoredSupport[];
  readonly ends: readonly End[];
}

/**
 * Things that did not come back, questions without an answer, paper that was asked for and not printed: what a task's page
 * shows and what its closing waits for are one list.
 * @param records of the task, the task itself left out
 */
export async function besideRecords(
  db: ReadDb,
  task: EndRecord,
  records: readonly EndRecord[],
): Promise<Beside> {
  const all = [task, ...records];
  const byId = new Map(all.map((record) => [record.id, record]));
  const notices = records.filter((record) => kindOf(record) === 'dispatchNotice').map((record) => record.id);
  const items = await itemsOutOf(db, notices);
  const blanks = (await blanksOfNotices(db, notices)).filter((blank) => blank.state === 'issued');
  const support = await supportOfTask(db, task.id);
  const prints = await printsWaiting(db, [...byId.keys()]);
  const ends: End[] = [];
  for (const item of items) {
    const record = byId.get(item.notice_id);
    if (item.settled_at !== null || record === undefined) continue;
    ends.push({
      what: `${takenKinds[item.kind]}“${item.name}${item.number === '' ? '' : ` ${item.number}`}”${item.quantity} 未带回`,
      plain: '携带物品未带回',
      why: '携带物品须逐项说明去向',
      clause: '5.5.4、5.5.6',
      who: '派出人员、派工签发人',
      record,
    });
  }
  for (const blank of blanks) {
    const record = byId.get(blank.notice_id);
    if (record === undefined) continue;
    ends.push({
      what: `空白表单 ${blank.copy_number} 未交回`,
      plain: '编号空白表单未交回',
      why: '编号空白表单须逐份登记已用、未用或作废',
      clause: '5.5.5',
      who: '派出人员',
      record,
    });
  }
  for (const request of support) {
    if (request.closed_at !== null) continue;
    ends.push({
      what: request.answer === null ? '技术支持请求待答复' : '技术支持答复待采用',
      plain: request.answer === null ? '技术支持请求待答复' : '技术支持答复待采用',
      why: request.question.slice(0, 60),
      clause: '4 表1 5',
      who: request.answer === null ? '技术部门' : request.asked_name,
      record: task,
    });
  }
  for (const print of prints) {
    const record = byId.get(print.record_id);
    if (record === undefined) continue;
    ends.push({
      what: print.state === 'applied' ? '打印申请待审批' : '已批准的打印未执行',
      plain: print.state === 'applied' ? '打印申请待审批' : '已批准的打印未执行',
      why: print.document,
      clause: '5.11.1',
      who: print.state === 'applied' ? '打印审批人' : '申请人、文印管理员',
      record,
    });
  }
  return { items, support, ends };
}

/**
 * What was looked at when a task was closed, one sentence a line: the proof that nothing was left open (kept in the record).
 * @param records of the task with their state
 */
export function closingProofOf(
  records: readonly { readonly title: string; readonly number: string; readonly state: string }[],
  beside: Beside,
  checks: readonly string[],
): string {
  const lines = [
    `记录 ${records.length} 份：${records.map((row) => `${row.title}${row.number === '' ? '' : ` ${row.number}`}（${row.state}）`).join('；')}`,
    checks.length === 0 ? '核对项目：无' : `核对项目 ${checks.length} 项：${checks.join('；')}`,
    beside.items.length === 0
      ? '携带物品：全部带回或已说明'
      : `携带物品追查 ${beside.items.length} 项：${beside.items
          .map((item) => `${item.name} ${item.settled_how === null ? '' : settledWords[item.settled_how]}`)
          .join('；')}`,
    beside.support.length === 0
      ? '技术支持请求：无'
      : `技术支持请求 ${beside.support.length} 项，均已答复并办结`,
    '打印申请：无未办结',
  ];
  return lines.join('\n');
}

/** Link of an end, as the page gets it. */
export function endLink(record: EndRecord) {
  return {
    uid: record.uid as RecordUid,
    kind: kindOf(record),
    number: record.archive_number ?? record.registration_number ?? '',
  };
}
