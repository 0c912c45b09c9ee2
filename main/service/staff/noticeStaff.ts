import { z } from 'zod';
import { type FormContent, staffRowSchema } from '../../../shared/forms/values.ts';
import type { Day } from '../../../shared/ids.ts';
import { masterByIds, masterByUids } from '../../database/stores/master.ts';
import { equipmentOf } from '../../database/stores/recordParts.ts';
import { overridesOf, type StoredOverride } from '../../database/stores/staff.ts';
import { staffUids } from '../../records/readersOfRecord.ts';
import type { RecordContext } from '../../records/reading.ts';
import { dayField, type WholeRecord } from '../../records/wholeRecord.ts';
import { absences, qualificationRules, qualify } from '../qualifying.ts';

/** A person on a notice with what 5.2.1 says, and the approval that covers what is against it. */
export interface NoticePerson {
  readonly uid: string;
  readonly name: string;
  /** May go as is, or by an approval that covers every fault. */
  readonly able: boolean;
  readonly label: string;
  readonly reasons: readonly string[];
  readonly override: StoredOverride | null;
}

/** Everybody on a notice, in its order. */
export async function personsOfNotice(ctx: RecordContext, whole: WholeRecord): Promise<NoticePerson[]> {
  const { from, to } = periodOf(whole.content, ctx.today);
  const away = await absences(ctx, from, to);
  const models = await modelsOf(ctx, whole);
  const uids = staffUids(whole.content);
  const entries = await masterByUids(ctx.db, uids);
  const rules = await qualificationRules(ctx.db, ctx.today);
  const approved = (await overridesOf(ctx.db, whole.record.uid)).filter((one) => one.decision === 'approved');
  return uids.map((uid) => {
    const entry = entries.find((candidate) => candidate.uid === uid && candidate.type === 'staff');
    if (entry === undefined || entry.state === 'retired') {
      const reasons = ['服务人员名册中没有此人'];
      return { uid, name: uid, able: false, label: '不在册', reasons, override: null };
    }
    const found = qualify(entry, models, to, away.get(uid), rules);
    // Only what the leader knew of is approved: a fault that came later needs a new decision.
    const override =
      approved.find(
        (one) => one.staff_uid === uid && found.reasons.every((reason) => faultsOf(one).includes(reason)),
      ) ?? null;
    const covered = !found.able && override !== null;
    return {
      uid,
      name: entry.name,
      able: found.able || covered,
      label: covered ? `${found.label}（经批准）` : found.label,
      reasons: found.reasons,
      override: covered ? override : null,
    };
  });
}

/** Faults that a request named. */
export function faultsOf(override: Pick<StoredOverride, 'faults'>): string[] {
  return z.array(z.string()).parse(JSON.parse(override.faults));
}

/** Staff rows as the signature covers them: with the state that each had when the notice was issued. */
export function staffAsIssued(content: FormContent, persons: readonly NoticePerson[]) {
  return staffRowSchema
    .array()
    .parse(content.staff ?? [])
    .map((row) => {
      const own = persons.find((candidate) => candidate.uid === row.staff);
      return { ...row, qualification: own?.label ?? '不在册' };
    });
}

/** What a notice says of approvals: who goes by whose decision, and why. */
export function overrideFields(persons: readonly NoticePerson[]): Record<string, unknown> {
  const used = persons.flatMap(({ name, override }) => (override === null ? [] : [{ name, override }]));
  const [first] = used;
  if (first === undefined) return {};
  return {
    overrideReason: used
      .map(
        ({ name, override }) =>
          `${name}：${override.reason}（${override.decided_name ?? ''} 批准${override.decision_note === '' ? '' : `：${override.decision_note}`}）`,
      )
      .join('；'),
    overrideBy: { uid: first.override.decided_by ?? '', name: first.override.decided_name ?? '' },
  };
}

/** Model codes of a notice's equipment, or of its task's where it names none. */
async function modelsOf(ctx: RecordContext, whole: WholeRecord): Promise<string[]> {
  const own = await equipmentOf(ctx.db, whole.record.id);
  const of = own.length > 0 || whole.task === null ? own : await equipmentOf(ctx.db, whole.task.id);
  const ids = of.map((entry) => entry.model_id).filter((id) => id !== null);
  return [...new Set((await masterByIds(ctx.db, ids)).map((model) => model.code))];
}

/** Period of an assignment as planned: from departure to the day due on site. */
function periodOf(content: FormContent, today: Day): { from: Day; to: Day } {
  const from = dayField(content, 'startDay') ?? today;
  const to = dayField(content, 'dueOnSite') ?? from;
  return { from, to: to < from ? from : to };
}
