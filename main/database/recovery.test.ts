import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromPaper, toPaper } from './paperText.ts';
import {
  openWithShares,
  sealToRecovery,
  splitRecovery,
  stationSecretFromPaper,
  stationSecretPaper,
  wrappedKeyFromPaper,
  wrappedKeyPaper,
} from './recovery.ts';

const key = randomBytes(32);
const share = (shares: readonly string[], index: number): string => shares[index] ?? '';

describe('recovery shares', () => {
  it('open the database key, any two of the three, in any order, typed carelessly', async () => {
    const { recovery, shares } = await splitRecovery(key);
    for (const [a, b] of [
      [0, 1],
      [1, 0],
      [0, 2],
      [2, 1],
    ] as const)
      expect(await openWithShares(recovery, [share(shares, a), share(shares, b)])).toEqual(key);
    const careless = shares.slice(0, 2).map(
      (text) =>
        ` ${text
          .toLowerCase()
          .replaceAll('0', 'o')
          .replaceAll('1', 'l')
          .replace(
            /^s-(.{9})/,
            (_, label: string) => `s-${label.replaceAll('o', '0').replaceAll('l', '1')}`,
          )} `,
    );
    expect(await openWithShares(recovery, careless)).toEqual(key);
    expect(await openWithShares(recovery, shares)).toEqual(key);
  });

  it('open from paper alone, without the slot file', async () => {
    const { recovery, shares } = await splitRecovery(key);
    const paper = wrappedKeyFromPaper(wrappedKeyPaper(recovery));
    expect(paper).toEqual(recovery);
    expect(await openWithShares(paper, shares.slice(1))).toEqual(key);
  });

  it('open a later database key too, which was sealed without them', async () => {
    const { recovery, shares } = await splitRecovery(key);
    const next = randomBytes(32);
    expect(await openWithShares(sealToRecovery(recovery, next), shares.slice(0, 2))).toEqual(next);
  });

  it('open nothing one alone, nor one twice', async () => {
    const { recovery, shares } = await splitRecovery(key);
    for (const few of [[share(shares, 0)], [share(shares, 0), share(shares, 0)], []])
      await expect(openWithShares(recovery, few)).rejects.toMatchObject({ code: 'recovery.too-few' });
  });

  it('of another split are told apart and open nothing', async () => {
    const first = await splitRecovery(key);
    const second = await splitRecovery(key);
    await expect(
      openWithShares(second.recovery, [share(first.shares, 0), share(second.shares, 1)]),
    ).rejects.toMatchObject({ code: 'recovery.other-split' });
    await expect(openWithShares(second.recovery, first.shares)).rejects.toMatchObject({
      code: 'recovery.other-split',
    });
  });

  it('that are forged with a right checksum open nothing and tell nothing', async () => {
    const { recovery, shares } = await splitRecovery(key);
    const read = fromPaper(share(shares, 1));
    if (read === undefined) throw new Error('unreadable');
    for (let at = 0; at < read.bytes.length; at++) {
      const bytes = Buffer.from(read.bytes);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      const forged = toPaper({ ...read, bytes });
      await expect(openWithShares(recovery, [share(shares, 0), forged])).rejects.toMatchObject({
        code: 'recovery.refused',
      });
    }
  });

  it('are refused for every character that was copied wrongly, lost or doubled, and the share is named', async () => {
    const { recovery, shares } = await splitRecovery(key);
    const text = share(shares, 1);
    for (let at = 0; at < text.length; at++) {
      if (text[at] === ' ' || (text[at] === '-' && at > 2)) continue;
      const other = text[at] === '7' ? '8' : '7';
      for (const wrong of [
        text.slice(0, at) + other + text.slice(at + 1),
        text.slice(0, at) + text.slice(at + 1),
        text.slice(0, at) + text[at] + text.slice(at),
      ]) {
        await expect(openWithShares(recovery, [share(shares, 0), wrong]), wrong).rejects.toMatchObject({
          code: 'recovery.text-damaged',
          params: { what: '第 2 份恢复份额' },
        });
      }
    }
  });

  it('do not open a wrapped key with any bit changed', async () => {
    const { recovery, shares } = await splitRecovery(key);
    const wrapped = Buffer.from(recovery.wrapped, 'base64');
    for (let at = 0; at < wrapped.length; at++) {
      const changed = Buffer.from(wrapped);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await expect(
        openWithShares({ ...recovery, wrapped: changed.toString('base64') }, shares),
      ).rejects.toMatchObject({ code: 'recovery.refused' });
    }
  });

  it('hold neither the key nor its text', async () => {
    const { recovery, shares } = await splitRecovery(key);
    const all = JSON.stringify({ recovery, shares });
    for (const form of [
      key.toString('hex'),
      key.toString('base64'),
      toPaper({ kind: 'T', label: '00000000', bytes: key }).slice(11),
    ])
      expect(all.replaceAll(' ', '')).not.toContain(form.replaceAll(' ', ''));
  });
});

describe('text on paper', () => {
  it('comes back for every length', () => {
    for (let length = 1; length < 70; length++) {
      const bytes = randomBytes(length);
      expect(fromPaper(toPaper({ kind: 'W', label: '0a1b2c3d', bytes }))?.bytes).toEqual(bytes);
    }
  });

  it('of the station secret is told from the others', () => {
    const text = stationSecretPaper(key);
    expect(stationSecretFromPaper(text)).toEqual(key);
    expect(() => wrappedKeyFromPaper(text)).toThrow(
      expect.objectContaining({ code: 'recovery.text-damaged' }),
    );
  });

  it('opens under the library that was split with, and the library is the audited one', () => {
    const manifest = JSON.parse(readFileSync('node_modules/shamir-secret-sharing/package.json', 'utf8'));
    expect([manifest.version, manifest.license]).toEqual(['0.0.4', 'Apache-2.0']);
  });
});
