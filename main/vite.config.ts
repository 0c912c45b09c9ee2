import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { fontFiles } from './printing/document/fonts.ts';

const root = join(import.meta.dirname, '..');
const workers = join(import.meta.dirname, 'workers');

/** Entry name → file of every worker thread; each becomes one file of its own beside the main bundle. */
function workerEntries(): Record<string, string> {
  const files = readdirSync(workers, { withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.includes('.test.'),
  );
  return Object.fromEntries(
    files.map((entry) => [`workers/${entry.name.slice(0, -'.ts'.length)}`, join(workers, entry.name)]),
  );
}

/**
 * Gives `import.meta.dirname`, `.filename` and `.url` of main's own modules the same meaning in the bundle as in the
 * sources, with `.vite/build` in the place of `main` and `.cjs` for `.ts`. CommonJS has no import.meta, and the file
 * that a module ends up in (entry, worker or shared chunk) is the bundler's choice.
 */
export function keepModuleFolders(): Plugin {
  const path = 'process.getBuiltinModule("node:path")';
  return {
    name: 'keep-module-folders',
    enforce: 'pre',
    transform(code, id) {
      const inMain = relative(import.meta.dirname, id.replace(/\?.*$/, ''));
      if (inMain.startsWith('..') || !code.includes('import.meta.')) return null;
      const file = inMain
        .split(sep)
        .join('/')
        .replace(/\.tsx?$/, '.cjs');
      const folder = file.split('/').slice(0, -1).join('/');
      const at = (below: string) => `${path}.join(__MAIN_FOLDER__, ${JSON.stringify(below)})`;
      const replaced = code
        .replaceAll(/\bimport\.meta\.dirname\b/g, at(folder))
        .replaceAll(/\bimport\.meta\.filename\b/g, at(file))
        .replaceAll(
          /\bimport\.meta\.url\b/g,
          `process.getBuiltinModule("node:url").pathToFileURL(${at(file)}).href`,
        );
      return { code: replaced, map: null };
    },
    renderChunk(code, chunk) {
      if (!code.includes('__MAIN_FOLDER__')) return null;
      const up = chunk.fileName
        .split('/')
        .slice(1)
        .map(() => '..');
      const root = up.length === 0 ? '__dirname' : `${path}.join(__dirname, ${JSON.stringify(up.join('/'))})`;
      return { code: code.replaceAll('__MAIN_FOLDER__', root), map: null };
    },
  };
}

/** Puts the fonts of printed documents into `.vite/fonts`, where the packaged program looks for them. */
function shipFonts(): Plugin {
  return {
    name: 'ship-fonts',
    writeBundle() {
      const folder = join(root, '.vite', 'fonts');
      mkdirSync(folder, { recursive: true });
      for (const { packageName, name } of fontFiles) {
        copyFileSync(join(root, 'node_modules', packageName, 'files', name), join(folder, name));
      }
    },
  };
}

export default defineConfig({
  plugins: [keepModuleFolders(), shipFonts()],
  build: {
    target: 'node24',
    // A package carries no source maps: they would hold the whole source text.
    sourcemap: false,
    minify: false,
    lib: {
      entry: { index: join(import.meta.dirname, 'index.ts'), ...workerEntries() },
      formats: ['cjs'],
      fileName: (_format, name) => `${name}.cjs`,
    },
    rollupOptions: {
      // The native module finds its .node file by its own path, so it stays a package in node_modules.
      external: ['@journeyapps/sqlcipher'],
      output: { chunkFileNames: 'chunks/[name]-[hash].cjs' },
    },
  },
});
