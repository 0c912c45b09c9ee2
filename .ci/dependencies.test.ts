import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const document = readFileSync(join(root, 'docs/decisions/dependencies.md'), 'utf8');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Name → licence of the rows of the section that begins with the heading. */
function rowsBelow(heading: string): Record<string, string> {
  const section = document.split('\n## ').find((part) => part.startsWith(heading)) ?? '';
  const rows = [...section.matchAll(/^\| `([^`]+)` \|.*\| ([^|]+) \|$/gm)];
  return Object.fromEntries(rows.map(([, name, licence]) => [name, licence]));
}

function licencesOf(dependencies: Record<string, string>): Record<string, string> {
  const licenceOf = (name: string) =>
    JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).license;
  return Object.fromEntries(Object.keys(dependencies).map((name) => [name, licenceOf(name)]));
}

describe('the list of dependencies', () => {
  it('gives a reason and the right licence for each package of the product', () => {
    expect(rowsBelow('In the product')).toEqual(licencesOf(manifest.dependencies));
  });

  it('gives a reason and the right licence for each package of building and testing', () => {
    expect(rowsBelow('Only for building')).toEqual(licencesOf(manifest.devDependencies));
  });

  it('lets no package into the product whose licence would bind the product', () => {
    expect(Object.values(licencesOf(manifest.dependencies)).filter((licence) => /GPL/.test(licence))).toEqual(
      [],
    );
  });
});
