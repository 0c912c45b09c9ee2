import { AppError } from '../../shared/errors.ts';
import type { Day, Instant, ObjectUid } from '../../shared/ids.ts';
import { mayAct } from '../../shared/policy/permissions.ts';
import { isPost, type Role } from '../../shared/policy/roles.ts';
import { accountByUid } from '../database/stores/accounts.ts';
import { endDeputy, insertDeputy, listDeputies, type StoredDeputy } from '../database/stores/deputies.ts';
import type { Actor, ReadContext, Represented, WriteContext } from './context.ts';
import type { AreaHandlers } from './handlerTypes.ts';
import { presentPolicy } from './policy.ts';
import type { Station } from './station.ts';

/**
 * Whom the acting person represents in an act that the own roles do not permit; null when they do.
 * @param may whether a set of roles permits the act
 */
export function representedIn(actor: Actor, may: (roles: readonly Role[]) => boolean): Represented | null {
  if (may(actor.ownRoles ?? actor.roles)) return null;
  const carried = actor.carried?.find((one) => may([one.role as Role]));
  return carried === undefined ? null : { uid: carried.forUid, name: carried.forName };
}

/** Name of a signer as it is shown: 李四 代 张三. */
export function signerWords(name: string, onBehalfOf: string | null): string {
  return onBehalfOf === null ? name : `${name} 代 ${onBehalfOf}`;
}

/**
 * Whether somebody is the acting person or the one represented: what the two did counts as one hand wherever two must act.
 */
export function isOwnHand(ctx: Pick<ReadContext, 'actor' | 'represented'>, uid: string | null): boolean {
  return uid !== null && (uid === ctx.actor.uid || uid === ctx.represented?.uid);
}

/** What is asked for: who acts for whom in which role, from when to when. */
export interface DeputyWish {
  readonly uid: string;
  readonly forUid: string;
  readonly role: Role;
  readonly from: Day;
  readonly to: Day;
}

/**
 * Whether a deputy may be appointed: persons active, the role held by the represented person and no post, the term within the
 * policy.
 * @throws AppError deputy.refused
 */
export async function checkDeputy(
  ctx: Pick<ReadContext, 'db' | 'site' | 'today'>,
  wish: DeputyWish,
): Promise<{ deputyId: number; representedId: number; deputyName: string; representedName: string }> {
  const refuse = (detail: string): never => {
    throw new AppError('deputy.refused', { detail });
  };
  if (isPost(wish.role) || wish.role === 'inspector') refuse('管理员和检查人员岗位不设代理');
  if (wish.uid === wish.forUid) refuse('代理人不能是本人');
  if (wish.to < wish.from) refuse('终止日期早于开始日期');
  if (wish.to < ctx.today) refuse('终止日期已过');
  const { policy } = await presentPolicy(ctx.db, ctx.site.highestLevel);
  const days = (Date.parse(wish.to) - Date.parse(wish.from)) / 86_400_000 + 1;
  if (days > policy.deputyDays) refuse(`期限 ${days} 天，超过一次代理最长 ${policy.deputyDays} 天`);
  const deputy = await accountByUid(ctx.db, wish.uid, ctx.today);
  const represented = await accountByUid(ctx.db, wish.forUid, ctx.today);
  if (deputy?.account.state !== 'active' || represented?.account.state !== 'active')
    return refuse('两人的帐号都须在用');
  if (!represented.roles.some(({ role }) => role === wish.role)) refuse('被代理人没有这一岗位');
  const own = deputy.roles.map(({ role }) => role);
  if (own.some(isPost)) refuse('管理员不得代理业务岗位');
  if (own.includes(wish.role)) refuse('代理人本来就有这一岗位');
  return {
    deputyId: deputy.account.id,
    representedId: represented.account.id,
    deputyName: deputy.account.name,
    representedName: represented.account.name,
  };
}

/** Enters a deputy that one person proposed and securityAdmin enables. @throws AppError deputy.refused */
export async function appointDeputy(
  ctx: WriteContext,
  wish: DeputyWish,
  by: { readonly proposer: number; readonly reason: string },
): Promise<void> {
  const { deputyId, representedId } = await checkDeputy(ctx, wish);
  await insertDeputy(ctx.tx, {
    uid: ctx.newUid(),
    account_id: deputyId,
    for_account_id: representedId,
    role: wish.role,
    from_day: wish.from,
    to_day: wish.to,
    reason: by.reason,
    proposed_by: by.proposer,
    enabled_by: ctx.actor.id,
    enabled_at: ctx.now,
  });
}

function stateOf(row: StoredDeputy, today: Day): 'coming' | 'active' | 'over' | 'ended' {
  if (row.ended_at !== null) return 'ended';
  if (row.to_day < today) return 'over';
  return row.from_day > today ? 'coming' : 'active';
}

/** The register of deputies: administrators see all, everybody else the own ones. */
export function deputyHandlers(
  station: Station,
): Pick<AreaHandlers<'administration'>, 'deputies' | 'endDeputy'> {
  const concerns = (actor: Actor, row: { account_uid: string; for_uid: string }): boolean =>
    row.account_uid === actor.uid || row.for_uid === actor.uid;
  return {
    deputies: async (ctx) => {
      const all = ['account.create', 'account.enable', 'audit.read'] as const;
      const sees = all.some((act) => mayAct(ctx.actor.roles, act));
      const rows = (await listDeputies(ctx.db, 500)).filter((row) => sees || concerns(ctx.actor, row));
      return {
        rows: rows.map((row) => {
          const state = stateOf(row, ctx.today);
          const running = state === 'active' || state === 'coming';
          return {
            uid: row.uid as ObjectUid,
            name: row.name,
            forName: row.for_name,
            role: row.role as Role,
            from: row.from_day as Day,
            to: row.to_day as Day,
            reason: row.reason,
            enabledBy: row.enabler_name,
            enabledAt: row.enabled_at as Instant,
            state,
            mayEnd: running && (mayAct(ctx.actor.roles, 'account.enable') || concerns(ctx.actor, row)),
          };
        }),
      };
    },
    endDeputy: async (ctx, input) => {
      const row = (await listDeputies(ctx.db, 500)).find(({ uid }) => uid === input.uid);
      const may =
        row !== undefined && (mayAct(ctx.actor.roles, 'account.enable') || concerns(ctx.actor, row));
      if (!may) throw new AppError('proposal.not-found');
      if (!(await endDeputy(ctx.tx, input.uid, ctx.actor.id, ctx.now)))
        throw new AppError('people.already-decided');
      ctx.audited({ kind: 'deputy', uid: input.uid });
      station.accountsChanged();
      return { done: true };
    },
  };
}
