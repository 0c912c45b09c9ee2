import { z } from 'zod';
import type { Contract } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { isRecordKind, type RecordKind } from '../../shared/forms/kinds.ts';
import type { Day, ObjectUid } from '../../shared/ids.ts';
import { type Role, roleNames, roles } from '../../shared/policy/roles.ts';
import type { Actor } from '../access/context.ts';
import { signerWords } from '../access/deputies.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import type { ReadDb } from '../database/handles.ts';
import { accountNames } from '../database/stores/accountNames.ts';
import { actsInPlace, inPlaceKey } from '../database/stores/deputies.ts';
import {
  insertAuthorisation,
  type StoredAuthorisation,
  authorisations as stored,
} from '../database/stores/printing.ts';

const personsSchema = z.strictObject({ accounts: z.array(z.string()), roles: z.array(z.enum(roles)) });

/** Kinds that are printed to be signed by the customer or taken along (spec 3): 04A to 08A. */
export const signatureKinds: readonly RecordKind[] = [
  'dispatchNotice',
  'trainingRecord',
  'repairReport',
  'commissioningReport',
  'batchReport',
];

/** `printing.authorise`: standing authorisation to print for signature. */
export const authorise: HandlerFor<Contract['printing']['authorise']> = async (ctx, input) => {
  const wrong = input.kinds.find((kind) => !signatureKinds.includes(kind));
  if (wrong !== undefined)
    throw new AppError('gate.bad-input', { detail: '只有通知单和服务报告可授权供签字打印' });
  if (input.to < input.from) throw new AppError('gate.bad-input', { detail: '截止日期早于开始日期' });
  if (input.accountUids.length === 0 && input.roles.length === 0) {
    throw new AppError('gate.bad-input', { detail: '至少指定一人或一个岗位' });
  }
  const uid = ctx.newUid();
  await insertAuthorisation(ctx.tx, {
    uid,
    kinds: JSON.stringify(input.kinds),
    accounts: JSON.stringify({ accounts: input.accountUids, roles: input.roles }),
    from_day: input.from,
    to_day: input.to,
    given_by: ctx.actor.uid,
    given_at: ctx.now,
  });
  ctx.audited({ kind: 'printAuthorisation', uid });
  return { uid };
};

/** `printing.authorisations`: all that were ever given, newest first. */
export const authorisations: HandlerFor<Contract['printing']['authorisations']> = async (ctx) => {
  // The one of audit reports is given by the rules, to nobody's choice, and covers no form.
  const rows = (await stored(ctx.db)).filter((row) => kindsOf(row).length > 0);
  const names = await accountNames(
    ctx.db,
    rows.flatMap((row) => [row.given_by, ...personsOf(row).accounts]),
  );
  const inPlace = await actsInPlace(
    ctx.db,
    rows.map((row) => row.uid),
  );
  return {
    rows: rows.map((row) => {
      const persons = personsOf(row);
      return {
        uid: row.uid as ObjectUid,
        kinds: kindsOf(row),
        persons: [
          ...persons.accounts.map((account) => names.get(account) ?? ''),
          ...persons.roles.map((role) => roleNames[role]),
        ].join('、'),
        from: row.from_day as Day,
        to: row.to_day as Day,
        by: signerWords(
          names.get(row.given_by) ?? '',
          inPlace.get(inPlaceKey(row.uid, 'print.authorised', row.given_by)) ?? null,
        ),
        active: isActive(row, ctx.today),
      };
    }),
  };
};

/**
 * The standing authorisation that lets the person print a kind for signature today. One that the person gave himself does
 * not count: nobody approves his own prints.
 * @throws AppError print.no-authorisation
 */
export async function demandAuthorisation(
  db: ReadDb,
  actor: Actor,
  kind: RecordKind,
  today: Day,
): Promise<StoredAuthorisation> {
  const found = (await stored(db)).find(
    (row) =>
      isActive(row, today) &&
      row.given_by !== actor.uid &&
      kindsOf(row).includes(kind) &&
      covers(personsOf(row), actor.uid, actor.roles),
  );
  if (found === undefined) throw new AppError('print.no-authorisation');
  return found;
}

function covers(persons: z.infer<typeof personsSchema>, uid: string, held: readonly Role[]): boolean {
  return persons.accounts.includes(uid) || persons.roles.some((role) => held.includes(role));
}

function isActive(row: StoredAuthorisation, today: Day): boolean {
  return row.withdrawn_at === null && row.from_day <= today && today <= row.to_day;
}

function kindsOf(row: StoredAuthorisation): RecordKind[] {
  return z.array(z.string()).parse(JSON.parse(row.kinds)).filter(isRecordKind);
}

function personsOf(row: StoredAuthorisation): z.infer<typeof personsSchema> {
  return personsSchema.parse(JSON.parse(row.accounts));
}
