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
      const only = ['-f', String(pages), '-l', String(pages)];
      await run('pdftoppm', ['-r', String(dotsPerInch), '-png', ...only, '-singlefile', pdf, page]);
      const place = await placeToSign(pdf, only);
      await run('convert', [
        `${page}.png`,
        ...drawing(signer, demo.chance.whole(-8, 8), place),
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

const dotsPerInch = 80;

/** Where the customer signs on the page: beside 签署人 and in the circle for the seal, in dots from the upper left. */
async function placeToSign(pdf: string, page: readonly string[]): Promise<{ x: number; y: number }> {
  const { stdout } = await run('pdftotext', ['-bbox', ...page, pdf, '-']);
  const [, x, y] = /<word xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>经用户签署姓名/.exec(stdout) ?? [];
  const scale = dotsPerInch / 72;
  return x === undefined || y === undefined
    ? { x: 470, y: 800 }
    : { x: Number(x) * scale, y: Number(y) * scale };
}

/** A hand-written signature on its line and a red round seal in its circle, in ImageMagick's words. */
function drawing(signer: string, slant: number, place: { x: number; y: number }): string[] {
  const seed = [...signer].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) >>> 0, 7);
  const stroke = (index: number): string => {
    const at = (n: number): number => ((Math.imul(seed + index * 97 + n * 13, 2654435761) >>> 8) % 19) - 9;
    const left = place.x + 82 + index * 26;
    const line = place.y - 74 + (slant * index) / 8;
    return (
      `path 'M ${left + at(1) / 2},${line + at(2)} C ${left + 8 + at(3)},${line - 14 + at(4)} ` +
      `${left + 12 + at(5)},${line + 14 + at(6)} ${left + 18},${line + at(7)} ` +
      `S ${left + 6 + at(8)},${line + 12} ${left + 27 + at(9) / 3},${line - 4 + at(10) / 2}'`
    );
  };
  const [x, y] = [place.x + 409 + slant, place.y - 34 - slant];
  return [
    '-fill',
    'none',
    '-stroke',
    '#1a2a6c',
    '-strokewidth',
    '1.9',
    '-draw',
    [0, 1, 2].map(stroke).join(' '),
    '-stroke',
    '#c0241c',
    '-strokewidth',
    '3',
    '-draw',
    `circle ${x},${y} ${x},${y - 58}`,
    '-strokewidth',
    '1',
    '-fill',
    '#c0241c',
    '-draw',
    star(x, y, 20),
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
