import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderSchemaSql } from '../../tests/database/schemaSql.ts';
import { renderSchemaTypes } from '../../tests/database/schemaTypes.ts';
import { type Scratch, scratchDatabase } from '../../tests/database/scratch.ts';
import { migrations } from './migrations/index.ts';

let scratch: Scratch;

beforeEach(async () => {
  scratch = await scratchDatabase();
});
afterEach(() => scratch.remove());

describe('the schema', () => {
  it('that the migrations make is the one checked in (renew with vitest -u)', async () => {
    const rows = await sql<{
      name: string;
      sql: string | null;
    }>`SELECT name, sql FROM sqlite_schema ORDER BY rowid`.execute(scratch.database.read);
    await expect(renderSchemaSql(rows.rows)).toMatchFileSnapshot('./schema.sql');
  });

  it('has the types that schema.ts gives it', () => {
    const plain = (text: string) =>
      text
        .replace(/\s+/g, ' ')
        .replaceAll('= |', '=')
        .replaceAll(': | ', ': ')
        .replaceAll('<| ', '<')
        .replaceAll('( | ', '(')
        .trim();
    const written = readFileSync(join(import.meta.dirname, 'schema.ts'), 'utf8');
    expect(plain(written)).toBe(plain(renderSchemaTypes(migrations.flatMap((migration) => migration.up))));
  });

  it('has steps whose names are moments in order, each with a reason, none left out of the list', () => {
    const names = migrations.map((migration) => migration.name);
    expect(names).toEqual([...names].sort());
    expect(new Set(names).size).toBe(names.length);
    for (const { name, reason } of migrations) {
      expect(name).toMatch(/^\d{14}_[a-z][a-zA-Z]*$/);
      expect(reason.length).toBeGreaterThan(20);
    }
    const files = readdirSync(join(import.meta.dirname, 'migrations')).filter(
      (file) => file.endsWith('.ts') && file !== 'index.ts',
    );
    expect(files.sort()).toEqual(names.map((name) => `${name}.ts`));
  });

  it('keeps only strict tables', async () => {
    const loose = await sql<{ name: string }>`SELECT name FROM pragma_table_list
      WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite%'`.execute(
      scratch.database.read,
    );
    expect(loose.rows).toEqual([]);
  });

  it('finds whatever names a record by an index, so that a draft goes at any size without a walk', async () => {
    const named = await sql<{ child: string; key: string }>`SELECT t.name AS child, f."from" AS key
      FROM pragma_table_list t, pragma_foreign_key_list(t.name) f
      WHERE t.schema = 'main' AND t.type = 'table' AND f."table" = 'records'`.execute(scratch.database.read);
    expect(named.rows.length).toBeGreaterThan(5);
    for (const { child, key } of named.rows) {
      const plan = await sql<{
        detail: string;
      }>`EXPLAIN QUERY PLAN SELECT 1 FROM ${sql.ref(child)} WHERE ${sql.ref(key)} = 1`.execute(
        scratch.database.read,
      );
      expect(plan.rows.map((row) => row.detail).join('; '), `${child}.${key}`).not.toMatch(/SCAN/);
    }
  });
});
