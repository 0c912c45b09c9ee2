import { createHash } from 'node:crypto';
import { caseClocks } from '../../../shared/cases/clocks.ts';
import type { Contract } from '../../../shared/contract/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import { stateWords } from '../../../shared/lifecycle/lifecycle.ts';
import type { HandlerFor } from '../../access/handlerTypes.ts';
import { complaintsBetween } from '../../database/stores/cases.ts';
import type { StoredRecord } from '../../database/stores/records.ts';
import { visibleRecords } from '../../database/stores/records.ts';
import { requireEditable } from '../../records/drafts.ts';
import { contentOf, dayField, endOfDay, startOfDay, stateOf } from '../../records/wholeRecord.ts';
import { auditRecord, inside, noteHistory, writeEdit } from '../../records/writing.ts';
import { clockTime } from './facts.ts';

/**
 * `cases.drawSample`: from all complaints of the check's period, `size` by the order that the seed gives them. Drawing again
 * replaces the sample; findings already written stay.
 * @throws AppError record.not-found, record.not-draft, gate.forbidden, case.period
 */
export const drawSample: HandlerFor<Contract['cases']['drawSample']> = async (ctx, input) => {
  const whole = await requireEditable(ctx, input.uid);
  if (whole.kind !== 'complaintCheck') throw new AppError('record.not-found');
  const [from, to] = [dayField(whole.content, 'periodFrom'), dayField(whole.content, 'periodTo')];
  if (from === null || to === null || to < from) throw new AppError('case.period');
  const all = await complaintsBetween(ctx.tx, startOfDay(from), endOfDay(to));
  const drawn = drawBySeed(all, input.size, input.seed);
  const readable = new Set(
    (
      await visibleRecords(
        ctx.tx,
        ctx.scope,
        drawn.map((record) => record.uid),
      )
    ).map((record) => record.uid),
  );
  const time = await clockTime(inside(ctx), whole);
  const sample = drawn.map((record) => {
    // A complaint that the checker may not read is drawn all the same; the record tells no more than its number.
    if (!readable.has(record.uid)) {
      return { number: record.registration_number ?? '', title: '（知悉范围以外，须申请知悉后检查）' };
    }
    const clocks = caseClocks('complaint', stateOf(record), contentOf(record), time);
    const words = (key: string) => clocks.find((clock) => clock.key === key)?.words ?? '';
    return {
      number: record.registration_number ?? '',
      title: record.title.slice(0, 80),
      state: stateWords[stateOf(record)].label,
      firstReply: words('firstReply'),
      closing: words('closing'),
    };
  });
  const none = [{ number: '无', title: '检查期内没有投诉' }];
  const after = await writeEdit(ctx, whole, {
    content: {
      ...whole.content,
      population: all.length,
      seed: input.seed,
      sample: sample.length === 0 ? none : sample,
    },
  });
  await noteHistory(
    ctx,
    after.record,
    'sample',
    after.state,
    `种子 ${input.seed}，${drawn.length}/${all.length}`,
  );
  auditRecord(ctx, after.record);
  return { population: all.length, drawn: drawn.length };
};

/** The records whose identity, hashed with the seed, comes first: anybody can draw the same again. */
export function drawBySeed(
  all: readonly StoredRecord[],
  size: number,
  seed: string,
): readonly StoredRecord[] {
  const rank = (record: StoredRecord) =>
    createHash('sha256').update(`${seed}\n${record.uid}`, 'utf8').digest('hex');
  return all
    .map((record) => ({ record, rank: rank(record) }))
    .toSorted((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, size)
    .map(({ record }) => record)
    .toSorted((a, b) => ((a.registration_number ?? '') < (b.registration_number ?? '') ? -1 : 1));
}
