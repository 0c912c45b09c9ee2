import type { Contract } from '../../shared/contract/contract.ts';
import type { MasterRef } from '../../shared/contract/primitives.ts';
import { AppError } from '../../shared/errors.ts';
import { isRecordKind, type RecordKind } from '../../shared/forms/kinds.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import { type CheckRow, checkRowSchema } from '../../shared/forms/values.ts';
import { lifecycleOf, partyWords, stepIndex } from '../../shared/lifecycle/lifecycle.ts';
import { checkListFor, demandedWords } from '../../shared/rules/demandedReports.ts';
import type { RuleSet } from '../../shared/rules/ruleSet.ts';
import type { ReadContext } from '../access/context.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { equipmentOfRecords } from '../database/stores/recordParts.ts';
import { type ListedRecord, recordsOfTask } from '../database/stores/recordRows.ts';
import { visibleRecords } from '../database/stores/records.ts';
import { requireRecord } from '../records/reading.ts';
import { numberOf, toMasterRef, toRecordRow } from '../records/recordRow.ts';
import { kindOf, type WholeRecord } from '../records/wholeRecord.ts';
import { eventsOf } from './chainEvents.ts';
import { besideRecords, type End, endLink } from './ends.ts';
import { toItemOutRow } from './itemsOut.ts';
import { toSupportRow } from './support.ts';
import {
  type Demand,
  demandsOf,
  openChecks,
  proposedSite,
  rulesOfTask,
  serviceOf,
  taskFactsOf,
  toTaskRecord,
} from './taskFacts.ts';
import { worksOn } from './working.ts';

type Chain = Awaited<ReturnType<HandlerFor<Contract['service']['chain']>>>;

/** Who writes each kind, for "who must act". */
const writers: Readonly<Partial<Record<RecordKind, string>>> = {
  dispatchNotice: '派工签发人',
  serviceInformation: '参与服务人员',
  phoneRecord: '值班信息员',
  faxRecord: '值班信息员',
  outgoingItem: '值班信息员',
  incomingItem: '值班信息员',
  customerInformation: '值班信息员',
};

/** `service.chain`: figure 1 for one task: steps, what is demanded and why, what is missing and who must act, what happened. */
export const chain: HandlerFor<Contract['service']['chain']> = async (ctx, input) => {
  const task = await requireRecord(ctx, input.uid);
  if (task.kind !== 'task') throw new AppError('record.not-found');
  const { record } = task;
  ctx.audited({ kind: 'task', uid: record.uid, number: record.registration_number, mark: record.marking });
  const rows = await recordsOfTask(ctx.db, ctx.scope, record.id);
  const stored = await visibleRecords(
    ctx.db,
    ctx.scope,
    rows.map((row) => row.uid),
  );
  const equipment = await equipmentOfRecords(
    ctx.db,
    rows.map((row) => row.id),
  );
  const records = stored.map((row) =>
    toTaskRecord(
      row,
      equipment.filter((entry) => entry.record_id === row.id).map((entry) => entry.uid),
    ),
  );
  const demands = demandsOf(await taskFactsOf(ctx.db, ctx.site, task, records), records, task.content);
  const beside = await besideRecords(ctx.db, record, rows);
  const refs = new Map(task.equipment.map((entry) => [entry.uid, toMasterRef(entry)]));
  return {
    steps: stepsOf(task),
    responsibleSite: await responsibleWords(ctx, task),
    demanded: demands.flatMap((demand) => demandedRow(demand, refs)),
    open: [...openItems(task, demands, rows, refs), ...beside.ends.map(endItem)],
    events: await eventsOf(ctx, task, rows),
    records: rows.map(toRecordRow),
    support: beside.support.map(toSupportRow),
    itemsOut: beside.items.flatMap((item) => {
      const notice = rows.find((row) => row.id === item.notice_id);
      return notice === undefined ? [] : [toItemOutRow(item, notice)];
    }),
    checkList: checkWords(task, await rulesOfTask(ctx.db, task)),
    mayWork: await worksOn(ctx, task),
  };
};

function stepsOf(task: WholeRecord): Chain['steps'] {
  const current = stepIndex('task', task.state);
  return lifecycleOf('task')
    .steps.filter((step) => !['archived', 'compiled', 'disposed'].includes(step.state))
    .map((step, index) => ({
      key: step.state,
      label: step.label,
      party: step.parties.map((party) => partyWords[party]).join('、'),
      state: index <= current ? 'done' : index === current + 1 && current >= 0 ? 'current' : 'ahead',
    }));
}

async function responsibleWords(ctx: ReadContext, task: WholeRecord): Promise<Chain['responsibleSite']> {
  const proposed = await proposedSite(ctx.db, task);
  const chosen = typeof task.content.responsibleSite === 'string' ? task.content.responsibleSite : '';
  if (proposed === null) {
    return { site: chosen, clause: '4 表1', reason: '产品型号尚未登记，责任站点由分析确定' };
  }
  const site = proposed.value === 'center' ? '客户服务中心' : (proposed.unit ?? '相关单位');
  const override = task.content.responsibleOverride;
  const words = typeof override === 'string' && override !== '' ? `；已改派 ${chosen}：${override}` : '';
  return {
    site: chosen === '' ? site : chosen,
    clause: proposed.clause,
    reason: `${proposed.reason}${words}`,
  };
}

/** 专题总结 is a field of the task itself, no record: it stands among the open items only. */
function demandedRow(demand: Demand, refs: ReadonlyMap<string, MasterRef>): Chain['demanded'] {
  const { kind, count, clause, reason, equipment } = demand.report;
  if (!isRecordKind(kind)) return [];
  return [{ kind, count, have: demand.have, clause, reason, equipment: refsOf(equipment, refs) }];
}

function openItems(
  task: WholeRecord,
  demands: readonly Demand[],
  rows: readonly ListedRecord[],
  refs: ReadonlyMap<string, MasterRef>,
): Chain['open'] {
  const items: Chain['open'] = [];
  for (const { report, lacking, missing } of demands) {
    if (lacking === 0) continue;
    const kind = isRecordKind(report.kind) ? report.kind : null;
    items.push({
      what: `缺${demandedWords(report.kind)} ${lacking} 份`,
      why: report.reason,
      clause: report.clause,
      who: (kind === null ? undefined : writers[kind]) ?? '服务人员',
      kind,
      equipment: refsOf(missing, refs),
      record: null,
      blocksClosing: true,
    });
  }
  for (const row of rows) {
    const waiting = waitingFor(row);
    if (waiting === null) continue;
    items.push({
      ...waiting,
      kind: kindOf(row),
      equipment: [],
      record: endLink(row),
      blocksClosing: ['draft', 'issued', 'returned', 'submitted'].includes(row.state),
    });
  }
  if (task.state !== 'registered') {
    for (const label of openChecks(task.content)) {
      items.push({
        what: `核对“${label}”`,
        why: '服务内容和要求须逐项核对或注明不适用',
        clause: '5.5.1',
        who: '服务人员',
        kind: null,
        equipment: [],
        record: null,
        blocksClosing: true,
      });
    }
  }
  return items;
}

function endItem(end: End): Chain['open'][number] {
  const { what, why, clause, who, record } = end;
  return { what, why, clause, who, kind: null, equipment: [], record: endLink(record), blocksClosing: true };
}

/** What an existing record of the task waits for, and who must act; null when it is through. */
function waitingFor(row: ListedRecord): { what: string; why: string; clause: string; who: string } | null {
  const kind = kindOf(row);
  const form = latestForm(kind);
  const name = `${form.title}${numberOf(row) === '' ? '' : ` ${numberOf(row)}`}`;
  switch (row.state) {
    case 'draft':
      return kind === 'dispatchNotice'
        ? { what: `${name} 待签发`, why: '现场服务凭通知单', clause: '5.5.4', who: '派工签发人' }
        : {
            what: `${name} 还是草稿`,
            why: '填写完整后提交或办结',
            clause: form.clause,
            who: row.author_name,
          };
    case 'issued':
      return { what: `${name} 待返回上交`, why: '返回后 3 日内上交', clause: '5.5.6', who: '派出人员' };
    case 'submitted':
    case 'returned':
      return {
        what: `${name} 待审查`,
        why: '上交后由主管或单位领导签字',
        clause: '5.5.6',
        who: '主管、单位领导',
      };
    case 'reviewed':
    case 'closed':
      return { what: `${name} 待编号归档`, why: '由管理信息部编号归档', clause: '5.5.6', who: '管理信息部' };
    default:
      return row.original_state === 'missing'
        ? { what: `${name} 原件未到`, why: '归档时原件未到', clause: '5.5.6', who: row.author_name }
        : null;
  }
}

function checkWords(task: WholeRecord, rules: RuleSet): string[] {
  const own = checkRowSchema.array().safeParse(task.content.checkList ?? []).data ?? [];
  const service = serviceOf(task.content);
  const rows: readonly CheckRow[] =
    own.length > 0 || service === null ? own : checkListFor(service, rules.table);
  return rows.map((row) => {
    if (row.state === 'done') return `${row.label}：完成`;
    if (row.state === 'notApplicable') return `${row.label}：不适用（${row.reason ?? ''}）`;
    return `${row.label}：未核对`;
  });
}

function refsOf(uids: readonly string[], refs: ReadonlyMap<string, MasterRef>): MasterRef[] {
  return uids.map((uid) => refs.get(uid)).filter((ref) => ref !== undefined);
}
