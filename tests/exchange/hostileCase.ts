import { ageEncrypt } from '../../main/exchange/crypto/ageBox.ts';
import type { ReadRequest } from '../../main/exchange/format/readPackage.ts';
import { type ForgedMember, forgeTar, honestMembers, pathOf } from './forge.ts';
import { chunksOf, collect, type World } from './world.ts';

/** One hostile file: the group of the specification's table, what it is, how it is made, what must come of it. */
export interface HostileCase {
  readonly group: number;
  readonly name: string;
  /** Bytes of the `.age` file. */
  readonly make: (world: World) => Promise<Uint8Array>;
  /** Refusal code or outcome; several where the layer that notices first is not fixed by the format. */
  readonly expect: readonly string[];
  readonly request?: Partial<ReadRequest>;
}

export const empty = new Uint8Array(0);
export const records = { path: 'data/records.jsonl', bytes: empty };

export async function seal(
  world: World,
  tar: Uint8Array,
  recipients?: readonly string[],
): Promise<Uint8Array> {
  return collect(ageEncrypt(recipients ?? [world.siteB.age.recipient], chunksOf(tar)));
}

/** Case over the tar members of an honest package. */
export function bentTar(
  group: number,
  name: string,
  expect: string | readonly string[],
  bend: (members: ForgedMember[], world: World) => readonly ForgedMember[],
  tail?: Uint8Array,
): HostileCase {
  return {
    group,
    name,
    expect: typeof expect === 'string' ? [expect] : expect,
    make: async (world) => seal(world, forgeTar(bend(await honestMembers(world), world), tail)),
  };
}

/** Case whose signatures are valid. */
export function signed(
  group: number,
  name: string,
  expect: string | readonly string[],
  members: (world: World) => readonly ForgedMember[],
): HostileCase {
  return {
    group,
    name,
    expect: typeof expect === 'string' ? [expect] : expect,
    make: (world) => seal(world, forgeTar(members(world))),
  };
}

/** Case over the ciphertext of an honest package. */
export function bentCipher(
  group: number,
  name: string,
  expect: string,
  bend: (cipher: Uint8Array, world: World) => Uint8Array | Promise<Uint8Array>,
): HostileCase {
  return {
    group,
    name,
    expect: [expect],
    make: async (world) => bend(await seal(world, forgeTar(await honestMembers(world))), world),
  };
}

export function flip(bytes: Uint8Array, at: number): Uint8Array {
  const out = bytes.slice();
  out[at] = (out[at] ?? 0) ^ 1;
  return out;
}

export function headerEnd(cipher: Uint8Array): number {
  return Buffer.from(cipher).indexOf('\n--- ') + 5 + 44;
}

export function first(members: readonly ForgedMember[], change: Partial<ForgedMember>): ForgedMember[] {
  return members.map((member, at) => (at === 0 ? { ...member, ...change } : member));
}

/** Members without the one of that path. */
export const without =
  (path: string) =>
  (members: readonly ForgedMember[]): ForgedMember[] =>
    members.filter((member) => pathOf(member) !== path);
