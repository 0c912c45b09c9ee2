import { spawnSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from '../../main/exchange/format/fileIo.ts';
import { readPackage } from '../../main/exchange/format/readPackage.ts';
import { Staging } from '../../main/exchange/format/staging.ts';
import {
  buildManifest,
  type PackageAttachment,
  sealPackage,
  writeAge,
} from '../../main/exchange/format/writePackage.ts';
import { headFields, makeWorld } from '../exchange/world.ts';
import { seeded } from './dataset.ts';
import { type Result, single } from './measure.ts';

const recordCount = 10_000;
const fileBytes = 16 * 1024 ** 2;
const files = 16;

/** Building, and verifying with staging, of 256 MiB attachments and 10,000 records, beside the stock tools doing the same on the same files. */
export async function measurePackages(): Promise<Result[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-package-'));
  const world = await makeWorld();
  try {
    const input = join(folder, 'input');
    await mkdir(input);
    const attachments = await attachmentFiles(input);
    const bytes = files * fileBytes;
    const mib = bytes / 1024 ** 2;
    const staging = await Staging.create(join(folder, 'staging'));
    const before = process.memoryUsage().rss;
    let peak = before;
    const watch = (): void => {
      peak = Math.max(peak, process.memoryUsage().rss);
    };

    const start = performance.now();
    const payload = await buildManifest({ staging, records: records(), attachments, progress: watch });
    const sealed = await sealPackage(payload, headFields(world), {
      site: world.siteA.siteSigner,
      release: world.siteA.releaseSigner,
    });
    const byDigest = new Map(attachments.map((attachment) => [attachment.sha256, attachment]));
    const [written] = await writeAge({
      sealed,
      payload: {
        records: payload.records,
        attachment: (sha256) => {
          const found = byDigest.get(sha256);
          if (found === undefined) throw new Error('unknown attachment');
          return found;
        },
      },
      folder: join(folder, 'out'),
      progress: watch,
    });
    const built = (performance.now() - start) / 1000;
    if (written === undefined) throw new Error('nothing was written');

    const stockBuilt = stock(
      folder,
      `cd input && sha256sum * > ../manifest && tar --format=ustar -cf - . | age -r ${world.siteB.age.recipient} -o ../stock.age`,
    );

    const readStart = performance.now();
    const verdict = await readPackage({
      file: written.path,
      stagingParent: join(folder, 'in'),
      holdFolder: join(folder, 'held'),
      identities: [world.siteB.age.identity],
      trust: world.trust,
      self: 'siteB',
      limits: { maxBytes: 2 ** 40, maxEntries: 1_000_000 },
      decide: () => ({ action: 'import', startsEpoch: false }),
      admitRecords: () => undefined,
      progress: watch,
    });
    const read = (performance.now() - readStart) / 1000;
    if (verdict.outcome !== 'staged') throw new Error(`refused: ${JSON.stringify(verdict)}`);
    await verdict.staged.dispose();
    await writeFile(join(folder, 'identity'), `${world.siteB.age.identity}\n`, { mode: 0o600 });
    const stockRead = stock(
      folder,
      'mkdir back && age -d -i identity stock.age | tar -xf - -C back && cd back && sha256sum -c --quiet ../manifest',
    );
    await staging.dispose();
    return [
      single('package: build, 256 MiB + 10,000 records', bytes, 'MiB/s', mib / built, mib / stockBuilt),
      single('package: verify and stage', bytes, 'MiB/s', mib / read, mib / stockRead),
      single('package: memory over idle', bytes, 'MiB', (peak - before) / 1024 ** 2, null),
    ];
  } finally {
    await world.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Seconds that the stock pipeline takes. */
function stock(folder: string, script: string): number {
  const start = performance.now();
  const run = spawnSync('bash', ['-euo', 'pipefail', '-c', script], { cwd: folder, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`stock pipeline failed: ${run.stderr}`);
  return (performance.now() - start) / 1000;
}

async function attachmentFiles(folder: string): Promise<PackageAttachment[]> {
  const random = seeded(10);
  const made: PackageAttachment[] = [];
  for (let n = 0; n < files; n += 1) {
    const path = join(folder, `file-${n}`);
    const content = new Uint32Array(fileBytes / 4).map(() => random() * 2 ** 32);
    await writeFile(path, Buffer.from(content.buffer));
    const { sha256, bytes } = await digestOf(createReadStream(path));
    made.push({ sha256, bytes, open: () => createReadStream(path, { highWaterMark: 256 * 1024 }) });
  }
  return made;
}

function* records() {
  for (let n = 0; n < recordCount; n += 1) {
    yield {
      type: 'record',
      id: `record siteA-${n}`,
      need: `电台无法接收，第 ${n} 次通话记录`,
      kind: 'phoneRecord',
    };
  }
}
