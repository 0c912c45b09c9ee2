import { z } from 'zod';
import { type Mode, modeWords, type Service, serviceWords } from '../../shared/forms/definitions/blocks.ts';
import type { FormContent } from '../../shared/forms/values.ts';
import { checkRowSchema, equipmentRowSchema, masterValueSchema } from '../../shared/forms/values.ts';
import {
  type DemandedReport,
  demandedReports,
  rowOf,
  type TaskFacts,
} from '../../shared/rules/demandedReports.ts';
import {
  type Decision,
  type ModelPhase,
  phaseWords,
  responsibleSite,
} from '../../shared/rules/responsibility.ts';
import type { RuleSet } from '../../shared/rules/ruleSet.ts';
import type { SiteIdentity } from '../access/context.ts';
import type { ReadDb } from '../database/handles.ts';
import { masterByIds, masterByUid, type StoredMaster } from '../database/stores/master.ts';
import { equipmentOf } from '../database/stores/recordParts.ts';
import type { StoredRecord } from '../database/stores/records.ts';
import { siteKindOf } from '../database/stores/tasks.ts';
import { rulesOfRecord } from '../records/rulesInForce.ts';
import { contentOf, type WholeRecord } from '../records/wholeRecord.ts';

/** Where a record of a task stands, as far as the rules look at it. */
export interface TaskRecord {
  readonly kind: string;
  readonly state: string;
  readonly content: FormContent;
  readonly parts: readonly string[];
  readonly equipment: readonly string[];
}

/** A demanded report with the records that answer it. */
export interface Demand {
  readonly report: DemandedReport;
  readonly have: number;
  /** Sets that no record covers yet. */
  readonly missing: readonly string[];
  readonly lacking: number;
}

const modelSchema = z.object({
  modelKind: z.enum(['single', 'system']),
  phase: z.enum(Object.keys(phaseWords) as [ModelPhase, ...ModelPhase[]]),
  quantityMade: z.number(),
  responsibleUnit: z.string().nullish(),
});

const notCounted = ['voided', 'invalid', 'disposed'];

/** Service of a task, or null while it is not chosen. */
export function serviceOf(content: FormContent): Service | null {
  const value = content.service;
  return typeof value === 'string' && value in serviceWords ? (value as Service) : null;
}

/** What the service table looks at, with the rules that the task began with. */
export interface TaskSituation extends TaskFacts {
  readonly rules: RuleSet;
}

/** The rules that a task began with. */
export async function rulesOfTask(db: ReadDb, task: WholeRecord): Promise<RuleSet> {
  return await rulesOfRecord(db, {
    recorded_at: task.record.recorded_at,
    rulesVersion: task.content.rulesVersion,
  });
}

/** Way of a task; until it is analysed, the first that the service table allows. */
function modeOf(content: FormContent, service: Service, rules: RuleSet): Mode {
  const value = content.mode;
  if (typeof value === 'string' && value in modeWords) return value as Mode;
  return rowOf(service, rules.table).modes[0] ?? 'remote';
}

/** What the service table looks at, or null while the service is not chosen. */
export async function taskFactsOf(
  db: ReadDb,
  site: SiteIdentity,
  task: WholeRecord,
  records: readonly TaskRecord[],
): Promise<TaskSituation | null> {
  const service = serviceOf(task.content);
  if (service === null) return null;
  const rules = await rulesOfTask(db, task);
  const exceptions = equipmentRowSchema.array().safeParse(task.content.exceptions ?? []).data ?? [];
  const hours = task.content.trainingHours;
  const away = (record: TaskRecord) =>
    record.kind === 'trainingRecord' && ['atCompany', 'disc', 'mail'].includes(String(record.content.mode));
  return {
    rules,
    service,
    mode: modeOf(task.content, service, rules),
    equipment: await equipmentFacts(db, task.record.id),
    exceptions: exceptions.map((row) => row.equipment),
    trainingHours: typeof hours === 'number' ? hours : null,
    byUnit: (await siteKind(db, site, task.content)) === 'unit',
    atCompany: service === 'training' && records.some(away),
  };
}

/**
 * The demanded reports of a task with what there is of each.
 * @param content of the task, which itself holds the 专题总结 of a support assignment (table 1-3)
 */
export function demandsOf(
  facts: TaskSituation | null,
  records: readonly TaskRecord[],
  content: FormContent,
): Demand[] {
  if (facts === null) return [];
  return demandedReports(facts, facts.rules).map((report) => {
    if (report.kind === 'specialSummary') {
      const have = typeof content.specialSummary === 'string' && content.specialSummary.trim() !== '' ? 1 : 0;
      return { report, have, missing: [], lacking: Math.max(report.count - have, 0) };
    }
    const kinds: readonly string[] = [report.kind, ...report.orKinds];
    const fit = records.filter(
      (record) =>
        kinds.includes(record.kind) && !notCounted.includes(record.state) && isForPart(record, report.part),
    );
    const perSet = report.count > 1 || (report.count === 1 && report.equipment.length === 1);
    const missing = perSet
      ? report.equipment.filter((uid) => !fit.some((record) => record.equipment.includes(uid)))
      : [];
    const have = perSet ? report.equipment.length - missing.length : fit.length;
    return { report, have, missing, lacking: Math.max(report.count - have, 0) };
  });
}

/**
 * Who should serve the task by table 1, from the model of the task or of its equipment; null while none is known.
 * @param rules others than the ones that the task began with, for a preview
 */
export async function proposedSite(
  db: ReadDb,
  task: WholeRecord,
  rules?: RuleSet,
): Promise<(Decision<'center' | 'unit'> & { readonly unit: string | null }) | null> {
  const model = await modelOf(db, task);
  if (model === undefined) return null;
  const content = modelSchema.safeParse(JSON.parse(model.content));
  if (!content.success) return null;
  const asked = rules ?? (await rulesOfTask(db, task));
  return { ...responsibleSite(content.data, asked), unit: content.data.responsibleUnit ?? null };
}

/** Model entry that a task is about. */
export async function modelOf(db: ReadDb, task: WholeRecord): Promise<StoredMaster | undefined> {
  const named = masterValueSchema.safeParse(task.content.model);
  if (named.success) {
    const entry = await masterByUid(db, named.data.uid);
    if (entry !== undefined) return entry;
  }
  const [first] = await equipmentOf(db, task.record.id);
  if (first?.model_id == null) return undefined;
  return (await masterByIds(db, [first.model_id]))[0];
}

/** Items of a task's check list that are still open, by label. */
export function openChecks(content: FormContent): string[] {
  const rows = checkRowSchema.array().safeParse(content.checkList ?? []).data ?? [];
  return rows.filter((row) => row.state === null).map((row) => row.label);
}

/** Kind of the site that is to do the work: as the task says, else this one. */
export async function siteKind(
  db: ReadDb,
  site: SiteIdentity,
  content: FormContent,
): Promise<SiteIdentity['kind']> {
  const code = content.responsibleSite;
  if (typeof code !== 'string' || code === '' || code === site.code) return site.kind;
  return (await siteKindOf(db, code)) ?? site.kind;
}

/** A stored record as the rules look at it. */
export function toTaskRecord(
  record: Pick<StoredRecord, 'kind' | 'state' | 'content' | 'parts'>,
  equipment: readonly string[],
): TaskRecord {
  return {
    kind: record.kind,
    state: record.state,
    content: contentOf(record),
    parts: JSON.parse(record.parts) as string[],
    equipment,
  };
}

async function equipmentFacts(db: ReadDb, recordId: number): Promise<TaskFacts['equipment']> {
  const entries = await equipmentOf(db, recordId);
  const models = await masterByIds(
    db,
    entries.map((entry) => entry.model_id).filter((id) => id !== null),
  );
  const byId = new Map(models.map((model) => [model.id, model]));
  return entries.map((entry) => {
    const model = entry.model_id === null ? undefined : byId.get(entry.model_id);
    return {
      uid: entry.uid,
      serial: entry.code,
      model: model?.uid ?? '',
      modelName: model === undefined ? '' : `${model.code} ${model.name}`,
    };
  });
}

/** A repair report answers a demand only with the part that the rule names (06A). */
function isForPart(record: TaskRecord, part: string | null): boolean {
  return part === null || record.kind !== 'repairReport' || record.parts.includes(part);
}
