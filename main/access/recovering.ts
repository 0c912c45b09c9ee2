import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { HandlerInput, HandlerOutput } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { type AccountUid, dayOf, makeUid, type SiteCode } from '../../shared/ids.ts';
import { posts, roleNames } from '../../shared/policy/roles.ts';
import { passwordProblem } from '../../shared/policy/sessionPolicy.ts';
import { type Database, openDatabase, type WriteTx } from '../database/database.ts';
import { exists, writeDurably } from '../database/durableFiles.ts';
import {
  openWithShares,
  type Recovery,
  stationSecretFromPaper,
  wrappedKeyFromPaper,
} from '../database/recovery.ts';
import { zero } from '../database/sealing.ts';
import { Slots } from '../database/slots.ts';
import { makeStationSecret, readStationSecret } from '../database/stationSecret.ts';
import {
  accountByLogin,
  accountByUid,
  insertPasswordHistory,
  retirePersonKeys,
  updateAccount,
} from '../database/stores/accounts.ts';
import { getMeta, setMeta } from '../database/stores/meta.ts';
import { ownSite } from '../database/stores/site.ts';
import { appendAudit } from './auditLog.ts';
import { levelRank } from './identities.ts';
import { insertAdministrator } from './newAdministrator.ts';
import { presentPolicy } from './policy.ts';
import type { Station } from './station.ts';

type Input = HandlerInput<'session.recover'>;
type Administrator = Input['administrators'][number] & {
  readonly uid: AccountUid;
  readonly id: number | null;
};

/**
 * Opens the site with recovery shares: proves the shares against the wrapped key, opens the database with it, and makes slots
 * for three administrators. Accounts keep their slots when station secret and slot file are those of the site; else they get
 * new passwords by two posts. Killed at any point, the shares open the site again.
 * @throws AppError recovery.*, slots.*, database.*, people.password-weak
 */
export async function recoverSite(station: Station, input: Input): Promise<HandlerOutput<'session.recover'>> {
  const { stationSecretFile } = station.options;
  const typedSecret = input.stationSecret === null ? undefined : stationSecretFromPaper(input.stationSecret);
  let databaseKey: Buffer | undefined;
  let database: Database | undefined;
  try {
    const recovery = await recoveryOf(station, input.wrappedKey);
    databaseKey = await openWithShares(recovery, input.shares);
    const { clock } = station.options;
    database = await openDatabase({ file: station.databaseFile, key: databaseKey, mode: 'existing', clock });
    const administrators = await identify(station, database, input);
    // Only now, with a database that opened, is anything written.
    if (typedSecret !== undefined) await writeDurably(stationSecretFile, typedSecret);
    else if (!(await exists(stationSecretFile))) await makeStationSecret(stationSecretFile);
    await mkdir(station.slotFolder, { recursive: true, mode: 0o700 });
    const stationSecret = await readStationSecret(stationSecretFile);
    const kept = await keptSlots(station, stationSecret, database, databaseKey);
    const slots =
      kept ?? (await freshSlots(station, stationSecret, database, databaseKey, recovery, administrators));
    if (kept !== undefined)
      for (const administrator of administrators)
        await kept.resetPassword(newSlotOf(administrator), databaseKey, true);
    const verifiers = new Map<AccountUid, string>();
    for (const { uid, password } of administrators)
      verifiers.set(uid, await slots.historyVerifier(uid, password));
    await database.inTransaction(async (tx) => {
      for (const administrator of administrators)
        await settle(tx, station, administrator, verifiers.get(administrator.uid) ?? '');
      await setMeta(tx, 'slot-generation', String(slots.generation));
      const site = await ownSite(tx);
      if (site === undefined) throw new AppError('database.damaged');
      await appendAudit(tx, site.code as SiteCode, {
        act: 'site.recovered',
        at: station.now,
        account: 'custodians',
        object: { kind: 'recoverySplit', uid: recovery.splitId },
        outcome: kept === undefined ? 'done:new-slots' : 'done',
      });
    });
    return { keptAccounts: kept !== undefined };
  } finally {
    zero(databaseKey, typedSecret);
    await database?.close();
  }
}

/** The wrapped key from paper, else the one in the slot file. @throws AppError recovery.not-split, slots.missing, slots.damaged */
async function recoveryOf(station: Station, paper: string | null): Promise<Recovery> {
  if (paper !== null && paper !== '') return wrappedKeyFromPaper(paper);
  const { recovery } = await Slots.open(station.slotOptions(new Uint8Array(32)));
  if (recovery === null) throw new AppError('recovery.not-split');
  return recovery;
}

/** Accounts of the persons named: present holders of their posts, or new ones. */
async function identify(station: Station, database: Database, input: Input): Promise<Administrator[]> {
  const site = await ownSite(database.read);
  if (site === undefined) throw new AppError('database.damaged');
  const wrong = (detail: string) => new AppError('recovery.administrators', { detail });
  if (new Set(input.administrators.map(({ post }) => post)).size !== posts.length)
    throw wrong('每个岗位各一人');
  if (new Set(input.administrators.map(({ login }) => login)).size !== posts.length)
    throw wrong('登录名互不相同');
  const { policy } = await presentPolicy(database.read, levelRank(site.highest_level));
  const today = dayOf(station.now);
  const found: Administrator[] = [];
  for (const administrator of input.administrators) {
    const problem = passwordProblem(administrator.password, administrator.login, policy);
    if (problem !== undefined)
      throw new AppError('people.password-weak', { detail: `${administrator.login}：${problem}` });
    const account = await accountByLogin(database.read, administrator.login);
    if (account === undefined) {
      const uid = makeUid(site.code as SiteCode, randomBytes(10)) as AccountUid;
      found.push({ ...administrator, uid, id: null });
      continue;
    }
    const holder = await accountByUid(database.read, account.uid, today);
    if (account.state !== 'active' || !holder?.roles.some(({ role }) => role === administrator.post))
      throw wrong(`“${administrator.login}”不是在任的${roleNames[administrator.post]}`);
    found.push({ ...administrator, uid: account.uid as AccountUid, id: account.id });
  }
  return found;
}

function newSlotOf({ uid, login, password }: Administrator) {
  return { accountUid: uid, login, password, afterFailures: 'wait' as const };
}

/**
 * The slot file of the site, when it is of this database key and this station secret: then everybody else keeps their
 * password. Undefined when it is not, or when there is none.
 */
async function keptSlots(
  station: Station,
  stationSecret: Uint8Array,
  database: Database,
  databaseKey: Uint8Array,
): Promise<Slots | undefined> {
  const slots = await Slots.open(station.slotOptions(stationSecret)).catch(() => undefined);
  if (slots === undefined || !slots.isOf(databaseKey)) return undefined;
  const known = slots.states().map(({ accountUid }) => accountUid);
  for (const uid of known) {
    const found = await accountByUid(database.read, uid, dayOf(station.now));
    if (found !== undefined) return slots.hasSlotOf(found.account.login, uid) ? slots : undefined;
  }
  return undefined;
}

/** A new slot file with the three administrators alone; it follows every generation that was. */
async function freshSlots(
  station: Station,
  stationSecret: Uint8Array,
  database: Database,
  databaseKey: Uint8Array,
  recovery: Recovery,
  administrators: readonly Administrator[],
): Promise<Slots> {
  const before = await Slots.open(station.slotOptions(stationSecret)).catch(() => undefined);
  const inDatabase = Number((await getMeta(database.read, 'slot-generation')) ?? '0');
  const generation = Math.max(before?.generation ?? 0, inDatabase);
  return await Slots.create(station.slotOptions(stationSecret), administrators.map(newSlotOf), databaseKey, {
    generation,
    recovery,
  });
}

/** Enters what a recovery does to one account: a new password, no signing key; a new administrator where none was. */
async function settle(
  tx: WriteTx,
  station: Station,
  administrator: Administrator,
  verifier: string,
): Promise<void> {
  const at = station.now;
  let { id } = administrator;
  if (id === null) {
    id = await insertAdministrator(tx, administrator, at);
  } else {
    await retirePersonKeys(tx, id, at, 'recovered');
    await updateAccount(tx, id, { must_change_password: 0, password_changed_at: at });
  }
  await insertPasswordHistory(tx, id, at, verifier);
}
