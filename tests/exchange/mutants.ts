import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ForgedMember,
  forgeTar,
  honestMembers,
  membersWithRecords,
  replace,
  signedMembers,
} from './forge.ts';
import { headerEnd, seal } from './hostileCase.ts';
import { outcomeOf, receive, type World } from './world.ts';

/** Numbers of one run: the same seed gives the same mutants. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 … below-1 (mulberry32). */
  below(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }
}

const tellingBytes = [0, 1, 10, 13, 32, 34, 45, 46, 47, 48, 55, 56, 58, 92, 123, 125, 127, 128, 255];

/** One small change, like a careless or a malicious editor: flip, overwrite, insert, remove, repeat, swap, cut. */
export function mutate(chance: Chance, bytes: Uint8Array, from: number, to: number): Uint8Array {
  const span = Math.max(1, to - from);
  const at = from + chance.below(span);
  const out = Buffer.from(bytes);
  switch (chance.below(7)) {
    case 0:
      out[at] = (out[at] ?? 0) ^ (1 << chance.below(8));
      return out;
    case 1:
      out[at] = chance.pick(tellingBytes);
      return out;
    case 2:
      return Buffer.concat([out.subarray(0, at), Buffer.from([chance.pick(tellingBytes)]), out.subarray(at)]);
    case 3: {
      const length = 1 + chance.below(Math.min(600, span));
      return Buffer.concat([out.subarray(0, at), out.subarray(at + length)]);
    }
    case 4: {
      const length = 1 + chance.below(Math.min(600, span));
      return Buffer.concat([out.subarray(0, at + length), out.subarray(at)]);
    }
    case 5: {
      const other = from + chance.below(span);
      [out[at], out[other]] = [out[other] ?? 0, out[at] ?? 0];
      return out;
    }
    default:
      return out.subarray(0, at);
  }
}

/** A layer of the format with a way to make a mutant of it, and whether an unrefused mutant may still be sound. */
export interface Layer {
  readonly name: string;
  /** Bytes of the `.age` file; null when the change changed nothing. */
  make(world: World, chance: Chance, honest: Honest): Promise<Uint8Array | null>;
  /** Signed again by an authorised sender: a mutant may be a sound package that merely says something else. */
  readonly maySay: boolean;
}

/** An honest package that mutants are made of. */
export interface Honest {
  readonly cipher: Uint8Array;
  readonly tar: Uint8Array;
  readonly members: readonly ForgedMember[];
}

/** An honest package of a few kilobytes. */
export async function honestPackage(world: World): Promise<Honest> {
  const members = (await honestMembers(world)).filter((member) => member.bytes.length < 100_000);
  const tar = forgeTar(members);
  return { members, tar, cipher: await seal(world, tar) };
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
const lines =
  '{"id":"siteA-1","note":"电话","quantity":1.5,"type":"t"}\n{"id":"siteA-2","list":[1,{"a":null}],"type":"t"}\n';

async function bentMember(
  world: World,
  chance: Chance,
  honest: Honest,
  path: string,
): Promise<Uint8Array | null> {
  let changed = false;
  const members = replace(honest.members, path, (member) => {
    const bytes = mutate(chance, member.bytes, 0, member.bytes.length);
    changed = !same(bytes, member.bytes);
    return { ...member, bytes };
  });
  return changed ? await seal(world, forgeTar(members)) : null;
}

/** Every layer of the format, outermost first. */
export const layers: readonly Layer[] = [
  {
    name: 'age header',
    maySay: false,
    make: async (_, chance, { cipher }) => {
      const bent = mutate(chance, cipher, 0, headerEnd(cipher));
      return same(bent, cipher) ? null : bent;
    },
  },
  {
    name: 'age chunks',
    maySay: false,
    make: async (_, chance, { cipher }) => {
      const bent = mutate(chance, cipher, headerEnd(cipher), cipher.length);
      return same(bent, cipher) ? null : bent;
    },
  },
  {
    name: 'tar',
    maySay: false,
    make: async (world, chance, { tar }) => {
      // Headers more often than contents: that is where readers differ.
      const block = chance.below(tar.length / 512) * 512;
      const bent =
        chance.below(4) === 0 ? mutate(chance, tar, 0, tar.length) : mutate(chance, tar, block, block + 512);
      return same(bent, tar) ? null : await seal(world, bent);
    },
  },
  {
    name: 'package.json, not signed again',
    maySay: false,
    make: async (world, chance, honest) => await bentMember(world, chance, honest, 'package.json'),
  },
  {
    name: 'package.json, signed again',
    maySay: true,
    make: async (world, chance) => {
      let text = '';
      const members = signedMembers(world, {
        payload: [{ path: 'data/records.jsonl', bytes: Buffer.from(lines) }],
        records: 2,
        raw: (json) => {
          text = Buffer.from(mutate(chance, Buffer.from(json), 0, json.length)).toString('latin1');
          return text;
        },
      });
      return await seal(world, forgeTar(members));
    },
  },
  {
    name: 'signatures',
    maySay: false,
    make: async (world, chance, honest) =>
      await bentMember(
        world,
        chance,
        honest,
        chance.pick(['package.json.site.sig', 'package.json.release.sig']),
      ),
  },
  {
    name: 'manifest, signed again',
    maySay: false,
    make: async (world, chance) => {
      const bytes = Buffer.from(lines);
      const [honest] = signedMembers(world, {
        payload: [{ path: 'data/records.jsonl', bytes }],
        records: 2,
      }).filter(({ name }) => name.endsWith('manifest-sha256.txt'));
      if (honest === undefined) throw new Error('no manifest');
      const bent = mutate(chance, honest.bytes, 0, honest.bytes.length);
      if (same(bent, honest.bytes)) return null;
      const manifest = Buffer.from(bent).toString('latin1');
      const members = signedMembers(world, {
        payload: [{ path: 'data/records.jsonl', bytes }],
        records: 2,
        manifest: Buffer.from(manifest, 'latin1').toString('utf8'),
      });
      return await seal(world, forgeTar(members));
    },
  },
  {
    name: 'records, signed again',
    maySay: true,
    make: async (world, chance) => {
      const bytes = mutate(chance, Buffer.from(lines), 0, Buffer.byteLength(lines));
      return await seal(world, forgeTar(membersWithRecords(world, bytes, 2)));
    },
  },
];

/** What came of a run. */
export interface MutantCount {
  readonly tried: number;
  /** Refusal code or outcome → how often, over all layers. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** What must not be: accepted though nothing but the sender may say so, left in staging, or not in the list of codes. */
  readonly faults: readonly string[];
}

/** Reads `count` mutants per layer as siteB would. Throws what the reader throws: hostile bytes must never do that. */
export async function tryMutants(world: World, seed: number, count: number): Promise<MutantCount> {
  const chance = new Chance(seed);
  const honest = await honestPackage(world);
  const outcomes = new Map<string, number>();
  const faults: string[] = [];
  const folder = join(world.folder, 'mutants');
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'mutant.age');
  let tried = 0;
  for (const layer of layers) {
    for (let number = 0; number < count; number += 1) {
      const bytes = await layer.make(world, chance, honest);
      if (bytes === null) continue;
      tried += 1;
      await writeFile(file, bytes);
      const verdict = await receive(world, file);
      if (verdict.outcome === 'staged') {
        const spoken = layer.maySay ? await isSoundSpeech(verdict.staged) : false;
        if (!spoken) faults.push(`${layer.name}, number ${number}: accepted`);
      }
      const outcome = await outcomeOf(verdict);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      const left = await readdir(join(world.folder, 'staging'));
      if (left.length > 0)
        faults.push(`${layer.name}, number ${number}: ${left.length} folders left in staging`);
    }
  }
  return { tried, outcomes, faults };
}

/** Judged without the product's parsers: canonical head, and each line an object with type and id in plain JSON. */
async function isSoundSpeech(staged: {
  readonly packageJson: Uint8Array;
  records(): AsyncIterable<{ readonly type: string; readonly id: string }>;
}): Promise<boolean> {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(staged.packageJson);
  const value = JSON.parse(text) as Record<string, unknown>;
  if (Object.keys(value).join() !== Object.keys(value).sort().join()) return false;
  if (`${JSON.stringify(value)}\n` !== text) return false;
  let count = 0;
  for await (const record of staged.records()) {
    if (record.type === '' || record.id === '') return false;
    count += 1;
  }
  return count === (value.records as { count: number }).count;
}
