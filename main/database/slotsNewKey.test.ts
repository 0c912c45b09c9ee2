import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountUid } from '../../shared/ids.ts';
import { quickSlots } from '../../tests/database/quickSlots.ts';
import { openWithShares, splitRecovery } from './recovery.ts';
import { type NewSlot, type SlotOptions, Slots } from './slots.ts';

const account = (login: string, password: string, afterFailures: 'wait' | 'block' = 'block'): NewSlot => ({
  login,
  password,
  accountUid: `HQ-${login.padEnd(16, '0')}` as AccountUid,
  afterFailures,
});

let folder: string;
let options: SlotOptions;
let key: Buffer;
let slots: Slots;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slots-'));
  options = { folder, stationSecret: randomBytes(32), ...quickSlots };
  key = randomBytes(32);
  slots = await Slots.create(
    options,
    [account('admin', 'Admin-Pass-1', 'wait'), account('safety', 'Safe-Pass-1', 'wait')],
    key,
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

const unlock = (login: string, password: string) => slots.unlock({ login, password });

describe('a new database key', () => {
  const next = () => join(folder, 'next');

  it('is sealed to every effective account and to the shares, without any password', async () => {
    const { recovery, shares } = await splitRecovery(key);
    await slots.setRecovery(recovery, key);
    await slots.addAccount(account('wang', 'Wang-Pass-1'), key);
    const newKey = randomBytes(32);
    expect(await slots.writeForKey(key, newKey, next())).toBe(slots.generation + 1);
    const after = await Slots.open({ ...options, folder: next() });
    for (const [login, password] of [
      ['admin', 'Admin-Pass-1'],
      ['safety', 'Safe-Pass-1'],
    ] as const)
      expect((await after.unlock({ login, password })).databaseKey).toEqual(newKey);
    await expect(after.unlock({ login: 'wang', password: 'Wang-Pass-1' })).rejects.toMatchObject({
      code: 'people.not-enabled',
    });
    if (after.recovery === null) throw new Error('no recovery');
    expect(await openWithShares(after.recovery, shares.slice(0, 2))).toEqual(newKey);
    // The file in use is as it was.
    expect((await unlock('admin', 'Admin-Pass-1')).databaseKey).toEqual(key);
  });

  it('keeps every other change of slots waiting for its end, so that none is lost with the swap', async () => {
    await slots.writeForKey(key, randomBytes(32), next());
    await expect(slots.addAccount(account('wang', 'x'), key)).rejects.toMatchObject({
      code: 'database.busy',
    });
    await expect(
      slots.changePassword({ login: 'admin', password: 'Admin-Pass-1' }, 'Other-Pass-1', key),
    ).rejects.toMatchObject({ code: 'database.busy' });
    slots.keepKey();
    await slots.addAccount(account('wang', 'x'), key);
  });
});
