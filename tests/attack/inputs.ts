import type { z } from 'zod';

/** Random numbers from a seed, so that a run can be repeated. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 … 1, 1 excluded (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  of<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error('an empty list has nothing to choose from');
    return list[this.below(list.length)] as T;
  }
}

/** What stands for a schema of the contract that means something: identities, credentials, paths. */
export type Meaning = ReadonlyMap<unknown, unknown>;

interface Definition {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly element?: z.ZodType;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly options?: readonly z.ZodType[];
  readonly items?: readonly z.ZodType[];
  readonly entries?: Readonly<Record<string, string>>;
  readonly values?: readonly unknown[];
  readonly getter?: () => z.ZodType;
}

const definitionOf = (schema: unknown): Definition =>
  (schema as { readonly _zod: { readonly def: Definition } })._zod.def;

/** Texts of the shapes that the contract asks for; the first that a schema takes is its sample. */
const texts = [
  '试验内容',
  'phoneRecord',
  'opinion',
  '2026-10-01',
  '2026-10',
  '2026-10-01T01:00:00.000Z',
  'AAAA',
  'txt',
  '内部',
  'a',
  '1',
  'U1',
  'e01',
  'text/plain',
  'xiaoming',
  `1:${'0'.repeat(64)}`,
  '0'.repeat(64),
  '0'.repeat(32),
  '00:00',
  '09:00',
  'ABCD-EFGH',
  'name@SITE',
] as const;

/**
 * An input that a schema of the contract takes, made from the schema alone, so that a new procedure needs no line here.
 * @param meaning what stands for the identities and credentials of the contract
 */
export function sampleOf(schema: unknown, meaning: Meaning, depth = 0): unknown {
  if (meaning.has(schema)) return meaning.get(schema);
  const definition = definitionOf(schema);
  const inner = (one: unknown): unknown => sampleOf(one, meaning, depth + 1);
  switch (definition.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(definition.shape ?? {}).map(([key, one]) => [key, inner(one)]),
      );
    case 'nullable':
    case 'optional':
    case 'default':
    case 'prefault':
    case 'readonly':
    case 'nonoptional':
    case 'catch':
      return inner(definition.innerType);
    case 'pipe':
      return inner(definition.in);
    case 'lazy':
      return depth > 6 ? null : inner(definition.getter?.());
    case 'array':
      return firstTaken(schema, [
        [inner(definition.element)],
        [],
        repeated(inner(definition.element), 12),
        repeated(inner(definition.element), 3),
      ]);
    case 'tuple':
      return (definition.items ?? []).map(inner);
    case 'union':
      return inner(definition.options?.[0]);
    case 'record':
      return {};
    case 'enum':
      return Object.values(definition.entries ?? {})[0];
    case 'literal':
      return definition.values?.[0];
    case 'boolean':
      return true;
    case 'number':
      return firstTaken(schema, [1, 2026, 10, 0, 100]);
    case 'string':
      return firstTaken(schema, texts);
    default:
      return null;
  }
}

const repeated = (value: unknown, count: number): unknown[] => Array.from({ length: count }, () => value);

function firstTaken(schema: unknown, candidates: readonly unknown[]): unknown {
  return candidates.find((candidate) => (schema as z.ZodType).safeParse(candidate).success) ?? candidates[0];
}

const nested = (depth: number, open: string, close: string): unknown =>
  JSON.parse(`${open.repeat(depth)}1${close.repeat(depth)}`);

/** Values that break programs, by what they try. */
const hostileValues: readonly (() => unknown)[] = [
  () => undefined,
  () => null,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => 1e308,
  () => -1,
  () => 0.1,
  () => 2 ** 53 + 2,
  () => -(2 ** 63),
  () => 12345678901234567890n,
  () => new Date(Number.NaN),
  () => new Map([['a', 1]]),
  () => new Uint8Array(64),
  () => [],
  () => [[[[]]]],
  () => ({}),
  () => true,
  () => '',
  () => ' ',
  () => '\0',
  () => '金丝雀\0尾',
  () => '\ud800',
  () => '\udfff\ud800乱',
  () => '\u202e翻转\u2066\u2069\u200f',
  () => '\ufeff\u200b\u00ad',
  () => 'x'.repeat(100_000),
  () => '重'.repeat(70_000),
  () => "'; DROP TABLE audit; --",
  () => "' OR 1=1 --",
  () => '" NEAR("a" "b", 1) OR * ^ {title}: a*',
  () => 'a AND (NOT b OR',
  () => '%_\\%',
  () => '__proto__',
  () => 'constructor',
  () => 'hasOwnProperty',
  () => '../../../../etc/passwd',
  () => 'file:///etc/passwd',
  () => '<script>alert(1)</script>',
  () => ['$', '{7*7}{{7*7}}'].join(''),
  () => '9999-99-99',
  () => '2026-02-30',
  () => '-000001-01-01T00:00:00.000Z',
  () => 'HQ-0000000000000000',
  () => 'HQ-',
  () => JSON.parse('{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}'),
  () => nested(3000, '[', ']'),
  () => nested(800, '{"a":', '}'),
  () => Array.from({ length: 3000 }, (_, n) => n),
  () => Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`k${n}`, n])),
];

/** Whole inputs that are none. */
const hostileWholes: readonly unknown[] = [undefined, null, 7, '文字', [], new Map(), 1n];

/**
 * A hostile variant of an input: one or two of its places hold what nobody expects, a key is added, left out or doubled.
 * @param keep places that stay as they are: credentials would only block the account
 */
export function hostileOf(sample: unknown, chance: Chance, keep: (key: string) => boolean): unknown {
  if (chance.next() < 0.04 || typeof sample !== 'object' || sample === null) return chance.of(hostileWholes);
  const copy: unknown = structuredClone(sample);
  const times = 1 + chance.below(2);
  for (let n = 0; n < times; n += 1) spoil(copy, chance, keep);
  return copy;
}

function spoil(value: unknown, chance: Chance, keep: (key: string) => boolean): void {
  // Bytes cannot lose an element; they are replaced whole where they stand.
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  const target = value as Record<string, unknown>;
  const keys = Object.keys(target).filter((key) => !keep(key));
  const dice = chance.next();
  if (keys.length === 0 || dice < 0.08) {
    define(
      target,
      chance.of(['__proto__', 'constructor', 'extra', 'toString', '长'.repeat(300)]),
      hostileValue(chance),
    );
    return;
  }
  const key = chance.of(keys);
  if (dice < 0.14) delete target[key];
  else if (
    dice < 0.4 &&
    typeof target[key] === 'object' &&
    target[key] !== null &&
    !ArrayBuffer.isView(target[key])
  )
    spoil(target[key], chance, keep);
  else define(target, key, hostileValue(chance));
}

const hostileValue = (chance: Chance): unknown => chance.of(hostileValues)();

function define(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}
