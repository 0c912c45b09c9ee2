import { openHold } from '../../../shared/cases/clocks.ts';
import { caseOrigins, centerKinds, telephoneKinds } from '../../../shared/cases/origins.ts';
import { stepGaps } from '../../../shared/cases/stepRules.ts';
import type { SerialRow } from '../../../shared/contract/cases.ts';
import type { Contract } from '../../../shared/contract/contract.ts';
import { isCaseKind } from '../../../shared/forms/kinds.ts';
import type { Day, MasterUid, RecordUid } from '../../../shared/ids.ts';
import { type MoveRule, moveWords, nextMoves } from '../../../shared/lifecycle/lifecycle.ts';
import { mayAct, mayRecord } from '../../../shared/policy/permissions.ts';
import type { ReadContext } from '../../access/context.ts';
import type { HandlerFor } from '../../access/handlerTypes.ts';
import { visibleRecords } from '../../database/stores/records.ts';
import { requireRecord } from '../../records/reading.ts';
import { toRecordRow } from '../../records/recordRow.ts';
import type { WholeRecord } from '../../records/wholeRecord.ts';
import { caseFactsOf, clocksOf, serialsOf } from './facts.ts';
import { mayHoldClock } from './holding.ts';
import { arrivedFor, waitingFor } from './opening.ts';

/** `cases.overview`: clocks, what is missing before the next step and why, what can be opened, serials of a design change. */
export const overview: HandlerFor<Contract['cases']['overview']> = async (ctx, input) => {
  const whole = await requireRecord(ctx, input.uid);
  const { record, kind } = whole;
  ctx.audited({
    kind,
    uid: record.uid,
    number: record.archive_number ?? record.registration_number,
    mark: record.marking,
  });
  const isCase = isCaseKind(kind);
  const next = isCase ? forward(whole) : undefined;
  const held = openHold(whole.content);
  return {
    clocks: isCase ? [...(await clocksOf(ctx, whole))] : [],
    held: held === undefined ? null : { since: held.from as Day, reason: held.reason },
    mayHold: mayHoldClock(ctx, whole) && mayAct(ctx.actor.roles, 'case.hold'),
    next: next === undefined ? null : (next.label ?? moveWords[next.move]),
    gaps: next === undefined ? [] : [...stepGaps(kind, next.move, await caseFactsOf(ctx, whole))],
    openable: (caseOrigins[kind] ?? []).filter(
      (one) =>
        mayRecord(ctx.actor.roles, 'write', one) && (ctx.site.kind !== 'unit' || !centerKinds.includes(one)),
    ),
    matches: (await matchesOf(ctx, whole)).map(toRecordRow),
    serials: kind === 'designChange' ? await serialRows(ctx, whole) : null,
  };
};

/** The next step of a case: neither back, nor beside, nor into the archive. */
function forward(whole: WholeRecord): MoveRule | undefined {
  const beside = ['sendBack', 'void', 'reopen', 'archive', 'compile', 'dispose'];
  return nextMoves(whole.kind, whole.state, whole.content).find((rule) => !beside.includes(rule.move));
}

async function matchesOf(ctx: ReadContext, whole: WholeRecord) {
  return telephoneKinds.some((kind) => kind === whole.kind)
    ? await arrivedFor(ctx, whole)
    : await waitingFor(ctx, whole);
}

async function serialRows(ctx: ReadContext, whole: WholeRecord): Promise<SerialRow[]> {
  const serials = await serialsOf(ctx.db, whole);
  const named = serials.flatMap((serial) => [serial.task_uid, serial.report]).filter((uid) => uid !== null);
  const seen = new Set((await visibleRecords(ctx.db, ctx.scope, named)).map((record) => record.uid));
  return serials.map((serial) => ({
    equipment: { uid: serial.equipment_uid as MasterUid, code: serial.serial, name: serial.serial },
    batch: serial.batch ?? '',
    customer: serial.customer_name ?? '',
    state: serial.state,
    task:
      serial.task_uid === null || !seen.has(serial.task_uid)
        ? null
        : { uid: serial.task_uid as RecordUid, number: serial.task_number ?? '' },
    words: serial.report === null || seen.has(serial.report) ? serial.words : '',
  }));
}
