import { z } from 'zod';
import { role } from '../../shared/contract/primitives.ts';
import type { Day } from '../../shared/ids.ts';
import { coverageGaps, type Gap, type Person } from '../../shared/policy/coverage.ts';
import type { SiteKind } from '../../shared/policy/roles.ts';
import type { ReadDb } from '../database/handles.ts';
import { allAccounts, allRoles } from '../database/stores/accounts.ts';
import { getMeta } from '../database/stores/meta.ts';

/** The gaps of the active accounts with the roles that have not ended. */
export async function presentGaps(db: ReadDb, site: SiteKind, today: Day): Promise<Gap[]> {
  const [accounts, held] = await Promise.all([allAccounts(db), allRoles(db)]);
  const people = accounts
    .filter((account) => account.state === 'active')
    .map((account) => ({
      name: account.name,
      roles: held
        .filter((role) => role.account_id === account.id && (role.until === null || role.until >= today))
        .map((role) => role.role),
    }));
  return coverageGaps(people, site);
}

const planned = z.array(z.strictObject({ name: z.string(), roles: z.array(role) }));

/** Persons named at the first run who have no account yet, by name; the plan is what the site was set up with. */
export async function plannedWithoutAccount(db: ReadDb): Promise<Person[]> {
  const text = await getMeta(db, 'planned-people');
  if (text === null) return [];
  const names = new Set((await allAccounts(db)).map((account) => account.name));
  return planned.parse(JSON.parse(text)).filter((person) => !names.has(person.name));
}
