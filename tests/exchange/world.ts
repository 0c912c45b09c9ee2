import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AgeKey, ageEncrypt, generateAgeKey } from '../../main/exchange/crypto/ageBox.ts';
import { generateKeyPair, type KeyPair, publicKeyLine } from '../../main/exchange/crypto/sshKeys.ts';
import { memorySigner, type Signer } from '../../main/exchange/crypto/sshsig.ts';
import { joinBytes } from '../../main/exchange/crypto/sshWire.ts';
import type { JsonObject } from '../../main/exchange/format/canonicalJson.ts';
import { sha256Hex } from '../../main/exchange/format/packageJson.ts';
import {
  type PackageVerdict,
  type ReadRequest,
  readPackage,
} from '../../main/exchange/format/readPackage.ts';
import { type Roster, rosterBytes, signRoster } from '../../main/exchange/format/roster.ts';
import { Staging } from '../../main/exchange/format/staging.ts';
import { TrustedKeys } from '../../main/exchange/format/trustedKeys.ts';
import {
  buildManifest,
  type HeadFields,
  type PackageAttachment,
  type PayloadSource,
  type SealedPackage,
  sealPackage,
} from '../../main/exchange/format/writePackage.ts';

/** A site with all its keys, as only a test may hold them. */
export interface TestSite {
  readonly id: string;
  readonly root: KeyPair;
  readonly site: KeyPair;
  readonly person: KeyPair;
  readonly age: AgeKey;
  readonly siteSigner: Signer;
  readonly releaseSigner: Signer;
  readonly roster: Roster;
}

/** Makes a site; `change` edits the roster before it is used. */
export async function makeSite(
  id: string,
  change: (roster: Roster) => Roster = (same) => same,
): Promise<TestSite> {
  const [root, site, person] = [generateKeyPair(), generateKeyPair(), generateKeyPair()];
  const age = await generateAgeKey();
  const roster: Roster = {
    age: [{ from: '2026-01-01', id: 'age-2026', recipient: age.recipient, to: null }],
    epochs: [],
    format: 'xpkg-roster/1',
    issued_at: '2026-01-01T00:00:00Z',
    keys: [key(`site-2026@${id}`, 'site', site), key(`zhang.san@${id}`, 'release', person)],
    kind: id === 'siteB' ? 'center' : 'unit',
    prev: null,
    revocations: [],
    site: id,
    site_name: `站点 ${id}`,
    suites: ['age-x25519+sshsig-ed25519+sha256'],
    version: 1,
  };
  return {
    id,
    root,
    site,
    person,
    age,
    siteSigner: memorySigner(`site-2026@${id}`, site),
    releaseSigner: memorySigner(`zhang.san@${id}`, person),
    roster: change(roster),
  };
}

function key(id: string, role: 'site' | 'release', pair: KeyPair): Roster['keys'][number] {
  return {
    from: '2026-01-01',
    id,
    name: '张三',
    pub: publicKeyLine(pair.publicKey),
    role,
    streams: [],
    to: null,
  };
}

/** Roster bytes and root signature of a site. */
export async function signedRoster(site: TestSite): Promise<{ bytes: Uint8Array; signature: Uint8Array }> {
  const bytes = rosterBytes(site.roster);
  return { bytes, signature: await signRoster(memorySigner(`root@${site.id}`, site.root), bytes) };
}

/** Units siteA and siteX, center siteB, and a scratch folder. */
export interface World {
  readonly folder: string;
  readonly siteA: TestSite;
  readonly siteB: TestSite;
  readonly siteX: TestSite;
  readonly trust: TrustedKeys;
  close(): Promise<void>;
}

/** A new world with its own keys. */
export async function makeWorld(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'exchange-test-'));
  const [siteA, siteB, siteX] = [await makeSite('siteA'), await makeSite('siteB'), await makeSite('siteX')];
  return {
    folder,
    siteA,
    siteB,
    siteX,
    trust: new TrustedKeys([siteA.roster, siteB.roster, siteX.roster]),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** An attachment of given bytes. */
export function attachmentOf(bytes: Uint8Array): PackageAttachment {
  return { sha256: sha256Hex(bytes), bytes: bytes.length, open: () => chunksOf(bytes) };
}

/** Bytes in uneven pieces, as a disk or a pipe may give them. */
export async function* chunksOf(bytes: Uint8Array, size = 7001): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** All bytes of a stream. */
export async function collect(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  // Streams of the format lend their parts.
  for await (const part of source) parts.push(part.slice());
  return joinBytes(parts);
}

/** Records used where nothing depends on them. */
export const sampleRecords: readonly JsonObject[] = [
  { id: 'siteA-1', note: '电话记录，含“引号”与 emoji 😀', quantity: 1.5, type: 'phoneRecord' },
  { id: 'siteA-2', note: '=cmd()', type: 'repairReport' },
];

/** Attachments used where nothing depends on them; one is longer than an age chunk. */
export const sampleFiles: readonly Uint8Array[] = [
  new TextEncoder().encode('<script>alert(1)</script>'),
  new Uint8Array(200_000).map((_, at) => (at * 31) % 251),
];

/** Head of siteA's package `seq` to siteB. */
export function headFields(world: World, change: Partial<HeadFields> = {}): HeadFields {
  return {
    ack: null,
    audit_head: null,
    created_by: { app: '服务过程管理系统', version: '0.1.0' },
    encrypted_to: [world.siteB.age.recipient],
    epoch: 'e01',
    kind: 'delta',
    next_expected: '2026-12-31',
    period: '2026-11',
    prev: null,
    recipient: 'siteB',
    recordsSchema: 'records/1',
    released_at: '2026-11-22T08:00:00Z',
    released_by: { key: 'zhang.san@siteA', name: '张三' },
    roster: { siteA: 1, siteB: 1 },
    sender: 'siteA',
    seq: 1,
    ...change,
  };
}

/** A sealed package with what is needed to write it. */
export interface TestPackage {
  readonly sealed: SealedPackage;
  readonly payload: PayloadSource;
}

/** Builds and seals a package of siteA to siteB. */
export async function makePackage(
  world: World,
  change: Partial<HeadFields> = {},
  content: { records?: readonly JsonObject[]; files?: readonly Uint8Array[] } = {},
): Promise<TestPackage> {
  const staging = await Staging.create(join(world.folder, 'export'));
  const files = (content.files ?? sampleFiles).map(attachmentOf);
  const built = await buildManifest({
    staging,
    records: content.records ?? sampleRecords,
    attachments: files,
  });
  const lines = await collect(built.records.open());
  await staging.dispose();
  const sealed = await sealPackage(built, headFields(world, change), {
    site: world.siteA.siteSigner,
    release: world.siteA.releaseSigner,
  });
  return { sealed, payload: payloadOf(lines, files) };
}

/** Payload source over bytes in memory. */
export function payloadOf(lines: Uint8Array, files: readonly PackageAttachment[]): PayloadSource {
  return {
    records: { bytes: lines.length, open: () => chunksOf(lines) },
    attachment: (sha256) => {
      const file = files.find((candidate) => candidate.sha256 === sha256);
      if (file === undefined) throw new Error('no such attachment');
      return file;
    },
  };
}

/** Encrypts a tar to a file. */
export async function sealTo(
  path: string,
  tar: AsyncIterable<Uint8Array>,
  recipients: readonly string[],
): Promise<void> {
  await writeFile(path, await collect(ageEncrypt(recipients, tar)));
}

/** Reads a file as siteB does; `change` replaces parts of the request. */
export function receive(
  world: World,
  file: string,
  change: Partial<ReadRequest> = {},
): Promise<PackageVerdict> {
  return readPackage({
    file,
    stagingParent: join(world.folder, 'staging'),
    holdFolder: join(world.folder, 'held'),
    identities: [world.siteB.age.identity],
    trust: world.trust,
    self: 'siteB',
    limits: { maxBytes: 1024 ** 3, maxEntries: 1000 },
    decide: () => ({ action: 'import', startsEpoch: false }),
    admitRecords: () => undefined,
    ...change,
  });
}

/** `staged`, `held`, `already-imported` or the refusal code; a staged package is disposed of. */
export async function outcomeOf(verdict: PackageVerdict): Promise<string> {
  if (verdict.outcome === 'staged') await verdict.staged.dispose();
  return verdict.outcome === 'refused' ? verdict.code : verdict.outcome;
}
