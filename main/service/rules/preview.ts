import type { Contract } from '../../../shared/contract/contract.ts';
import { recordFilter } from '../../../shared/contract/records.ts';
import type { RecordUid } from '../../../shared/ids.ts';
import { demandedWords } from '../../../shared/rules/demandedReports.ts';
import { builtInRules, type RuleSet } from '../../../shared/rules/ruleSet.ts';
import type { HandlerFor } from '../../access/handlerTypes.ts';
import type { ReadDb } from '../../database/handles.ts';
import { listRecords } from '../../database/stores/recordList.ts';
import { equipmentOfRecords } from '../../database/stores/recordParts.ts';
import { recordsInTask } from '../../database/stores/tasks.ts';
import { toListFilter } from '../../records/listing.ts';
import { requireRecord } from '../../records/reading.ts';
import { numberOf } from '../../records/recordRow.ts';
import { rulesOf } from '../../records/rulesInForce.ts';
import type { WholeRecord } from '../../records/wholeRecord.ts';
import { taskKinds } from '../hooks.ts';
import {
  demandsOf,
  proposedSite,
  type TaskRecord,
  type TaskSituation,
  taskFactsOf,
  toTaskRecord,
} from '../taskFacts.ts';
import { requireVersion } from './versions.ts';

/** Open tasks that one preview looks at; the newest first. */
const mostTasks = 500;
const openTask = [
  'registered',
  'analysed',
  'organised',
  'carriedOut',
  'accepted',
  'handedIn',
  'followedUp',
] as const;

/** `rules.preview`: what a version would ask of the open tasks, were they begun today. */
export const preview: HandlerFor<Contract['rules']['preview']> = async (ctx, input) => {
  const tried =
    input.version === builtInRules.version
      ? builtInRules
      : rulesOf(await requireVersion(ctx.db, input.version));
  ctx.audited({ kind: 'rules', uid: String(input.version) });
  const filter = await toListFilter(ctx, recordFilter.parse({ kinds: ['task'], states: [...openTask] }));
  const listed = ctx.scope.kinds.includes('task')
    ? await listRecords(ctx.db, ctx.scope, filter, 'occurred', null, mostTasks)
    : [];
  const rows = [];
  for (const entry of listed) {
    const task = await requireRecord(ctx, entry.uid);
    const records = await recordsOf(ctx.db, task);
    const facts = await taskFactsOf(ctx.db, ctx.site, task, records);
    if (facts === null) continue;
    const changes = [
      ...reportChanges(facts, tried, records, task),
      ...(await siteChange(ctx.db, task, facts.rules, tried)),
    ];
    if (changes.length === 0) continue;
    rows.push({
      uid: entry.uid as RecordUid,
      number: numberOf(entry),
      title: entry.title,
      marking: entry.marking,
      version: facts.rules.version,
      changes,
    });
  }
  return { looked: listed.length, rows };
};

function reportChanges(
  facts: TaskSituation,
  tried: RuleSet,
  records: readonly TaskRecord[],
  task: WholeRecord,
): string[] {
  const words = (rules: RuleSet) =>
    new Map(
      demandsOf({ ...facts, rules }, records, task.content).map(({ report }) => [
        `${demandedWords(report.kind)}${report.part === null ? '' : `（${report.part}）`}`,
        `${report.count} 份（${report.reason}）`,
      ]),
    );
  const before = words(facts.rules);
  const after = words(tried);
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((what) => {
    const [one, other] = [before.get(what), after.get(what)];
    if (one === other) return [];
    if (one === undefined) return [`增加 ${what} ${other}`];
    if (other === undefined) return [`不再要求 ${what}`];
    return [`${what}：原 ${one}，改为 ${other}`];
  });
}

async function siteChange(
  db: ReadDb,
  task: WholeRecord,
  present: RuleSet,
  tried: RuleSet,
): Promise<string[]> {
  const before = await proposedSite(db, task, present);
  const after = await proposedSite(db, task, tried);
  if (before === null || after === null || before.value === after.value) return [];
  return [`责任站点改为${after.value === 'center' ? '客户服务中心' : '相关单位'}（${after.reason}）`];
}

async function recordsOf(db: ReadDb, task: WholeRecord): Promise<TaskRecord[]> {
  const stored = await recordsInTask(db, task.record.id, taskKinds);
  const equipment = await equipmentOfRecords(
    db,
    stored.map((record) => record.id),
  );
  return stored.map((record) =>
    toTaskRecord(
      record,
      equipment.filter((entry) => entry.record_id === record.id).map((entry) => entry.uid),
    ),
  );
}
