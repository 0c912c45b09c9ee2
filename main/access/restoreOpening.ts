import { randomBytes } from 'node:crypto';
import type { SetOpening } from '../../shared/contract/backup.ts';
import { AppError } from '../../shared/errors.ts';
import { type AccountUid, dayOf, type Instant } from '../../shared/ids.ts';
import { isPost } from '../../shared/policy/roles.ts';
import type { ReadDb } from '../database/handles.ts';
import { openWithShares, stationSecretFromPaper } from '../database/recovery.ts';
import { zero } from '../database/sealing.ts';
import { isAuthentic, readSlotFile, type SlotContent } from '../database/slotFile.ts';
import { Slots } from '../database/slots.ts';
import type { SlotOptions } from '../database/slotTypes.ts';
import { readStationSecret } from '../database/stationSecret.ts';
import { accountByUid, allAccounts, allRoles } from '../database/stores/accounts.ts';
import type { StationOptions } from './stationTypes.ts';

/** A set whose database key is at hand. The borrower zeroes `databaseKey` and `stationSecret`. */
export interface OpenedSet {
  readonly databaseKey: Buffer;
  /** Accounts of the two posts; empty when shares opened it. */
  readonly posts: readonly AccountUid[];
  /** Station secret that fits the slots of the set; undefined where it is lost and shares opened the set. */
  readonly stationSecret: Buffer | undefined;
  readonly slots: SlotContent;
}

type Keys = Pick<StationOptions, 'stationSecretFile' | 'passwordCost' | 'passwordDerivation'>;

/** Slot options of a folder of slots under a given secret, at the cost that the station uses. */
export function slotsAt(folder: string, stationSecret: Uint8Array, keys: Keys): SlotOptions {
  return {
    folder,
    stationSecret,
    ...(keys.passwordCost === undefined ? {} : { cost: keys.passwordCost }),
    ...(keys.passwordDerivation === undefined ? {} : { derive: keys.passwordDerivation }),
  };
}

/**
 * Opens the database key of a set from nothing but the set and what people bring: two passwords of that time with the
 * station secret, or two of three shares.
 * @param folder of the slot copies in the set
 * @throws AppError restore.posts-refused, restore.station-secret-refused, recovery.*, slots.damaged, slots.missing
 */
export async function openSetKeys(folder: string, opening: SetOpening, keys: Keys): Promise<OpenedSet> {
  const slots = await readSlotFile(folder);
  const stationSecret = await secretFor(opening, keys);
  try {
    const opened =
      opening.with === 'posts'
        ? await withPasswords(folder, slots, opening, stationSecret, keys)
        : { databaseKey: await withShares(slots, opening), posts: [] };
    if (!isAuthentic(slots, opened.databaseKey)) {
      zero(opened.databaseKey);
      throw new AppError('slots.damaged');
    }
    return { ...opened, stationSecret, slots };
  } catch (error) {
    zero(stationSecret);
    throw error;
  }
}

/** The secret from paper, else the one on this machine, else none. */
async function secretFor(opening: SetOpening, keys: Keys): Promise<Buffer | undefined> {
  if (opening.stationSecret !== null) return stationSecretFromPaper(opening.stationSecret);
  return await readStationSecret(keys.stationSecretFile).catch(() => undefined);
}

async function withShares(
  slots: SlotContent,
  opening: Extract<SetOpening, { with: 'shares' }>,
): Promise<Buffer> {
  if (slots.recovery === null) throw new AppError('recovery.refused');
  return await openWithShares(slots.recovery, opening.shares);
}

async function withPasswords(
  folder: string,
  content: SlotContent,
  opening: Extract<SetOpening, { with: 'posts' }>,
  stationSecret: Buffer | undefined,
  keys: Keys,
): Promise<Pick<OpenedSet, 'databaseKey' | 'posts'>> {
  if (stationSecret === undefined) throw new AppError('restore.station-secret-refused');
  const slots = await Slots.open(slotsAt(folder, stationSecret, keys));
  const tags = new Set(content.slots.map((slot) => slot.loginTag));
  // Under another secret no name is found at all; a single unknown name is a wrong log-in like any other.
  if (!opening.people.some(({ login }) => tags.has(slots.loginTag(login))))
    throw new AppError('restore.station-secret-refused');
  const found: Buffer[] = [];
  const posts: AccountUid[] = [];
  try {
    for (const person of opening.people) {
      const { databaseKey, accountUid } = await slots.unlock(person);
      found.push(databaseKey);
      posts.push(accountUid);
    }
    const [first, second] = found;
    if (first === undefined || second === undefined || !first.equals(second) || posts[0] === posts[1])
      throw new AppError('restore.posts-refused');
    zero(second);
    return { databaseKey: first, posts };
  } catch (error) {
    zero(...found);
    const refused = error instanceof AppError && /^(slots\.wrong|people\.)/.test(error.code);
    throw refused ? new AppError('restore.posts-refused') : error;
  }
}

/**
 * Who opened the set, by the roles in it: two different posts, one of them the system administrator.
 * @returns names for the record of the act
 * @throws AppError restore.posts-refused
 */
export async function requirePosts(
  db: ReadDb,
  opened: OpenedSet,
  shares: number,
  now: Instant,
): Promise<string[]> {
  if (opened.posts.length === 0) return [`恢复份额 ${shares} 份`];
  const people = await Promise.all(opened.posts.map((uid) => accountByUid(db, uid, dayOf(now))));
  const held = people.map((person) => person?.roles.map((role) => role.role).find(isPost));
  const active = people.every((person) => person?.account.state === 'active');
  if (!active || held.includes(undefined) || held[0] === held[1] || !held.includes('systemAdmin'))
    throw new AppError('restore.posts-refused');
  return people.map((person) => `${person?.account.name ?? ''}（${person?.account.login ?? ''}）`);
}

/**
 * Slots for a station whose secret is lost: posts with the passwords they choose now; everybody else has none until two
 * posts reset the password. The recovery entry, and with it the custodians' shares, stay.
 * @returns generation of the new slot file
 * @throws AppError restore.new-posts-needed
 */
export async function makeSlotsAnew(
  folder: string,
  db: ReadDb,
  opened: OpenedSet,
  newPasswords: readonly { readonly login: string; readonly password: string }[],
  stationSecret: Uint8Array,
  keys: Keys,
  generation: number,
): Promise<number> {
  const [accounts, roles] = await Promise.all([allAccounts(db), allRoles(db)]);
  const postOf = (id: number) => roles.find((role) => role.account_id === id && isPost(role.role))?.role;
  const chosen = newPasswords.map((typed) => ({
    ...typed,
    account: accounts.find((account) => account.login === typed.login && account.state === 'active'),
  }));
  const posts = new Set(
    chosen.map(({ account }) => (account === undefined ? undefined : postOf(account.id))),
  );
  if (posts.has(undefined) || !posts.has('systemAdmin') || !posts.has('securityAdmin'))
    throw new AppError('restore.new-posts-needed');
  const options = slotsAt(folder, stationSecret, keys);
  const slots = await Slots.create(
    options,
    chosen.flatMap(({ account, login, password }) =>
      account === undefined
        ? []
        : [{ accountUid: account.uid as AccountUid, login, password, afterFailures: 'wait' as const }],
    ),
    opened.databaseKey,
    { generation, recovery: opened.slots.recovery },
  );
  return slots.generation;
}

/** A station secret for a machine that never had one. */
export function newStationSecret(): Buffer {
  return randomBytes(32);
}
