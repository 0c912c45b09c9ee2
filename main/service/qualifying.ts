import { z } from 'zod';
import { day } from '../../shared/contract/primitives.ts';
import type { Day } from '../../shared/ids.ts';
import {
  defaultQualificationRules,
  type Qualification,
  type QualificationRules,
  qualificationOf,
  type StaffFacts,
  type StaffTitle,
  titleWords,
} from '../../shared/rules/qualification.ts';
import type { ReadDb } from '../database/handles.ts';
import type { StoredMaster } from '../database/stores/master.ts';
import { visibleRecords } from '../database/stores/records.ts';
import { openNotices } from '../database/stores/tasks.ts';
import { staffUids } from '../records/readersOfRecord.ts';
import type { RecordContext } from '../records/reading.ts';
import { rulesInForce } from '../records/rulesInForce.ts';
import { contentOf, dayField } from '../records/wholeRecord.ts';

const staffSchema = z.object({
  title: z.enum(Object.keys(titleWords) as [StaffTitle, ...StaffTitle[]]).catch('none'),
  products: z.array(z.object({ code: z.string(), name: z.string().nullish() })).catch([]),
  trainings: z
    .array(
      z.object({
        kind: z.enum(['norms', 'product']),
        model: z.string().nullish(),
        day,
        validUntil: day.nullish(),
      }),
    )
    .catch([]),
});

/** Where somebody is during a period. */
export interface Absence {
  readonly place: string;
  readonly until: Day;
}

/** What 5.2.1 looks at, from a staff entry. */
export function staffFactsOf(entry: Pick<StoredMaster, 'content'>, away: Absence | undefined): StaffFacts {
  const content = staffSchema.parse(JSON.parse(entry.content));
  return {
    title: content.title,
    products: content.products.map((product) => product.code),
    trainings: content.trainings,
    away,
  };
}

/** Products that a staff entry names, with their names. */
export function productsOf(entry: Pick<StoredMaster, 'content'>): { code: string; name: string }[] {
  const { products } = staffSchema.parse(JSON.parse(entry.content));
  return products.map(({ code, name }) => ({ code, name: name ?? '' }));
}

/** Whether a person may be sent for models until a day (5.2.1). */
export function qualify(
  entry: Pick<StoredMaster, 'content'>,
  models: readonly string[],
  until: Day,
  away: Absence | undefined,
  rules: QualificationRules,
): Qualification {
  return qualificationOf(staffFactsOf(entry, away), { models, day: until }, rules);
}

/** What 5.2.1 asks of a person who is sent, by the rules in force on a day. */
export async function qualificationRules(db: ReadDb, day: Day): Promise<QualificationRules> {
  const { leastTitle, deadlines } = await rulesInForce(db, day);
  const { due } = deadlines.trainingValidity;
  const months = due.count === 'months' ? due.months : due.count === 'years' ? due.years * 12 : null;
  return { leastTitle, validityMonths: months ?? defaultQualificationRules.validityMonths };
}

/**
 * Who is away on an issued notice during a period, by staff identity. Where the asking person may not see that notice,
 * only the fact is told, not the place.
 */
export async function absences(
  ctx: Pick<RecordContext, 'db' | 'scope'>,
  from: Day,
  to: Day,
): Promise<Map<string, Absence>> {
  const notices = await openNotices(ctx.db);
  const seen = new Set(
    (
      await visibleRecords(
        ctx.db,
        ctx.scope,
        notices.map((notice) => notice.uid),
      )
    ).map((n) => n.uid),
  );
  const away = new Map<string, Absence>();
  for (const notice of notices) {
    const content = contentOf(notice);
    const start = dayField(content, 'startDay');
    const back = dayField(content, 'returnedDay');
    if (start === null || start > to || (back !== null && back < from)) continue;
    const until = back ?? dayField(content, 'dueOnSite') ?? to;
    const place = seen.has(notice.uid) && typeof content.place === 'string' ? content.place : '外执行任务';
    for (const staff of staffUids(content)) away.set(staff, { place, until: until < from ? to : until });
  }
  return away;
}
