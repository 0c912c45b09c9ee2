import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8'));

describe('the npm commands', () => {
  it.each(Object.entries<string>(scripts))('%s names node at most once', (_name, command) => {
    // A shell remembers where it found a program: the second `node` of one line would be the host's, not ours.
    expect(command.match(/\bnode\s/g) ?? []).toHaveLength(command.startsWith('node ') ? 1 : 0);
  });
});
