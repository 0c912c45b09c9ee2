import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const document = readFileSync(join(root, 'docs/threat-model.md'), 'utf8');

/** Rows of the threat tables: threat, measure, test, what remains. */
const rows = document
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| Threat |'))
  .map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim()),
  )
  .filter((cells) => cells.length === 4);

/** Each file that is named with the titles in quotes that follow it. */
const named = [
  ...document.matchAll(/`((?:tests|main|renderer|shared|resources)\/[^`]+\.tsx?)`((?:[,;]? ?"[^"]+")*)/g),
].map(([, file = '', titles = '']) => ({
  file,
  titles: [...titles.matchAll(/"([^"]+)"/g)].map(([, title = '']) => title),
}));

describe('the threat model', () => {
  it('has for each threat a measure and a test; only what no program can prevent has none', () => {
    expect(rows.length).toBeGreaterThan(40);
    const bare = rows.filter(([, measure, test]) => measure === '' || test === '' || test === '—');
    expect(bare.map(([threat]) => threat)).toEqual(['Key logger, screen recorder']);
  });

  it('names only tests that exist', () => {
    expect(named.length).toBeGreaterThan(50);
    const missing = named.map(({ file }) => file).filter((file) => !existsSync(join(root, file)));
    expect(missing).toEqual([]);
  });

  it('quotes them by their titles', () => {
    const wrong = named.flatMap(({ file, titles }) => {
      const text = existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '';
      const plain = text.replaceAll("\\'", "'");
      return titles.filter((title) => !plain.includes(title)).map((title) => `${file}: ${title}`);
    });
    expect(wrong).toEqual([]);
  });
});
