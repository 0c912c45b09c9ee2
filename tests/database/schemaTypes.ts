import { DatabaseSync } from 'node:sqlite';

interface Column {
  name: string;
  type: string;
  notnull: number;
  dflt_value: string | null;
  pk: number;
}

const tsTypes: Readonly<Record<string, string>> = {
  TEXT: 'string',
  INTEGER: 'number',
  BLOB: 'Uint8Array',
  REAL: 'number',
};

function pascal(name: string): string {
  return name.replace(/(^|_)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
}

/** The values of a CHECK (column IN ('a','b')) as a TypeScript union, so that the schema is written once. */
function unionOf(sql: string, column: string): string | undefined {
  const match = new RegExp(`CHECK \\(${column} IN \\(([^)]*'[^)]*)\\)\\)`).exec(sql);
  return match?.[1]
    ?.split(',')
    .map((value) => value.trim())
    .join(' | ');
}

function columnLine(sql: string, column: Column, rowidKey: boolean): string {
  const base = unionOf(sql, column.name) ?? tsTypes[column.type] ?? 'unknown';
  const type = column.notnull || column.pk ? base : `${base} | null`;
  const generated = rowidKey || column.dflt_value !== null;
  return `  ${column.name}: ${generated ? `Generated<${type}>` : type};`;
}

/**
 * TypeScript of `main/database/schema.ts` made from the statements of all migrations.
 * @param statements SQL in order; virtual tables are typed by hand in the preamble
 */
export function renderSchemaTypes(statements: readonly string[]): string {
  const db = new DatabaseSync(':memory:');
  // The full-text table has no column types; it is written by hand below.
  for (const sql of statements) if (!sql.includes('record_fts')) db.exec(sql);
  const tables = db
    .prepare(
      `SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`,
    )
    .all() as unknown as { name: string; sql: string }[];
  const interfaces: string[] = [];
  for (const { name, sql } of tables) {
    const info = db
      .prepare(`SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info(?)`)
      .all(name) as unknown as Column[];
    const keys = info.filter((column) => column.pk > 0);
    const lines = info.map((column) =>
      columnLine(
        sql,
        column,
        keys.length === 1 && column.pk === 1 && column.type === 'INTEGER' && !sql.includes('WITHOUT ROWID'),
      ),
    );
    interfaces.push(`export interface ${pascal(name)}Table {\n${lines.join('\n')}\n}`);
  }
  db.close();
  const members = tables.map(({ name }) => `  ${name}: ${pascal(name)}Table;`).join('\n');
  return `// Made from the migrations by tests/database/schemaTypes.ts; the schema test fails when it drifts. Do not edit.
import type { Generated } from 'kysely';

${interfaces.join('\n\n')}

/** Full-text index: rowid is records.id, text is space-separated tokens (see fullText.ts). */
export interface RecordFtsTable {
  rowid: number;
  text: string;
}

/** All tables of the database by name. */
export interface Tables {
${members}
  record_fts: RecordFtsTable;
}
`;
}
