import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Sheets that set nothing of their own but change what others set. */
const overriding = new Set(['narrow.css']);

describe('style sheets', () => {
  it('style each class in one sheet: all sheets are loaded at once, and a name used twice spoils both screens', () => {
    const sheets = new Map<string, Set<string>>();
    for (const sheet of globSync('**/*.css', { cwd: import.meta.dirname })) {
      if (overriding.has(sheet)) continue;
      const css = readFileSync(join(import.meta.dirname, sheet), 'utf8');
      for (const [, name] of css.matchAll(/^\s*\.([\w-]+)\s*[,{]/gm)) {
        if (name !== undefined) sheets.set(name, (sheets.get(name) ?? new Set()).add(sheet));
      }
    }
    expect(sheets.size).toBeGreaterThan(100);
    expect([...sheets].filter(([, where]) => where.size > 1)).toEqual([]);
  });
});
