import type { Contract } from '../../shared/contract/contract.ts';
import type { AccountUid } from '../../shared/ids.ts';
import { titleWords } from '../../shared/rules/qualification.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { allMaster, masterByUids } from '../database/stores/master.ts';
import { accountsOfStaff } from '../database/stores/tasks.ts';
import { toMasterRef } from '../records/recordRow.ts';
import { absences, qualificationRules, qualify, staffFactsOf } from './qualifying.ts';

/** `service.candidates`: everybody who could be sent, able ones first, each with the reasons against (5.2.1). */
export const candidates: HandlerFor<Contract['service']['candidates']> = async (ctx, input) => {
  const staff = await allMaster(ctx.db, 'staff');
  const accounts = await accountsOfStaff(
    ctx.db,
    staff.map((entry) => entry.uid),
  );
  const models = (await masterByUids(ctx.db, input.modelUids)).map((model) => model.code);
  const away = await absences(ctx, input.from, input.to);
  const rules = await qualificationRules(ctx.db, ctx.today);
  const rows = staff.map((entry) => {
    const found = qualify(entry, models, input.to, away.get(entry.uid), rules);
    const account = accounts.find((candidate) => candidate.staff_uid === entry.uid);
    return {
      staff: toMasterRef(entry),
      account:
        account === undefined ? null : { uid: account.account_uid as AccountUid, name: account.account_name },
      title: titleWords[staffFactsOf(entry, undefined).title],
      state: found.label,
      able: found.able,
      reasons: [...found.reasons],
    };
  });
  return { rows: rows.sort((a, b) => Number(b.able) - Number(a.able)) };
};
