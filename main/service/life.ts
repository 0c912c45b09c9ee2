import { z } from 'zod';
import type { Contract } from '../../shared/contract/contract.ts';
import type { LifeFact, LifeLine } from '../../shared/contract/following.ts';
import { AppError } from '../../shared/errors.ts';
import { displayField } from '../../shared/forms/display.ts';
import { formFor } from '../../shared/forms/registry.ts';
import type { FormContent } from '../../shared/forms/values.ts';
import { dayOf, type Instant, type RecordUid } from '../../shared/ids.ts';
import { lifecycleOf } from '../../shared/lifecycle/lifecycle.ts';
import { lifeGroupOf, repeatedFaults } from '../../shared/rules/lifeGroups.ts';
import type { ReadContext } from '../access/context.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { type ListedMaster, listMaster, masterByUid } from '../database/stores/master.ts';
import { type ListedRecord, recordsOfCustomer, recordsOfEquipment } from '../database/stores/recordRows.ts';
import { type StoredRecord, visibleRecords } from '../database/stores/records.ts';
import { toRecordRow } from '../records/recordRow.ts';
import { contentOf, kindOf, stateOf } from '../records/wholeRecord.ts';

/** Records of one life that are shown; older ones are reached by the list. */
const mostLines = 500;
const yearMs = 365 * 86_400_000;

const partRow = z.object({
  name: z.string(),
  quantity: z.number().nullish(),
  oldSerial: z.string().nullish(),
  newSerial: z.string().nullish(),
});

/**
 * `service.life`: the whole life of a set by its serial, or everything with a customer, as far as the reader may see it: figures first,
 * then each record with what it says in one line, newest first.
 * @throws AppError master.not-found
 */
export const life: HandlerFor<Contract['service']['life']> = async (ctx, input) => {
  const entry = await masterByUid(ctx.db, input.uid);
  if (entry === undefined || (entry.type !== 'equipment' && entry.type !== 'customer'))
    throw new AppError('master.not-found');
  const ofSet = entry.type === 'equipment';
  const rows = ofSet
    ? await recordsOfEquipment(ctx.db, ctx.scope, entry.id, mostLines)
    : await recordsOfCustomer(ctx.db, ctx.scope, entry.id, mostLines);
  const stored = await visibleRecords(
    ctx.db,
    ctx.scope,
    rows.map((row) => row.uid),
  );
  const byId = new Map(stored.map((record) => [record.id, record]));
  const faults = stored.filter(isFault);
  const repeated = ofSet ? repeatedFaults(faults.map((record) => record.occurred_at)) : new Set<string>();
  ctx.audited({ kind: `master.${entry.type}`, uid: entry.uid });
  return {
    facts: ofSet ? setFacts(ctx, entry, rows, faults, repeated) : await customerFacts(ctx, entry, rows),
    lines: rows.map((row): LifeLine => {
      const record = byId.get(row.id);
      return {
        group: lifeGroupOf(kindOf(row)),
        words: record === undefined ? row.title : wordsOf(record),
        repeated: record !== undefined && isFault(record) && repeated.has(record.occurred_at),
        row: toRecordRow(row),
      };
    }),
    parts: ofSet ? faults.flatMap(partsOf) : [],
  };
};

/** A repair that counts: not void, not without signature. */
function isFault(record: StoredRecord): boolean {
  if (record.kind !== 'repairReport' || ['voided', 'invalid'].includes(record.state)) return false;
  return (JSON.parse(record.parts) as string[]).includes('repair');
}

/** What a record says in one line: of a repair symptom, cause, parts and whether it was restored. */
function wordsOf(record: StoredRecord): string {
  const content = contentOf(record);
  if (!isFault(record)) return record.title;
  const form = formFor('repairReport', record.form_version);
  const parts = partsOf(record).length;
  return [
    text(content, 'symptom'),
    displayField(form, content, 'causeClass'),
    text(content, 'location'),
    parts === 0 ? '' : `更换 ${parts} 件`,
    content.restored === true ? '已恢复' : content.restored === false ? '未恢复' : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function partsOf(record: StoredRecord) {
  const rows = contentOf(record).partsSwapped;
  return (Array.isArray(rows) ? rows : []).flatMap((row) => {
    const part = partRow.safeParse(row);
    if (!part.success) return [];
    const { name, quantity, oldSerial, newSerial } = part.data;
    return [
      {
        day: dayOf(record.occurred_at as Instant),
        name,
        quantity: quantity ?? 1,
        oldSerial: oldSerial ?? '',
        newSerial: newSerial ?? '',
        recordUid: record.uid as RecordUid,
      },
    ];
  });
}

function setFacts(
  ctx: ReadContext,
  entry: ListedMaster,
  rows: readonly ListedRecord[],
  faults: readonly StoredRecord[],
  repeated: ReadonlySet<string>,
): LifeFact[] {
  const content = JSON.parse(entry.content) as FormContent;
  const warranty = text(content, 'warrantyUntil');
  const hours = Math.max(
    0,
    ...[content, ...faults.map((record) => contentOf(record))].map((one) =>
      typeof one.hoursUsed === 'number' ? one.hoursUsed : 0,
    ),
  );
  const last = [...faults].sort((one, other) => (one.occurred_at < other.occurred_at ? 1 : -1))[0];
  return [
    { label: '交付日期', value: text(content, 'deliveredDay') || '未登记', tone: 'plain' },
    {
      label: '保修期',
      value:
        warranty === '' ? '未登记' : warranty >= ctx.today ? `在保，至 ${warranty}` : `已过，${warranty} 止`,
      tone: warranty !== '' && warranty < ctx.today ? 'attention' : 'plain',
    },
    { label: '累计工作时间', value: hours === 0 ? '未登记' : `${hours} 小时`, tone: 'plain' },
    {
      label: '故障维修',
      value: `${faults.length} 次${last === undefined ? '' : `，最近 ${dayOf(last.occurred_at as Instant)}`}`,
      tone: 'plain',
    },
    {
      label: '30 天内重复故障',
      value: `${repeated.size} 次`,
      tone: repeated.size > 0 ? 'attention' : 'plain',
    },
    openFact(rows),
  ];
}

async function customerFacts(
  ctx: ReadContext,
  entry: ListedMaster,
  rows: readonly ListedRecord[],
): Promise<LifeFact[]> {
  const sets = await listMaster(
    ctx.db,
    { type: 'equipment', text: '', customerId: entry.id, modelId: null },
    null,
    1000,
  );
  const since = new Date(Date.parse(ctx.now) - yearMs).toISOString();
  const inYear = (kinds: readonly string[]) =>
    rows.filter((row) => kinds.includes(row.kind) && row.occurred_at >= since).length;
  const late = rows.filter((row) => row.due_on !== null && row.due_on < ctx.today).length;
  const complaints = rows.filter((row) => row.kind === 'complaint' && isOpen(row)).length;
  return [
    { label: '产品', value: `${sets.length} 台（套）`, tone: 'plain' },
    {
      label: '近一年来往',
      value: `${inYear(['phoneRecord', 'faxRecord', 'customerInformation'])} 次`,
      tone: 'plain',
    },
    {
      label: '近一年服务报告',
      value: `${inYear(['trainingRecord', 'repairReport', 'commissioningReport', 'batchReport'])} 份`,
      tone: 'plain',
    },
    openFact(rows),
    { label: '逾期', value: `${late} 件`, tone: late > 0 ? 'attention' : 'plain' },
    { label: '未办结投诉', value: `${complaints} 件`, tone: complaints > 0 ? 'attention' : 'plain' },
  ];
}

function openFact(rows: readonly ListedRecord[]): LifeFact {
  const open = rows.filter(isOpen).length;
  return { label: '未办结', value: `${open} 件`, tone: open > 0 ? 'attention' : 'plain' };
}

/** Somebody still has to act: the record can still be written, or its task is not closed. */
function isOpen(row: ListedRecord): boolean {
  return lifecycleOf(kindOf(row)).editable.includes(stateOf(row));
}

function text(content: FormContent, key: string): string {
  const value = content[key];
  return typeof value === 'string' ? value : '';
}
