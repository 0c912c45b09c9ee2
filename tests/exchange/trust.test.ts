import { ed25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { admitPublicKey } from '../../main/exchange/crypto/admission.ts';
import {
  generateKeyPair,
  keyFingerprint,
  keyPairFromSeed,
  publicKeyLine,
} from '../../main/exchange/crypto/sshKeys.ts';
import { memorySigner, parseSshsig, signSshsig, verifySshsig } from '../../main/exchange/crypto/sshsig.ts';
import { fingerprintCode, matchesFingerprintCode } from '../../main/exchange/format/fingerprint.ts';
import { fingerprintWords } from '../../main/exchange/format/fingerprintWords.ts';
import { sha256Hex } from '../../main/exchange/format/packageJson.ts';
import {
  acceptRoster,
  allowedSigners,
  type Roster,
  revokedKeys,
  rosterBytes,
  sealingRecipients,
  signRoster,
} from '../../main/exchange/format/roster.ts';
import { checkKeyUse, TrustedKeys } from '../../main/exchange/format/trustedKeys.ts';
import { badKeys, badSignatures } from './edgeCases.ts';
import { knownAnswers } from './knownAnswers.ts';
import { makeSite, signedRoster, type TestSite } from './world.ts';

let siteA: TestSite;
beforeAll(async () => {
  siteA = await makeSite('siteA');
});

describe('Ed25519 admission (group 10)', () => {
  it.each(badKeys)('refuses a key: $name', ({ key }) => {
    expect(() => admitPublicKey(key)).toThrow(/E_KEY/);
  });

  it.each(badSignatures)('refuses a signature: $name', ({ make }) => {
    const pair = keyPairFromSeed(new Uint8Array(32).fill(9));
    const message = new TextEncoder().encode('x');
    expect(verifySshsig(pair.publicKey, 'xpkg-site-v1', message, make(pair))).toBe(false);
  });

  it('gives the known answers that the BoringSSL run must give too', () => {
    const pair = keyPairFromSeed(new Uint8Array(32).fill(7));
    expect(publicKeyLine(pair.publicKey)).toBe(knownAnswers.publicKeyLine);
    expect(keyFingerprint(pair.publicKey)).toBe(knownAnswers.fingerprint);
    const signature = signSshsig(pair, 'xpkg-site-v1', new TextEncoder().encode('内容\n'));
    expect(sha256Hex(signature)).toBe(knownAnswers.signatureSha256);
  });

  it('admits every key of an honest generator', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (seed) => {
        const pair = keyPairFromSeed(seed);
        expect(pair.publicKey).toEqual(ed25519.getPublicKey(seed));
        admitPublicKey(pair.publicKey);
      }),
      { numRuns: 20 },
    );
  });

  it('any flipped bit of a signature makes it invalid, without an exception', () => {
    const pair = keyPairFromSeed(new Uint8Array(32).fill(1));
    const message = new TextEncoder().encode('内容');
    const signature = signSshsig(pair, 'xpkg-release-v1', message);
    fc.assert(
      fc.property(fc.nat(signature.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const bent = signature.slice();
        bent[at] = (bent[at] ?? 0) ^ mask;
        expect(verifySshsig(pair.publicKey, 'xpkg-release-v1', message, bent)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('reads what it writes and nothing longer', () => {
    const pair = generateKeyPair();
    const signature = signSshsig(pair, 'xpkg-site-v1', new Uint8Array(0));
    expect(parseSshsig(signature).namespace).toBe('xpkg-site-v1');
    expect(() => parseSshsig(new Uint8Array([...signature, 10]))).toThrow(/E_SSHSIG/);
    expect(() => parseSshsig(new Uint8Array(0))).toThrow(/E_SSHSIG/);
    expect(() => parseSshsig(new Uint8Array(9000).fill(65))).toThrow(/E_SSHSIG/);
  });
});

describe('rosters', () => {
  const pinned = (current: { version: number; digest: string } | null = null) => ({
    site: 'siteA',
    rootKey: siteA.root.publicKey,
    current,
  });

  async function version(number: number, prev: string | null, change: Partial<Roster> = {}) {
    const bytes = rosterBytes({ ...siteA.roster, version: number, prev, ...change });
    return { bytes, signature: await signRoster(memorySigner('root@siteA', siteA.root), bytes) };
  }

  it('the first and its successor are accepted; the same again changes nothing', async () => {
    const first = await signedRoster(siteA);
    const one = acceptRoster(pinned(), first.bytes, first.signature);
    expect(one).toMatchObject({ news: 'new', skipped: 0 });
    const second = await version(2, one.digest);
    const two = acceptRoster(pinned({ version: 1, digest: one.digest }), second.bytes, second.signature);
    expect(two).toMatchObject({ news: 'new', skipped: 0 });
    expect(
      acceptRoster(pinned({ version: 2, digest: two.digest }), second.bytes, second.signature).news,
    ).toBe('same');
  });

  it('group 17: an older one, a fork, and one signed by the site key are refused', async () => {
    const first = await signedRoster(siteA);
    const second = await version(2, sha256Hex('another first'));
    const current = { version: 2, digest: sha256Hex('pinned') };
    expect(() => acceptRoster(pinned(current), first.bytes, first.signature)).toThrow(/E_ROSTER_ROLLBACK/);
    expect(() => acceptRoster(pinned(current), second.bytes, second.signature)).toThrow(/E_ROSTER_FORK/);
    const onFirst = { version: 1, digest: sha256Hex(first.bytes) };
    expect(() => acceptRoster(pinned(onFirst), second.bytes, second.signature)).toThrow(/E_ROSTER_FORK/);
    const bySite = await signRoster(siteA.siteSigner, first.bytes);
    expect(() => acceptRoster(pinned(), first.bytes, bySite)).toThrow(/E_ROSTER_SIG/);
    const otherUse = await memorySigner('root@siteA', siteA.root).sign('xpkg-site-v1', first.bytes);
    expect(() => acceptRoster(pinned(), first.bytes, otherUse)).toThrow(/E_ROSTER_SIG/);
  });

  it('versions that were skipped are reported', async () => {
    const fifth = await version(5, sha256Hex('fourth'));
    const accepted = acceptRoster(
      pinned({ version: 2, digest: sha256Hex('x') }),
      fifth.bytes,
      fifth.signature,
    );
    expect(accepted.skipped).toBe(2);
  });

  it('one key in two roles, a foreign key id and an unknown field are refused', () => {
    const [site, person] = siteA.roster.keys;
    if (site === undefined || person === undefined) throw new Error('roster without keys');
    const bad =
      (change: object): (() => Uint8Array) =>
      () =>
        rosterBytes({ ...siteA.roster, ...change } as Roster);
    expect(bad({ keys: [site, { ...person, pub: site.pub }] })).toThrow(/E_ROSTER/);
    expect(bad({ keys: [{ ...site, id: 'site@siteB' }] })).toThrow(/E_ROSTER/);
    expect(bad({ extra: 1 })).toThrow(/E_ROSTER/);
    expect(
      bad({
        revocations: [{ epoch: null, key: 'x@siteA', reason: 'r', recipient: null, valid_through_seq: 0 }],
      }),
    ).toThrow(/E_ROSTER/);
  });

  it('group 13: a revoked key counts up to its last valid number and no further', () => {
    const revocations = [
      { epoch: 'e01', key: 'zhang.san@siteA', reason: '调离', recipient: 'siteB', valid_through_seq: 12 },
    ];
    const key = new TrustedKeys([{ ...siteA.roster, revocations }]).find(
      'siteA',
      'zhang.san@siteA',
      'release',
    );
    if (key === undefined) throw new Error('key not found');
    const use = (seq: number, recipient = 'siteB') => ({ recipient, epoch: 'e01', seq, day: '2026-11-22' });
    expect(checkKeyUse(key, use(12))).toEqual([]);
    expect(() => checkKeyUse(key, use(13))).toThrow(/E_KEY_REVOKED/);
    expect(() => checkKeyUse(key, use(1, 'siteC'))).toThrow(/E_KEY_REVOKED/);
  });

  it('group 30: a clock ten years off only warns', () => {
    const key = new TrustedKeys([siteA.roster]).find('siteA', 'zhang.san@siteA', 'release');
    if (key === undefined) throw new Error('key not found');
    const warnings = checkKeyUse(key, { recipient: 'siteB', epoch: 'e01', seq: 1, day: '2016-01-01' });
    expect(warnings).toHaveLength(1);
  });

  it('a key outside its range of numbers is refused', () => {
    const keys = siteA.roster.keys.map((key) => ({
      ...key,
      streams: [{ epoch: 'e01', from_seq: 5, recipient: 'siteB', to_seq: 9 }],
    }));
    const key = new TrustedKeys([{ ...siteA.roster, keys }]).find('siteA', 'zhang.san@siteA', 'release');
    if (key === undefined) throw new Error('key not found');
    const use = (seq: number) =>
      checkKeyUse(key, { recipient: 'siteB', epoch: 'e01', seq, day: '2026-11-22' });
    expect(use(5)).toEqual([]);
    expect(() => use(4)).toThrow(/E_KEY_RANGE/);
    expect(() => use(10)).toThrow(/E_KEY_RANGE/);
  });

  it('group 12: names of object internals find no key', () => {
    const trust = new TrustedKeys([siteA.roster]);
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      expect(trust.find('siteA', name, 'release')).toBeUndefined();
      expect(trust.knowsSite(name)).toBe(false);
    }
  });

  it('auditors get an allowed_signers file by role and a list of dead keys', () => {
    const revocations = [
      { epoch: null, key: 'zhang.san@siteA', reason: '泄露', recipient: null, valid_through_seq: 0 },
    ];
    const line = publicKeyLine(siteA.person.publicKey);
    expect(allowedSigners(siteA.roster)).toContain(
      `zhang.san@siteA namespaces="xpkg-release-v1,spm-*-v1" ${line}\n`,
    );
    expect(revokedKeys({ ...siteA.roster, revocations })).toBe(`${line}\n`);
    expect(revokedKeys(siteA.roster)).toBe('');
  });

  it('seals to the age keys of the day, or to all when a clock names a day outside', () => {
    expect(sealingRecipients(siteA.roster, '2026-06-01')).toEqual([siteA.age.recipient]);
    expect(sealingRecipients(siteA.roster, '2016-06-01')).toEqual([siteA.age.recipient]);
  });
});

describe('fingerprint words', () => {
  it('are 256 different words of the same length', () => {
    expect(new Set(fingerprintWords).size).toBe(256);
    expect(fingerprintWords.every((word) => [...word].length === 2)).toBe(true);
  });

  it('make a fixed code of twelve words', () => {
    const { publicKey } = keyPairFromSeed(new Uint8Array(32));
    const code = fingerprintCode(publicKey);
    expect(code).toHaveLength(12);
    expect(matchesFingerprintCode(publicKey, ` ${code.join('、')}\n`)).toBe(true);
    expect(matchesFingerprintCode(publicKey, code.slice(1).join(' '))).toBe(false);
    expect(matchesFingerprintCode(siteA.root.publicKey, code.join(' '))).toBe(false);
  });
});
