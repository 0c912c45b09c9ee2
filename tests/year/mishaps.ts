import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { AccountUid, Day, RecordUid } from '../../shared/ids.ts';
import { mediumFolder } from '../demo/carrying.ts';
import { momentOf } from '../demo/clock.ts';
import { loginOf } from '../demo/people.ts';
import type { DemoSite } from '../demo/world.ts';
import { later } from './plainCalendar.ts';
import { demand, type Year } from './year.ts';

/** Code of the refusal of a call, or 'done'. */
async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

const uidOf = (site: DemoSite, login: string): AccountUid => {
  const { uid } = site.site.person(login);
  if (uid === null) throw new Error(`${login} has no account`);
  return uid;
};

/** A call that is written down and not closed. */
export async function openCall(site: DemoSite, login: string, need: string): Promise<RecordUid> {
  await site.site.as(login);
  return await site.create(
    'phoneRecord',
    { customer: site.stock.customers[0]?.uid ?? null },
    {
      direction: 'in',
      startedAt: site.clock.at.toISOString(),
      caller: '李参谋',
      need,
      opinion: '已登记',
      result: '已答复用户',
      solvedOnCall: true,
    },
  );
}

/** A second operator leaves in summer: what is open goes to the other one with both names, then the account ends. */
export function leaver(year: Year): void {
  let call: RecordUid | null = null;
  year.on('2026-01-05', 'HQ 第二名值班员', async () => {
    const site = year.at('HQ');
    await site.site.addPeople([{ login: 'linwy', name: '林晚云', roles: ['operator'], clearance: 2 }]);
  });
  year.on('2026-06-29', 'HQ 离岗者的最后一件来电', async () => {
    call = await openCall(year.at('HQ'), 'linwy', '询问备件发运日期');
  });
  year.on('2026-06-30', 'HQ 离岗移交', async () => {
    const site = year.at('HQ');
    const heir = loginOf('HQ', 'operator');
    const uid = uidOf(site, 'linwy');
    const leader = loginOf('HQ', 'centerLeader');
    await site.site.as(leader);
    const before = await site.site.call('administration.leaving', { uid });
    demand((before.rows.find((row) => row.item === 'drafts')?.count ?? 0) > 0, '离岗者没有未办事项');
    const items = ['tasks', 'drafts', 'openRecords', 'lastReader'] as const;
    await site.site.call('administration.handOver', {
      uid,
      toUid: uidOf(site, heir),
      items: [...items],
      reason: '调离岗位',
    });
    const after = await site.site.call('administration.leaving', { uid });
    for (const item of items)
      demand(after.rows.find((row) => row.item === item)?.count === 0, `离岗后仍有 ${item}`);
    await site.site.asPost('systemAdmin');
    await site.site.call('people.disable', {
      uid,
      second: site.site.second(site.site.loginOf('securityAdmin')),
    });
    const { password } = site.site.person('linwy');
    await site.site.call('session.lock');
    demand(
      (await refusal(site.site.call('session.unlock', { login: 'linwy', password }))) ===
        'people.not-enabled',
      '离岗者仍能登录',
    );
    year.counts.refusals += 1;
    demand(call !== null, '没有移交的来电');
    await site.site.as(heir);
    await site.move(heir, call, 'close');
  });
}

/** Log-in of the deputy of the supervisor. */
export const deputy = 'hanrs';

/** The supervisor is away in September: a deputy is asked for, enabled by the security administrator, and signs with 代. */
export function deputyOf(year: Year): void {
  year.on('2026-09-07', 'HQ 代理', async () => {
    const site = year.at('HQ');
    const supervisor = loginOf('HQ', 'supervisor');
    await site.site.as(supervisor);
    const { uid } = await site.site.call('administration.propose', {
      payload: {
        act: 'appointDeputy',
        uid: uidOf(site, deputy),
        forUid: uidOf(site, supervisor),
        role: 'supervisor',
        from: '2026-09-08' as Day,
        to: '2026-09-18' as Day,
      },
      reason: '休假',
    });
    await site.site.asPost('securityAdmin');
    await site.site.call('administration.decide', { uid, decision: 'confirmed', note: '' });
  });
  year.on('2026-09-21', 'HQ 代理已结束', async () => {
    const site = year.at('HQ');
    await site.site.as(deputy);
    const state = await site.site.call('session.state');
    const held = state.phase === 'unlocked' ? state.person.roles : [];
    demand(!held.includes('supervisor'), '代理期满仍有主管的权限');
  });
}

/** The deputy's review stands in the record with both names. */
export async function signedInPlace(site: DemoSite, uid: RecordUid): Promise<void> {
  const { history } = await site.site.call('records.open', { uid });
  const wanted = `${site.site.person(deputy).name} 代 ${site.site.person(loginOf('HQ', 'supervisor')).name}`;
  demand(
    history.some((line) => line.by === wanted),
    `履历中没有“${wanted}”`,
  );
}

/** The battery of a unit's clock is empty: calls are written down, nothing is numbered, until two persons say what day it is. */
export function clockFault(year: Year, code: string): void {
  year.on('2026-11-12', `${code} 时钟故障`, async () => {
    const site = year.at(code);
    const right = site.clock.at;
    const operator = loginOf(code, 'operator');
    await site.site.asPost('auditor');
    await site.site.call('session.lock');
    site.clock.set(momentOf('2026-08-01', '08:00'));
    const { password } = site.site.person(operator);
    const state = await site.site.call('session.unlock', { login: operator, password });
    demand(state.phase === 'unlocked' && state.conditions.includes('dateUnconfirmed'), '时钟倒退没有被发现');
    const { uid } = await site.site.call('service.phone', {
      direction: 'in',
      customerUid: site.stock.customers[0]?.uid ?? null,
      caller: '张站长',
      number: '',
      equipmentUids: [],
      need: '询问下月巡检日期',
      opinion: '待核对后答复',
      result: '已答复',
      solved: true,
      taskUid: null,
      openTask: false,
    });
    demand(
      (await refusal(site.move(operator, uid, 'close'))) === 'site.date-unconfirmed',
      '时间待确认时仍能编号',
    );
    year.counts.refusals += 1;
    await site.site.call('session.lock');
    site.clock.set(right);
    site.clock.pass(30);
    await site.site.as(operator);
    await site.fill(uid, { startedAt: site.clock.at.toISOString() });
    await site.move(operator, uid, 'close');
  });
}

/** A unit's disk fails: restored from the set of two days before, witnessed numbers, a new epoch; what was lost keeps its numbers. */
export function restore(year: Year, code: string): void {
  let set = '';
  year.on('2026-07-15', `${code} 备份`, async () => {
    const site = year.at(code, '17:30');
    const target = join(year.options.folder, 'backup', code);
    await mkdir(target, { recursive: true });
    // Nobody's password is newer than the set: a restored site knows those of its set.
    for (const login of site.site.people.keys()) await site.site.as(login);
    await site.site.asPost('systemAdmin');
    await site.site.call('backup.configure', {
      folder: target,
      second: site.site.second(site.site.loginOf('securityAdmin')),
    });
    set = (await site.site.call('backup.run')).set.folder;
  });
  year.on('2026-07-16', `${code} 备份后的来电`, async () => {
    const site = year.at(code);
    const operator = loginOf(code, 'operator');
    const call = await openCall(site, operator, '备份之后的来电');
    await site.move(operator, call, 'close');
  });
  year.on('2026-07-17', `${code} 恢复`, async () => await restoreNow(year, code, set));
}

async function restoreNow(year: Year, code: string, set: string): Promise<void> {
  const site = year.at(code);
  const { site: program } = site;
  const admin = program.loginOf('systemAdmin');
  const second = program.second(program.loginOf('securityAdmin'));
  await program.asPost('systemAdmin');
  await program.call('session.lock');
  await program.call('backup.restore', {
    folder: set,
    opening: { with: 'posts', people: [program.second(admin), second], stationSecret: null },
    handOver: null,
  });
  await program.as(admin);
  const { state } = await program.call('backup.restoredState');
  demand(state !== null, '恢复后没有核对状态');
  const center = year.at('HQ', '10:00');
  await center.site.as(loginOf('HQ', 'informationOfficer'));
  const { incoming } = await center.site.call('exchange.overview');
  const last = incoming.find((one) => one.sender === code);
  const { voided } = await program.call('backup.witnessNumbers', {
    // One call was closed after the set: the paper register has its number.
    numbers: state.numbers.map(({ series, year: of, site: at, inSet }) => ({
      series,
      year: of,
      site: at,
      witnessed: series === 'DH' ? inSet + 1 : inSet,
      source: '登记簿',
    })),
    streams: state.streams.map((stream) => ({
      recipient: stream.recipient,
      witnessed: last?.seq ?? stream.inSet,
      digest: null,
      source: '中心收发看板',
    })),
    lostHead: null,
    second,
  });
  demand(voided > 0, '恢复后没有作废号');
  await program.call('backup.confirmAccounts', { uids: state.accounts.map((one) => one.uid), second });
  await program.call('backup.confirmDisposals', { numbers: [], second });
  const { file } = await program.call('exchange.openEpoch', {
    rootKeyFile: program.rootKeyFile,
    rootPassphrase: program.rootPassphrase,
    folder: join(mediumFolder(year.world, `ROSTER-${code}`)),
    knownEpoch: null,
    second,
  });
  await program.call('backup.endRestored', { second });
  await center.site.asPost('systemAdmin');
  await center.site.call('exchange.acceptRoster', { rosterFile: file });
}

/** The center's machine stays off for two weeks: on the first day back everything is due on its true day. */
export const closedFrom = '2026-08-10';
/** First day on which the center's program runs again. */
export const openAgain = later(closedFrom, 14);
