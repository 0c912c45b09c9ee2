import { randomBytes } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';
import type { AccountUid, Day, Instant, MasterUid } from '../../shared/ids.ts';
import { makeUid } from '../../shared/ids.ts';
import { isPost, type Role, roleExistsAt, roleNames } from '../../shared/policy/roles.ts';
import { passwordProblem } from '../../shared/policy/sessionPolicy.ts';
import {
  type AccountWithRoles,
  accountByLogin,
  allAccounts,
  allRoles,
  chooseAccounts,
  currentPersonKeys,
  insertAccount,
  insertPasswordHistory,
  replaceRoles,
  retirePersonKeys,
  updateAccount,
} from '../database/stores/accounts.ts';
import { rowIdOfMaster } from '../database/stores/masterIds.ts';
import { setMeta } from '../database/stores/meta.ts';
import { disableAccount, existingAccount, onTrigger, orUndo } from './accountActs.ts';
import type { ReadContext, SiteIdentity, WriteContext } from './context.ts';
import { plannedWithoutAccount, presentGaps } from './coverage.ts';
import type { AreaHandlers } from './handlerTypes.ts';
import { failureRule, levelRank } from './identities.ts';
import { presentPolicy } from './policy.ts';
import { requireReviewersRemain } from './reviewers.ts';
import type { Station } from './station.ts';

interface Grant {
  readonly role: Role;
  readonly until: Day | null;
}

/** Accounts, roles, clearance. Every change takes two posts: create → enable, or a second administrator beside. */
export function peopleHandlers(station: Station): AreaHandlers<'people'> {
  return {
    list: async (ctx) => {
      const [accounts, roles, keys] = await Promise.all([
        allAccounts(ctx.db),
        allRoles(ctx.db),
        currentPersonKeys(ctx.db),
      ]);
      const withKey = new Set(keys.map((key) => key.uid));
      return {
        rows: accounts.map((account) => ({
          uid: account.uid as AccountUid,
          login: account.login,
          name: account.name,
          state: account.state,
          clearance: levelRank(account.clearance),
          roles: roles
            .filter((role) => role.account_id === account.id)
            .map((role) => ({ role: role.role, until: role.until as Day | null })),
          staffUid: account.staff_uid as MasterUid | null,
          staffName: account.staff_name,
          createdAt: account.created_at as Instant,
          passwordChangedAt: account.password_changed_at as Instant,
          hasSigningKey: withKey.has(account.uid),
        })),
      };
    },

    choose: async (ctx, input) => {
      const rows = await chooseAccounts(ctx.db, input.text, input.role);
      return { rows: rows.map((row) => ({ uid: row.uid as AccountUid, name: row.name })) };
    },

    create: async (ctx, input) => {
      await checkPassword(ctx, input.password, input.login);
      if ((await accountByLogin(ctx.db, input.login)) !== undefined)
        throw new AppError('people.login-taken', { login: input.login });
      const uid = makeUid(ctx.site.code, randomBytes(10)) as AccountUid;
      await station.withKeys(async (slots, databaseKey) => {
        const verifier = await slots.historyVerifier(uid, input.password);
        // Slots first: a slot without an account opens nothing, an account without a slot could never log in.
        await slots.addAccount(
          { accountUid: uid, login: input.login, password: input.password, afterFailures: 'block' },
          databaseKey,
        );
        const commit = ctx.commit(async ({ tx, now, audited }) => {
          const id = await insertAccount(tx, {
            uid,
            login: input.login,
            name: input.name,
            staff_id: input.staffUid === null ? null : await rowIdOfMaster(tx, input.staffUid, 'staff'),
            state: 'created',
            password_changed_at: now,
            created_at: now,
          });
          await insertPasswordHistory(tx, id, now, verifier);
          await setMeta(tx, 'slot-generation', String(slots.generation));
          audited({ kind: 'account', uid });
        });
        await orUndo(commit, async () => await slots.removeSlot(uid, databaseKey));
      });
      return { uid };
    },

    enable: async (ctx, input) => {
      const found = await existingAccount(ctx, input.uid);
      if (found.account.state === 'active') throw new AppError('people.already-decided');
      // Only what systemAdmin has just proposed: bringing back a disabled account would be one post's act alone.
      if (found.account.state !== 'created') throw new AppError('people.not-active');
      checkRoles(input.roles, ctx.site);
      await station.withKeys(async (slots, databaseKey) => {
        await slots.sealKeyTo(input.uid, databaseKey, failureRule(input.roles.map((grant) => grant.role)));
        const commit = ctx.commit(async (write) => {
          await applyRoles(write, found, input.roles);
          await updateAccount(write.tx, found.account.id, { state: 'active', clearance: input.clearance });
          await setMeta(write.tx, 'slot-generation', String(slots.generation));
          write.audited({ kind: 'account', uid: input.uid });
        });
        await orUndo(commit, async () => await slots.withdrawKeyFrom(input.uid, databaseKey));
      });
      return { done: true };
    },

    setRoles: async (ctx, input) => {
      await ctx.keys.secondPerson(ctx.actor, input.second, ['systemAdmin']);
      const found = await existingAccount(ctx, input.uid);
      if (found.account.state !== 'active') throw new AppError('people.not-active');
      checkRoles(input.roles, ctx.site);
      const before = failureRule(found.roles.map((grant) => grant.role));
      const after = failureRule(input.roles.map((grant) => grant.role));
      await station.withKeys(async (slots, databaseKey) => {
        // Who takes over a post waits after failures and is never blocked; who leaves one can be blocked again.
        if (before !== after) await slots.sealKeyTo(input.uid, databaseKey, after);
        const commit = ctx.commit(async (write) => {
          await requireReviewersRemain(write, input.uid, {
            roles: input.roles.map((grant) => grant.role),
            clearance: input.clearance,
          });
          await applyRoles(write, found, input.roles);
          await updateAccount(write.tx, found.account.id, { clearance: input.clearance });
          await setMeta(write.tx, 'slot-generation', String(slots.generation));
          write.audited({ kind: 'account', uid: input.uid });
        });
        await orUndo(commit, async () => {
          if (before !== after) await slots.sealKeyTo(input.uid, databaseKey, before);
        });
      });
      station.accountsChanged();
      return { done: true };
    },

    disable: async (ctx, input) => {
      await ctx.keys.secondPerson(ctx.actor, input.second, ['securityAdmin']);
      await disableAccount(station, ctx, input.uid);
      return { done: true };
    },

    resetPassword: async (ctx, input) => {
      await ctx.keys.secondPerson(ctx.actor, input.second, ['securityAdmin']);
      const found = await existingAccount(ctx, input.uid);
      await checkPassword(ctx, input.newPassword, found.account.login);
      await station.withKeys(async (slots, databaseKey) => {
        const verifier = await slots.historyVerifier(input.uid, input.newPassword);
        // Demanded before the password is there, so that an act cut short leaves none that need not be changed.
        await ctx.stage(
          async ({ tx }) => await updateAccount(tx, found.account.id, { must_change_password: 1 }),
        );
        await slots.resetPassword(
          {
            accountUid: input.uid,
            login: found.account.login,
            password: input.newPassword,
            afterFailures: failureRule(found.roles.map((role) => role.role)),
          },
          databaseKey,
          // After a recovery an active account may be without a slot.
          found.account.state === 'active',
        );
        await ctx.commit(async ({ tx, now, audited }) => {
          await retirePersonKeys(tx, found.account.id, now, 'reset');
          await updateAccount(tx, found.account.id, { must_change_password: 1, password_changed_at: now });
          await insertPasswordHistory(tx, found.account.id, now, verifier);
          await setMeta(tx, 'slot-generation', String(slots.generation));
          audited({ kind: 'account', uid: input.uid });
        });
      });
      return { done: true };
    },

    unblock: async (ctx, input) => {
      const found = await existingAccount(ctx, input.uid);
      await ctx.commit(async ({ audited }) => audited({ kind: 'account', uid: input.uid }));
      await station.unblock(found.account.login);
      return { done: true };
    },

    coverage: async (ctx) => ({
      missing: await presentGaps(ctx.db, ctx.site.kind, ctx.today),
      planned: (await plannedWithoutAccount(ctx.db)).map(({ name, roles }) => ({ name, roles: [...roles] })),
    }),
  };
}

async function checkPassword(
  ctx: Pick<ReadContext, 'db' | 'site'>,
  password: string,
  login: string,
): Promise<void> {
  const { policy } = await presentPolicy(ctx.db, ctx.site.highestLevel);
  const problem = passwordProblem(password, login, policy);
  if (problem !== undefined) throw new AppError('people.password-weak', { detail: problem });
}

function checkRoles(grants: readonly Grant[], site: SiteIdentity): void {
  const held = new Set(grants.map((grant) => grant.role));
  if ([...held].some(isPost) && held.size > 1) throw new AppError('people.exclusive-post');
  // A post that ends by date could lose its last holder unseen.
  if (grants.some((grant) => isPost(grant.role) && grant.until !== null))
    throw new AppError('gate.bad-input', { detail: '管理员岗位不设终止日期' });
  // Read-only and for a time (spec 3): another role beside it would be neither.
  const inspector = grants.find((grant) => grant.role === 'inspector');
  if (inspector !== undefined && (held.size > 1 || inspector.until === null))
    throw new AppError('people.inspector-alone');
  const foreign = [...held].find((role) => !roleExistsAt(role, site.kind));
  if (foreign !== undefined)
    throw new AppError('gate.bad-input', { detail: `本站没有“${roleNames[foreign]}”这一岗位` });
}

async function applyRoles(
  ctx: WriteContext,
  found: AccountWithRoles,
  grants: readonly Grant[],
): Promise<void> {
  await onTrigger(found, async () => {
    await replaceRoles(
      ctx.tx,
      found.account.id,
      grants.map((grant) => ({ role: grant.role, granted_at: ctx.now, until: grant.until })),
    );
  });
}
