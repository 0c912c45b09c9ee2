import { AppError } from '../../shared/errors.ts';
import type { AccountUid, Day } from '../../shared/ids.ts';
import { isPost, roleNames } from '../../shared/policy/roles.ts';
import type { ReadDb, WriteTx } from '../database/handles.ts';
import {
  type AccountWithRoles,
  accountByUid,
  retirePersonKeys,
  updateAccount,
} from '../database/stores/accounts.ts';
import { setMeta } from '../database/stores/meta.ts';
import type { JobContext, WriteContext } from './context.ts';
import { failureRule } from './identities.ts';
import { requireReviewersRemain } from './reviewers.ts';
import type { Station } from './station.ts';

/** Written in the transaction that makes an act on an account true, beside the act itself. */
export type Alongside = (ctx: WriteContext) => Promise<void>;
const nothing: Alongside = async () => undefined;

/** @throws AppError people.not-found */
export async function existingAccount(
  ctx: { readonly db: ReadDb; readonly today: Day },
  uid: AccountUid,
): Promise<AccountWithRoles> {
  const found = await accountByUid(ctx.db, uid, ctx.today);
  if (found === undefined) throw new AppError('people.not-found');
  return found;
}

/**
 * Disables an account: no log-in from now on, the database key withdrawn from its slot. Refused while records would be left
 * without an active reader with review right (spec 3 "Who may read a record").
 * @throws AppError people.not-found, people.not-active, people.last-holder, people.last-reviewer
 */
export async function disableAccount(
  station: Station,
  ctx: JobContext,
  uid: AccountUid,
  alongside: Alongside = nothing,
): Promise<void> {
  const found = await existingAccount(ctx, uid);
  if (found.account.state !== 'active') throw new AppError('people.not-active');
  await ctx.commit(async (write) => {
    // The one rule of reviewers for disabling, change of roles, readers and marks: reviewers.ts.
    await requireReviewersRemain(write, uid, null);
    await onTrigger(
      found,
      async () => await updateAccount(write.tx, found.account.id, { state: 'disabled' }),
    );
    await retirePersonKeys(write.tx, found.account.id, write.now, 'disabled');
    await alongside(write);
    write.audited({ kind: 'account', uid });
  });
  station.accountsChanged();
  await station.withKeys(async (slots, databaseKey) => {
    await slots.withdrawKeyFrom(uid, databaseKey);
    await ctx.stage(async ({ tx }) => await setMeta(tx, 'slot-generation', String(slots.generation)));
  });
}

/**
 * Gives a disabled account the database key again. Its password must be changed at the next log-in.
 * @throws AppError people.not-found, people.not-active
 */
export async function enableAgain(
  station: Station,
  ctx: JobContext,
  uid: AccountUid,
  alongside: Alongside,
): Promise<void> {
  const found = await existingAccount(ctx, uid);
  if (found.account.state !== 'disabled') throw new AppError('people.not-active');
  await station.withKeys(async (slots, databaseKey) => {
    await slots.sealKeyTo(uid, databaseKey, failureRule(found.roles.map((grant) => grant.role)));
    const commit = ctx.commit(async (write) => {
      await updateAccount(write.tx, found.account.id, { state: 'active', must_change_password: 1 });
      await setMeta(write.tx, 'slot-generation', String(slots.generation));
      await alongside(write);
      write.audited({ kind: 'account', uid });
    });
    await orUndo(commit, async () => await slots.withdrawKeyFrom(uid, databaseKey));
  });
  station.accountsChanged();
}

/**
 * Takes back an account that was created and never enabled.
 * @throws AppError people.not-found, people.already-decided
 */
export async function withdrawAccount(station: Station, ctx: JobContext, uid: AccountUid): Promise<void> {
  const found = await existingAccount(ctx, uid);
  if (found.account.state !== 'created') throw new AppError('people.already-decided');
  await ctx.commit(async (write) => {
    await updateAccount(write.tx, found.account.id, { state: 'closed' });
    write.audited({ kind: 'account', uid });
  });
  await station.withKeys(async (slots, databaseKey) => {
    await slots.removeSlot(uid, databaseKey);
    await ctx.stage(async ({ tx }: { tx: WriteTx }) => {
      await setMeta(tx, 'slot-generation', String(slots.generation));
    });
  });
}

/** Slots are written before the database; when that fails, the slot goes back to what it was. */
export async function orUndo(commit: Promise<void>, undo: () => Promise<void>): Promise<void> {
  try {
    await commit;
  } catch (error) {
    // A lock has taken the key meanwhile: the next log-in settles the slots (arrival.ts).
    await undo().catch(() => undefined);
    throw error;
  }
}

/** The database's own refusals as sentences. */
export async function onTrigger(found: AccountWithRoles, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    if (message.includes('posts are exclusive')) throw new AppError('people.exclusive-post');
    if (message.includes('last holder')) {
      const post = found.roles.map((role) => role.role).find(isPost);
      throw new AppError('people.last-holder', { post: post === undefined ? '管理员' : roleNames[post] });
    }
    throw error;
  }
}
