import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkTree } from './importRules.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'import-rules-'));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

/** Writes the files into an empty tree and gives what the check says of them, as `path:line message`. */
function findingsOf(files: Record<string, string>): string[] {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return checkTree(root).map((finding) => `${finding.path}:${finding.line} ${finding.message}`);
}

const layering =
  'services import downwards only (access ← records ← service ← evaluation ← archive; printing and exchange use them), ' +
  'so that each can be understood and tested without what stands on it';

interface Case {
  readonly rule: string;
  readonly files: Record<string, string>;
  readonly expected: string;
}

const cases: readonly Case[] = [
  {
    rule: 'shared imports nothing outside itself',
    files: {
      'shared/a.ts': "import '../main/access/b.ts';",
      'main/access/b.ts': 'export const b = 1;',
    },
    expected:
      'shared/a.ts:1 shared imports main/access/b.ts; shared knows nothing outside itself, so that both processes and every test can use it',
  },
  {
    rule: 'shared takes only small pure libraries',
    files: { 'shared/a.ts': "\nimport { readFileSync } from 'node:fs';\nexport const a = readFileSync;" },
    expected:
      'shared/a.ts:2 shared imports node:fs; shared is pure and takes only zod, @orpc/contract, dayjs, pinyin-pro, chinese-days',
  },
  {
    rule: 'the page knows shared only, type imports included',
    files: {
      'renderer/Page.tsx': "import type { B } from '../main/records/b.ts';\nexport type A = B;",
      'main/records/b.ts': 'export type B = 1;',
    },
    expected:
      'renderer/Page.tsx:1 renderer imports main/records/b.ts; the page knows shared only, everything else is behind the gate',
  },
  {
    rule: 'the page takes no package of the main process',
    files: { 'renderer/Page.tsx': "import 'node:crypto';" },
    expected:
      'renderer/Page.tsx:1 renderer imports node:crypto; the page runs in a sandbox and takes only shared and libraries for screens',
  },
  {
    rule: "the main process never runs the page's code",
    files: { 'main/index.ts': "import '../renderer/b.ts';", 'renderer/b.ts': 'export const b = 1;' },
    expected: "main/index.ts:1 main imports renderer/b.ts; the page's code never runs in the main process",
  },
  {
    rule: 'electron is imported in main/desktop only',
    files: { 'main/printing/a.ts': "import type { App } from 'electron';\nexport type A = App;" },
    expected:
      'main/printing/a.ts:1 imports electron; only main/desktop does, so that everything else runs and is tested without it',
  },
  {
    rule: 'kysely is imported in main/database only',
    files: { 'main/records/a.ts': "import { sql } from 'kysely';\nexport const a = sql;" },
    expected:
      'main/records/a.ts:1 imports kysely; only main/database knows the database, so that it can be changed and guarded in one place',
  },
  {
    rule: 'the driver is imported in main/database only',
    files: { 'main/exchange/a.ts': "const a = await import('@journeyapps/sqlcipher');\nexport { a };" },
    expected:
      'main/exchange/a.ts:1 imports @journeyapps/sqlcipher; only main/database knows the database, so that it can be changed and guarded in one place',
  },
  {
    rule: 'SQL stands in main/database only',
    files: {
      'main/records/a.ts': `export const a = (id: string) => \`SELECT * FROM records WHERE id = \${id}\`;`,
    },
    expected:
      'main/records/a.ts:1 writes SQL; only main/database does, so that every query is typed, planned and tested there',
  },
  {
    rule: 'a pragma is SQL too',
    files: { 'main/access/a.ts': "export const a = 'PRAGMA journal_mode = WAL';" },
    expected:
      'main/access/a.ts:1 writes SQL; only main/database does, so that every query is typed, planned and tested there',
  },
  {
    rule: 'services import downwards only',
    files: {
      'main/access/a.ts': "export type { B } from '../records/b.ts';",
      'main/records/b.ts': 'export type B = 1;',
    },
    expected: `main/access/a.ts:1 main/access imports main/records/b.ts; ${layering}`,
  },
  {
    rule: 'a type written as import() counts',
    files: {
      'main/service/a.ts': "export type A = import('../archive/b.ts').B;",
      'main/archive/b.ts': 'export type B = 1;',
    },
    expected: `main/service/a.ts:1 main/service imports main/archive/b.ts; ${layering}`,
  },
  {
    rule: 'the gate is known to the composition roots only',
    files: {
      'main/printing/a.ts': "import '../gate/b.ts';",
      'main/gate/b.ts': 'export const b = 1;',
    },
    expected:
      'main/printing/a.ts:1 imports main/gate/b.ts; only main/index.ts and main/application.ts know the gate, nothing that it guards may call back into it',
  },
  {
    rule: 'nothing imports the composition root',
    files: {
      'main/records/a.ts': "import '../application.ts';",
      'main/application.ts': 'export const b = 1;',
    },
    expected:
      'main/records/a.ts:1 imports main/application.ts; the composition root knows everything, so nothing may know it',
  },
  {
    rule: 'a folder of main that the architecture does not name is refused',
    files: {
      'main/magic/a.ts': "import '../access/b.ts';",
      'main/access/b.ts': 'export const b = 1;',
    },
    expected:
      'main/magic/a.ts:1 main/magic is not a folder of the architecture; the import rules do not know what it may use',
  },
  {
    rule: 'the product imports no test',
    files: { 'main/access/a.ts': "import './b.test.ts';", 'main/access/b.test.ts': '' },
    expected:
      'main/access/a.ts:1 imports the test file main/access/b.test.ts; the product must not depend on what is never shipped',
  },
  {
    rule: 'an import names a file with its extension',
    files: { 'shared/a.ts': "import './b';", 'shared/b.ts': '' },
    expected:
      'shared/a.ts:1 imports ./b, which is no file; Node runs the sources as they are, so the path carries its extension',
  },
  {
    rule: 'imports form no circle, type imports included',
    files: {
      'shared/a.ts': "import './b.ts';",
      'shared/b.ts': "import type { C } from './c.ts';\nexport type B = C;",
      'shared/c.ts': "export * from './a.ts';\nexport type C = 1;",
    },
    expected:
      'shared/a.ts:1 is part of a circle: shared/a.ts → shared/b.ts → shared/c.ts → shared/a.ts; none of them can be understood, tested or loaded alone',
  },
  {
    rule: 'no file is longer than 400 lines',
    files: { 'tests/a.ts': '// one line\n'.repeat(401) },
    expected:
      'tests/a.ts:401 has 401 lines; over 400 a second concept is hiding in the file and wants a file of its own',
  },
  {
    rule: 'no folder has a name that says nothing',
    files: { 'main/access/helpers/a.ts': '' },
    expected:
      'main/access/helpers/a.ts:1 is named "helpers"; such a name says nothing about what is inside and gathers what belongs elsewhere',
  },
  {
    rule: 'no file has a name that says nothing',
    files: { 'renderer/utils.css': '' },
    expected:
      'renderer/utils.css:1 is named "utils"; such a name says nothing about what is inside and gathers what belongs elsewhere',
  },
  {
    rule: 'nothing is opened outside',
    files: { 'main/desktop/a.ts': "declare const shell: any;\nshell.openExternal('x');" },
    expected:
      'main/desktop/a.ts:2 uses openExternal; it hands an address to another program, and with it data to a network',
  },
  {
    rule: 'nothing is fetched',
    files: { 'renderer/a.ts': "globalThis.fetch('x');" },
    expected:
      'renderer/a.ts:1 uses fetch; the program has no network; pages talk through the message port only',
  },
  {
    rule: 'no socket is opened by the page',
    files: { 'renderer/a.ts': "new WebSocket('x');" },
    expected:
      'renderer/a.ts:1 uses a network object; the program has no network; pages talk through the message port only',
  },
  {
    rule: 'no text becomes code',
    files: { 'main/records/a.ts': "new Function('return 1');" },
    expected:
      'main/records/a.ts:1 uses eval; text that becomes code is the widest way in, and the content policy refuses it anyway',
  },
  {
    rule: 'no network module is imported, with or without its prefix',
    files: { 'main/exchange/a.ts': "const a = require('https');\nexport { a };" },
    expected: 'main/exchange/a.ts:1 imports https; the program has no network',
  },
];

describe('import rules', () => {
  it.each(cases)('$rule', ({ files, expected }) => {
    expect(findingsOf(files)).toEqual([expected]);
  });

  it('lets tests import across every border', () => {
    const files = {
      'main/access/a.test.ts':
        "import '../gate/b.ts';\nimport 'electron';\nexport const q = 'SELECT a FROM b';",
      'main/gate/b.ts': 'export const b = 1;',
    };
    expect(findingsOf(files)).toEqual([]);
  });

  it('names the file that does not parse', () => {
    expect(() => findingsOf({ 'shared/a.ts': 'const = ;' })).toThrow(/^shared\/a\.ts: /);
  });

  it('finds the repository itself clean', () => {
    expect(checkTree(join(import.meta.dirname, '..'))).toEqual([]);
  });
});
