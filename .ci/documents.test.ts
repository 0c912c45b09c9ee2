import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listFiles } from './sourceFile.ts';

const root = join(import.meta.dirname, '..');
const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map(
  (path) => `docs/${path}`,
);
const files = [...listFiles(root), ...docs];
const folders = new Set(files.map((file) => posix.dirname(file)));
const documents = files.filter((file) => file === 'README.md' || /^docs\/.*\.md$/.test(file));

function textOf(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** Top folders of the repository: a path in a document that begins with one of them names a file of the repository. */
const tops = ['main', 'renderer', 'shared', 'resources', 'tests', 'docs', '.ci'];

function isThere(path: string): boolean {
  const plain = path.replace(/\/$/, '');
  if (files.includes(plain) || folders.has(plain)) return true;
  return [...folders].some((folder) => folder.startsWith(`${plain}/`));
}

/** Paths of the repository that a document names in code marks. */
function namedPaths(text: string): string[] {
  const marked = [...text.matchAll(/`([\w.@-]+(?:\/[\w.-]+)+\/?)`/g)].map(([, path]) => path ?? '');
  return marked.filter((path) => tops.includes(path.split('/')[0] ?? ''));
}

/** Test files that a line names, each with the quoted names of tests that follow it. */
function namedTests(line: string): { readonly file: string; readonly name: string }[] {
  const found: { file: string; name: string }[] = [];
  let file: string | undefined;
  for (const [, path, name] of line.matchAll(/`([\w./-]+\.(?:test|spec)\.ts)`|"([^"]{12,})"/g)) {
    if (path !== undefined) file = path;
    else if (name !== undefined && file !== undefined) found.push({ file, name });
  }
  return found;
}

/** What the architecture has a place for and this version does not hold yet. */
const announced = ['main/archive'];

describe('the documents', () => {
  it.each(documents)('%s names only files that are there', (document) => {
    const missing = namedPaths(textOf(document)).filter(
      (path) => !isThere(path) && !announced.includes(path),
    );
    expect(missing).toEqual([]);
  });

  it.each(documents)('%s links only to what is there', (document) => {
    const links = [...textOf(document).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(
      ([, link]) => link ?? '',
    );
    // Screenshots are copied in from the demonstration: all of them or none.
    const pictures = existsSync(join(root, 'docs', 'images'));
    const local = links.filter((link) => !/^[a-z]+:/.test(link) && (pictures || !link.includes('images/')));
    const missing = local.filter((link) => !existsSync(join(root, posix.dirname(document), link)));
    expect(missing).toEqual([]);
  });

  it('quote tests by names that they have', () => {
    const quoted = documents.flatMap((document) => textOf(document).split('\n').flatMap(namedTests));
    expect(quoted.length).toBeGreaterThan(30);
    const wrong = quoted.filter(({ file, name }) => !textOf(file).includes(name));
    expect(wrong).toEqual([]);
  });

  it('name only commands of package.json', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const commands = documents.flatMap((document) =>
      [...textOf(document).matchAll(/\bnpm run ([\w-]+)/g)].map(([, name]) => name ?? ''),
    );
    expect(commands.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});
