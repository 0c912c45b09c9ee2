import { join, posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findCircles } from './circles.ts';
import { type Import, isSource, listFiles, readSource, type SourceFile } from './sourceFile.ts';

/** One broken rule: where, and a sentence that says what is wrong and why the rule is there. */
export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

const maxLines = 400;
/** Written by a program from another file; nobody reads it from top to bottom. */
const generatedFiles = ['main/database/schema.ts'];

const sharedPackages = ['zod', '@orpc/contract', 'dayjs', 'pinyin-pro', 'chinese-days'];

const rendererPackages = [
  ...sharedPackages,
  'react',
  'react-dom',
  'recharts',
  'get-nonce',
  'pdfjs-dist',
  '@mantine/*',
  '@tanstack/*',
  '@fontsource/*',
  '@orpc/client',
  '@orpc/tanstack-query',
];

const networkModules = ['http', 'https', 'http2', 'net', 'tls', 'dgram', 'dns', 'inspector'];

const services = ['access', 'records', 'service', 'evaluation', 'archive'];

/**
 * Folder of main → the folders of main that it may import besides itself. Code that runs in threads (`workers`) is
 * called from every level and takes pure parts of every level; the check for circles keeps that honest.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  database: ['workers'],
  access: ['workers', 'database'],
  records: ['workers', 'database', ...services.slice(0, 1)],
  service: ['workers', 'database', ...services.slice(0, 2)],
  evaluation: ['workers', 'database', ...services.slice(0, 3)],
  archive: ['workers', 'database', ...services.slice(0, 4)],
  printing: ['workers', 'database', ...services],
  exchange: ['workers', 'database', ...services],
  sheets: ['workers', 'database', ...services],
  gate: ['workers', 'database', ...services, 'printing', 'exchange'],
  workers: ['database', ...services, 'printing', 'exchange'],
  desktop: [],
};

const layering =
  'services import downwards only (access ← records ← service ← evaluation ← archive; printing and exchange use them), ' +
  'so that each can be understood and tested without what stands on it';

const forbiddenNames = /^(?:utils?|helpers?|common|misc)$/i;

const forbiddenCalls: ReadonlyArray<{ name: RegExp; written: string; reason: string }> = [
  {
    name: /(?:^|\.)openExternal$/,
    written: 'openExternal',
    reason: 'it hands an address to another program, and with it data to a network',
  },
  {
    name: /^(?:(?:globalThis|window|self)\.)?fetch$/,
    written: 'fetch',
    reason: 'the program has no network; pages talk through the message port only',
  },
  {
    name: /^new (?:XMLHttpRequest|WebSocket|EventSource|WebTransport|RTCPeerConnection)$/,
    written: 'a network object',
    reason: 'the program has no network; pages talk through the message port only',
  },
  {
    name: /^(?:(?:globalThis|window)\.)?eval$|^(?:new )?Function$/,
    written: 'eval',
    reason: 'text that becomes code is the widest way in, and the content policy refuses it anyway',
  },
];

const sqlText =
  /^\s*(?:select\s[\s\S]*\sfrom\s|select\s+\w+\(|insert\s+(?:or\s+\w+\s+)?into\s|update\s+\S+\s+set\s|delete\s+from\s|(?:create|drop|alter)\s+(?:(?:unique|virtual|temp|temporary)\s+)?(?:table|index|trigger|view)\s|pragma\s+\w|attach\s+database|begin\s+(?:immediate|exclusive|deferred)|vacuum\b|with\s+\w+\s+as\s*\()/i;

function isTest(path: string): boolean {
  return path.startsWith('tests/') || /\.(?:test|spec)\.tsx?$/.test(path);
}

function isProduct(path: string): boolean {
  const inProduct = /^(?:main|renderer|shared|resources)\//.test(path);
  // Build configuration lives beside what it builds and is never part of it.
  return inProduct && !isTest(path) && !/vite\.config\.ts$/.test(path);
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}

function isPackageIn(name: string, allowed: readonly string[]): boolean {
  return allowed.some((entry) =>
    entry.endsWith('/*') ? name.startsWith(entry.slice(0, -1)) : entry === name,
  );
}

function isRelative(specifier: string): boolean {
  return specifier.startsWith('.') || specifier.startsWith('/');
}

/** Path from the root that a relative import names, without a query such as `?url`. */
function targetOf(path: string, specifier: string): string {
  return posix.normalize(posix.join(posix.dirname(path), specifier.replace(/\?.*$/, '')));
}

function mainFolder(path: string): string | undefined {
  return /^main\/([^/]+)\//.exec(path)?.[1];
}

function relativeImportMessage(path: string, target: string): string | undefined {
  const top = path.split('/')[0];
  if (isTest(target)) {
    return `imports the test file ${target}; the product must not depend on what is never shipped`;
  }
  if (top === 'shared' && !target.startsWith('shared/')) {
    return `shared imports ${target}; shared knows nothing outside itself, so that both processes and every test can use it`;
  }
  if (top === 'renderer' && !/^(?:renderer|shared)\//.test(target)) {
    return `renderer imports ${target}; the page knows shared only, everything else is behind the gate`;
  }
  if (top === 'main' && target.startsWith('renderer/')) {
    return `main imports ${target}; the page's code never runs in the main process`;
  }
  const from = mainFolder(path);
  const to = mainFolder(target);
  if (to === 'gate' && from !== 'gate' && path !== 'main/index.ts' && path !== 'main/application.ts') {
    return `imports ${target}; only main/index.ts and main/application.ts know the gate, nothing that it guards may call back into it`;
  }
  if (from !== undefined && (target === 'main/index.ts' || target === 'main/application.ts')) {
    return `imports ${target}; the composition root knows everything, so nothing may know it`;
  }
  if (from === undefined || to === undefined || from === to) return undefined;
  const allowed = mayImport[from];
  if (allowed === undefined) {
    return `main/${from} is not a folder of the architecture; the import rules do not know what it may use`;
  }
  return allowed.includes(to) ? undefined : `main/${from} imports ${target}; ${layering}`;
}

function packageImportMessage(path: string, specifier: string): string | undefined {
  const top = path.split('/')[0];
  const name = packageOf(specifier);
  const builtin = specifier.startsWith('node:') ? specifier.slice('node:'.length) : undefined;
  if (top === 'shared' && !isPackageIn(name, sharedPackages)) {
    return `shared imports ${specifier}; shared is pure and takes only ${sharedPackages.join(', ')}`;
  }
  if (top === 'renderer' && !isPackageIn(name, rendererPackages)) {
    return `renderer imports ${specifier}; the page runs in a sandbox and takes only shared and libraries for screens`;
  }
  // The preload runs in the page's process, apart from the rest of main, and is itself the bridge to Electron.
  if (name === 'electron' && mainFolder(path) !== 'desktop' && path !== 'main/preload.ts') {
    return 'imports electron; only main/desktop does, so that everything else runs and is tested without it';
  }
  if (
    (name === 'kysely' || name === '@journeyapps/sqlcipher' || specifier === 'node:sqlite') &&
    mainFolder(path) !== 'database'
  ) {
    return `imports ${specifier}; only main/database knows the database, so that it can be changed and guarded in one place`;
  }
  if (networkModules.includes((builtin ?? specifier).split('/')[0] ?? '')) {
    return `imports ${specifier}; the program has no network`;
  }
  return undefined;
}

function importFindings(file: SourceFile, entry: Import, known: ReadonlySet<string>): string[] {
  const { specifier } = entry;
  if (!isRelative(specifier)) {
    const message = isProduct(file.path) ? packageImportMessage(file.path, specifier) : undefined;
    return message === undefined ? [] : [message];
  }
  const target = targetOf(file.path, specifier);
  const found: string[] = [];
  if (!known.has(target) && !file.path.startsWith('renderer/')) {
    found.push(
      `imports ${specifier}, which is no file; Node runs the sources as they are, so the path carries its extension`,
    );
  }
  const message = isProduct(file.path) ? relativeImportMessage(file.path, target) : undefined;
  if (message !== undefined) found.push(message);
  return found;
}

function contentFindings(file: SourceFile): Finding[] {
  const found: Finding[] = [];
  const add = (line: number, message: string) => found.push({ path: file.path, line, message });
  if (file.lineCount > maxLines && !generatedFiles.includes(file.path)) {
    add(
      file.lineCount,
      `has ${file.lineCount} lines; over ${maxLines} a second concept is hiding in the file and wants a file of its own`,
    );
  }
  if (!isProduct(file.path)) return found;
  for (const call of file.calls) {
    const rule = forbiddenCalls.find((entry) => entry.name.test(call.name));
    if (rule !== undefined) add(call.line, `uses ${rule.written}; ${rule.reason}`);
  }
  if (mainFolder(file.path) === 'database') return found;
  for (const text of file.texts) {
    if (sqlText.test(text.text)) {
      add(
        text.line,
        'writes SQL; only main/database does, so that every query is typed, planned and tested there',
      );
    }
  }
  return found;
}

function nameFindings(path: string): Finding[] {
  return path
    .split('/')
    .map((part) => part.replace(/\..*$/, ''))
    .filter((part) => forbiddenNames.test(part))
    .map((part) => ({
      path,
      line: 1,
      message: `is named "${part}"; such a name says nothing about what is inside and gathers what belongs elsewhere`,
    }));
}

function circleFindings(files: readonly SourceFile[], known: ReadonlySet<string>): Finding[] {
  const product = files.filter((file) => isProduct(file.path));
  const edges = new Map(
    product.map((file) => {
      const targets = file.imports
        .filter((entry) => isRelative(entry.specifier))
        .map((entry) => targetOf(file.path, entry.specifier))
        .filter((target) => known.has(target) && target !== file.path);
      return [file.path, targets] as const;
    }),
  );
  return findCircles(edges).map((circle) => ({
    path: circle[0] ?? '',
    line: 1,
    message: `is part of a circle: ${[...circle, circle[0]].join(' → ')}; none of them can be understood, tested or loaded alone`,
  }));
}

/**
 * Checks every rule on a tree.
 * @param root folder of the project
 * @returns the broken rules, sorted by path and line; empty when the tree is clean
 * @throws Error naming the file, when a source does not parse
 */
export function checkTree(root: string): Finding[] {
  const paths = listFiles(root);
  const known = new Set(paths);
  const files = paths.filter(isSource).map((path) => readSource(root, path));
  const found = paths.flatMap(nameFindings);
  for (const file of files) {
    found.push(...contentFindings(file));
    for (const entry of file.imports) {
      const messages = importFindings(file, entry, known);
      found.push(...messages.map((message) => ({ path: file.path, line: entry.line, message })));
    }
  }
  found.push(...circleFindings(files, known));
  return found.sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const findings = checkTree(process.argv[2] ?? join(import.meta.dirname, '..'));
  for (const { path, line, message } of findings) console.log(`${path}:${line} ${message}`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}
