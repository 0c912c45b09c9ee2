import { createHash, randomBytes, sign, verify } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountUid } from '../../shared/ids.ts';
import { quickSlots } from '../../tests/database/quickSlots.ts';
import { type DerivePasswordKey, derivePasswordKey } from './passwordKey.ts';
import { splitRecovery } from './recovery.ts';
import { publicKeyOf, secretKeyOf } from './sealing.ts';
import { type NewSlot, type SlotOptions, Slots } from './slots.ts';

const uid = (name: string) => `HQ-${name.padEnd(16, '0')}` as AccountUid;
const account = (login: string, password: string, afterFailures: 'wait' | 'block' = 'block'): NewSlot => ({
  login,
  password,
  accountUid: uid(login),
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
const copy = (n: 1 | 2) => join(folder, `slots-${n}.json`);

describe('a password', () => {
  it('opens the database key, also after a restart, and ignores case and width of the log-in name', async () => {
    expect((await unlock('admin', 'Admin-Pass-1')).databaseKey).toEqual(key);
    const again = await Slots.open(options);
    const opened = await again.unlock({ login: ' ＡDMIN', password: 'Admin-Pass-1' });
    expect(opened).toEqual({ accountUid: uid('admin'), databaseKey: key, generation: 1 });
  });

  it('is the same in composed and decomposed form', async () => {
    await slots.addAccount(account('li', 'Pässwort-1'.normalize('NFC')), key);
    await slots.sealKeyTo(uid('li'), key);
    expect((await unlock('li', 'Pässwort-1'.normalize('NFD'))).databaseKey).toEqual(key);
  });

  it('that is wrong and a name that is unknown give the same error after the same derivation', async () => {
    const asked: unknown[] = [];
    const counting: DerivePasswordKey = (input) => {
      asked.push(input.cost);
      return derivePasswordKey(input);
    };
    const counted = await Slots.open({ ...options, derive: counting });
    const wrong = await counted.unlock({ login: 'admin', password: 'x' }).catch((e: unknown) => e);
    const unknown = await counted.unlock({ login: 'nobody', password: 'x' }).catch((e: unknown) => e);
    expect(wrong).toMatchObject({ code: 'slots.wrong-credentials' });
    expect(unknown).toEqual(wrong);
    expect(asked).toEqual([quickSlots.cost, quickSlots.cost]);
  });

  it('does not open anything with the secret of another station', async () => {
    const elsewhere = await Slots.open({ ...options, stationSecret: randomBytes(32) });
    await expect(elsewhere.unlock({ login: 'admin', password: 'Admin-Pass-1' })).rejects.toMatchObject({
      code: 'slots.wrong-credentials',
    });
  });

  it('is checked for a second person without opening the key', async () => {
    expect(await slots.verify({ login: 'safety', password: 'Safe-Pass-1' })).toBe(uid('safety'));
    await expect(slots.verify({ login: 'safety', password: 'x' })).rejects.toMatchObject({
      code: 'slots.wrong-credentials',
    });
  });

  it('used before is recognised by its verifier, which differs between accounts', async () => {
    const first = await slots.historyVerifier(uid('admin'), 'Old-1');
    expect(await slots.historyVerifier(uid('admin'), 'Old-1')).toBe(first);
    expect(await slots.historyVerifier(uid('admin'), 'Old-2')).not.toBe(first);
    expect(await slots.historyVerifier(uid('safety'), 'Old-1')).not.toBe(first);
  });
});

describe('an account', () => {
  it('is not effective before the key is sealed to it, and again after the key is withdrawn', async () => {
    await slots.addAccount(account('wang', 'Wang-Pass-1'), key);
    await expect(unlock('wang', 'Wang-Pass-1')).rejects.toMatchObject({ code: 'people.not-enabled' });
    await expect(unlock('wang', 'x')).rejects.toMatchObject({ code: 'slots.wrong-credentials' });
    await slots.sealKeyTo(uid('wang'), key);
    expect((await unlock('wang', 'Wang-Pass-1')).databaseKey).toEqual(key);
    await slots.withdrawKeyFrom(uid('wang'), key);
    await expect(unlock('wang', 'Wang-Pass-1')).rejects.toMatchObject({ code: 'people.not-enabled' });
  });

  it('that is enabled gets what its roles ask for after failures, and keeps it otherwise', async () => {
    await slots.addAccount(account('wang', 'Wang-Pass-1'), key);
    await slots.sealKeyTo(uid('wang'), key, 'wait');
    expect(slots.afterFailures('wang')).toBe('wait');
    await slots.sealKeyTo(uid('wang'), key);
    expect(slots.afterFailures('wang')).toBe('wait');
  });

  it('cannot take the log-in name of another', async () => {
    const taken = slots.addAccount({ ...account('ADMIN', 'x'), accountUid: uid('other') }, key);
    await expect(taken).rejects.toMatchObject({ code: 'people.login-taken' });
    await expect(
      Slots.create({ ...options, folder: join(folder, 'b') }, [account('a', '1'), account('A', '2')], key),
    ).rejects.toMatchObject({ code: 'people.login-taken' });
  });

  it('that is removed opens nothing any more', async () => {
    await slots.removeSlot(uid('safety'), key);
    await expect(unlock('safety', 'Safe-Pass-1')).rejects.toMatchObject({ code: 'slots.wrong-credentials' });
    await expect(slots.removeSlot(uid('safety'), key)).rejects.toMatchObject({ code: 'people.not-found' });
    await expect(slots.sealKeyTo(uid('nobody'), key)).rejects.toMatchObject({ code: 'people.not-found' });
  });

  it('shows without a password only whether it is effective, its public key and what follows failures', async () => {
    expect(slots.states()).toEqual([
      { accountUid: uid('admin'), effective: true, signingPublicKey: undefined, afterFailures: 'wait' },
      { accountUid: uid('safety'), effective: true, signingPublicKey: undefined, afterFailures: 'wait' },
    ]);
    expect(slots.afterFailures('admin')).toBe('wait');
    expect(slots.afterFailures('nobody')).toBe('block');
    const file = readFileSync(copy(1), 'utf8');
    for (const secret of ['"admin"', 'Admin-Pass-1', key.toString('hex'), key.toString('base64')]) {
      expect(file).not.toContain(secret);
    }
  });
});

describe('a reset', () => {
  it('leaves no byte of the old private keys in the file: neither wrapped seed, box, salt nor sealed key', async () => {
    const credentials = { login: 'admin', password: 'Admin-Pass-1' };
    await slots.createSigningKey(credentials, key);
    const seed = await slots.unlockSigningKey(credentials);
    const { recovery } = await splitRecovery(key);
    await slots.setRecovery(recovery, key);
    const before = JSON.parse(readFileSync(copy(1), 'utf8').split('\n')[0] ?? '').slots[0];
    const old = [
      before.salt,
      before.box,
      before.boxPublicKey,
      before.databaseKey,
      before.signing.wrapped,
      before.signing.publicKey,
    ];
    await slots.resetPassword(account('admin', 'Admin-Pass-3'), key);
    for (const n of [1, 2] as const) {
      const file = readFileSync(copy(n));
      for (const value of old) expect(file.includes(value)).toBe(false);
      for (const form of ['hex', 'base64', 'latin1'] as const)
        expect(file.includes(seed.toString(form))).toBe(false);
    }
    // With everything that is left - database key, new password, recovery entry - nothing signs in the old name.
    const after = JSON.parse(readFileSync(copy(1), 'utf8').split('\n')[0] ?? '').slots[0];
    expect(after.signing).toBeNull();
    await expect(slots.unlockSigningKey({ login: 'admin', password: 'Admin-Pass-1' })).rejects.toMatchObject({
      code: 'slots.wrong-credentials',
    });
  });
});

describe('the signing key', () => {
  const credentials = { login: 'admin', password: 'Admin-Pass-1' };

  it('signs what its public key verifies', async () => {
    const publicKey = await slots.createSigningKey(credentials, key);
    const seed = await slots.unlockSigningKey(credentials);
    const signature = sign(null, Buffer.from('text'), secretKeyOf('ed25519', seed));
    expect(verify(null, Buffer.from('text'), publicKeyOf('ed25519', publicKey), signature)).toBe(true);
    expect(slots.states()[0]?.signingPublicKey).toEqual(publicKey);
  });

  it('is made once only, and asked for before it exists is missing', async () => {
    await expect(slots.unlockSigningKey(credentials)).rejects.toMatchObject({
      code: 'people.signing-key-missing',
    });
    await slots.createSigningKey(credentials, key);
    await expect(slots.createSigningKey(credentials, key)).rejects.toMatchObject({
      code: 'people.already-decided',
    });
  });

  it('survives a change of password, under the new one only', async () => {
    await slots.createSigningKey(credentials, key);
    const seed = await slots.unlockSigningKey(credentials);
    await slots.changePassword(credentials, 'Admin-Pass-2', key);
    expect(await slots.unlockSigningKey({ login: 'admin', password: 'Admin-Pass-2' })).toEqual(seed);
    expect((await unlock('admin', 'Admin-Pass-2')).databaseKey).toEqual(key);
    await expect(unlock('admin', 'Admin-Pass-1')).rejects.toMatchObject({ code: 'slots.wrong-credentials' });
  });

  it('is destroyed by a reset, while the new password opens the database', async () => {
    await slots.createSigningKey(credentials, key);
    await slots.resetPassword(account('admin', 'Admin-Pass-3'), key);
    expect((await unlock('admin', 'Admin-Pass-3')).databaseKey).toEqual(key);
    const after = { login: 'admin', password: 'Admin-Pass-3' };
    await expect(slots.unlockSigningKey(after)).rejects.toMatchObject({ code: 'people.signing-key-missing' });
    expect(slots.states()[0]).toMatchObject({ signingPublicKey: undefined, afterFailures: 'wait' });
    await slots.createSigningKey(after, key);
  });

  it('a reset does not make a waiting account effective', async () => {
    await slots.addAccount(account('wang', 'Wang-Pass-1'), key);
    await slots.resetPassword(account('wang', 'Wang-Pass-2'), key);
    await expect(unlock('wang', 'Wang-Pass-2')).rejects.toMatchObject({ code: 'people.not-enabled' });
  });

  it('is not made under a password that changed in the meantime', async () => {
    const [changed, made] = await Promise.allSettled([
      slots.changePassword(credentials, 'Admin-Pass-2', key),
      slots.createSigningKey(credentials, key),
    ]);
    const won = [changed, made].filter((one) => one.status === 'fulfilled');
    expect(won).toHaveLength(1);
    const password = changed.status === 'fulfilled' ? 'Admin-Pass-2' : 'Admin-Pass-1';
    const opened = slots.unlockSigningKey({ login: 'admin', password });
    if (made.status === 'fulfilled') expect(await opened).toHaveLength(32);
    else await expect(opened).rejects.toMatchObject({ code: 'people.signing-key-missing' });
  });

  it('is derived on a thread of its own with the same outcome', async () => {
    const threaded = await Slots.open({ ...options, derive: derivePasswordKey });
    expect((await threaded.unlock(credentials)).databaseKey).toEqual(key);
  });
});

describe('the slot file', () => {
  it('is written in two equal copies, readable by this account of the system only, with a rising generation', async () => {
    expect(readFileSync(copy(1))).toEqual(readFileSync(copy(2)));
    expect(statSync(copy(1)).mode & 0o777).toBe(0o600);
    expect(slots.generation).toBe(1);
    await slots.addAccount(account('wang', 'x'), key);
    expect(slots.generation).toBe(2);
    expect(readFileSync(copy(1))).toEqual(readFileSync(copy(2)));
    expect(readdirSync(folder).sort()).toEqual(['slots-1.json', 'slots-2.json']);
  });

  it('is found by its newest whole copy', async () => {
    const old = readFileSync(copy(2));
    await slots.addAccount(account('wang', 'x'), key);
    writeFileSync(copy(2), old);
    expect((await Slots.open(options)).generation).toBe(2);
    writeFileSync(copy(1), 'damaged');
    expect((await Slots.open(options)).generation).toBe(1);
    writeFileSync(copy(2), '');
    await expect(Slots.open(options)).rejects.toMatchObject({ code: 'slots.damaged' });
    rmSync(copy(1));
    rmSync(copy(2));
    await expect(Slots.open(options)).rejects.toMatchObject({ code: 'slots.missing' });
  });

  it('older than the database is refused, newer is not', async () => {
    await expect(slots.unlock({ login: 'admin', password: 'Admin-Pass-1' }, 2)).rejects.toMatchObject({
      code: 'slots.older-generation',
    });
    expect((await slots.unlock({ login: 'admin', password: 'Admin-Pass-1' }, 1)).databaseKey).toEqual(key);
    expect((await slots.unlock({ login: 'admin', password: 'Admin-Pass-1' }, 0)).databaseKey).toEqual(key);
  });

  it('is refused as damaged for every flipped byte, before any password is tried', async () => {
    const whole = readFileSync(copy(1));
    for (let at = 0; at < whole.length; at++) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      writeFileSync(copy(1), damaged);
      writeFileSync(copy(2), damaged);
      await expect(Slots.open(options), `byte ${at}`).rejects.toMatchObject({ code: 'slots.damaged' });
      // Looking at a damaged file writes nothing, not even a repair.
      if (at % 97 === 0) {
        expect([readFileSync(copy(1)), readFileSync(copy(2))]).toEqual([damaged, damaged]);
        expect(readdirSync(folder).sort()).toEqual(['slots-1.json', 'slots-2.json']);
      }
    }
  });

  it('is refused as damaged for every cut', async () => {
    const whole = readFileSync(copy(1));
    rmSync(copy(2));
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(copy(1), whole.subarray(0, length));
      await expect(Slots.open(options), `length ${length}`).rejects.toMatchObject({ code: 'slots.damaged' });
    }
  });

  const forge = async (
    change: (content: Record<string, unknown> & { slots: Record<string, unknown>[] }) => void,
  ) => {
    const content = JSON.parse(readFileSync(copy(1), 'utf8').split('\n')[0] ?? '');
    change(content);
    const text = JSON.stringify(content);
    const bytes = `${text}\n${createHash('sha256').update(text).digest('hex')}\n`;
    writeFileSync(copy(1), bytes);
    writeFileSync(copy(2), bytes);
    return (await Slots.open(options)).unlock({ login: 'admin', password: 'Admin-Pass-1' });
  };

  it.each([
    [
      'a raised generation',
      (c: Record<string, unknown>) => {
        c.generation = 99;
      },
    ],
    [
      'an account taken out',
      (c: { slots: unknown[] }) => {
        c.slots.pop();
      },
    ],
    [
      'a public key put in',
      (c: { slots: Record<string, unknown>[] }) => {
        const s = c.slots[1];
        if (s) s.boxPublicKey = randomBytes(32).toString('base64');
      },
    ],
    [
      'a post turned into a business account',
      (c: { slots: Record<string, unknown>[] }) => {
        const s = c.slots[1];
        if (s) s.afterFailures = 'block';
      },
    ],
    [
      'the sealed key of another account',
      (c: { slots: Record<string, unknown>[] }) => {
        const [a, b] = c.slots;
        if (a && b) a.databaseKey = b.databaseKey;
      },
    ],
  ])('with a right checksum but %s is refused at unlock', async (_, change) => {
    await expect(forge(change as never)).rejects.toMatchObject({ code: 'slots.damaged' });
  });

  it('never lets one account open with the password of another', async () => {
    const swapped = forge((content) => {
      const [a, b] = content.slots;
      if (a && b) [a.loginTag, b.loginTag] = [b.loginTag, a.loginTag];
    });
    await expect(swapped).rejects.toMatchObject({ code: 'slots.wrong-credentials' });
  });

  it('keeps every change when many are asked for at once', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, n) => slots.addAccount(account(`a${n}`, 'x'), key)));
    expect((await Slots.open(options)).states()).toHaveLength(12);
    expect(slots.generation).toBe(11);
  });

  it('is not changed by somebody with another key', async () => {
    await expect(slots.addAccount(account('wang', 'x'), randomBytes(32))).rejects.toMatchObject({
      code: 'slots.damaged',
    });
    expect(slots.generation).toBe(1);
  });
});
