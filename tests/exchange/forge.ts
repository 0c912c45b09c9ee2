import { createHash } from 'node:crypto';
import { signSshsig } from '../../main/exchange/crypto/sshsig.ts';
import { joinBytes } from '../../main/exchange/crypto/sshWire.ts';
import { canonicalBytes, type JsonObject } from '../../main/exchange/format/canonicalJson.ts';
import { bagFiles } from '../../main/exchange/format/manifest.ts';
import { sha256Hex } from '../../main/exchange/format/packageJson.ts';
import { readUstar } from '../../main/exchange/format/ustar.ts';
import { composeHead, packageTar } from '../../main/exchange/format/writePackage.ts';
import { collect, headFields, makePackage, type World } from './world.ts';

/** A tar member that a forger may bend in any way. */
export interface ForgedMember {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly type?: string;
  /** Edits the 512-byte header before its checksum is made. */
  readonly bend?: (header: Buffer) => void;
  /** Edits the header after its checksum is made. */
  readonly breakSum?: (header: Buffer) => void;
  /** Fills the padding with this byte. */
  readonly padding?: number;
}

export const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** Tar that does what it is told: no rule of the product's writer applies. */
export function forgeTar(
  members: readonly ForgedMember[],
  tail: Uint8Array = new Uint8Array(1024),
): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const member of members) {
    const header = Buffer.alloc(512);
    header.write(member.name, 0, 100, 'latin1');
    header.write('0000644\x000000000\x000000000\0', 100, 'latin1');
    header.write(`${member.bytes.length.toString(8).padStart(11, '0')}\x0000000000000\0`, 124, 'latin1');
    header.write(`        ${member.type ?? '0'}`, 148, 'latin1');
    header.write('ustar\x0000', 257, 'latin1');
    header.write('0000000\x000000000\0', 329, 'latin1');
    member.bend?.(header);
    header.write('        ', 148, 'latin1');
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    member.breakSum?.(header);
    parts.push(new Uint8Array(header), member.bytes);
    parts.push(new Uint8Array((512 - (member.bytes.length % 512)) % 512).fill(member.padding ?? 0));
  }
  parts.push(tail);
  return joinBytes(parts);
}

/** The members of an honest package of siteA to siteB. */
export async function honestMembers(world: World): Promise<ForgedMember[]> {
  const { sealed, payload } = await makePackage(world);
  const members: ForgedMember[] = [];
  for await (const member of readUstar(packageTar(sealed, payload), () => undefined)) {
    members.push({ name: member.name, bytes: await collect(member.body) });
  }
  return members;
}

/** Path below the root folder. */
export function pathOf(member: ForgedMember): string {
  return member.name.slice(member.name.indexOf('/') + 1);
}

/** Members with one of them replaced, by path. */
export function replace(
  members: readonly ForgedMember[],
  path: string,
  change: (member: ForgedMember) => ForgedMember,
): ForgedMember[] {
  return members.map((member) => (pathOf(member) === path ? change(member) : member));
}

/**
 * A package whose signatures are valid whatever it says: the malicious but authorised sender.
 * `manifest` and `payload` are taken as they are; `head` replaces fields; `raw` replaces the package.json bytes.
 */
export function signedMembers(
  world: World,
  forged: {
    readonly manifest?: string;
    readonly payload: readonly { readonly path: string; readonly bytes: Uint8Array }[];
    readonly head?: JsonObject;
    readonly raw?: (canonical: string) => string;
    readonly records?: number;
  },
): ForgedMember[] {
  const manifest = text(
    forged.manifest ?? forged.payload.map(({ path, bytes }) => `${sha256Hex(bytes)}  ${path}\n`).join(''),
  );
  const honest = composeHead(
    {
      manifest,
      bytes: forged.payload.reduce((sum, { bytes }) => sum + bytes.length, 0),
      entries: Buffer.from(manifest).filter((byte) => byte === 10).length,
      recordCount: forged.records ?? 0,
    },
    headFields(world),
  );
  const canonical = canonicalBytes({ ...(honest as unknown as JsonObject), ...forged.head });
  const packageJson =
    forged.raw === undefined ? canonical : text(forged.raw(new TextDecoder().decode(canonical)));
  const siteSig = signSshsig(world.siteA.site, 'xpkg-site-v1', packageJson);
  const releaseSig = signSshsig(world.siteA.person, 'xpkg-release-v1', packageJson);
  const root = 'siteA-siteB-e01-000001';
  return [
    { name: `${root}/package.json`, bytes: packageJson },
    { name: `${root}/package.json.site.sig`, bytes: siteSig },
    { name: `${root}/package.json.release.sig`, bytes: releaseSig },
    { name: `${root}/manifest-sha256.txt`, bytes: manifest },
    ...[...bagFiles(honest, { packageJson, siteSig, releaseSig, manifest })].map(([name, bytes]) => ({
      name: `${root}/${name}`,
      bytes,
    })),
    ...forged.payload.map(({ path, bytes }) => ({ name: `${root}/${path}`, bytes })),
  ];
}

/** Valid package around given record lines. */
export function membersWithRecords(world: World, lines: Uint8Array, records = 1): ForgedMember[] {
  return signedMembers(world, { payload: [{ path: 'data/records.jsonl', bytes: lines }], records });
}

/** SHA-256 hex of text, for manifests. */
export function hexOf(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}
