import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PDFDocument } from '@cantoo/pdf-lib';
import { pin, registerMedia, sendPackage, signRoster, takePackage } from '../demo/carrying.ts';
import { momentOf, SimulatedClock } from '../demo/clock.ts';
import { openSite } from '../demo/founding.ts';
import type { Scan } from '../demo/signedPage.ts';
import type { DemoSite } from '../demo/world.ts';

/** What a year is made with. */
export interface YearOptions {
  readonly folder: string;
  readonly seed: number;
  /** Services of a month at the center; the units have a part of it. */
  readonly jobs: number;
  /** Calls, faxes and items of a month at the center. */
  readonly contacts: number;
  /** The center answers the units every so many months; each answer acknowledges all that has come. */
  readonly answersEvery: number;
}

/** Codes of the sites: the center first. */
export const codes = ['HQ', 'U1', 'U2', 'U3'] as const;
/** Number of the medium on which a site carries to another. */
export const medium = (from: string, to: string): string => `YD-${from}-${to}`;

/** The four sites of the year. */
export interface World {
  readonly options: YearOptions;
  readonly folder: string;
  readonly months: number;
  readonly seed: number;
  readonly sites: ReadonlyMap<string, DemoSite>;
}

/** Pages as every print of the year looks: what stands on them is another test's. */
async function plainPages(count: number): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  for (let page = 0; page < count; page += 1) pdf.addPage([595, 842]).drawLine({ start, end });
  return await pdf.save();
}
const start = { x: 60, y: 800 };
const end = { x: 535, y: 800 };
/** Two pages of the copy layer for each of the most copies that a print of the year has. */
const layerPages = 24;

/** The customer's signed page: some bytes that are this print's alone. */
export const pages = {
  scanOf: async (_: DemoSite, traceCode: string, signer: string): Promise<Scan> => ({
    bytes: Buffer.from(`signed ${traceCode} ${signer}`),
    mediaType: 'application/octet-stream',
    extension: 'bin',
  }),
};

/** Founds the four sites on their clocks, and the trust between center and units. */
export async function foundWorld(options: YearOptions): Promise<World> {
  const body = await plainPages(1);
  const layers = await plainPages(layerPages);
  const prints = join(options.folder, 'prints');
  await mkdir(prints, { recursive: true });
  const shop = {
    folder: prints,
    renderPdf: async (html: string) => (html.includes('份号层') ? layers : body),
    close: async () => undefined,
  };
  const given = { folder: options.folder, seed: options.seed, months: 12 };
  const sites = new Map<string, DemoSite>();
  for (const code of codes) {
    const clock = new SimulatedClock(momentOf('2026-01-04', '08:30'), {
      latest: () => Number.POSITIVE_INFINITY,
      step: 0,
    });
    sites.set(code, await openSite(given, shop, code, clock));
  }
  const world = { options, ...given, sites };
  const center = siteOf(world, 'HQ');
  const own = await signRoster(given, center);
  for (const unit of unitsOf(world)) {
    const roster = await signRoster(given, unit);
    await pin(center, unit, roster);
    await pin(unit, center, own);
    const numbers = [medium(unit.code, 'HQ'), medium('HQ', unit.code)];
    for (const site of [center, unit]) await registerMedia(site, numbers);
    for (const [from, to] of [
      [unit, center],
      [center, unit],
      [unit, center],
    ] as const) {
      const number = medium(from.code, to.code);
      await takePackage(to, await sendPackage(given, from, to, { period: '2026-01', medium: number }));
    }
  }
  return world;
}

/** A site by its code. */
export function siteOf({ sites }: Pick<World, 'sites'>, code: string): DemoSite {
  const site = sites.get(code);
  if (site === undefined) throw new Error(`no ${code}`);
  return site;
}

/** All units. */
export function unitsOf({ sites }: Pick<World, 'sites'>): DemoSite[] {
  return [...sites.values()].filter((site) => site.kind === 'unit');
}
