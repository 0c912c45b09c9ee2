import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WriteTx } from '../../main/database/database.ts';
import { type Scratch, scratchDatabase } from '../database/scratch.ts';

/** Raw SQL against every rule the database defends by itself, as a broken program would send it. */
let scratch: Scratch;

const run = (text: string) => scratch.database.inTransaction((tx) => sql.raw(text).execute(tx));
const script = (...texts: string[]) =>
  scratch.database.inTransaction(async (tx: WriteTx) => {
    for (const text of texts) await sql.raw(text).execute(tx);
  });

const account = (id: number, state = 'active') =>
  `INSERT INTO accounts (id, uid, login, name, state, password_changed_at, created_at) VALUES (${id}, 'HQ-${id}', 'p${id}', 'n', '${state}', '', '')`;
const role = (id: number, name: string) =>
  `INSERT INTO account_roles (account_id, role, granted_at) VALUES (${id}, '${name}', '')`;
const record = (id: number, state: string, extra = '') =>
  `INSERT INTO records (id, uid, kind, form_version, owning_site, state, level, marking, occurred_at, recorded_at, author_name, content, changed_at${extra ? ', archive_number' : ''})
   VALUES (${id}, 'HQ-r${id}', 'phoneRecord', 1, 'HQ', '${state}', 1, '内部', '2026', '2026', 'n', '{}', '2026'${extra ? `, '${extra}'` : ''})`;

beforeEach(async () => {
  scratch = await scratchDatabase();
  await script(
    account(1),
    account(2),
    account(3),
    record(1, 'draft'),
    record(2, 'archived', 'A-1'),
    record(3, 'submitted'),
  );
});
afterEach(() => scratch.remove());

describe('append-only tables', () => {
  const zeros = '0'.repeat(64);
  const audit = (seq: number, previous: string, pages = zeros) =>
    `INSERT INTO audit VALUES (${seq}, '', 0, 'HQ', '', '', '', 'x', '', '', '', '', 'ok', '${pages}', '${previous}', 'd${seq}')`;

  it('audit rows are never changed or removed, and only the next one of the chain is taken', async () => {
    await script(audit(1, ''), audit(2, 'd1'));
    await expect(run("UPDATE audit SET act = 'y' WHERE seq = 1")).rejects.toThrow('append-only');
    await expect(run('DELETE FROM audit WHERE seq = 2')).rejects.toThrow('append-only');
    await expect(run('DELETE FROM audit')).rejects.toThrow('append-only');
    await expect(run(audit(4, 'd2'))).rejects.toThrow('audit chain broken');
    await expect(run(audit(3, 'd1'))).rejects.toThrow('audit chain broken');
    await expect(run(audit(2, 'd1').replace('INSERT', 'INSERT OR REPLACE'))).rejects.toThrow();
    await script(audit(3, 'd2'));
  });

  it.each([
    [
      'signatures',
      "INSERT INTO signatures (object_kind, object_uid, purpose, digest, key_id, account_uid, account_name, signature, at) VALUES ('','','','','','','','','')",
    ],
    ['record_versions', "INSERT INTO record_versions VALUES (1, 1, 'p', '{}', 'd', 'm', 'a')"],
    ['record_links', "INSERT INTO record_links VALUES (1, 2, 'r', 'a')"],
    [
      'marking_decisions',
      "INSERT INTO marking_decisions (record_id, level, marking, status, proposed_by, reason, digest, at) VALUES (1, 1, 'm', 'formal', 'p', 'r', 'd', 'a')",
    ],
    [
      'custody',
      "INSERT INTO custody (record_id, event, from_name, to_name, place, at, account_uid) VALUES (1, 'received', '', '', '', '', '')",
    ],
    [
      'ceremonies',
      "INSERT INTO ceremonies (site, act, fingerprint, how, first_account, second_account, at) VALUES ('','','','','','','')",
    ],
    [
      'import_attempts',
      "INSERT INTO import_attempts (at, account_uid, file_name, medium, verdict, detail) VALUES ('','','','','','')",
    ],
    ['audit_heads', "INSERT INTO audit_heads VALUES (1, '', '', '', '')"],
  ])('%s', async (table, insert) => {
    await run(insert);
    const { rows } = await sql<{
      name: string;
    }>`SELECT name FROM pragma_table_info(${table}) LIMIT 1`.execute(scratch.database.read);
    const column = rows[0]?.name ?? '';
    await expect(run(`UPDATE ${table} SET ${column} = ${column}`)).rejects.toThrow('append-only');
    await expect(run(`DELETE FROM ${table}`)).rejects.toThrow('append-only');
  });
});

describe('an archived record', () => {
  it.each(['content', 'digest', 'uid', 'kind', 'author_name', 'occurred_at', 'version'])(
    'keeps its %s',
    async (column) => {
      const value = column === 'version' ? '9' : `'{"a":1}'`;
      await expect(run(`UPDATE records SET ${column} = ${value} WHERE id = 2`)).rejects.toMatchObject({
        code: 'record.frozen',
      });
      await run(`UPDATE records SET ${column} = ${column === 'kind' ? "'faxRecord'" : value} WHERE id = 3`);
    },
  );

  it('never goes back, is never removed, takes no attachment and no equipment', async () => {
    for (const state of ['draft', 'submitted', 'reviewed']) {
      await expect(run(`UPDATE records SET state = '${state}' WHERE id = 2`)).rejects.toMatchObject({
        code: 'record.frozen',
      });
    }
    await expect(run('DELETE FROM records WHERE id = 2')).rejects.toThrow('records are kept');
    await expect(run('DELETE FROM records WHERE id = 3')).rejects.toThrow('records are kept');
    const attachment = `INSERT INTO attachments (uid, record_id, role, name, media_type, sha256, bytes, content_name, wrapped_key, added_by, added_at)
      VALUES ('u', 2, 'file', 'n', 'm', 's', 1, 'c', x'00', 'a', 'a')`;
    await expect(run(attachment)).rejects.toMatchObject({ code: 'record.frozen' });
    await expect(run(`INSERT INTO record_equipment VALUES (2, 1)`)).rejects.toMatchObject({
      code: 'record.frozen',
    });
  });

  it('is not overwritten by a replacing insert', async () => {
    await expect(run(record(2, 'draft').replace('INSERT', 'INSERT OR REPLACE'))).rejects.toThrow();
    await expect(run(record(2, 'archived', 'A-9').replace('INSERT', 'REPLACE'))).rejects.toThrow();
  });
});

describe('issued numbers', () => {
  const number = (n: number, text = `N-${n}`) =>
    `INSERT INTO number_register (number, series, year, site, n, status, at) VALUES ('${text}', 's', 2026, 'HQ', ${n}, 'issued', '')`;

  it('follow each other without a gap and are given once', async () => {
    await script(number(1), number(2));
    await expect(run(number(4))).rejects.toThrow('gap');
    await expect(run(number(2, 'N-x'))).rejects.toThrow('gap');
    await expect(run(number(3, 'N-2'))).rejects.toThrow();
    await run(number(3));
  });

  it('never change, except to be voided once', async () => {
    await run(number(1));
    await expect(run("UPDATE number_register SET number = 'N-9'")).rejects.toThrow('never changes');
    await expect(run('DELETE FROM number_register')).rejects.toThrow('never changes');
    await run("UPDATE number_register SET status = 'voided', reason = 'r'");
    await expect(run("UPDATE number_register SET status = 'issued'")).rejects.toThrow('never changes');
    await expect(run("UPDATE records SET archive_number = 'A-2' WHERE id = 2")).rejects.toThrow(
      'never changes',
    );
    await expect(run('UPDATE records SET archive_number = NULL WHERE id = 2')).rejects.toThrow(
      'never changes',
    );
    await expect(run("UPDATE records SET archive_number = 'A-1' WHERE id = 3")).rejects.toThrow();
  });
});

describe('posts', () => {
  const posts = ['systemAdmin', 'securityAdmin', 'auditor'];

  it('exclude each other and every business role, in both orders', async () => {
    for (const [n, post] of posts.entries()) {
      for (const other of [...posts.filter((one) => one !== post), 'operator', 'centerLeader']) {
        await expect(script(role(n + 1, post), role(n + 1, other))).rejects.toMatchObject({
          code: 'people.exclusive-post',
        });
        await expect(script(role(n + 1, other), role(n + 1, post))).rejects.toMatchObject({
          code: 'people.exclusive-post',
        });
      }
    }
    await script(role(1, 'operator'), role(1, 'engineer'));
    await expect(run("UPDATE account_roles SET role = 'auditor'")).rejects.toThrow('never changed');
  });

  it('keep their last active holder', async () => {
    await script(role(1, 'auditor'));
    await expect(run('DELETE FROM account_roles WHERE account_id = 1')).rejects.toThrow('last holder');
    await expect(run("UPDATE accounts SET state = 'disabled' WHERE id = 1")).rejects.toThrow('last holder');
    await expect(run('DELETE FROM accounts WHERE id = 1')).rejects.toThrow('never deleted');
    await script(role(2, 'auditor'));
    await run("UPDATE accounts SET state = 'disabled' WHERE id = 1");
    await expect(run("UPDATE accounts SET state = 'closed' WHERE id = 2")).rejects.toThrow('last holder');
  });
});

describe('the schema itself', () => {
  it('refuses what is no value of a column', async () => {
    await expect(run('UPDATE records SET level = 4 WHERE id = 1')).rejects.toThrow('CHECK');
    await expect(run("UPDATE records SET content = 'no json' WHERE id = 1")).rejects.toThrow('CHECK');
    await expect(run("UPDATE records SET level = 'x' WHERE id = 1")).rejects.toThrow();
    await expect(run('UPDATE records SET customer_id = 99 WHERE id = 1')).rejects.toThrow('FOREIGN KEY');
  });
});
