import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { build } from 'vite';
import buildPage from './buildPage.ts';

const root = join(import.meta.dirname, '..');
const external = ['electron', 'electron/main', 'electron/renderer', ...builtinModules, /^node:/];

/**
 * Builds main process, preload script and page into `.vite`, as the package has them, so that `electron .` runs from a
 * checkout. `electron-forge start` does not do: it serves the page from a development server, and the program loads
 * nothing but its own `app://` files.
 */
export default async function buildProgram(): Promise<void> {
  const outDir = join(root, '.vite', 'build');
  const shared = { logLevel: 'warn', mode: 'production', root } as const;
  const resolve = { conditions: ['node'], mainFields: ['module', 'jsnext:main', 'jsnext'] };
  await build({
    ...shared,
    resolve,
    configFile: join(root, 'main', 'vite.config.ts'),
    build: {
      outDir,
      emptyOutDir: true,
      copyPublicDir: false,
      rollupOptions: { external: [...external, '@journeyapps/sqlcipher'] },
    },
  });
  await build({
    ...shared,
    resolve,
    configFile: join(root, 'main', 'preload.vite.config.ts'),
    build: {
      outDir,
      emptyOutDir: false,
      copyPublicDir: false,
      lib: { entry: join(root, 'main', 'preload.ts'), formats: ['cjs'], fileName: () => 'preload.cjs' },
      rollupOptions: { external },
    },
  });
  await buildPage();
}
