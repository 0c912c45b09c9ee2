import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { LockedJournal } from '../database/lockedJournal.ts';
import type { Slots } from '../database/slots.ts';
import type { Credentials } from '../database/slotTypes.ts';
import {
  allAccounts,
  currentPersonKey,
  insertPersonKey,
  retirePersonKeys,
} from '../database/stores/accounts.ts';
import { getMeta, setMeta } from '../database/stores/meta.ts';
import { siteKeys } from '../database/stores/site.ts';
import { doubtDate } from './clock.ts';
import { auditLockedEvents } from './lockedEvents.ts';
import { settleLoginLimits } from './policy.ts';
import type { OpenSession, StationOptions } from './stationTypes.ts';

/** A log-in whose password was right and whose database is open, before the session counts. */
export interface Arrival {
  readonly options: StationOptions;
  readonly session: OpenSession;
  readonly slots: Slots;
  readonly databaseKey: Uint8Array;
  readonly credentials: Credentials;
  readonly journal: LockedJournal;
  /** Keyed digest of the log-in name in the journal. */
  readonly tag: string;
}

/**
 * What belongs to every log-in: the journal of the locked time is merged into the audit log and the next one begun, slots
 * that an interrupted act left behind are put right, a missing signing key is made, the log-in is audited.
 */
export async function completeArrival(arrival: Arrival): Promise<void> {
  const { session, slots, journal, tag } = arrival;
  const { database, site } = session;
  const [journalKey] = await siteKeys(database.read, 'journal');
  if (journalKey === undefined) throw new AppError('database.damaged');
  const expected = (await getMeta(database.read, 'journal-id')) ?? undefined;
  const reading = await journal.read(expected, journalKey.secret);
  journalKey.secret.fill(0);
  await journal.record({ at: session.now(), act: 'loginSucceeded', loginTag: tag, detail: {} });
  const nextJournal = await journal.prepareNext(Buffer.from(journalKey.public_key, 'base64'));
  await settleSlots(arrival);
  await ensureSigningKey(arrival);
  const limitsDiffered = await settleLoginLimits(
    join(arrival.options.dataFolder, 'slots'),
    session.policy.policy,
  );
  const namesByTag = new Map(
    (await allAccounts(database.read)).map((account) => [slots.loginTag(account.login), account.uid]),
  );
  await database.inTransaction(async (tx) => {
    await auditLockedEvents(tx, site.code, reading.events, namesByTag);
    if (reading.verdict !== 'intact') {
      await session.audit(tx, { act: 'journal.damaged', object: null, outcome: `alarm:${reading.verdict}` });
    }
    if (session.dateDoubt !== null && (await doubtDate(tx, session.dateDoubt)))
      await session.audit(tx, { act: 'clock.suspect', object: null, outcome: 'alarm' });
    for (const fault of session.policy.faults)
      await session.audit(tx, {
        act: 'policy.damaged',
        object: { kind: 'policy', uid: fault.slice(0, 40) },
        outcome: 'alarm',
      });
    if (limitsDiffered)
      await session.audit(tx, {
        act: 'policy.damaged',
        object: { kind: 'policy', uid: 'login-limits' },
        outcome: 'alarm',
      });
    await setMeta(tx, 'slot-generation', String(slots.generation));
    await setMeta(tx, 'journal-id', nextJournal);
    await session.audit(tx, { act: 'session.unlocked', object: null, outcome: 'done' });
    await session.signHead(tx);
  });
  await journal.finish(nextJournal);
}

/**
 * Slots are written before the database, so an act that was cut short can leave a slot without account, or the key sealed
 * to an account that is not active. Neither may stay.
 */
async function settleSlots({ session, slots, databaseKey }: Arrival): Promise<void> {
  const accounts = new Map(
    (await allAccounts(session.database.read)).map((account) => [account.uid, account.state]),
  );
  for (const { accountUid, effective } of slots.states()) {
    const state = accounts.get(accountUid);
    if (state === undefined) await slots.removeSlot(accountUid, databaseKey);
    else if (effective && state !== 'active') await slots.withdrawKeyFrom(accountUid, databaseKey);
  }
}

/** A person without signing key (new, or after a reset) gets one at log-in; it enters the register at once. */
async function ensureSigningKey(arrival: Arrival): Promise<void> {
  const { session, slots, credentials, databaseKey, options } = arrival;
  const inSlot = slots.states().find((slot) => slot.accountUid === session.actor.uid)?.signingPublicKey;
  const existing = await currentPersonKey(session.database.read, session.actor.id);
  const { publicKeyLine } = options.signing;
  if (inSlot !== undefined && existing?.public_key === publicKeyLine(inSlot)) return;
  const line = publicKeyLine(inSlot ?? (await slots.createSigningKey(credentials, databaseKey)));
  await session.database.inTransaction(async (tx) => {
    // A register entry whose key is in no slot can sign nothing any more: its reset was cut short.
    await retirePersonKeys(tx, session.actor.id, session.now(), 'replaced');
    await insertPersonKey(tx, {
      key_id: `${credentials.login}-${randomBytes(3).toString('hex')}@${session.site.code}`,
      account_id: session.actor.id,
      public_key: line,
      made_at: session.now(),
      retired_at: null,
    });
  });
}
