import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Clause, NamedTest } from './clause.ts';
import { clauses, openClauses } from './clauses.ts';

const root = join(import.meta.dirname, '../..');
const text = (file: string): string => readFileSync(join(root, file), 'utf8');

/** Numbers of the document: chapters 1 to 7, table 1, figure 1, the service table and the eleven forms. */
const numbers = [
  ...['1', '2', '3', '5.1.1', '5.1.2.1', '5.1.2.2', '5.1.2.3', '5.2.1', '5.2.2.1', '5.2.2.2', '5.3 图1'],
  ...['5.4.1', '5.4.2', '5.5.1', '5.5.2', '5.5.3', '5.5.4', '5.5.5', '5.5.6', '5.5.7', '5.6', '5.7.1'],
  ...['5.7.2', '5.7.3', '5.7.4', '5.7.5', '5.8.1', '5.8.2', '5.9', '5.10.1', '5.10.2', '5.11.1', '5.11.2'],
  ...['1-1', '1-2', '1-3', '1-4', '1-5', '1-6', '2-1', '2-2', '3', '4', '5', '6'].map(
    (item) => `4 表1 ${item}`,
  ),
  ...Array.from({ length: 10 }, (_, place) => `6.${place + 1}`),
  ...Array.from({ length: 11 }, (_, place) => `7 QR758-${String(place + 1).padStart(2, '0')}A`),
  ...['1', '2', '3', '4'].map((row) => `一览表 ${row}`),
];

describe('the map of the clauses', () => {
  it('has every number of the document, once, or says that it is open', () => {
    const mapped = clauses.map(({ clause }) => clause);
    expect(new Set(mapped).size).toBe(mapped.length);
    const open = openClauses.map(({ clause }) => clause);
    expect(numbers.filter((number) => !mapped.includes(number) && !open.includes(number))).toEqual([]);
  });

  it.each(clauses.map((clause) => [clause.clause, clause] as const))(
    '%s: its screens, rules and tests are there',
    (_, { screens, rules, accepts, violates }) => {
      const titles = globSync('renderer/*/screens.ts*', { cwd: root }).flatMap((file) =>
        [...text(file).matchAll(/title: '([^']+)'/g)].map((found) => found[1]),
      );
      expect(screens.filter((screen) => !titles.includes(screen))).toEqual([]);
      expect(rules.filter((file) => !existsSync(join(root, file)))).toEqual([]);
      for (const { file, name } of [accepts, violates])
        expect(text(file).replaceAll("\\'", "'"), `${file}: ${name}`).toContain(name);
      expect(accepts).not.toEqual(violates);
    },
  );

  it('is written in docs/clauses.md (renew with vitest -u)', async () => {
    await expect(markdown()).toMatchFileSnapshot('../../docs/clauses.md');
  });
});

function markdown(): string {
  const cell = (words: string): string => words.replaceAll('|', '\\|');
  const named = ({ file, name }: NamedTest): string => `\`${file}\` ${cell(name)}`;
  const row = ({ clause, asks, screens, rules, accepts, violates }: Clause): string =>
    `| ${clause} | ${cell(asks)} | ${screens.join('、')} | ${rules.map((file) => `\`${file}\``).join(' ')} | ${named(accepts)} | ${named(violates)} |`;
  return `# Clauses of QS/PA758A-2010 and where the program carries them out

Written by \`tests/clauses/clauses.test.ts\` from the table beside it, which also checks that every screen, rule file and test named
here exists. Documents of chapter 6 were not supplied; what stands beside them is what this procedure itself asks for.

| Clause | Asks for | Screens | Rule | A case that is accepted | A case that is not |
|---|---|---|---|---|---|
${clauses.map(row).join('\n')}

## Open

| Clause | Asks for | What is missing |
|---|---|---|
${openClauses.map(({ clause, asks, missing }) => `| ${clause} | ${asks} | ${missing} |`).join('\n')}
`;
}
