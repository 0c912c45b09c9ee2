import assert from 'node:assert/strict';
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { admitPublicKey } from '../../main/exchange/crypto/admission.ts';
import { generateKeyPair, keyPairFromSeed } from '../../main/exchange/crypto/sshKeys.ts';
import { memorySigner, signSshsig, verifySshsig } from '../../main/exchange/crypto/sshsig.ts';
import { asPackageError, PackageError } from '../../main/exchange/format/packageError.ts';
import type { PackageJson } from '../../main/exchange/format/packageJson.ts';
import { acceptRoster, rosterBytes, signRoster } from '../../main/exchange/format/roster.ts';
import { decideAck, decideSequence, type StreamState } from '../../main/exchange/format/sequence.ts';
import { TrustedKeys } from '../../main/exchange/format/trustedKeys.ts';
import { writeAge } from '../../main/exchange/format/writePackage.ts';
import { badKeys, badSignatures } from './edgeCases.ts';
import { collect, makePackage, outcomeOf, receive, sampleFiles, signedRoster, type World } from './world.ts';

/** A hostile situation that is more than one file: what is done and what must come of it. Runs in every runtime. */
export interface HostileAct {
  readonly group: number;
  readonly name: string;
  readonly run: (world: World) => Promise<void>;
}

let folders = 0;

async function written(world: World, change: Parameters<typeof makePackage>[1] = {}, content = {}) {
  const made = await makePackage(world, change, content);
  folders += 1;
  const [file] = await writeAge({ ...made, folder: join(world.folder, `act-${folders}`) });
  return { ...made, file: file?.path ?? '' };
}

/** A receiver that remembers what it took, as the importing site does. */
function receiver(world: World) {
  const digests: string[] = [];
  let frozen = false;
  const state = (): StreamState => ({
    epoch: 'e01',
    lastSeq: digests.length,
    lastDigest: digests.at(-1) ?? null,
    frozen,
    announcedEpochs: [],
    digestAt: (epoch, seq) => (epoch === 'e01' ? digests[seq - 1] : undefined),
  });
  return {
    taken: digests,
    take: async (file: string): Promise<string> => {
      const verdict = await receive(world, file, {
        decide: (head: PackageJson, digest: string) =>
          decideSequence(state(), { epoch: head.epoch, seq: head.seq, prev: head.prev, digest }),
      });
      if (verdict.outcome === 'staged') digests.push(verdict.staged.digest);
      if (verdict.outcome === 'refused' && verdict.code === 'E_FORK') {
        frozen = true;
        assert.equal(verdict.alarm, true);
        assert.notEqual(verdict.evidence, null);
      }
      return await outcomeOf(verdict);
    },
  };
}

function revokedThrough(world: World, seq: number): TrustedKeys {
  const revocations = [
    { epoch: 'e01', key: 'zhang.san@siteA', reason: '调离', recipient: 'siteB', valid_through_seq: seq },
  ];
  return new TrustedKeys([{ ...world.siteA.roster, revocations }, world.siteB.roster]);
}

const prev = 'a'.repeat(64);

export const hostileActs: readonly HostileAct[] = [
  ...badKeys.map(({ name, key }) => ({
    group: 10,
    name: `key: ${name}`,
    run: async () => assert.throws(() => admitPublicKey(key), /E_KEY/),
  })),
  ...badSignatures.map(({ name, make }) => ({
    group: 10,
    name: `signature: ${name}`,
    run: async () => {
      const pair = keyPairFromSeed(new Uint8Array(32).fill(9));
      const message = new TextEncoder().encode('x');
      assert.equal(verifySshsig(pair.publicKey, 'xpkg-site-v1', message, make(pair)), false);
      const honest = signSshsig(pair, 'xpkg-site-v1', message);
      assert.equal(verifySshsig(pair.publicKey, 'xpkg-site-v1', message, honest), true);
    },
  })),
  {
    group: 13,
    name: 'releaser revoked: above the last valid number refused, at and below it accepted',
    run: async (world) => {
      for (const [through, outcome] of [
        [4, 'E_KEY_REVOKED'],
        [5, 'staged'],
        [6, 'staged'],
      ] as const) {
        const { file } = await written(world, { seq: 5, prev });
        const trust = revokedThrough(world, through);
        assert.equal(await outcomeOf(await receive(world, file, { trust })), outcome);
      }
    },
  },
  {
    group: 14,
    name: 'replay, and the same content encrypted again: already imported, nothing changes',
    run: async (world) => {
      const site = receiver(world);
      const one = await written(world);
      assert.equal(await site.take(one.file), 'staged');
      assert.equal(await site.take(one.file), 'already-imported');
      folders += 1;
      const [again] = await writeAge({ ...one, folder: join(world.folder, `act-${folders}`) });
      assert.notDeepEqual(await readFile(again?.path ?? ''), await readFile(one.file));
      assert.equal(await site.take(again?.path ?? ''), 'already-imported');
      assert.equal(site.taken.length, 1);
    },
  },
  {
    group: 15,
    name: 'the same number with other content: fork, frozen, alarm, evidence',
    run: async (world) => {
      const site = receiver(world);
      const one = await written(world);
      assert.equal(await site.take(one.file), 'staged');
      assert.equal(await site.take((await written(world, { period: '2026-10' })).file), 'E_FORK');
      const next = await written(world, { seq: 2, prev: one.sealed.digest });
      assert.equal(await site.take(next.file), 'E_FROZEN');
    },
  },
  {
    group: 16,
    name: 'gap and reordered pair: held, then both; wrong predecessor and unknown epoch refused',
    run: async (world) => {
      const site = receiver(world);
      const one = await written(world);
      const two = await written(world, { seq: 2, prev: one.sealed.digest });
      const three = await written(world, { seq: 3, prev: two.sealed.digest });
      assert.equal(await site.take(one.file), 'staged');
      assert.equal(await site.take(three.file), 'held');
      assert.equal(await site.take(two.file), 'staged');
      assert.equal(await site.take(three.file), 'staged');
      assert.equal(await site.take((await written(world, { seq: 4, prev })).file), 'E_SPLICED');
      assert.equal(await site.take((await written(world, { epoch: 'e09' })).file), 'E_NEW_EPOCH');
    },
  },
  {
    group: 17,
    name: 'roster rolled back, forked, or signed by the site key',
    run: async ({ siteA }) => {
      const first = await signedRoster(siteA);
      const pinned = { site: 'siteA', rootKey: siteA.root.publicKey };
      const root = memorySigner('root@siteA', siteA.root);
      const newer = rosterBytes({ ...siteA.roster, version: 2, prev });
      const newerSig = await signRoster(root, newer);
      const at = (version: number) => ({ ...pinned, current: { version, digest: 'b'.repeat(64) } });
      assert.throws(() => acceptRoster(at(2), first.bytes, first.signature), /E_ROSTER_ROLLBACK/);
      assert.throws(() => acceptRoster(at(2), newer, newerSig), /E_ROSTER_FORK/);
      assert.throws(() => acceptRoster(at(1), newer, newerSig), /E_ROSTER_FORK/);
      const bySite = await signRoster(siteA.siteSigner, first.bytes);
      assert.throws(() => acceptRoster({ ...pinned, current: null }, first.bytes, bySite), /E_ROSTER_SIG/);
    },
  },
  {
    group: 28,
    name: 'script, formula, lying and executable content: stored inert, byte for byte, under its digest',
    run: async (world) => {
      const texts = [
        '<script>alert(1)</script>',
        '%PDF-1.7 /JS (x)',
        'MZ\u0000exe',
        'GIF89a/*<svg onload=x>*/',
      ];
      const files = texts.map((text) => new TextEncoder().encode(text));
      const records = [{ id: 'siteA-1', name: '=cmd()|../../x.exe', type: 'note' }];
      const { file } = await written(world, {}, { files, records });
      const verdict = await receive(world, file);
      assert.equal(verdict.outcome, 'staged');
      if (verdict.outcome !== 'staged') return;
      for (const { sha256 } of verdict.staged.attachments) {
        const bytes = await collect(verdict.staged.openAttachment(sha256));
        assert.ok(files.some((wanted) => Buffer.compare(wanted, bytes) === 0));
      }
      await verdict.staged.dispose();
    },
  },
  {
    group: 30,
    name: 'clock ten years off on either side: numbers decide, dates warn',
    run: async (world) => {
      for (const year of [2016, 2036]) {
        const { file } = await written(world, { released_at: `${year}-11-22T08:00:00Z` });
        const verdict = await receive(world, file);
        assert.equal(verdict.outcome, 'staged');
        if (verdict.outcome !== 'staged') return;
        assert.equal(verdict.staged.warnings.length, year === 2016 ? 2 : verdict.staged.warnings.length);
        await verdict.staged.dispose();
      }
    },
  },
  {
    group: 32,
    name: 'stick removed, read error, disk full: a code for each, nothing left',
    run: async (world) => {
      const { file } = await written(world);
      const whole = await readFile(file);
      await writeFile(file, whole.subarray(0, whole.length / 2));
      assert.equal(await outcomeOf(await receive(world, file)), 'E_AGE_AUTH');
      assert.equal(await outcomeOf(await receive(world, `${file}.gone.age`)), 'E_MEDIA_READ');
      for (const [errno, code] of [
        ['EIO', 'E_MEDIA_READ'],
        ['ENODEV', 'E_MEDIA_READ'],
        ['ENOSPC', 'E_NO_SPACE'],
        ['EROFS', 'E_MEDIA_READ'],
        ['EPERM', 'E_MEDIA_READ'],
        ['EFBIG', 'E_NO_SPACE'],
        ['EDQUOT', 'E_NO_SPACE'],
      ] as const)
        assert.equal(asPackageError(Object.assign(new Error(errno), { code: errno })).code, code);
      assert.deepEqual(await readdir(join(world.folder, 'staging')), []);
    },
  },
  {
    group: 25,
    name: 'a sparse file of a terabyte is refused before a byte of it is copied',
    run: async (world) => {
      const file = join(world.folder, 'sparse.age');
      await writeFile(file, '');
      await truncate(file, 2 ** 40);
      assert.equal(await outcomeOf(await receive(world, file)), 'E_QUOTA');
      assert.deepEqual(await readdir(join(world.folder, 'staging')), []);
    },
  },
  {
    group: 33,
    name: 'the file on the medium changes after it was copied: the copy decides',
    run: async (world) => {
      const { file, sealed } = await written(world);
      const verdict = await receive(world, file, {
        decide: async () => {
          await writeFile(file, 'something else');
          return { action: 'import', startsEpoch: false };
        },
      });
      assert.equal(verdict.outcome, 'staged');
      if (verdict.outcome !== 'staged') return;
      assert.equal(verdict.staged.digest, sealed.digest);
      for (const bytes of sampleFiles)
        assert.ok(verdict.staged.attachments.some((attachment) => attachment.bytes === bytes.length));
      await verdict.staged.dispose();
    },
  },
  {
    group: 36,
    name: 'receipt forged, of the future, of another stream or replayed',
    run: async () => {
      const sent = {
        lastSealed: (epoch: string) => (epoch === 'e01' ? 3 : 0),
        digestAt: (epoch: string, seq: number) => (epoch === 'e01' ? String(seq).repeat(64) : undefined),
        acked: { epoch: 'e01', throughSeq: 2 },
      };
      const of = (epoch: string, seq: number, digest = String(seq).repeat(64)) =>
        decideAck(sent, { epoch, through_seq: seq, digest });
      assert.deepEqual(of('e01', 3, 'f'.repeat(64)), {
        action: 'refuse',
        code: 'E_RECEIPT',
        reason: 'forged',
      });
      assert.deepEqual(of('e01', 4), { action: 'refuse', code: 'E_RECEIPT', reason: 'future' });
      assert.deepEqual(of('e02', 1), { action: 'refuse', code: 'E_RECEIPT', reason: 'future' });
      assert.deepEqual(of('e01', 1), { action: 'unchanged' });
      assert.deepEqual(of('e01', 3), { action: 'advance', epoch: 'e01', fromSeq: 3, throughSeq: 3 });
    },
  },
  {
    group: 38,
    name: 'sender restored from an old backup uses a number again: fork at the receiver',
    run: async (world) => {
      const site = receiver(world);
      const one = await written(world);
      const two = await written(world, { seq: 2, prev: one.sealed.digest });
      assert.equal(await site.take(one.file), 'staged');
      assert.equal(await site.take(two.file), 'staged');
      const restored = await written(world, { seq: 2, prev: one.sealed.digest }, { records: [] });
      assert.equal(await site.take(restored.file), 'E_FORK');
      assert.equal(site.taken.length, 2);
    },
  },
  {
    group: 40,
    name: 'attachment changed, longer or shorter than when it was sealed: nothing written',
    run: async (world) => {
      const { sealed, payload } = await makePackage(world);
      for (const change of [0, 1, -1]) {
        folders += 1;
        const folder = join(world.folder, `act-${folders}`);
        const writing = writeAge({
          sealed,
          payload: {
            records: payload.records,
            attachment: async (sha256) => {
              const { bytes } = await payload.attachment(sha256);
              return {
                bytes,
                async *open() {
                  yield new Uint8Array(bytes + change);
                },
              };
            },
          },
          folder,
        });
        await assert.rejects(
          writing,
          (thrown) => thrown instanceof PackageError && thrown.code === 'E_SOURCE_CHANGED',
        );
        assert.deepEqual(await readdir(folder), []);
      }
    },
  },
  {
    group: 6,
    name: 'a package that is consistent in itself, by a site nobody has pinned',
    run: async (world) => {
      const { file } = await written(world);
      const trust = new TrustedKeys([world.siteB.roster, world.siteX.roster]);
      assert.equal(await outcomeOf(await receive(world, file, { trust })), 'E_SITE_SIG');
      assert.notEqual(generateKeyPair().publicKey, world.siteA.site.publicKey);
    },
  },
];
