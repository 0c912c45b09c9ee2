import { rmSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '../../main/access/context.ts';
import { bareHost, quickCost, Site } from './site.ts';

/** A site whose printer gives back what it printed, for tests of recovery shares and of the database key. */
export interface KeySite {
  readonly site: Site;
  readonly folder: string;
  /** Texts printed, by job name. */
  readonly printed: Map<string, string>;
  /** Number of the print that fails; none when undefined. */
  failAt: number | undefined;
  /** Registers the printer and splits the recovery secret; answers the three share texts, wrapped key, station secret. */
  split(reason?: string): Promise<Papers>;
  /** Closes the program and opens it again on the same or another folder. */
  reopen(folder?: string): Promise<Site>;
  remove(): Promise<void>;
}

/** What stands on the papers of one split. */
export interface Papers {
  readonly splitId: string;
  readonly shares: readonly [string, string, string];
  readonly wrapped: string;
  readonly stationSecret: string;
}

/** Registered paper printer of the tests. */
export const paperPrinter = '保密室打印机';

/** The same untouched site for every test of a file: a first run makes a root key, which takes seconds. */
let untouched: Promise<Site> | undefined;

async function firstRun(): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'keys-template-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const site = await Site.create({ ...identity, folder, host: bareHost });
  await site.close();
  return site;
}

const identity = {
  code: 'HQ',
  name: '试验站点',
  kind: 'center',
  highestLevel: 2,
  passwordCost: quickCost,
} as const;

const boxed = /<p class="text">([^<]*)<\/p>/g;

/** Makes a site at level 秘密 with its three administrators. */
export async function keySite(): Promise<KeySite> {
  const folder = await mkdtemp(join(tmpdir(), 'keys-'));
  const printed = new Map<string, string>();
  const state = { failAt: undefined as number | undefined, count: 0 };
  const host: Host = {
    ...bareHost,
    renderPdf: async (html) => Buffer.from(html),
    listPrinters: async () => [
      { name: paperPrinter, writesFiles: false },
      { name: 'PDF:文件', writesFiles: true },
    ],
    print: async (pdf, _, name) => {
      state.count += 1;
      if (state.count === state.failAt) throw new Error('the printer is out of paper');
      printed.set(name, Buffer.from(pdf).toString('utf8'));
    },
  };
  const options = { ...identity, folder, host };
  untouched ??= firstRun();
  const template = await untouched;
  await cp(template.options.folder, folder, { recursive: true });
  let site = (await Site.open(options)).adopt(template);
  let registered = false;
  const self: KeySite = {
    get site() {
      return site;
    },
    folder,
    printed,
    get failAt() {
      return state.failAt;
    },
    set failAt(at) {
      state.failAt = at;
      state.count = 0;
    },
    split: async (reason = '首次分割') => {
      await site.asPost('securityAdmin');
      if (!registered) {
        await site.call('printing.registerPrinter', {
          name: paperPrinter,
          level: 2,
          writesFiles: false,
          place: '保密室',
        });
        registered = true;
      }
      const { splitId } = await site.call('keys.split', {
        reason,
        custodians: [
          { name: '甲保管', accountUid: null },
          { name: '乙保管', accountUid: null },
          { name: '丙保管', accountUid: null },
        ],
        keeper: '保密柜一号',
        printer: paperPrinter,
        second: site.second(site.loginOf('systemAdmin')),
      });
      return papersOf(printed, splitId);
    },
    reopen: async (to = folder) => {
      await site.close();
      site = (await Site.open({ ...options, folder: to })).adopt(site);
      return site;
    },
    remove: async () => {
      await site.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return self;
}

/** Reads the papers of a split from what was printed. */
export function papersOf(printed: ReadonlyMap<string, string>, splitId: string): Papers {
  const textsOf = (paper: string): string[] =>
    [...(printed.get(`recovery-${splitId}-${paper}`) ?? '').matchAll(boxed)].map((match) => match[1] ?? '');
  const [wrapped = '', stationSecret = ''] = textsOf('wrapped');
  const share = (n: number): string => textsOf(`share${n}`)[0] ?? '';
  return { splitId, shares: [share(1), share(2), share(3)], wrapped, stationSecret };
}
