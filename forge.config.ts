import { readFile, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { FuseV1Options, FuseVersion } from '@electron/fuses';
import { MakerDeb } from '@electron-forge/maker-deb';
import { MakerRpm } from '@electron-forge/maker-rpm';
import { MakerZIP } from '@electron-forge/maker-zip';
import { FusesPlugin } from '@electron-forge/plugin-fuses';
import { VitePlugin } from '@electron-forge/plugin-vite';
import type { ForgeConfig } from '@electron-forge/shared-types';
import { build } from 'vite';
import { thirdPartyNotices } from './.ci/notices.ts';

const root = import.meta.dirname;
const title = '服务过程管理系统';
const program = 'service-process-management';
const description = 'Records, plans and evaluates customer service by QS/PA758A-2010, offline';
const icon = join(root, 'resources', 'icons', 'icon.png');

/** Only these packages stay packages in the product; everything else is bundled. The native module needs the others. */
const shippedModules: Record<string, RegExp> = {
  '@journeyapps/sqlcipher':
    /^(?:$|\/(?:package\.json|LICENSE|sqlite3\.js|lib(?:\/[^/]+\.js)?|build(?:\/Release(?:\/node_sqlite3\.node)?)?)$)/,
  bindings: /^(?:$|\/(?:package\.json|LICENSE\.md|bindings\.js)$)/,
  'file-uri-to-path': /^(?:$|\/(?:package\.json|LICENSE|index\.js)$)/,
};

/** True for what the packager leaves out; `path` begins with a slash and is relative to the project. */
function isLeftOut(path: string): boolean {
  if (path === '' || path === '/package.json') return false;
  if (path === '/.vite' || path.startsWith('/.vite/')) return false;
  if (path === '/node_modules' || path === '/node_modules/@journeyapps') return false;
  const kept = Object.entries(shippedModules).some(([name, files]) => {
    const folder = `/node_modules/${name}`;
    return path.startsWith(folder) && files.test(path.slice(folder.length));
  });
  return !kept;
}

/** A folder with the Electron zip, for machines that cannot download it; the packaging test points it at a stand-in. */
const electronZipDir = process.env.ELECTRON_ZIP_DIR;

/** Leaves only what Electron reads in the shipped package.json: no scripts, no list of development packages. */
async function writeShortManifest({ buildPath }: { buildPath: string }): Promise<void> {
  const file = join(buildPath, 'package.json');
  const { name, productName, version, type, main } = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ name, productName, version, type, main }, null, 2));
}

/** Puts the licences of all that is shipped beside the program. */
async function writeNotices({ buildPath }: { buildPath: string }): Promise<void> {
  await writeFile(join(buildPath, 'THIRD-PARTY-LICENSES.txt'), thirdPartyNotices(root));
}

/** Puts the verifier beside the program as one file that any Node runs: it must work without the program. */
async function writeVerifier({ buildPath }: { buildPath: string }): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'warn',
    resolve: { conditions: ['node'], mainFields: ['module', 'main'] },
    build: {
      target: 'node20',
      outDir: join(buildPath, 'resources', 'verifier'),
      minify: false,
      lib: {
        entry: join(root, 'resources', 'verifier', 'verify.ts'),
        formats: ['es'],
        fileName: () => 'verify.mjs',
      },
      rollupOptions: { external: [/^node:/, ...builtinModules] },
    },
  });
}

const config: ForgeConfig = {
  ...(process.env.ELECTRON_OUT_DIR === undefined ? {} : { outDir: process.env.ELECTRON_OUT_DIR }),
  packagerConfig: {
    name: title,
    executableName: program,
    appBundleId: 'invalid.example.service-process-management',
    asar: { unpack: '**/*.node' },
    ignore: isLeftOut,
    prune: false,
    extraResource: [icon],
    afterCopy: [writeShortManifest],
    afterComplete: [writeNotices, writeVerifier],
    ...(electronZipDir === undefined ? {} : { electronZipDir }),
  },
  // The native module is built against Node-API by the set-up; forge must not fetch headers and build it again.
  rebuildConfig: { onlyModules: [] },
  makers: [
    new MakerDeb({
      options: {
        name: program,
        productName: title,
        genericName: 'Service management',
        bin: program,
        description,
        productDescription: description,
        section: 'misc',
        categories: ['Office'],
        icon,
      },
    }),
    new MakerRpm({
      options: {
        name: program,
        productName: title,
        genericName: 'Service management',
        bin: program,
        description,
        productDescription: description,
        license: 'UNLICENSED',
        categories: ['Office'],
        icon,
      },
    }),
    new MakerZIP({}, ['linux']),
  ],
  plugins: [
    new VitePlugin({
      build: [
        { entry: 'main/index.ts', config: 'main/vite.config.ts', target: 'main' },
        { entry: 'main/preload.ts', config: 'main/preload.vite.config.ts', target: 'preload' },
      ],
      renderer: [{ name: 'main_window', config: 'renderer/vite.config.ts' }],
      // Two cores: three builds at once only fight for memory.
      concurrent: 1,
    }),
    new FusesPlugin({
      version: FuseVersion.V1,
      strictlyRequireAllFuses: true,
      [FuseV1Options.RunAsNode]: false,
      [FuseV1Options.EnableCookieEncryption]: true,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
      [FuseV1Options.EnableNodeCliInspectArguments]: false,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
      [FuseV1Options.OnlyLoadAppFromAsar]: true,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
      // The password hash runs in WebAssembly.
      [FuseV1Options.WasmTrapHandlers]: true,
    }),
  ],
};

export default config;
