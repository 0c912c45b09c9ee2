import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SiteCode } from '../../shared/ids.ts';
import { type Scratch, scratchDatabase } from '../../tests/database/scratch.ts';
import { judgeAcknowledgement } from './acknowledgements.ts';
import type { PackageJson } from './format/packageJson.ts';
import type { Roster } from './format/roster.ts';
import { decide } from './judging.ts';

const digest = (letter: string) => letter.repeat(64);
let scratch: Scratch;

beforeEach(async () => {
  scratch = await scratchDatabase();
  await scratch.database.inTransaction(async (tx) => {
    for (const statement of [
      `INSERT INTO sites (code, name, kind, is_self, highest_level) VALUES ('HQ', '本站', 'center', 1, 2), ('U1', '一所', 'unit', 0, 2)`,
      `INSERT INTO accounts (uid, login, name, state, password_changed_at, created_at)
        VALUES ('HQ-0000000000000001', 'a', 'a', 'active', '', '')`,
      `INSERT INTO restorations (at, set_at, manifest_digest, opened_with, people, set_head_seq, set_head_digest)
        VALUES ('2026-11-22T00:00:00.000Z', '2026-11-20T00:00:00.000Z', '${digest('a')}', 'posts', '[]', 1, '${digest('b')}')`,
      `INSERT INTO restoration_streams (restoration_id, recipient, epoch, in_set, witnessed, digest, voided_through, source)
        VALUES (1, 'U1', 'e01', 3, 5, '${digest('5')}', 25, '回执')`,
    ])
      await sql.raw(statement).execute(tx);
  });
});
afterEach(() => scratch.remove());

describe('an acknowledgement of our own stream after a restore', () => {
  const verdict = async (through: number, of: string, epoch = 'e01'): Promise<string> =>
    (
      await judgeAcknowledgement(scratch.database.read, {
        sender: 'U1',
        ack: { epoch, through_seq: through, digest: of },
      })
    ).action;

  it.each([
    ['the last lost package, as the witness named it', 5, digest('5'), 'e01', 'unchanged'],
    ['a lost package before it', 4, digest('4'), 'e01', 'unchanged'],
    ['the last lost number with other bytes: somebody else sealed it', 5, digest('9'), 'e01', 'refuse'],
    ['a number nobody can have sealed: a clone', 6, digest('6'), 'e01', 'refuse'],
    ['a number of an epoch that was never opened', 1, digest('1'), 'e02', 'refuse'],
  ] as const)('%s', async (_, through, of, epoch, action) => {
    expect(await verdict(through, of, epoch)).toBe(action);
  });
});

it('what a lost installation sent before an epoch that the set does not know is no clone, whatever the number', async () => {
  await scratch.database.inTransaction(
    async (tx) =>
      await sql
        .raw(`INSERT INTO restoration_streams (restoration_id, recipient, epoch, in_set, witnessed, digest, voided_through, source)
          VALUES (1, 'U1', 'e03', 0, 2, '${digest('3')}', 22, '回执')`)
        .execute(tx),
  );
  const verdict = async (epoch: string, through: number) =>
    (
      await judgeAcknowledgement(scratch.database.read, {
        sender: 'U1',
        ack: { epoch, through_seq: through, digest: digest('8') },
      })
    ).action;
  expect(await verdict('e01', 8)).toBe('unchanged');
  expect(await verdict('e02', 1)).toBe('unchanged');
  expect(await verdict('e03', 3)).toBe('refuse');
  expect(await verdict('e04', 1)).toBe('refuse');
});

describe('a new epoch of a partner', () => {
  const roster = (after: Roster['epochs'][number]['after'], recipient = 'HQ'): ReadonlyMap<string, Roster> =>
    new Map([['U1', { epochs: [{ after, epoch: 'e02', recipient }] } as unknown as Roster]]);
  const records = { count: 0, schema: 'records/1' };
  const head = { sender: 'U1', epoch: 'e02', seq: 1, prev: null, records } as unknown as PackageJson;
  const judged = async (rosters: ReadonlyMap<string, Roster>, claim: Partial<PackageJson> = {}) => {
    const ctx = { db: scratch.database.read, site: { code: 'HQ' as SiteCode } } as Parameters<
      typeof decide
    >[0];
    const decision = await decide(ctx, rosters, { ...head, ...claim }, digest('n'));
    return decision.action === 'refuse' ? decision.code : decision.action;
  };

  it('begins where nothing was received before', async () => {
    expect(await judged(roster({ epoch: 'e01', seq: 0, digest: null }))).toBe('import');
    expect(await judged(roster(null))).toBe('import');
  });

  it('ends the old one: a number beyond its end is refused, one before it still goes in', async () => {
    const rosters = roster({ epoch: 'e01', seq: 1, digest: digest('1') });
    expect(await judged(rosters, { epoch: 'e01', seq: 1 })).toBe('import');
    expect(await judged(rosters, { epoch: 'e01', seq: 2, prev: digest('1') })).toBe('E_OLD_EPOCH');
  });

  it('is re-based by a snapshot wherever this site stands, if it was announced to it', async () => {
    const whole = { kind: 'snapshot', seq: 9, prev: digest('8') } as const;
    expect(await judged(roster({ epoch: 'e01', seq: 5, digest: digest('5') }), whole)).toBe('import');
    expect(await judged(roster(null, 'U2'), whole)).toBe('E_NEW_EPOCH');
  });

  it('begins only right after the last package that is held here, and only when it was announced to this site', async () => {
    await scratch.database.inTransaction(
      async (tx) =>
        await sql
          .raw(
            `INSERT INTO packages_in (uid, sender, epoch, seq, digest, period, kind, state, record_count, marking, medium,
              scan_result, imported_by, imported_at, package_json, site_signature, release_signature, manifest, roster_version)
            VALUES ('p', 'U1', 'e01', 7, '${digest('7')}', '2026-10', 'delta', 'imported', 0, '内部', 'M', '', 1, '', x'', '', '', x'', 1)`,
          )
          .execute(tx),
    );
    expect(await judged(roster({ epoch: 'e01', seq: 7, digest: digest('7') }))).toBe('import');
    // The sender does not know of one that we hold, or says that it sent one that never came, or sent other bytes.
    expect(await judged(roster({ epoch: 'e01', seq: 6, digest: digest('6') }))).toBe('E_NEW_EPOCH');
    expect(await judged(roster({ epoch: 'e01', seq: 8, digest: digest('8') }))).toBe('E_NEW_EPOCH');
    expect(await judged(roster({ epoch: 'e01', seq: 7, digest: digest('0') }))).toBe('E_NEW_EPOCH');
    expect(await judged(roster({ epoch: 'e01', seq: 7, digest: digest('7') }, 'U2'))).toBe('E_NEW_EPOCH');
  });
});
