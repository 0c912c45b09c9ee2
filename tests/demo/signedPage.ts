import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DemoSite, PrintShop } from './world.ts';

const run = promisify(execFile);

/** A scanned page as it comes from the office scanner. */
export interface Scan {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly extension: string;
}

/**
 * Plays customer and scanner: takes the printed page from the printer's folder, puts a written signature and a round seal
 * on it and scans the whole as an image.
 */
export class SignedPages {
  readonly #shop: PrintShop;

  constructor(shop: PrintShop) {
    this.#shop = shop;
  }

  /** The last page of the print that carries the trace code, signed and sealed. */
  async scanOf(demo: DemoSite, traceCode: string, signer: string): Promise<Scan> {
    const found = await demo.site.call('printing.trace', { traceCode });
    const copy = found.job?.copies.find((candidate) => candidate.traceCode === traceCode);
    if (copy === undefined) throw new Error(`nothing was printed with ${traceCode}`);
    const pdf = join(this.#shop.folder, `${copy.copyNumber.replaceAll('/', '-')}.pdf`);
    const pages = found.job?.pages ?? 1;
    const folder = await mkdtemp(join(tmpdir(), 'signed-page-'));
    try {
      const page = join(folder, 'page');
      const only = ['-f', String(pages), '-l', String(pages), '-singlefile'];
      await run('pdftoppm', ['-r', '80', '-png', ...only, pdf, page]);
      await run('convert', [
        `${page}.png`,
        ...drawing(signer, demo.chance.whole(-8, 8)),
        '-attenuate',
        '0.15',
        '+noise',
        'Gaussian',
        '-rotate',
        '0.4',
        '-quality',
        '62',
        `${page}.jpg`,
      ]);
      return { bytes: await readFile(`${page}.jpg`), mediaType: 'image/jpeg', extension: 'jpg' };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** A hand-written signature and a red round seal near the foot of the page, in ImageMagick's words. */
function drawing(signer: string, slant: number): string[] {
  const [x, y] = [470, 800];
  const seed = [...signer].reduce((sum, sign) => sum + sign.charCodeAt(0), 0);
  const stroke = (index: number): string => {
    const at = (n: number): number => ((seed * (index + 3) * n) % 37) - 18;
    const left = x - 150 + index * 34;
    return `path 'M ${left},${y + at(1)} C ${left + 12 + at(2)},${y - 24 + at(3)} ${left + 20 + at(4)},${y + 26} ${left + 34},${y + at(5) / 2}'`;
  };
  const strokes = [0, 1, 2, 3].map(stroke).join(' ');
  return [
    '-fill',
    'none',
    '-stroke',
    '#1a2a6c',
    '-strokewidth',
    '2.4',
    '-draw',
    `translate 0,${slant} ${strokes}`,
    '-stroke',
    '#c0241c',
    '-strokewidth',
    '3',
    '-draw',
    `circle ${x + 40},${y} ${x + 40},${y - 58}`,
    '-strokewidth',
    '1',
    '-fill',
    '#c0241c',
    '-draw',
    star(x + 40, y, 20),
  ];
}

function star(x: number, y: number, radius: number): string {
  const points = Array.from({ length: 10 }, (_, index) => {
    const angle = (Math.PI / 5) * index - Math.PI / 2;
    const length = index % 2 === 0 ? radius : radius * 0.4;
    return `${(x + length * Math.cos(angle)).toFixed(1)},${(y + length * Math.sin(angle)).toFixed(1)}`;
  });
  return `polygon ${points.join(' ')}`;
}
