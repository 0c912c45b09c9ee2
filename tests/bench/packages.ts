import { spawnSync } from 'node:child_process';
import { createHash, randomFillSync } from 'node:crypto';
import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';
import { generateAgeKey } from '../../main/exchange/crypto/ageBox.ts';
import { keepModuleFolders } from '../../main/vite.config.ts';
import { type Result, single } from './measure.ts';
import { packageRecords } from './packageRecords.ts';

/** MiB of attachments, number of record lines, how often. */
const cases = [
  { mib: 256, records: 10_000, rounds: 3 },
  { mib: 4096, records: 100_000, rounds: 1 },
] as const;
const fileBytes = 16 * 1024 ** 2;

/** What a child process says of its work. */
interface Run {
  readonly seconds: number;
  readonly peakOverIdle: number;
  readonly file?: string;
}

/**
 * Building and writing, and verifying with staging, beside the stock tools doing the same with the same files in the same
 * run, in turn. The program's part is the bundle that is shipped, each time in a process of its own, from the start of
 * the package thread to the last byte on the disk (flushed; the stock tools do not flush). Once with the cipher of this
 * runtime, once with the WebAssembly that Electron takes.
 */
export async function measurePackages(largest: number = Number.POSITIVE_INFINITY): Promise<Result[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-package-'));
  try {
    const results: Result[] = [];
    for (const cipher of ['openssl', 'wasm'] as const) {
      const child = await bundle(join(folder, cipher), cipher);
      for (const wanted of cases)
        if (wanted.mib <= largest) results.push(...(await measureCase(folder, child, wanted, cipher)));
    }
    return results;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureCase(
  folder: string,
  child: string,
  { mib, records, rounds }: (typeof cases)[number],
  cipher: 'openssl' | 'wasm',
): Promise<Result[]> {
  const input = join(folder, 'input');
  await attachmentFiles(input, mib);
  const key = await generateAgeKey();
  await writeFile(join(folder, 'identity'), `${key.identity}\n`, { mode: 0o600 });
  const ours = { build: [] as number[], read: [] as number[], peak: 0 };
  const theirs = { build: [] as number[], read: [] as number[] };
  const run = (...args: readonly string[]): Run => {
    const made = spawnSync(process.execPath, [child, ...args], { encoding: 'utf8' });
    if (made.status !== 0) throw new Error(`package process failed: ${made.stderr}`);
    const facts = JSON.parse(made.stdout) as Run;
    ours.peak = Math.max(ours.peak, facts.peakOverIdle);
    return facts;
  };
  let bytes = mib * 1024 ** 2;
  for (let round = 0; round < rounds; round += 1) {
    const out = join(folder, 'out');
    await mkdir(out);
    const written = run('write', input, out, key.recipient, String(records));
    ours.build.push(written.seconds);
    if (round === 0) bytes += await recordsForStock(join(input, 'records.jsonl'), records);
    theirs.build.push(
      stock(
        folder,
        `cd input && sha256sum * > ../manifest && tar --format=ustar -cf - . | age -r ${key.recipient} -o ../stock.age`,
      ),
    );
    ours.read.push(run('read', written.file ?? '', join(folder, 'in'), key.identity).seconds);
    theirs.read.push(
      stock(
        folder,
        'mkdir back && age -d -i identity stock.age | tar -xf - -C back && cd back && sha256sum -c --quiet ../manifest',
      ),
    );
    for (const used of ['out', 'in', 'back', 'stock.age', 'input/records.jsonl'])
      if (used !== 'input/records.jsonl' || round === rounds - 1)
        await rm(join(folder, used), { recursive: true, force: true });
  }
  await rm(input, { recursive: true, force: true });
  const rate = (seconds: readonly number[]): number => bytes / 1024 ** 2 / median(seconds);
  const name = `${mib} MiB + ${records} records, ${cipher}`;
  return [
    single(`package: build, ${name}`, bytes, 'MiB/s', rate(ours.build), rate(theirs.build)),
    single(`package: verify and stage, ${name}`, bytes, 'MiB/s', rate(ours.read), rate(theirs.read)),
    single(`package: peak memory over idle, ${name}`, bytes, 'MiB', ours.peak, null),
  ];
}

/** The child process and its threads as the package has them: bundled, one file each. */
async function bundle(outDir: string, cipher: 'openssl' | 'wasm'): Promise<string> {
  const main = join(import.meta.dirname, '..', '..', 'main');
  await build({
    configFile: false,
    logLevel: 'warn',
    plugins: [keepModuleFolders(), ...(cipher === 'wasm' ? [withoutOpenssl()] : [])],
    resolve: { conditions: ['node'], mainFields: ['module', 'jsnext:main', 'jsnext'] },
    build: {
      target: 'node24',
      outDir,
      minify: false,
      lib: {
        entry: {
          child: fileURLToPath(new URL('./packageChild.ts', import.meta.url)),
          'workers/package': join(main, 'workers', 'package.ts'),
          'workers/chunks': join(main, 'workers', 'chunks.ts'),
        },
        formats: ['cjs'],
        fileName: (_format, name) => `${name}.cjs`,
      },
      rollupOptions: {
        external: [...builtinModules, /^node:/],
        output: { chunkFileNames: 'chunks/[name]-[hash].cjs' },
      },
    },
  });
  return join(outDir, 'child.cjs');
}

/** Leaves the choice of cipher as it is where the runtime's library has none: Electron's, and bun's. */
function withoutOpenssl(): Plugin {
  return {
    name: 'without-openssl-cipher',
    transform(code, id) {
      if (!id.endsWith('/chacha/cipher.ts')) return null;
      const changed = code.replace("makeCipher('openssl') ?? ", '').replace('makeCipher("openssl") ?? ', '');
      if (changed === code) throw new Error('the choice of cipher looks different');
      return { code: changed, map: null };
    },
  };
}

/** The record lines as a file for the stock tools; its bytes. */
async function recordsForStock(path: string, count: number): Promise<number> {
  let bytes = 0;
  const file = await open(path, 'w');
  for (const record of packageRecords(count)) {
    const line = Buffer.from(`${JSON.stringify(record)}\n`);
    bytes += line.length;
    await file.write(line);
  }
  await file.close();
  return bytes;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Seconds that the stock pipeline takes. */
function stock(folder: string, script: string): number {
  const start = performance.now();
  const run = spawnSync('bash', ['-euo', 'pipefail', '-c', script], { cwd: folder, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`stock pipeline failed: ${run.stderr}`);
  return (performance.now() - start) / 1000;
}

/** Random files of 16 MiB, named by their digest. */
async function attachmentFiles(folder: string, mib: number): Promise<void> {
  await mkdir(folder);
  const content = Buffer.alloc(fileBytes);
  for (let n = 0; n < (mib * 1024 ** 2) / fileBytes; n += 1) {
    randomFillSync(content);
    await writeFile(join(folder, createHash('sha256').update(content).digest('hex')), content);
  }
}
