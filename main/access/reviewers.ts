import { AppError } from '../../shared/errors.ts';
import { recordKinds } from '../../shared/forms/kinds.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import type { AccountUid, Day, RowId, SiteCode } from '../../shared/ids.ts';
import { foreignKinds, mayReview, officeRoles, ownKinds } from '../../shared/policy/permissions.ts';
import type { Role } from '../../shared/policy/roles.ts';
import type { ReadDb } from '../database/handles.ts';
import { allAccounts, allRoles } from '../database/stores/accounts.ts';
import { type Reviewer, recordsOnlyOf } from '../database/stores/knowing.ts';
import { readerOfAccount, readerOfRole } from '../database/stores/visibility.ts';
import type { Actor, LevelRank, SiteIdentity } from './context.ts';
import { levelRank } from './identities.ts';

/** Everybody whose account is active, with the roles of the day. */
export async function activePeople(db: ReadDb, today: Day): Promise<Actor[]> {
  const [accounts, roles] = await Promise.all([allAccounts(db), allRoles(db)]);
  return accounts
    .filter((account) => account.state === 'active')
    .map((account) => ({
      id: account.id as RowId,
      uid: account.uid as AccountUid,
      login: account.login,
      name: account.name,
      roles: roles
        .filter((role) => role.account_id === account.id && (role.until === null || role.until >= today))
        .map((role) => role.role),
      clearance: levelRank(account.clearance),
      staffId: account.staff_id as RowId | null,
    }));
}

/** Names under which holders of the roles may stand among readers. */
export function readerNames(uid: AccountUid, roles: readonly Role[]): string[] {
  return [readerOfAccount(uid), ...officeRoles.filter((office) => roles.includes(office)).map(readerOfRole)];
}

/** What a person covers by the right to review. */
export function reviewerOf(person: {
  readonly uid: AccountUid;
  readonly roles: readonly Role[];
  readonly clearance: LevelRank;
}): Reviewer {
  const kinds = recordKinds.filter((kind) => mayReview(person.roles, kind));
  return {
    names: readerNames(person.uid, person.roles),
    clearance: person.clearance,
    kinds,
    openOwn: ownKinds(person.roles).filter((kind) => kinds.includes(kind)),
    openForeign: foreignKinds(person.roles).filter((kind) => kinds.includes(kind)),
  };
}

/** What of a record decides who covers it. */
export interface Coverable {
  readonly kind: string;
  readonly level: number;
  readonly restricted: number;
  readonly owning_site: string;
}

/**
 * Whether somebody active reads a record with the right to review, without an end date.
 * @param named names in the record's register of readers whose grant has no end
 */
export function isCovered(
  record: Coverable,
  named: readonly string[],
  people: readonly Actor[],
  site: SiteCode,
): boolean {
  return people.map(reviewerOf).some((reviewer) => {
    if (!reviewer.kinds.includes(record.kind) || reviewer.clearance < record.level) return false;
    const open = record.owning_site === site ? reviewer.openOwn : reviewer.openForeign;
    if (record.restricted === 0 && open.includes(record.kind)) return true;
    return reviewer.names.some((name) => named.includes(name));
  });
}

/**
 * Refuses to take a person away from records that nobody else with the right to review would read (spec 3): at disabling,
 * and when roles or clearance change. Names kinds and numbers of records, nothing of them.
 * @param after the person as it will be; null when it goes
 * @throws AppError people.last-reviewer
 */
export async function requireReviewersRemain(
  ctx: { readonly db: ReadDb; readonly site: SiteIdentity; readonly today: Day },
  uid: AccountUid,
  after: { readonly roles: readonly Role[]; readonly clearance: LevelRank } | null,
): Promise<void> {
  const people = await activePeople(ctx.db, ctx.today);
  const person = people.find((one) => one.uid === uid);
  if (person === undefined) return;
  const others = people.filter((one) => one.uid !== uid).map(reviewerOf);
  if (after !== null) others.push(reviewerOf({ uid, ...after }));
  const left = await recordsOnlyOf(ctx.db, ctx.site.code, reviewerOf(person), others);
  if (left.length === 0) return;
  const titles = new Map<string, string>(recordKinds.map((kind) => [kind, latestForm(kind).title]));
  const detail = left.map(({ kind, count }) => `${titles.get(kind) ?? kind} ${count} 份`).join('、');
  throw new AppError('people.last-reviewer', { detail });
}
