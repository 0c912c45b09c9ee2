import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Node, parseSync, Visitor } from 'oxc-parser';

/** One module named by an import, an export from, a type import, `import()` or `require()`. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
}

/** A piece of text in the code: a string literal or the fixed beginning of a template. */
export interface Text {
  readonly text: string;
  readonly line: number;
}

/** A call or construction by its written name, e.g. `shell.openExternal`, `fetch`, `new Function`. */
export interface Call {
  readonly name: string;
  readonly line: number;
}

/** What the import rules need to know of one source file. */
export interface SourceFile {
  /** Path from the root, with forward slashes. */
  readonly path: string;
  readonly lineCount: number;
  readonly imports: readonly Import[];
  readonly texts: readonly Text[];
  readonly calls: readonly Call[];
}

const folders = ['main', 'renderer', 'shared', 'resources', 'tests', '.ci'];
const skippedFolders = new Set(['node_modules', '.vite', 'out', '.results']);
const sourceName = /\.(?:ts|tsx|mts|mjs|cjs|js|jsx)$/;

function walk(root: string, folder: string, found: string[]): void {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory() && !skippedFolders.has(entry.name)) walk(root, path, found);
    if (entry.isFile()) found.push(path);
  }
}

/**
 * Every file below the project's own folders (whatever its type) plus the files at the top, sorted.
 * @param root folder of the project
 */
export function listFiles(root: string): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    if (entry.isFile()) found.push(entry.name);
    if (entry.isDirectory() && folders.includes(entry.name)) walk(root, entry.name, found);
  }
  return found.sort();
}

/** True for a path that holds TypeScript or JavaScript. */
export function isSource(path: string): boolean {
  return sourceName.test(path);
}

function calleeName(node: Node): string {
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'ThisExpression') return 'this';
  if (node.type === 'ChainExpression') return calleeName(node.expression);
  if (node.type !== 'MemberExpression') return '';
  const owner = calleeName(node.object);
  if (!node.computed && node.property.type === 'Identifier') return `${owner}.${node.property.name}`;
  return node.property.type === 'Literal' ? `${owner}.${String(node.property.value)}` : owner;
}

function literalText(node: Node | null | undefined): string | undefined {
  return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

/**
 * Parses one file and collects its imports (type-only ones too), texts and calls.
 * @throws Error naming the file, when it does not parse
 */
export function readSource(root: string, path: string): SourceFile {
  const source = readFileSync(join(root, path), 'utf8');
  const parsed = parseSync(path, source);
  const failure = parsed.errors.find((error) => error.severity === 'Error');
  if (failure !== undefined) throw new Error(`${path}: ${failure.message}`);

  const imports: Import[] = [];
  const texts: Text[] = [];
  const calls: Call[] = [];
  const lineOf = (offset: number) => source.slice(0, offset).split('\n').length;
  const addImport = (node: Node | null | undefined) => {
    const specifier = literalText(node);
    if (node && specifier !== undefined) imports.push({ specifier, line: lineOf(node.start) });
  };

  new Visitor({
    ImportDeclaration: (node) => addImport(node.source),
    ExportNamedDeclaration: (node) => addImport(node.source),
    ExportAllDeclaration: (node) => addImport(node.source),
    TSImportType: (node) => addImport(node.source),
    ImportExpression: (node) => addImport(node.source),
    CallExpression: (node) => {
      const name = calleeName(node.callee);
      if (name === 'require') addImport(node.arguments[0]);
      if (name !== '') calls.push({ name, line: lineOf(node.start) });
    },
    NewExpression: (node) => {
      const name = calleeName(node.callee);
      if (name !== '') calls.push({ name: `new ${name}`, line: lineOf(node.start) });
    },
    Literal: (node) => {
      if (typeof node.value === 'string') texts.push({ text: node.value, line: lineOf(node.start) });
    },
    TemplateLiteral: (node) => {
      const text = node.quasis.map((quasi) => quasi.value.cooked ?? '').join(' ');
      texts.push({ text, line: lineOf(node.start) });
    },
  }).visit(parsed.program);

  return { path, lineCount: source.trimEnd().split('\n').length, imports, texts, calls };
}
