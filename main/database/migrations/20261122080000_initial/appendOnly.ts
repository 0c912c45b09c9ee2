/** Triggers that refuse to change or remove rows of a register, whatever the program does. */
export const appendOnly = (table: string, name: string): string[] => [
  `CREATE TRIGGER ${table}_no_update BEFORE UPDATE ON ${table} BEGIN SELECT RAISE(ABORT, '${name} is append-only'); END`,
  `CREATE TRIGGER ${table}_no_delete BEFORE DELETE ON ${table} BEGIN SELECT RAISE(ABORT, '${name} is append-only'); END`,
];
