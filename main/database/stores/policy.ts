import type { Insertable } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { PolicyChangesTable } from '../schema.ts';

/** Stored policy values by key, as they stand in the table: whoever reads them checks them. */
export async function storedPolicy(db: ReadDb): Promise<ReadonlyMap<string, unknown>> {
  const rows = await db.selectFrom('policy').select(['key', 'value']).execute();
  return new Map(rows.map((row) => [row.key, JSON.parse(row.value) as unknown]));
}

/** Sets a policy value. */
export async function setPolicyValue(tx: WriteTx, key: string, value: number): Promise<void> {
  const text = JSON.stringify(value);
  await tx
    .insertInto('policy')
    .values({ key, value: text })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: text }))
    .execute();
}

/** Removes stored values under names that the program does not know. */
export async function removePolicyValues(tx: WriteTx, keys: readonly string[]): Promise<void> {
  if (keys.length > 0) await tx.deleteFrom('policy').where('key', 'in', keys).execute();
}

/** Notes who changed a value, with both persons. */
export async function insertPolicyChange(tx: WriteTx, change: Insertable<PolicyChangesTable>): Promise<void> {
  await tx.insertInto('policy_changes').values(change).execute();
}

/** Changes of policy, newest first, with the names of both persons. */
export async function policyChanges(db: ReadDb, count: number) {
  return await db
    .selectFrom('policy_changes as c')
    .innerJoin('accounts as a', 'a.id', 'c.first_account')
    .innerJoin('accounts as b', 'b.id', 'c.second_account')
    .select([
      'c.key',
      'c.before',
      'c.after',
      'c.reason',
      'c.at',
      'a.name as first_name',
      'b.name as second_name',
    ])
    .orderBy('c.id', 'desc')
    .limit(count)
    .execute();
}
