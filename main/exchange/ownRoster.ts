import { permissionTable } from '../../shared/policy/permissions.ts';
import type { JobContext } from '../access/context.ts';
import { allRoles } from '../database/stores/accounts.ts';
import { newestRoster, type StoredRoster } from '../database/stores/exchange.ts';
import {
  everyPersonKey,
  everySigningKey,
  type KeyReach,
  keyRevocations,
  reachOfKeys,
} from '../database/stores/exchangeKeys.ts';
import { siteKeys } from '../database/stores/site.ts';
import { packageSuite } from './format/packageJson.ts';
import { type Roster, type RosterKey, rosterFormat } from './format/roster.ts';
import type { FreshKeys } from './freshKeys.ts';

type Revocation = Roster['revocations'][number];

/** What a roster says of a key that has ended; the words stand in the roster, so partners read them. */
const endWords: Readonly<Record<string, string>> = {
  reset: '口令重置，密钥更换',
  disabled: '停用',
  recovered: '恢复后更换',
  replaced: '更换',
};

interface ListedKey extends RosterKey {
  /** Why it counts no longer; null while it does. */
  readonly ended: string | null;
}

/**
 * The next roster of this site from its present keys and from every key that has ended: an ended key stays listed with the day
 * of its end and counts through the last number that it signed in each stream, so that what is on its way still verifies and
 * nothing later does (spec 4 "Revocation is by sequence number").
 * @param fresh keys that take the place of the present ones with this roster
 */
export async function composeRoster(
  ctx: Pick<JobContext, 'db' | 'site' | 'today' | 'now'>,
  fresh: FreshKeys = {},
): Promise<Roster> {
  const [previous, age, reach, entered] = await Promise.all([
    newestRoster(ctx.db, ctx.site.code),
    siteKeys(ctx.db, 'age'),
    reachOfKeys(ctx.db),
    keyRevocations(ctx.db),
  ]);
  const keys = [...(await signingKeys(ctx, fresh)), ...(await personKeys(ctx, reach))];
  const day = ctx.now.slice(0, 10);
  return {
    age: [
      ...age.map((key) => ({
        from: key.made_at.slice(0, 10),
        id: key.id,
        recipient: key.public_key,
        to: key.retired_at?.slice(0, 10) ?? (fresh.age === undefined ? null : day),
      })),
      ...(fresh.age === undefined
        ? []
        : [{ from: day, id: fresh.age.id, recipient: fresh.age.recipient, to: null }]),
    ],
    epochs: epochsOf(previous),
    format: rosterFormat,
    issued_at: ctx.now,
    keys: keys.map(({ ended: _ended, ...key }) => key),
    kind: ctx.site.kind === 'unit' ? 'unit' : 'center',
    prev: previous?.digest ?? null,
    revocations: keys.flatMap((key) =>
      revocationsOf(
        key,
        reach,
        entered.filter((row) => row.key_id === key.id),
      ),
    ),
    site: ctx.site.code,
    site_name: ctx.site.name,
    suites: [packageSuite],
    version: (previous?.version ?? 0) + 1,
  };
}

async function signingKeys(
  ctx: Pick<JobContext, 'db' | 'site' | 'now'>,
  { site }: FreshKeys,
): Promise<ListedKey[]> {
  const day = ctx.now.slice(0, 10);
  const listed = (await everySigningKey(ctx.db)).map((key): ListedKey => {
    const to = key.retired_at?.slice(0, 10) ?? (site === undefined ? null : day);
    return {
      ended: to === null ? null : '更换',
      from: key.made_at.slice(0, 10),
      id: key.id,
      name: ctx.site.name,
      pub: key.public_key,
      role: 'site',
      streams: [],
      to,
    };
  });
  if (site === undefined) return listed;
  return [
    ...listed,
    {
      ended: null,
      from: day,
      id: site.id,
      name: ctx.site.name,
      pub: site.publicKey,
      role: 'site',
      streams: [],
      to: null,
    },
  ];
}

async function personKeys(
  ctx: Pick<JobContext, 'db' | 'today'>,
  reach: readonly KeyReach[],
): Promise<ListedKey[]> {
  const roles = await allRoles(ctx.db);
  const mayRelease = (accountId: number): boolean =>
    roles.some(
      (role) =>
        role.account_id === accountId &&
        (role.until === null || role.until >= ctx.today) &&
        permissionTable[role.role].acts.includes('package.release'),
    );
  const released = new Set(reach.map((row) => row.key));
  return (await everyPersonKey(ctx.db)).flatMap((key): ListedKey[] => {
    const present = key.retired_at === null && key.account_state === 'active';
    // Made for an account that was never let in, and ended or waiting: nobody has seen a signature by it.
    if (key.retired_at === null && !present) return [];
    const releases = present && mayRelease(key.account_id);
    const ended = present
      ? releases
        ? null
        : '不再签发数据包'
      : (endWords[key.retired_because ?? ''] ?? '停用');
    return [
      {
        // A key that released stays a release key: as a person's key what it sealed would verify no more.
        ended: released.has(key.key_id) ? ended : null,
        from: key.made_at.slice(0, 10),
        id: key.key_id,
        name: key.name,
        pub: key.public_key,
        role: releases || released.has(key.key_id) ? 'release' : 'person',
        streams: [],
        to: key.retired_at?.slice(0, 10) ?? null,
      },
    ];
  });
}

function revocationsOf(
  key: ListedKey,
  reach: readonly KeyReach[],
  entered: readonly {
    reason: string;
    recipient: string | null;
    epoch: string | null;
    valid_through_seq: number;
  }[],
): Revocation[] {
  if (key.ended === null && entered.length === 0) return [];
  const own = reach.filter((row) => row.key === key.id);
  const rows: Revocation[] = own.map(({ recipient, epoch, through }) => ({
    epoch,
    key: key.id,
    reason: key.ended ?? entered[0]?.reason ?? '',
    recipient,
    valid_through_seq: through,
  }));
  for (const { reason, recipient, epoch, valid_through_seq } of entered)
    rows.push({ epoch, key: key.id, reason, recipient, valid_through_seq });
  // Never used: valid for no number of any stream.
  if (rows.length === 0)
    rows.push({
      epoch: null,
      key: key.id,
      reason: key.ended ?? '',
      recipient: null,
      valid_through_seq: 0,
    });
  return rows;
}

/** Epochs once announced stay announced: a partner may take in a later roster only. */
function epochsOf(previous: StoredRoster | undefined): Roster['epochs'] {
  if (previous === undefined) return [];
  return (JSON.parse(Buffer.from(previous.bytes).toString('utf8')) as Roster).epochs;
}
