import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import buildPage from '../../.ci/buildPage.ts';
import { launchProgram, type RunningProgram } from '../electron/launch.ts';
import { type Act, type Shot, tours } from './screens.ts';
import type { Summary } from './summary.ts';
import { type DemoOptions, type DemoSite, siteFolder } from './world.ts';

type Scheme = 'light' | 'dark';

/**
 * Pictures of every main screen of the real program at 1366×768, each seen by the role that works there; the most
 * important ones also in dark colours. A screen that could not be reached at once is tried again; `missed` names those
 * that could not be reached at all, so that no list of pictures is ever shorter without anybody being told.
 */
export async function takeScreenshots(
  options: Pick<DemoOptions, 'folder'>,
  sites: readonly Pick<DemoSite, 'code' | 'site'>[],
  tell: (line: string) => void,
): Promise<{ readonly taken: Summary['screenshots']; readonly missed: readonly string[] }> {
  await buildPage();
  await mkdir(join(options.folder, 'screenshots'), { recursive: true });
  const taken: Summary['screenshots'] = [];
  const missed: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const { code, site } of sites) {
      const own = tours.filter(
        (tour) =>
          tour.site === code && tour.shots.some((shot) => colorScheme === 'light' || shot.dark === true),
      );
      if (own.length === 0) continue;
      const program = await launchProgram({
        dataDir: join(siteFolder(options, code), 'data'),
        secretDir: join(siteFolder(options, code), 'station'),
        colorScheme,
      });
      try {
        const camera = new Camera(options.folder, program, colorScheme, taken, missed, tell);
        if (code === 'HQ') await camera.take({ screen: '登录', acts: [] }, 'HQ');
        for (const tour of own) {
          const person = [...site.people.values()].find((one) => one.roles.includes(tour.role));
          if (person === undefined) {
            missed.push(...tour.shots.map((shot) => shot.screen));
            continue;
          }
          await camera.logIn(person);
          const shots = tour.shots.filter((shot) => colorScheme === 'light' || shot.dark === true);
          for (const shot of shots) await camera.take(shot, code);
          await camera.lock();
        }
      } finally {
        await program.close();
      }
    }
  }
  tell(`截图 ${taken.length} 张`);
  return { taken, missed };
}

/** One running program in one colour scheme. */
class Camera {
  readonly #folder: string;
  readonly #program: RunningProgram;
  readonly #scheme: Scheme;
  readonly #taken: Summary['screenshots'];
  readonly #missed: string[];
  readonly #tell: (line: string) => void;

  constructor(
    folder: string,
    program: RunningProgram,
    scheme: Scheme,
    taken: Summary['screenshots'],
    missed: string[],
    tell: (line: string) => void,
  ) {
    this.#folder = folder;
    this.#program = program;
    this.#scheme = scheme;
    this.#taken = taken;
    this.#missed = missed;
    this.#tell = tell;
  }

  async logIn({ login, password }: { readonly login: string; readonly password: string }): Promise<void> {
    const { page } = this.#program;
    await page.getByLabel('帐号', { exact: true }).fill(login);
    await page.getByLabel('口令', { exact: true }).fill(password);
    await page.keyboard.press('Control+Enter');
    await page.getByRole('navigation', { name: '主导航' }).waitFor({ timeout: 60_000 });
  }

  async lock(): Promise<void> {
    const { page } = this.#program;
    // The page ends before the driver has told it that the keys were let go.
    await page.keyboard.press('Control+L').catch(() => undefined);
    const next = await this.#program.nextPage(page);
    await next.getByLabel('口令', { exact: true }).waitFor({ timeout: 60_000 });
  }

  async take(shot: Shot, code: string): Promise<void> {
    const { page } = this.#program;
    const problem = await this.#reach(shot);
    if (problem !== null) {
      this.#missed.push(shot.screen);
      this.#tell(`没有拍到 ${shot.screen}：${problem}`);
      return;
    }
    const number = String(this.#taken.length + 1).padStart(2, '0');
    const file = `screenshots/${number}-${code}${this.#scheme === 'dark' ? '-dark' : ''}.png`;
    await page.screenshot({ path: join(this.#folder, file) });
    this.#taken.push({ file, screen: `${shot.screen}（${this.#scheme === 'dark' ? '深色' : '浅色'}）` });
  }

  /** Goes to the screen; a busy machine gets more than one try. @returns why it could not be reached, or null */
  async #reach(shot: Shot): Promise<string | null> {
    const { page } = this.#program;
    let problem = '';
    for (let attempt = 1; attempt <= tries; attempt++) {
      try {
        for (const act of shot.acts) {
          await perform(page, act);
          await settled(page);
        }
        await settled(page);
        return null;
      } catch (error) {
        problem = error instanceof Error ? error.message.split('\n').slice(0, 6).join(' ') : String(error);
        await page.keyboard.press('Escape');
      }
    }
    return problem;
  }
}

const tries = 3;

async function perform(page: Page, act: Act): Promise<void> {
  const timeout = 30_000;
  if ('area' in act) {
    await page
      .getByRole('navigation', { name: '主导航' })
      .getByRole('button', { name: act.area })
      .click({ timeout });
  } else if ('part' in act) {
    await page.locator('.area-tab:visible', { hasText: act.part }).first().click({ timeout });
  } else if ('button' in act) {
    await page.getByRole('button', { name: act.button }).first().click({ timeout });
  } else if ('row' in act) {
    const rows = page.locator('.table-body [role=row]:visible');
    const wanted =
      typeof act.row === 'number' ? rows.nth(act.row - 1) : rows.filter({ hasText: act.row }).first();
    await wanted.click({ timeout });
  } else if ('key' in act) await page.keyboard.press(act.key);
  else await page.keyboard.type(act.text);
}

/** Waits until nothing on the page has changed for a moment, nothing is being read and all faces are there. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        let timer: ReturnType<typeof setTimeout>;
        const look = (): void => {
          clearTimeout(timer);
          timer = setTimeout(() => {
            if (document.querySelector('.loading') === null) {
              observer.disconnect();
              resolve();
            } else look();
          }, 400);
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, {
          subtree: true,
          childList: true,
          attributes: true,
          characterData: true,
        });
        setTimeout(() => {
          observer.disconnect();
          resolve();
        }, 15_000);
        look();
      }),
  ); // What has just appeared may have asked for faces that nobody had needed before.
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}
