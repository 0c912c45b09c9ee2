import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vite';

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

export default defineConfig({
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
