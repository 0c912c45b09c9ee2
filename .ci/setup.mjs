#!/usr/bin/env node
/**
 * Sets up everything a clone needs, in three steps: system packages, npm packages, native modules.
 *
 * Runs on the host's own Node (20 or newer) before anything is installed, so it uses nothing but Node itself.
 * Each step leaves a stamp in node_modules; a step whose inputs did not change is skipped, so that a second run
 * takes milliseconds and needs no network.
 *
 * `setup.mjs SCRIPT [ARGUMENT...]` then runs SCRIPT on the Node that was installed. A shell line
 * `node setup.mjs && node SCRIPT` would not: the shell remembers where it found the first `node`, the host's.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const stamps = join(modules, '.setup');
const databaseModule = join(modules, '@journeyapps', 'sqlcipher', 'build', 'Release', 'node_sqlite3.node');

/** Debian packages by the file or program that shows they are there. */
const systemPackages = [
  { package: 'chromium', program: 'chromium', why: 'screens and PDF where Electron cannot be had' },
  { package: 'age', program: 'age', why: 'tests open packages with the stock tool' },
  { package: 'openssh-client', program: 'ssh-keygen', why: 'tests verify signatures with the stock tool' },
  { package: 'poppler-utils', program: 'pdftotext', why: 'tests read printed PDFs' },
  { package: 'qpdf', program: 'qpdf', why: 'tests check the structure of PDFs' },
  { package: 'imagemagick', program: 'identify', why: 'tests compare rendered pages' },
  { package: 'rpm', program: 'rpmbuild', why: 'the rpm installer' },
  { package: 'fakeroot', program: 'fakeroot', why: 'the deb installer' },
  { package: 'g++', program: 'g++', why: 'builds the database module' },
  { package: 'make', program: 'make', why: 'builds the database module' },
  { package: 'python3', program: 'python3', why: 'builds the database module' },
  { package: 'binutils', program: 'nm', why: 'tests read the symbols of the database module' },
  { package: 'libssl-dev', file: 'libcrypto.a', why: 'linked statically into the database module' },
];

/** Folders where a Debian or Red Hat system keeps development libraries. */
const libraryFolders = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib64',
  '/usr/lib',
  '/usr/local/lib',
];

function say(text) {
  process.stdout.write(`set-up: ${text}\n`);
}

function fail(text) {
  process.stderr.write(`set-up: ${text}\n`);
  process.exit(1);
}

function hostPath() {
  // npm puts node_modules/.bin in front; what the system itself has is looked for without it.
  return (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(modules));
}

function findProgram(name) {
  return hostPath().some((folder) => existsSync(join(folder, name)));
}

function findLibrary(name) {
  return libraryFolders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

function hashOf(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

function stampIs(name, value) {
  const file = join(stamps, name);
  return existsSync(file) && readFileSync(file, 'utf8') === value;
}

function writeStamp(name, value) {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(join(stamps, name), value);
}

function run(command, args, options = {}) {
  const started = Date.now();
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 2 ** 28,
    ...options,
  });
  if (result.status !== 0) {
    process.stderr.write(result.stdout?.toString() ?? '');
    process.stderr.write(result.stderr?.toString() ?? '');
    fail(
      `\`${command} ${args.join(' ')}\` ended with ${result.status ?? result.signal ?? result.error?.message}`,
    );
  }
  return Math.round((Date.now() - started) / 1000);
}

function missingSystemPackages() {
  return systemPackages.filter((entry) =>
    entry.program === undefined ? findLibrary(entry.file) === undefined : !findProgram(entry.program),
  );
}

function installSystemPackages() {
  const missing = missingSystemPackages();
  if (missing.length === 0) return;
  const names = missing.map((entry) => entry.package);
  const isDebianRoot = process.getuid?.() === 0 && findProgram('apt-get');
  if (!isDebianRoot) {
    const reasons = missing.map((entry) => `  ${entry.package}: ${entry.why}`).join('\n');
    fail(
      `these system packages are missing:\n${reasons}\n` +
        `Install them and start again:\n  sudo apt-get install --no-install-recommends ${names.join(' ')}`,
    );
  }
  say(`installing ${names.join(', ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], { env });
  const seconds = run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], { env });
  const still = missingSystemPackages();
  if (still.length > 0)
    fail(`still missing after apt-get: ${still.map((entry) => entry.package).join(', ')}`);
  say(`system packages in ${seconds} s`);
}

/** The environment for npm inside npm: settings of the outer command must not change what is installed. */
function npmEnvironment() {
  const env = { ...process.env, NODE_ENV: 'development' };
  for (const name of Object.keys(env)) {
    if (
      /^npm_config_(omit|include|ignore_scripts|dry_run|global|prefix|workspace|only|production)$/i.test(name)
    ) {
      delete env[name];
    }
  }
  return env;
}

function installPackages(lockHash) {
  if (stampIs('packages', lockHash)) return;
  say('npm ci (first run, or the lock changed)');
  const seconds = run('npm', ['ci', '--ignore-scripts', '--include=dev', '--include=optional'], {
    env: npmEnvironment(),
  });
  writeStamp('packages', lockHash);
  say(`npm packages in ${seconds} s`);
}

/** Runs the install scripts that are allowed; the database module is built apart, with its own link flags. */
function rebuildBinaries() {
  const packages = ['node', 'bun', '@signalapp/sqlcipher'];
  const seconds = run('npm', ['rebuild', '--ignore-scripts=false', ...packages], { env: npmEnvironment() });
  say(`node, bun and the independent SQLCipher in ${seconds} s`);
}

function buildDatabaseModule() {
  // A folder with nothing but the static archive: the linker would prefer libcrypto.so beside it.
  const staticFolder = join(stamps, 'static');
  rmSync(staticFolder, { recursive: true, force: true });
  mkdirSync(staticFolder, { recursive: true });
  symlinkSync(findLibrary('libcrypto.a'), join(staticFolder, 'libcrypto.a'));

  const arch = process.arch;
  const headers = join(modules, 'node', 'node_modules', `node-${process.platform}-${arch}`);
  if (!existsSync(join(headers, 'include', 'node', 'node_api.h'))) fail(`no Node headers in ${headers}`);

  const env = { ...process.env };
  // node-gyp lets npm_config_* override its own options, so a user's `nodedir` would win over ours.
  for (const name of Object.keys(env)) if (/^npm_/i.test(name)) delete env[name];
  env.PATH = [join(modules, '.bin'), ...hostPath()].join(delimiter);
  // --exclude-libs keeps OpenSSL's symbols private; otherwise they would bind to the host process's own OpenSSL.
  env.LDFLAGS = `-L${staticFolder} -Wl,--exclude-libs,ALL`;
  // Memory that SQLCipher frees is overwritten (driver.ts). Without this it would also lock and unlock each piece against
  // swapping, two system calls per allocation: writing took four times as long.
  env.CFLAGS = '-DOMIT_MEMLOCK';

  say('building the database module (about two minutes)');
  const seconds = run(
    join(modules, '.bin', 'node'),
    [join(modules, 'node-gyp', 'bin', 'node-gyp.js'), 'rebuild', `--nodedir=${headers}`, '--jobs=max'],
    { cwd: join(modules, '@journeyapps', 'sqlcipher'), env },
  );
  say(`database module in ${seconds} s`);
}

const major = Number(process.versions.node.split('.')[0]);
if (major < 20) fail(`Node ${process.versions.node} is too old; 20 or newer is needed`);

const lockHash = hashOf(readFileSync(join(root, 'package-lock.json')));
const toolsHash = hashOf(
  lockHash,
  readFileSync(fileURLToPath(import.meta.url)),
  process.platform,
  process.arch,
);

installSystemPackages();
installPackages(lockHash);
if (!stampIs('tools', toolsHash) || !existsSync(join(modules, '.bin', 'node'))) {
  rebuildBinaries();
  writeStamp('tools', toolsHash);
}
// A repaired OpenSSL on the build machine must get into the product, so its archive belongs to the inputs.
const databaseHash = hashOf(
  toolsHash,
  readFileSync(findLibrary('libcrypto.a') ?? fail('libcrypto.a is missing')),
);
if (!stampIs('database', databaseHash) || !existsSync(databaseModule)) {
  buildDatabaseModule();
  writeStamp('database', databaseHash);
}

const [script, ...scriptArguments] = process.argv.slice(2);
if (script !== undefined) {
  const { status } = spawnSync(join(modules, '.bin', 'node'), [script, ...scriptArguments], {
    cwd: root,
    stdio: 'inherit',
  });
  process.exit(status ?? 1);
}
