import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractAll, extractFile, listPackage, statFile } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fontFiles } from '../../main/printing/document/fonts.ts';
import { launchProgram } from '../electron/launch.ts';
import { writeStandInZip } from './standInZip.ts';

const root = join(import.meta.dirname, '..', '..');
const program = 'service-process-management';
const nativeModule = 'node_modules/@journeyapps/sqlcipher/build/Release/node_sqlite3.node';

let folder: string;
let product: string;
let archive: string;
let paths: string[];

function made(extension: string): string[] {
  return globSync(`make/**/*.${extension}`, { cwd: join(folder, 'out') }).map((path) =>
    join(folder, 'out', path),
  );
}

function textOf(path: string): string {
  return extractFile(archive, path.slice(1)).toString('utf8');
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'packaging-'));
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8'));
  mkdirSync(join(folder, 'electron'));
  writeStandInZip(join(folder, 'electron', `electron-v${version}-${process.platform}-${process.arch}.zip`));
  const result = spawnSync('electron-forge', ['make'], {
    cwd: root,
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH}`,
      ELECTRON_ZIP_DIR: join(folder, 'electron'),
      ELECTRON_OUT_DIR: join(folder, 'out'),
      CI: 'true',
    },
  });
  if (result.status !== 0) {
    throw new Error(
      `electron-forge make ended with ${result.status}\n${`${result.stdout}\n${result.stderr}`.slice(-6000)}`,
    );
  }
  const executable = globSync(`*-linux-*/${program}`, { cwd: join(folder, 'out') })[0];
  if (executable === undefined) throw new Error(`no executable ${program} in the packaged product`);
  product = join(folder, 'out', executable, '..');
  archive = join(product, 'resources', 'app.asar');
  paths = listPackage(archive, { isPack: false });
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the packaged product', () => {
  it('holds the bundle and the three packages that the native module needs, nothing else', () => {
    const allowed =
      /^\/(?:package\.json|\.vite(?:\/(?:build|renderer|fonts)(?:\/.*)?)?|node_modules(?:\/@journeyapps)?|node_modules\/(?:@journeyapps\/sqlcipher|bindings|file-uri-to-path)(?:\/.*)?)$/;
    expect(paths.filter((path) => !allowed.test(path))).toEqual([]);
  });

  it('has the entries that Electron starts', () => {
    expect(paths).toContain('/.vite/build/index.cjs');
    expect(paths).toContain('/.vite/build/preload.cjs');
    expect(paths).toContain('/.vite/renderer/main_window/index.html');
    expect(JSON.parse(textOf('/package.json')).main).toBe('.vite/build/index.cjs');
  });

  it('has every font that a printed document may load', () => {
    const missing = fontFiles.filter((font) => !paths.includes(`/.vite/fonts/${font.name}`));
    expect(fontFiles.length).toBeGreaterThan(0);
    expect(missing).toEqual([]);
  });

  it('names no development dependency and no script in its package.json', () => {
    expect(Object.keys(JSON.parse(textOf('/package.json'))).sort()).toEqual([
      'main',
      'name',
      'productName',
      'type',
      'version',
    ]);
  });

  it('carries no source map, no test, no source of the native module and no second font format', () => {
    expect(
      paths.filter((path) => /\.(?:map|tsx?|cc|c|h|gyp|o|d|woff)$|\.(?:test|spec)\./.test(path)),
    ).toEqual([]);
  });

  it('bundles only code of main and shared: no test, no demonstration data, no stand-in', () => {
    const bundles = paths.filter((path) => /^\/\.vite\/build\/.*\.cjs$/.test(path));
    // The bundler writes the path of each module above it.
    const modules = bundles.flatMap((path) =>
      [...textOf(path).matchAll(/^\/\/ (\S+\.[cm]?[jt]sx?)$/gm)].map((match) => match[1] ?? ''),
    );
    expect(modules).toContain('main/index.ts');
    expect(modules.filter((path) => /^(?:tests|resources|renderer|\.ci)\//.test(path))).toEqual([]);
  });

  it('knows the folder of each module after bundling too', () => {
    const bundles = paths.filter((path) => /^\/\.vite\/build\/.*\.cjs$/.test(path));
    for (const path of bundles) {
      // What the bundler puts for a property of import.meta that it does not know.
      expect(textOf(path)).not.toMatch(/\{\}\.(?:dirname|filename|url)|__MAIN_FOLDER__/);
    }
  });

  it('keeps the native module outside the archive, unchanged', () => {
    expect(statFile(archive, nativeModule)).toMatchObject({ unpacked: true });
    const unpacked = readFileSync(join(product, 'resources', 'app.asar.unpacked', nativeModule));
    expect(unpacked.equals(readFileSync(join(root, nativeModule)))).toBe(true);
  });

  it('has a page without inline script or style', () => {
    const page = textOf('/.vite/renderer/main_window/index.html');
    expect([...page.matchAll(/<script\b[^>]*>/g)].every(([tag]) => /\ssrc="/.test(tag ?? ''))).toBe(true);
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=/);
  });

  it('has all nine fuses set', async () => {
    const wire = await getCurrentFuseWire(join(product, program));
    expect(wire).toMatchObject({
      [FuseV1Options.RunAsNode]: FuseState.DISABLE,
      [FuseV1Options.EnableCookieEncryption]: FuseState.ENABLE,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: FuseState.DISABLE,
      [FuseV1Options.EnableNodeCliInspectArguments]: FuseState.DISABLE,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: FuseState.ENABLE,
      [FuseV1Options.OnlyLoadAppFromAsar]: FuseState.ENABLE,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: FuseState.DISABLE,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: FuseState.DISABLE,
      [FuseV1Options.WasmTrapHandlers]: FuseState.ENABLE,
    });
    expect(Object.keys(FuseV1Options).filter((key) => /^\d+$/.test(key))).toHaveLength(9);
  });

  it('carries the licences of what is in it and of nothing else', () => {
    const notices = readFileSync(join(product, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const name of ['@journeyapps/sqlcipher', 'react', 'kysely', 'OpenSSL', '@fontsource/lxgw-wenkai']) {
      expect(notices).toContain(`\n${name} `);
    }
    expect(notices).toContain('SIL Open Font License');
    expect(notices).not.toMatch(/AFFERO|@signalapp|\nvitest /i);
  });

  it('brings the verifier as one file that runs without the program', () => {
    const folderOfVerifier = join(product, 'resources', 'verifier');
    expect(readdirSync(folderOfVerifier)).toEqual(['verify.mjs']);
    const result = spawnSync(process.execPath, [join(folderOfVerifier, 'verify.mjs')], { encoding: 'utf8' });
    expect(result.status).toBe(2);
    expect(result.stdout + result.stderr).toContain('usage');
  });

  it('no longer holds the example program of Electron', () => {
    expect(existsSync(join(product, 'resources', 'default_app.asar'))).toBe(false);
  });
});

describe('the packaged code', () => {
  it('starts on the stand-in and shows its first page', async () => {
    const app = join(folder, 'app');
    extractAll(archive, app);
    const program = await launchProgram({
      dataDir: join(folder, 'data'),
      secretDir: join(folder, 'secret'),
      entry: join(app, '.vite/build/index.cjs'),
    });
    try {
      await program.page.getByRole('button').first().waitFor({ timeout: 60_000 });
      expect(await program.page.title()).toBe('服务过程管理系统');
    } finally {
      await program.close();
    }
  }, 120_000);
});

describe('the installers', () => {
  it('are one deb, one rpm and one zip', () => {
    for (const extension of ['deb', 'rpm', 'zip']) {
      const files = made(extension);
      expect(files).toHaveLength(1);
      expect(statSync(files[0] ?? '').size).toBeGreaterThan(1_000_000);
    }
  });

  it('install the program under its own name, with a Chinese entry in the menu', () => {
    const [deb = ''] = made('deb');
    const contents = execFileSync('dpkg-deb', ['--contents', deb], { encoding: 'utf8' });
    expect(contents).toMatch(new RegExp(`/usr/lib/${program}/${program}$`, 'm'));
    expect(contents).toMatch(new RegExp(`/usr/bin/${program} ->`, 'm'));
    const tree = join(folder, 'deb');
    execFileSync('dpkg-deb', ['--extract', deb, tree]);
    const entry = readFileSync(join(tree, 'usr/share/applications', `${program}.desktop`), 'utf8');
    expect(entry).toMatch(/^Name=服务过程管理系统$/m);
    expect(entry).toMatch(/^Categories=Office;/m);
    const [rpm = ''] = made('rpm');
    expect(execFileSync('rpm', ['-qpl', rpm], { encoding: 'utf8' })).toMatch(
      new RegExp(`/usr/lib/${program}/${program}$`, 'm'),
    );
  });
});
