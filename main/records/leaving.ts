import type { handedOver, LeavingItem } from '../../shared/contract/administration.ts';
import { AppError } from '../../shared/errors.ts';
import type { AccountUid } from '../../shared/ids.ts';
import { type Role, roleNames } from '../../shared/policy/roles.ts';
import { existingAccount } from '../access/accountActs.ts';
import type { ReadContext } from '../access/context.ts';
import type { AreaHandlers } from '../access/handlerTypes.ts';
import { requireReviewersRemain } from '../access/reviewers.ts';
import { type AccountWithRoles, allAccounts, allRoles } from '../database/stores/accounts.ts';
import { listDeputies } from '../database/stores/deputies.ts';
import {
  copiesHeldBy,
  draftsOf,
  mediaHeldBy,
  type OpenRecord,
  onlyReadBy,
  openRecordsOf,
  openTasksOf,
  originalsHeldBy,
  recoveryPapersOf,
} from '../database/stores/leaving.ts';
import { listProposals } from '../database/stores/proposals.ts';
import { recordById, updateRecord } from '../database/stores/records.ts';
import { readerOfAccount } from '../database/stores/visibility.ts';
import { nameReader } from './readersOfRecord.ts';
import { noteHistory } from './writing.ts';

type Handed = (typeof handedOver)[number];
interface Found {
  readonly count: number;
  readonly detail: string[];
}

/** Records behind an item that a leader hands over. */
async function recordsBehind(
  ctx: Pick<ReadContext, 'db' | 'now'>,
  { account }: AccountWithRoles,
  item: Handed,
): Promise<OpenRecord[]> {
  switch (item) {
    case 'tasks':
      return await openTasksOf(ctx.db, account.id);
    case 'drafts':
      return await draftsOf(ctx.db, account.id);
    case 'openRecords':
      return await openRecordsOf(ctx.db, account.id);
    case 'lastReader':
      return await onlyReadBy(ctx.db, account.uid, ctx.now);
  }
}

async function counted(ctx: ReadContext, person: AccountWithRoles, item: Handed): Promise<Found> {
  return { count: (await recordsBehind(ctx, person, item)).length, detail: [] };
}

const listed = (detail: string[]): Found => ({ count: detail.length, detail });

/** Roles of which the person is the only active holder. */
async function soleRoles(ctx: ReadContext, { account, roles }: AccountWithRoles): Promise<string[]> {
  const active = new Set(
    (await allAccounts(ctx.db)).filter(({ state }) => state === 'active').map(({ id }) => id),
  );
  const others = (await allRoles(ctx.db)).filter(
    (grant) =>
      grant.account_id !== account.id &&
      active.has(grant.account_id) &&
      (grant.until === null || grant.until >= ctx.today),
  );
  return roles
    .filter(({ role }) => !others.some((grant) => grant.role === role))
    .map(({ role }) => roleNames[role as Role]);
}

const finders: Readonly<Record<LeavingItem, (ctx: ReadContext, person: AccountWithRoles) => Promise<Found>>> =
  {
    tasks: async (ctx, person) => await counted(ctx, person, 'tasks'),
    drafts: async (ctx, person) => await counted(ctx, person, 'drafts'),
    openRecords: async (ctx, person) => await counted(ctx, person, 'openRecords'),
    lastReader: async (ctx, person) => {
      const { count } = await counted(ctx, person, 'lastReader');
      // What would stop the account from being disabled, in the words of that refusal.
      const left = await requireReviewersRemain(ctx, person.account.uid as AccountUid, null).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (left === undefined) return { count, detail: [] };
      if (!(left instanceof AppError)) throw left;
      return { count: Math.max(count, 1), detail: [String(left.params.detail ?? '')] };
    },
    originals: async (ctx, { account }) => ({
      count: await originalsHeldBy(ctx.db, account.name),
      detail: [],
    }),
    printCopies: async (ctx, { account }) => listed(await copiesHeldBy(ctx.db, account.name)),
    media: async (ctx, { account }) => listed(await mediaHeldBy(ctx.db, account.name)),
    recoveryShare: async (ctx, { account }) => listed(await recoveryPapersOf(ctx.db, account.id)),
    deputies: async (ctx, { account }) =>
      listed(
        (await listDeputies(ctx.db, 500))
          .filter((row) => row.ended_at === null && row.to_day >= ctx.today)
          .filter((row) => row.account_id === account.id || row.for_account_id === account.id)
          .map((row) => `${row.name} 代 ${row.for_name}（${roleNames[row.role as Role]}）`),
      ),
    proposals: async (ctx, { account }) => ({
      count: (await listProposals(ctx.db, 300)).filter(
        (row) => row.decision === null && row.ends_at > ctx.now && row.proposed_by === account.id,
      ).length,
      detail: [],
    }),
    soleRoles: async (ctx, person) => listed(await soleRoles(ctx, person)),
  };

/** What is open on a person who leaves, and its hand-over by a leader. Administrators see numbers, never a record. */
export const leavingHandlers: Pick<AreaHandlers<'administration'>, 'leaving' | 'handOver'> = {
  leaving: async (ctx, input) => {
    const person = await existingAccount(ctx, input.uid);
    ctx.audited({ kind: 'account', uid: input.uid });
    const rows: { item: LeavingItem; count: number; detail: string[] }[] = [];
    for (const [item, find] of Object.entries(finders))
      rows.push({ item: item as LeavingItem, ...(await find(ctx, person)) });
    return { name: person.account.name, rows };
  },

  handOver: async (ctx, input) => {
    const [from, to] = [await existingAccount(ctx, input.uid), await existingAccount(ctx, input.toUid)];
    if (to.account.state !== 'active') throw new AppError('people.not-active');
    if (to.account.id === from.account.id || input.toUid === ctx.actor.uid)
      throw new AppError('people.same-person');
    const moved = await ctx.commit(async (write) => {
      const done = new Set<number>();
      for (const item of input.items) {
        const records = await recordsBehind({ db: write.tx, now: write.now }, from, item);
        const above = records.filter(({ level }) => level > to.account.clearance);
        if (above.length > 0) throw new AppError('leaving.clearance', { count: above.length });
        for (const { id } of records) {
          const record = await recordById(write.tx, id);
          const after =
            item === 'lastReader'
              ? record
              : await updateRecord(write.tx, id, { responsible_id: to.account.id, changed_at: write.now });
          const grant = { by: ctx.actor.uid, at: write.now };
          await nameReader(write.tx, after, readerOfAccount(input.toUid), '离岗移交', grant);
          await noteHistory(write, after, 'handOver', after.state, input.reason);
          done.add(id);
        }
      }
      write.audited({ kind: 'account', uid: input.uid, number: `n=${done.size}` });
      return done.size;
    });
    return { moved };
  },
};
