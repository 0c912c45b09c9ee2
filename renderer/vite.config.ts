import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { writePageFileList } from '../main/desktop/pageFiles.ts';

const root = join(import.meta.dirname, '..');

/** The part of PostCSS's tree that is used here. */
interface StyleSheet {
  walkDecls(property: string, each: (declaration: { value: string }) => void): unknown;
}

/**
 * Removes the .woff twin of each bundled font: the program only ever runs on Chromium, which takes .woff2, and the
 * twins weigh more than the rest of the page. A PostCSS plugin, as it also sees style sheets that others import.
 */
const onlyWoff2 = {
  postcssPlugin: 'only-woff2',
  Once(sheet: StyleSheet): void {
    sheet.walkDecls('src', (declaration) => {
      declaration.value = declaration.value.replaceAll(
        /,\s*url\([^)]*\.woff\)\s*format\(['"]woff['"]\)/g,
        '',
      );
    });
  },
};

/** Leaves the list of all files with their digests: the program serves what is on it and nothing else. */
function pageFileList(): Plugin {
  return {
    name: 'page-file-list',
    apply: 'build',
    writeBundle: (output) => writePageFileList(output.dir ?? ''),
  };
}

export default defineConfig({
  root: import.meta.dirname,
  // The page is served at the root of its own scheme, never from a folder below it.
  base: '/',
  css: { postcss: { plugins: [onlyWoff2] } },
  plugins: [react(), pageFileList()],
  build: {
    outDir: join(root, '.vite', 'renderer', 'main_window'),
    emptyOutDir: true,
    target: 'chrome140',
    sourcemap: false,
    // The content policy allows no inline script and no data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4096,
  },
});
