import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { businessRoles, posts } from '../../shared/policy/roles.ts';
import { type Scratch, scratchDatabase } from '../database/scratch.ts';

let scratch: Scratch;

beforeEach(async () => {
  scratch = await scratchDatabase();
  for (const [index, post] of posts.entries()) {
    await account(index + 1, post);
    await run(
      `INSERT INTO account_roles (account_id, role, granted_at) VALUES (${index + 1}, '${post}', '')`,
    );
  }
  await account(9, 'bench');
});
afterEach(() => scratch.remove());

async function run(...texts: string[]): Promise<void> {
  await scratch.database.inTransaction(async (tx) => {
    for (const text of texts) await sql.raw(text).execute(tx);
  });
}
const account = (id: number, login: string, state = 'active') =>
  run(
    `INSERT INTO accounts (id, uid, login, name, state, password_changed_at, created_at) VALUES (${id}, 'HQ-${login}', '${login}', '${login}', '${state}', '', '')`,
  );
const grant = (id: number, role: string, verb = 'INSERT') =>
  `${verb} INTO account_roles (account_id, role, granted_at) VALUES (${id}, '${role}', '')`;
const held = async (): Promise<string[]> =>
  (
    await sql
      .raw<{ r: string }>("SELECT account_id || ' ' || role AS r FROM account_roles ORDER BY r")
      .execute(scratch.database.read)
  ).rows.map((row) => row.r);

describe('the database itself, whatever the program says', () => {
  const verbs = ['INSERT', 'INSERT OR REPLACE', 'REPLACE', 'INSERT OR IGNORE', 'INSERT OR ROLLBACK'];

  it('refuses a post beside any other role, and any role beside a post, in every order and by every verb', async () => {
    const before = await held();
    for (const verb of verbs) {
      for (const [index, post] of posts.entries()) {
        for (const role of [...businessRoles, ...posts].filter((other) => other !== post)) {
          await expect(run(grant(index + 1, role, verb)), `${verb} ${post} ${role}`).rejects.toThrow();
          await expect(
            run(grant(9, role, verb), grant(9, post, verb)),
            `${verb} ${role} then ${post}`,
          ).rejects.toThrow();
        }
      }
    }
    expect(await held()).toEqual(before);
  });

  it.each([
    [
      'a business role turned into a post',
      [grant(9, 'operator'), `UPDATE account_roles SET role = 'auditor' WHERE account_id = 9`],
    ],
    [
      'a post moved to an account with a role',
      [grant(9, 'operator'), `UPDATE account_roles SET account_id = 9 WHERE role = 'auditor'`],
    ],
    [
      'both by UPDATE OR REPLACE',
      [
        grant(9, 'operator'),
        `UPDATE OR REPLACE account_roles SET account_id = 9, role = 'auditor' WHERE account_id = 9`,
      ],
    ],
    ['an account that takes the row number of a post', [`UPDATE accounts SET id = 99 WHERE id = 1`]],
    [
      'an account that takes the log-in name of a post',
      [`UPDATE accounts SET login = 'auditor2' WHERE id = 3`],
    ],
    ['an account that takes the identity of a post', [`UPDATE accounts SET uid = 'HQ-x' WHERE id = 1`]],
    [
      'a post replaced by a new account',
      [
        `INSERT OR REPLACE INTO accounts (id, uid, login, name, state, password_changed_at, created_at) VALUES (1, 'HQ-n', 'n', 'n', 'active', '', '')`,
      ],
    ],
    ['a post with an end', [`UPDATE account_roles SET until = '2026-01-01' WHERE role = 'auditor'`]],
    ['a role that is none', [grant(9, 'root')]],
    ['a role for nobody', [grant(77, 'operator')]],
    ['the last holder taken away', [`DELETE FROM account_roles WHERE role = 'systemAdmin'`]],
    ['all roles taken away', ['DELETE FROM account_roles']],
    ['the last holder disabled', [`UPDATE accounts SET state = 'disabled' WHERE id = 2`]],
    ['the last holder closed', [`UPDATE accounts SET state = 'closed' WHERE id = 2`]],
    ['the last holder set back', [`UPDATE accounts SET state = 'created' WHERE id = 2`]],
    ['all disabled at once', [`UPDATE accounts SET state = 'disabled'`]],
    ['an account deleted', ['DELETE FROM accounts WHERE id = 9']],
    [
      'a second holder who is not active, then the first taken away',
      [
        grant(9, 'auditor'),
        `UPDATE accounts SET state = 'disabled' WHERE id = 9`,
        `DELETE FROM account_roles WHERE account_id = 3`,
      ],
    ],
  ] as const)('refuses %s', async (_, attack) => {
    const before = await held();
    await expect(run(...attack)).rejects.toThrow();
    expect(await held()).toEqual(before);
    const { rows } = await sql
      .raw("SELECT 1 FROM accounts WHERE id IN (1,2,3) AND state = 'active'")
      .execute(scratch.database.read);
    expect(rows).toHaveLength(3);
  });

  it('lets a post change hands: a second holder first, then the first leaves', async () => {
    await run(grant(9, 'auditor'));
    await run(
      `DELETE FROM account_roles WHERE account_id = 3`,
      `UPDATE accounts SET state = 'disabled' WHERE id = 3`,
    );
    await expect(run(`UPDATE accounts SET state = 'disabled' WHERE id = 9`)).rejects.toThrow('last holder');
  });

  it('keeps the key register: a key is entered, ended once, and never changed or removed', async () => {
    const enter = (id: string, owner: number) =>
      `INSERT INTO person_keys (key_id, account_id, public_key, made_at) VALUES ('${id}', ${owner}, 'ssh-ed25519 ${id}', '2026')`;
    await run(enter('k1', 9));
    for (const attack of [
      enter('k2', 9),
      `UPDATE person_keys SET public_key = 'mine'`,
      `UPDATE person_keys SET account_id = 1`,
      `UPDATE person_keys SET key_id = 'k9'`,
      `UPDATE person_keys SET retired_at = '2026'`,
      `DELETE FROM person_keys`,
      `INSERT OR REPLACE INTO person_keys (key_id, account_id, public_key, made_at) VALUES ('k1', 1, 'mine', '2026')`,
    ])
      await expect(run(attack), attack).rejects.toThrow();
    await run(`UPDATE person_keys SET retired_at = '2026', retired_because = 'reset'`);
    await expect(run(`UPDATE person_keys SET retired_at = NULL, retired_because = NULL`)).rejects.toThrow();
    await run(enter('k2', 9));
  });

  it('keeps the registers of splits, papers and changes of key, each by two persons', async () => {
    await run(
      `INSERT INTO recovery_splits (split_id, reason, first_account, second_account, at) VALUES ('a', 'r', 1, 2, '')`,
      `INSERT INTO recovery_papers (split_id, paper, custodian, printer, printed_at) VALUES ('a', 'share1', 'c', 'p', '')`,
      `INSERT INTO key_rotations (reason, note, slot_generation, first_account, second_account, at) VALUES ('yearly', '', 1, 1, 2, '')`,
    );
    for (const table of ['recovery_splits', 'recovery_papers', 'key_rotations']) {
      await expect(run(`DELETE FROM ${table}`)).rejects.toThrow('append-only');
      await expect(run(`UPDATE ${table} SET id = id + 1`)).rejects.toThrow('append-only');
    }
    await expect(
      run(
        `INSERT INTO recovery_splits (split_id, reason, first_account, second_account, at) VALUES ('b', 'r', 1, 1, '')`,
      ),
    ).rejects.toThrow();
    await expect(
      run(
        `INSERT INTO key_rotations (reason, note, slot_generation, first_account, second_account, at) VALUES ('yearly', '', 1, 2, 2, '')`,
      ),
    ).rejects.toThrow();
  });
});
