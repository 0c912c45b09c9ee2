import { addMonths } from '../../../shared/calendar/calendar.ts';
import type { Contract } from '../../../shared/contract/contract.ts';
import type { AccountUid, Day } from '../../../shared/ids.ts';
import {
  type QualificationRules,
  qualificationOf,
  type StaffFacts,
  type StaffTraining,
  titleWords,
} from '../../../shared/rules/qualification.ts';
import type { ReadContext } from '../../access/context.ts';
import type { HandlerFor } from '../../access/handlerTypes.ts';
import { allMaster, type StoredMaster } from '../../database/stores/master.ts';
import { type StoredCertificate, staffCertificates } from '../../database/stores/staff.ts';
import { accountsOfStaff } from '../../database/stores/tasks.ts';
import { toMasterRef } from '../../records/recordRow.ts';
import { absences, productsOf, qualificationRules, staffFactsOf } from '../qualifying.ts';

/** `staff.register`: everybody with titles, both trainings, certificates and what stands against a dispatch today. */
export const register: HandlerFor<Contract['staff']['register']> = async (ctx) => {
  const staff = await allMaster(ctx.db, 'staff');
  const rules = await qualificationRules(ctx.db, ctx.today);
  const all = await staffCertificates(ctx.db, null);
  const accounts = await accountsOfStaff(
    ctx.db,
    staff.map((entry) => entry.uid),
  );
  const away = await absences(ctx, ctx.today, ctx.today);
  return {
    rows: staff.map((entry) => {
      const account = accounts.find((candidate) => candidate.staff_uid === entry.uid);
      const own = all.filter((one) => one.master_id === entry.id && one.withdrawn_at === null);
      const facts = staffFactsOf(entry, away.get(entry.uid));
      const found = qualificationOf(facts, { models: [], day: ctx.today }, rules);
      return {
        staff: toMasterRef(entry),
        site: siteOf(entry),
        title: titleWords[facts.title],
        account:
          account === undefined
            ? null
            : { uid: account.account_uid as AccountUid, name: account.account_name },
        normsUntil: lastEnd(facts, rules, (training) => training.kind === 'norms'),
        products: productsOf(entry).map(({ code, name }) => ({
          code,
          name,
          until: lastEnd(facts, rules, (training) => coversProduct(training, code)),
          certificates: own.filter((one) => one.about === 'product' && one.model === code).length,
        })),
        certificates: own.length,
        lacking: lackingCertificates(facts, own),
        state: found.label,
        able: found.able,
        reasons: [...found.reasons],
      };
    }),
  };
};

/** Last valid day of the trainings that fit, or null without one. */
function lastEnd(
  facts: StaffFacts,
  rules: QualificationRules,
  fits: (training: StaffTraining) => boolean,
): Day | null {
  const ends = facts.trainings
    .filter(fits)
    .map((training) => training.validUntil ?? addMonths(training.day, rules.validityMonths));
  return ends.sort().at(-1) ?? null;
}

function coversProduct(training: StaffTraining, code: string): boolean {
  const own = training.model ?? '';
  return training.kind === 'product' && (own === '' || own === code);
}

function lackingCertificates(facts: StaffFacts, own: readonly StoredCertificate[]): string[] {
  const has = (about: StoredCertificate['about']) => own.some((one) => one.about === about);
  const trained = (kind: StaffTraining['kind']) => facts.trainings.some((training) => training.kind === kind);
  return [
    ...(facts.title !== 'none' && !has('title') ? ['职称'] : []),
    ...(trained('norms') && !has('norms') ? ['服务规范培训'] : []),
    ...(trained('product') && !has('product') ? ['产品技术培训'] : []),
  ];
}

function siteOf(entry: Pick<StoredMaster, 'content' | 'owning_site'>): string {
  const { site } = JSON.parse(entry.content) as { site?: unknown };
  return typeof site === 'string' ? site : entry.owning_site;
}

/** Trainings that end soon or have ended, in words, for the home page. */
export async function endingTrainings(ctx: Pick<ReadContext, 'db' | 'today'>, until: Day): Promise<string[]> {
  const rules = await qualificationRules(ctx.db, ctx.today);
  const words: string[] = [];
  for (const entry of await allMaster(ctx.db, 'staff')) {
    const facts = staffFactsOf(entry, undefined);
    const norms = lastEnd(facts, rules, (training) => training.kind === 'norms');
    if (norms !== null && norms <= until) words.push(`${entry.name} 服务规范 ${norms}`);
    for (const { code } of productsOf(entry)) {
      const end = lastEnd(facts, rules, (training) => coversProduct(training, code));
      if (end !== null && end <= until) words.push(`${entry.name} ${code} ${end}`);
    }
  }
  return words;
}
