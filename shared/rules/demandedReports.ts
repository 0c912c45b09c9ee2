import type { Mode, Service } from '../forms/definitions/blocks.ts';
import { latestForm } from '../forms/registry.ts';
import type { CheckRow } from '../forms/values.ts';
import type { DemandedKind, RecordRule, ServiceRow, ServiceTable } from './serviceTable.ts';
import type { Thresholds } from './thresholds.ts';

/** The part of the rules that the service table needs. */
export interface TableRules {
  readonly table: ServiceTable;
  readonly thresholds: Thresholds;
}

/** One serial-numbered set of a task. */
export interface TaskEquipment {
  readonly uid: string;
  readonly serial: string;
  /** Identity of its model; sets of one model are counted together. */
  readonly model: string;
  /** Model as people call it, for the reason. */
  readonly modelName: string;
}

/** Facts of a task that decide which records are demanded. */
export interface TaskFacts {
  readonly service: Service;
  readonly mode: Mode;
  readonly equipment: readonly TaskEquipment[];
  /** Identities of sets that were not normal; they are taken out before counting. */
  readonly exceptions: readonly string[];
  /** Hours of training, summed for this customer and period; null when not known yet. */
  readonly trainingHours: number | null;
  /** The work is done by a unit. */
  readonly byUnit: boolean;
  /** Training held at the company: nobody is sent out. */
  readonly atCompany?: boolean;
}

/** A record that the task must have, and why. */
export interface DemandedReport {
  readonly kind: DemandedKind;
  /** Any of these is taken as well. */
  readonly orKinds: readonly DemandedKind[];
  /** Number of documents; 0 when only needed if something applies. */
  readonly count: number;
  /** Sets that the documents are for; one each unless one document stands for all. */
  readonly equipment: readonly string[];
  /** Part of the form to choose, null for forms without. */
  readonly part: string | null;
  readonly clause: string;
  /** 推定: the surviving text of the procedure does not hold this row. */
  readonly inferred: boolean;
  /** Rule and figures in one Chinese sentence. */
  readonly reason: string;
}

/** Chinese name of a demanded kind with its form code: `QR758-07A 开通/试验服务报告`. */
export function demandedWords(kind: DemandedKind): string {
  if (kind === 'specialSummary') return '专题总结';
  const form = latestForm(kind);
  return `${form.code} ${form.title}`;
}

/**
 * The records that the service table demands of a task, each with clause and figures. Interprets the table; it knows no
 * service by itself.
 * @param rules the version that the task began with
 */
export function demandedReports(
  facts: TaskFacts,
  { table, thresholds }: TableRules,
): readonly DemandedReport[] {
  const row = rowOf(facts.service, table);
  const demanded: DemandedReport[] = [];
  for (const rule of row.records) {
    if (rule.services !== undefined && !rule.services.includes(facts.service)) continue;
    demanded.push(...applyRule(rule, row.clause, row.inferred, facts, thresholds));
  }
  for (const extra of table.everywhere) {
    const asked = extra.when === 'byUnit' ? facts.byUnit : isAtCustomer(facts);
    if (asked) demanded.push(...applyRule(extra.rule, extra.clause, false, facts, thresholds));
  }
  return demanded;
}

/** True if persons are sent to the customer, so that a dispatch notice is needed (5.5.4). */
export function isAtCustomer(facts: Pick<TaskFacts, 'mode' | 'atCompany'>): boolean {
  return (facts.mode === 'onSite' || facts.mode === 'training') && facts.atCompany !== true;
}

/** Check list of a service: its 内容 and 要求, all open. */
export function checkListFor(service: Service, table: ServiceTable): CheckRow[] {
  const row = rowOf(service, table);
  return [
    ...row.contents.map((item) => ({ item, part: 'content' })),
    ...row.requirements.map((item) => ({ item, part: 'requirement' })),
  ]
    .filter(({ item }) => item.services === undefined || item.services.includes(service))
    .map(({ item, part }) => ({ key: `${part}.${item.key}`, label: item.label, state: null }));
}

/**
 * The table row of a service.
 * @throws RangeError if the table has none
 */
export function rowOf(service: Service, table: ServiceTable): ServiceRow {
  const row = table.rows.find((candidate) => candidate.services.includes(service));
  if (row === undefined) throw new RangeError(`service table ${table.version} has no row for ${service}`);
  return row;
}

function applyRule(
  rule: RecordRule,
  clause: string,
  inferred: boolean,
  facts: TaskFacts,
  thresholds: Thresholds,
): DemandedReport[] {
  const sets = facts.equipment.filter((set) => {
    if (rule.of === 'all') return true;
    return facts.exceptions.includes(set.uid) === (rule.of === 'exceptions');
  });
  const make = (count: number, equipment: readonly TaskEquipment[], figures: string): DemandedReport => ({
    kind: rule.kind,
    orKinds: rule.orKinds,
    count: rule.ifApplicable ? 0 : count,
    equipment: equipment.map((set) => set.uid),
    part: rule.part ?? null,
    clause,
    inferred,
    reason: `${inferred ? '（推定）' : ''}${rule.words}${figures === '' ? '' : `：${figures}`}`,
  });
  if (rule.when?.figure === 'normalOfModel' || (rule.per === 'model' && rule.when === undefined)) {
    return byModel(rule, sets, facts, thresholds, make);
  }
  if (rule.when?.figure === 'trainingHours') {
    return byHours(rule, facts, thresholds, make);
  }
  if (rule.per !== 'equipment') return [make(1, rule.per === 'service' ? sets : [], '')];
  if (sets.length > 0) return [make(sets.length, sets, `本任务 ${sets.length} 台（套）`)];
  return rule.of === 'all' ? [make(1, [], '产品尚未登记')] : [];
}

type Make = (count: number, equipment: readonly TaskEquipment[], figures: string) => DemandedReport;

function byModel(
  rule: RecordRule,
  sets: readonly TaskEquipment[],
  facts: TaskFacts,
  thresholds: Thresholds,
  make: Make,
): DemandedReport[] {
  const models = new Map<string, TaskEquipment[]>();
  for (const set of sets) models.set(set.model, [...(models.get(set.model) ?? []), set]);
  const demanded: DemandedReport[] = [];
  for (const [model, normal] of models) {
    if (rule.when !== undefined) {
      const limit = thresholds[rule.when.threshold];
      const reached = normal.length >= limit;
      if (reached !== (rule.when.is === 'atLeast')) continue;
    }
    const all = facts.equipment.filter((set) => set.model === model);
    const taken = all.length - normal.length;
    const figures = `${normal[0]?.modelName ?? ''} 共 ${all.length} 台（套）${taken > 0 ? `，除去不正常 ${taken} 台（套）` : ''}，正常 ${normal.length} 台（套）`;
    demanded.push(make(rule.per === 'model' ? 1 : normal.length, normal, figures));
  }
  return demanded;
}

function byHours(rule: RecordRule, facts: TaskFacts, thresholds: Thresholds, make: Make): DemandedReport[] {
  if (rule.when === undefined) return [];
  const limit = thresholds[rule.when.threshold];
  // Until the hours are known the record for the longer training is announced, so that nobody travels without its form.
  if (facts.trainingHours === null) {
    return rule.when.is === 'atLeast' ? [make(1, facts.equipment, '培训时间尚未登记')] : [];
  }
  const reached = facts.trainingHours >= limit;
  if (reached !== (rule.when.is === 'atLeast')) return [];
  return [make(1, facts.equipment, `本期培训共 ${facts.trainingHours} 小时，界限 ${limit} 小时`)];
}
