import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectUid } from '../../shared/ids.ts';
import { type Carried, checkPackage, mediumFolder, sendPackage, takePackage } from '../demo/carrying.ts';
import { plusMonths } from '../demo/clock.ts';
import { clerkOf, loginOf } from '../demo/people.ts';
import type { DemoSite } from '../demo/world.ts';
import { fileEverything } from '../demo/year.ts';
import { firstWorked, later, worked } from './plainCalendar.ts';
import { medium } from './world.ts';
import { demand, type Year } from './year.ts';

/** What becomes of a unit's package of a month. */
export type Fate = 'onTime' | 'late' | 'lost';

/** What the receipt board must say of a unit's months. */
export type Board = Map<string, 'onTime' | 'late'>;

/** Enters the package of a month of a unit: by the fifth of the next month, moved to the next working day (5.5.6). */
export function handIn(year: Year, board: Board, code: string, month: string, fate: Fate): void {
  const fifth = `${plusMonths(month, 1)}-05`;
  let day = later(fifth, -2);
  while (!worked(day)) day = later(day, -1);
  const cell = `${code} ${month}`;
  if (fate === 'late') {
    day = later(firstWorked(fifth), 6);
    board.set(cell, 'late');
  }
  year.on(day, `${code} → HQ ${month}${fate === 'onTime' ? '' : ` ${fate}`}`, async () => {
    const center = year.at('HQ', '10:00');
    if (fate === 'late') await missing(center, code, month);
    const unit = year.at(code, '09:00');
    const carried = await sendPackage(year.world, unit, center, {
      period: month,
      medium: medium(code, 'HQ'),
    });
    year.counts.packages += 1;
    if (fate === 'lost') {
      // The courier loses it: nothing of it is left on the medium.
      await rm(carried.file);
      await lostFound(year, board, code, month, carried);
      return;
    }
    year.at('HQ', '14:00');
    await takePackage(center, carried);
    board.set(cell, year.day <= firstWorked(fifth, year.knows2027) ? 'onTime' : 'late');
  });
}

/** The board says that the month's package has not come. */
async function missing(center: DemoSite, code: string, month: string): Promise<void> {
  await center.site.as(clerkOf('HQ').login);
  const { board, overdue } = await center.site.call('exchange.overview');
  const cell = board.find((one) => one.site === code && one.month === month);
  demand(cell?.state === 'missing', `收发看板上 ${code} ${month} 是 ${cell?.state}，应为未到`);
  demand(
    overdue.some((one) => one.site === code && one.what === 'package'),
    `未到的包没有提醒：${code} ${month}`,
  );
}

/**
 * The lost package is missed when the next one comes, which waits; the center's answer asks for it, and the unit writes the same
 * sealed package again: nothing is skipped, nothing is sent anew.
 */
async function lostFound(
  year: Year,
  board: Board,
  code: string,
  month: string,
  lost: Carried,
): Promise<void> {
  const next = plusMonths(month, 2);
  const day = firstWorked(`${next}-04`);
  year.on(day, `${code} 丢失的包`, async () => {
    const unit = year.at(code, '13:00');
    const center = year.at('HQ', '15:00');
    const following = await sendPackage(year.world, unit, center, {
      period: plusMonths(month, 1),
      medium: medium(code, 'HQ'),
    });
    year.counts.packages += 1;
    const held = await checkPackage(center, following.file, medium(code, 'HQ'));
    demand(held.verdict === 'held' && held.missing === String(lost.seq), `缺号的包：${JSON.stringify(held)}`);
    await answer(year, code, plusMonths(month, 1));
    await unit.site.as(loginOf(code, 'unitOfficer'));
    const { requests, outgoing } = await unit.site.call('exchange.overview');
    demand(
      requests.some((one) => one.partner === 'HQ' && one.fromSeq <= lost.seq && lost.seq <= one.toSeq),
      '单位没有看到补发要求',
    );
    const sealed = outgoing.find((one) => one.recipient === 'HQ' && one.seq === lost.seq);
    demand(sealed !== undefined && sealed.digest === lost.digest, '找不到丢失的包');
    const leader = loginOf(code, 'unitLeader');
    await unit.site.as(leader);
    const again = await unit.site.call('exchange.release', {
      uid: sealed.uid,
      folder: mediumFolder(year.world, medium(code, 'HQ')),
      password: unit.site.person(leader).password,
    });
    demand(again.package.digest === lost.digest, '补发的包不是原来的包');
    await takePackage(center, { file: again.file, medium: medium(code, 'HQ') });
    board.set(`${code} ${month}`, 'late');
    const { held: waiting } = await center.site.call('exchange.overview');
    for (const one of waiting) {
      const checked = await center.site.call('exchange.checkHeld', { uid: one.uid as ObjectUid });
      demand(checked.verdict === 'ready', `等候的包：${checked.verdict}`);
      await center.site.call('exchange.accept', { previewUid: checked.previewUid });
    }
    board.set(`${code} ${plusMonths(month, 1)}`, 'onTime');
  });
}

/** The center numbers and archives what has come, and sends receipts and numbers back. */
export async function answer(year: Year, code: string, month: string): Promise<void> {
  const center = year.at('HQ', '15:30');
  await fileEverything(center);
  const unit = year.at(code, '16:30');
  const back = await sendPackage(year.world, center, unit, { period: month, medium: medium('HQ', code) });
  year.counts.packages += 1;
  await takePackage(unit, back);
}

/** The same package on another medium comes again: it is known, and nothing changes. */
export async function repeat(year: Year, code: string): Promise<void> {
  const center = year.at('HQ', '16:00');
  const unit = year.at(code, '15:00');
  await unit.site.as(loginOf(code, 'unitLeader'));
  const { outgoing } = await unit.site.call('exchange.overview');
  const last = outgoing.find((one) => one.recipient === 'HQ' && one.seq !== null);
  demand(last !== undefined, `${code} 没有发过包`);
  const leader = loginOf(code, 'unitLeader');
  const folder = join(year.options.folder, 'repeated');
  await mkdir(folder, { recursive: true });
  const { file } = await unit.site.call('exchange.release', {
    uid: last.uid,
    folder: mediumFolder(year.world, medium(code, 'HQ')),
    password: unit.site.person(leader).password,
  });
  const copy = join(folder, 'again.age');
  await copyFile(file, copy);
  const checked = await checkPackage(center, copy, medium(code, 'HQ'));
  demand(checked.verdict === 'alreadyImported', `重复的包：${checked.verdict}`);
  year.counts.refusals += 1;
}

/** What the board says at the end of the year, month by month. */
export async function compareBoard(year: Year, board: Board): Promise<void> {
  const center = year.at('HQ', '16:30');
  await center.site.as(clerkOf('HQ').login);
  const { board: cells, months } = await center.site.call('exchange.overview');
  let compared = 0;
  for (const [key, state] of board) {
    const [site, month] = key.split(' ');
    if (!months.some((one) => one === month)) continue;
    const cell = cells.find((one) => one.site === site && one.month === month);
    demand(cell?.state === state, `收发看板 ${key}：${cell?.state}，应为 ${state}`);
    compared += 1;
  }
  demand(compared > 0, '收发看板没有月份');
}
