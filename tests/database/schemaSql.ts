/**
 * The schema as text: every table, index and trigger in the order it was made, so that a difference between
 * two schemas is a difference between two texts. Shadow tables of the full-text index are its own business.
 * @param rows of `SELECT type, name, sql FROM sqlite_schema ORDER BY rowid`
 */
export function renderSchemaSql(rows: readonly { name: string; sql: string | null }[]): string {
  const texts = rows
    .filter(({ name, sql }) => sql !== null && !/^record_fts_/.test(name))
    .map(({ sql }) => `${sql};`);
  return `-- Made from the migrations; the schema test fails when it drifts. Do not edit.\n\n${texts.join('\n\n')}\n`;
}
