import type { AccountUid, Instant, RowId, SiteCode } from '../../shared/ids.ts';
import { foreignKinds, officeRoles, ownKinds, readableKinds } from '../../shared/policy/permissions.ts';
import { isPost, type Role } from '../../shared/policy/roles.ts';
import type { AccountWithRoles } from '../database/stores/accounts.ts';
import type { StoredSite } from '../database/stores/site.ts';
import { readerOfAccount, readerOfRole } from '../database/stores/visibility.ts';
import type { AccessScope, Actor, LevelRank, SiteIdentity } from './context.ts';

/** Rank of a stored level; the database's CHECK allows no other. */
export function levelRank(value: number): LevelRank {
  return value >= 3 ? 3 : value === 2 ? 2 : 1;
}

/** The acting person from the stored account and its present roles. */
export function actorOf({ account, roles, carried }: AccountWithRoles): Actor {
  const ownRoles = roles.map((role) => role.role);
  return {
    id: account.id as RowId,
    uid: account.uid as AccountUid,
    login: account.login,
    name: account.name,
    roles: [...new Set([...ownRoles, ...carried.map(({ role }) => role as Role)])],
    ownRoles,
    carried,
    clearance: levelRank(account.clearance),
    staffId: account.staff_id as RowId | null,
  };
}

/**
 * The limits of every query of this person.
 * @param site where the question is asked
 * @param now moment of the question
 */
export function scopeOf(actor: Actor, site: SiteCode, now: Instant): AccessScope {
  const offices = officeRoles.filter((office) => actor.roles.includes(office));
  return {
    names: [readerOfAccount(actor.uid), ...offices.map(readerOfRole)],
    clearance: actor.clearance,
    kinds: readableKinds(actor.roles),
    site,
    openOwn: ownKinds(actor.roles),
    openForeign: foreignKinds(actor.roles),
    now,
  };
}

/** This installation from its stored row. */
export function siteIdentityOf(site: StoredSite): SiteIdentity {
  return {
    code: site.code as SiteCode,
    name: site.name,
    kind: site.kind,
    highestLevel: levelRank(site.highest_level),
  };
}

/** Whether failures make the holder of these roles wait (posts) or block the account. */
export function failureRule(roles: readonly Actor['roles'][number][]): 'wait' | 'block' {
  return roles.some(isPost) ? 'wait' : 'block';
}
