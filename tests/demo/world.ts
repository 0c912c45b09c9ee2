import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../../main/access/context.ts';
import type { CallOutput } from '../../shared/contract/contract.ts';
import type { RecordKind } from '../../shared/forms/kinds.ts';
import type { MasterUid, RecordUid } from '../../shared/ids.ts';
import type { Move } from '../../shared/lifecycle/lifecycle.ts';
import type { SiteKind } from '../../shared/policy/roles.ts';
import { createTestRenderer } from '../printing/renderForTest.ts';
import { quickCost, Site } from '../program/site.ts';
import { Chance } from './chance.ts';
import type { SimulatedClock } from './clock.ts';
import type { Stock } from './stock.ts';

/** Printer of every site: writes what it gets into the folder of prints. */
export const printerName = 'PDF:打印室';

/** Options of a demonstration. */
export interface DemoOptions {
  readonly folder: string;
  /** Wanted number of records; about so many are made. */
  readonly records: number;
  readonly seed: number;
  /** Codes of the units that take part. */
  readonly units: readonly string[];
  readonly months: number;
  /** Ways of a task whose report is printed, signed on paper and scanned, at all sites together. */
  readonly signed: number;
  readonly screenshots: boolean;
  /** Hand over with the full cost of password keys; a test may spare the time. */
  readonly fullPasswordCost: boolean;
  readonly say: (line: string) => void;
}

/** What the printers of all sites share. */
export interface PrintShop {
  readonly folder: string;
  renderPdf(html: string): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** One site of the demonstration with its clock and what is known of its data. */
export class DemoSite {
  readonly site: Site;
  readonly clock: SimulatedClock;
  readonly chance: Chance;
  readonly code: string;
  readonly kind: SiteKind;
  /** Where spare parts come from, by name; a site without a depot of its own has none. */
  parts: { readonly depot: string; readonly codes: ReadonlyMap<string, string> } | undefined;
  #stock: Stock | undefined;

  constructor(site: Site, clock: SimulatedClock, chance: Chance) {
    this.site = site;
    this.clock = clock;
    this.chance = chance;
    this.code = site.options.code;
    this.kind = site.options.kind;
  }

  get stock(): Stock {
    if (this.#stock === undefined) throw new Error(`${this.code} has no master data yet`);
    return this.#stock;
  }
  set stock(stock: Stock) {
    this.#stock = stock;
  }

  /** Creates a record as the person at the screen. */
  async create(
    kind: RecordKind,
    head: {
      readonly task?: RecordUid | null;
      readonly customer: MasterUid | null;
      readonly equipment?: readonly MasterUid[];
      readonly parts?: readonly string[];
    },
    content: Readonly<Record<string, unknown>>,
  ): Promise<RecordUid> {
    const { uid } = await this.site.call('records.create', {
      kind,
      taskUid: head.task ?? null,
      customerUid: head.customer,
      equipmentUids: [...(head.equipment ?? [])],
      occurredAt: null,
      parts: [...(head.parts ?? [])],
      content: content as never,
    });
    return uid;
  }

  /** Moves a record as a person; signed moves get the person's password. */
  async move(
    login: string,
    uid: RecordUid,
    move: Move,
    more: {
      readonly reason?: string;
      readonly signed?: boolean;
      readonly original?: { received: boolean; from: string; place: string; dueOn: string | null };
    } = {},
  ): Promise<CallOutput<'records.move'>> {
    return await this.site.call('records.move', {
      uid,
      move,
      reason: more.reason ?? '',
      password: more.signed === true ? this.site.person(login).password : null,
      original: (more.original ?? null) as never,
    });
  }

  /** Writes fields of a draft, one after the other, as the entry form does. */
  async fill(uid: RecordUid, fields: Readonly<Record<string, unknown>>): Promise<void> {
    for (const [field, value] of Object.entries(fields)) {
      const { problem } = await this.site.call('records.saveField', { uid, field, value: value as never });
      if (problem !== null) throw new Error(`${field}: ${problem}`);
    }
  }
}

/** Opens the print shop: Chromium starts with the first document. */
export async function openPrintShop(folder: string): Promise<PrintShop> {
  await mkdir(folder, { recursive: true });
  const renderer = createTestRenderer();
  return { folder, renderPdf: renderer.render, close: renderer.close };
}

/** What a site's program asks of the desktop. */
export function demoHost(shop: PrintShop): Host {
  return {
    runtime: 'none',
    renderPdf: shop.renderPdf,
    listPrinters: async () => [{ name: printerName, writesFiles: true }],
    print: async (pdf, _printer, name) => await writeFile(join(shop.folder, `${name}.pdf`), pdf),
    chooseFolder: async () => null,
    chooseFile: async () => null,
  };
}

/** Makes a site: first run with three administrators. Password keys are cheap until {@link hardenPasswords}. */
export async function foundSite(
  options: Pick<DemoOptions, 'folder' | 'seed'>,
  shop: PrintShop,
  given: {
    readonly code: string;
    readonly name: string;
    readonly kind: SiteKind;
    readonly clock: SimulatedClock;
  },
): Promise<DemoSite> {
  const { clock } = given;
  const site = await Site.create({
    folder: siteFolder(options, given.code),
    code: given.code,
    name: given.name,
    kind: given.kind,
    highestLevel: 2,
    host: demoHost(shop),
    clock: clock.look,
    passwordCost: quickCost,
    confirmsDate: true,
  });
  return new DemoSite(
    site,
    clock,
    new Chance(options.seed + given.code.charCodeAt(0) * 7 + given.code.charCodeAt(1)),
  );
}

/** Folder of a site: `data` (copied, opens nothing), `station` (station secret), `safe` (root key file). */
export function siteFolder(options: Pick<DemoOptions, 'folder'>, code: string): string {
  return join(options.folder, 'sites', code);
}

/**
 * Gives everybody a new password under the full cost of password keys: a year of log-ins was made with a cheap one, what
 * is handed over is not.
 */
export async function hardenPasswords(demo: DemoSite): Promise<DemoSite> {
  const { passwordCost: _cheap, ...options } = demo.site.options;
  const site = (await Site.open(options)).adopt(demo.site);
  for (const login of site.people.keys()) await site.renewPassword(login);
  const hardened = new DemoSite(site, demo.clock, demo.chance);
  hardened.stock = demo.stock;
  return hardened;
}
