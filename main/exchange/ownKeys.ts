import type { HandlerOutput } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { Day, SiteCode } from '../../shared/ids.ts';
import type { ReadContext } from '../access/context.ts';
import type { AreaHandlers } from '../access/handlerTypes.ts';
import type { ReadDb } from '../database/database.ts';
import { insertCeremony, newestRoster } from '../database/stores/exchange.ts';
import { insertKeyRevocation, keyRevocations } from '../database/stores/exchangeKeys.ts';
import { getMeta } from '../database/stores/meta.ts';
import { sentStreams } from '../database/stores/restoration.ts';
import { canonicalBytes, type JsonObject } from './format/canonicalJson.ts';
import type { Roster, RosterKey } from './format/roster.ts';
import { composeRoster } from './ownRoster.ts';
import { otherPost } from './rootKeyFile.ts';
import { newestVerified } from './storedRosters.ts';

type OwnKeyActs = Pick<AreaHandlers<'exchange'>, 'ownKeys' | 'revokeKey'>;
type KeyRow = HandlerOutput<'exchange.ownKeys'>['keys'][number];

/** Days after which site key and age key are due for renewal (spec 4: yearly). */
const renewalDays = 365;

/** Keys of this site as its roster lists them, and the end of one by number. */
export const ownKeyHandlers: OwnKeyActs = {
  ownKeys: async (ctx) => {
    const listed = await newestVerified(ctx.db, ctx.site.code);
    const next = await composeRoster(ctx);
    const epoch = (await getMeta(ctx.db, 'epoch')) ?? 'e01';
    return {
      epoch,
      rosterVersion: listed?.version ?? null,
      rosterDue: listed === undefined || !sameKeys(listed, next),
      keys: [...next.keys.map((key) => keyRow(ctx, key, next)), ...ageRows(ctx, next)],
      streams: (await sentStreams(ctx.db, epoch)).map((stream) => ({
        recipient: stream.recipient as SiteCode,
        name: stream.name,
        sealed: stream.sealed,
        acknowledged: stream.acknowledged,
      })),
    };
  },

  revokeKey: async (ctx, input) => {
    const second = await ctx.keys.secondPerson(ctx.actor, input.second, otherPost(ctx.actor.roles));
    const next = await composeRoster(ctx);
    if (!next.keys.some((key) => key.id === input.keyId)) throw new AppError('exchange.key-unlisted');
    const epoch = (await getMeta(ctx.db, 'epoch')) ?? 'e01';
    const sealed = new Map(
      (await sentStreams(ctx.db, epoch)).map((stream) => [stream.recipient, stream.sealed]),
    );
    for (const { recipient, throughSeq } of input.through)
      if (throughSeq > (sealed.get(recipient) ?? 0))
        throw new AppError('exchange.streams-incomplete', { site: recipient });
    const nowhere = { recipient: null, epoch: null, valid_through_seq: 0 };
    const rows =
      input.through.length === 0
        ? [nowhere]
        : input.through.map(({ recipient, throughSeq }) => ({
            recipient,
            epoch,
            valid_through_seq: throughSeq,
          }));
    await ctx.commit(async ({ tx, now, audited }) => {
      for (const row of rows)
        await insertKeyRevocation(tx, {
          ...row,
          key_id: input.keyId,
          reason: input.reason,
          first_account: ctx.actor.uid,
          second_account: second.uid,
          at: now,
        });
      await insertCeremony(tx, {
        site: ctx.site.code,
        act: 'revokeKey',
        fingerprint: input.keyId,
        how: input.reason,
        first_account: ctx.actor.uid,
        second_account: second.uid,
        at: now,
      });
      audited({ kind: 'key', uid: ctx.site.code, number: input.keyId });
    });
    return { done: true };
  },
};

/**
 * Whether a key of this site still counts for the next number: listed in the newest roster, and revoked by nobody since. A package
 * that every partner would refuse is not sealed in the first place.
 * @throws AppError exchange.key-unlisted
 */
export async function requireListed(
  db: ReadDb,
  site: string,
  keyIds: readonly string[],
  roles: readonly RosterKey['role'][] = ['site', 'release'],
): Promise<void> {
  const stored = await newestRoster(db, site);
  const roster =
    stored === undefined
      ? undefined
      : (JSON.parse(Buffer.from(stored.bytes).toString('utf8')) as Pick<Roster, 'keys' | 'revocations'>);
  const revoked = new Set([
    ...(roster?.revocations ?? []).map((row) => row.key),
    ...(await keyRevocations(db)).map((row) => row.key_id),
  ]);
  for (const id of keyIds) {
    const listed = roster?.keys.some((key) => key.id === id && roles.includes(key.role)) === true;
    if (!listed || revoked.has(id)) throw new AppError('exchange.key-unlisted');
  }
}

function keyRow(ctx: ReadContext, key: Roster['keys'][number], roster: Roster): KeyRow {
  return {
    id: key.id,
    name: key.name,
    role: key.role,
    from: key.from as Day,
    to: key.to as Day | null,
    renewalDue: key.role === 'site' && key.to === null && isOld(ctx, key.from),
    revocations: roster.revocations
      .filter((row) => row.key === key.id)
      .map((row) => ({
        recipient: row.recipient as SiteCode | null,
        epoch: row.epoch,
        throughSeq: row.valid_through_seq,
        reason: row.reason,
      })),
  };
}

function ageRows(ctx: ReadContext, roster: Roster): KeyRow[] {
  return roster.age.map((key) => ({
    id: key.id,
    name: ctx.site.name,
    role: 'age',
    from: key.from as Day,
    to: key.to as Day | null,
    renewalDue: key.to === null && isOld(ctx, key.from),
    revocations: [],
  }));
}

function isOld(ctx: ReadContext, from: string): boolean {
  return Date.parse(ctx.today) - Date.parse(from) > renewalDays * 86_400_000;
}

/** Whether a new roster would say the same of every key. */
function sameKeys(listed: Roster, next: Roster): boolean {
  const said = ({ keys, age, revocations }: Roster): string =>
    Buffer.from(canonicalBytes({ keys, age, revocations } as unknown as JsonObject)).toString('utf8');
  return said(listed) === said(next);
}
