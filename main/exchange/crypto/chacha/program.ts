import { type Code, op, type WasmFunction, wasmModule } from './assembler.ts';

/** Where things lie in the module's memory, bytes. */
export const layout = {
  /** ChaCha20 state: 16 words (RFC 8439 section 2.3). */
  state: 0,
  /** Poly1305 key: r and s, 16 bytes each. Written with 240 bytes of key stream that follow it. */
  key: 64,
  /** Poly1305 tag. */
  tag: 320,
  /** The chunk; its last group of four blocks may reach beyond its end, and the lengths follow it. */
  data: 512,
  pages: 2,
} as const;

const quarterRounds = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
] as const;

const sixteen = [...Array(16).keys()];

/** Lanes that turn each 32-bit word left by whole bytes. */
function turnedBytes(bytes: number): number[] {
  return sixteen.map((lane) => (lane & 12) + ((lane + 4 - bytes) & 3));
}

/** `crypt(data, groups)`: XORs the key stream from the state's counter on over groups of four blocks (256 bytes). */
function crypt(): WasmFunction {
  const [data, groups, rounds] = [0, 1, 2];
  const v = (word: number): number => 3 + word;
  const counters = v(16);
  const [t0, t1, t2, t3] = [v(17), v(18), v(19), v(20)];
  const turn = (local: number, bits: number): Code => {
    if (bits % 8 === 0) {
      return [...op.get(local), ...op.get(local), ...op.shuffle(turnedBytes(bits / 8)), ...op.set(local)];
    }
    const left = [...op.get(local), ...op.shlV(bits)];
    return [...left, ...op.get(local), ...op.shrV(32 - bits), ...op.orV, ...op.set(local)];
  };
  const add = (to: number, other: number): Code => [
    ...op.get(to),
    ...op.get(other),
    ...op.addV,
    ...op.set(to),
  ];
  const mix = (to: number, other: number, bits: number): Code => [
    ...op.get(to),
    ...op.get(other),
    ...op.xorV,
    ...op.set(to),
    ...turn(to, bits),
  ];
  const quarter = ([a, b, c, d]: readonly [number, number, number, number]): Code => [
    ...add(v(a), v(b)),
    ...mix(v(d), v(a), 16),
    ...add(v(c), v(d)),
    ...mix(v(b), v(c), 12),
    ...add(v(a), v(b)),
    ...mix(v(d), v(a), 8),
    ...add(v(c), v(d)),
    ...mix(v(b), v(c), 7),
  ];
  const initial = (word: number): Code => [
    ...op.i32(0),
    ...op.splatV(layout.state + 4 * word),
    ...(word === 12 ? [...op.get(counters), ...op.addV] : []),
  ];
  /** Words i … i+3 of four blocks, from one vector per word to one vector per block. */
  const xorRow = (first: number): Code => {
    const pick = (a: number, b: number, words: readonly number[]): Code => [
      ...op.get(a),
      ...op.get(b),
      ...op.shuffle(words.flatMap((word) => [0, 1, 2, 3].map((byte) => word * 4 + byte))),
    ];
    const block = (index: number, low: number, high: number, words: readonly number[]): Code => {
      const offset = index * 64 + first * 4;
      return [
        ...op.get(data),
        ...op.get(data),
        ...op.loadV(offset),
        ...pick(low, high, words),
        ...op.xorV,
        ...op.storeV(offset),
      ];
    };
    const [a, b, c, d] = [v(first), v(first + 1), v(first + 2), v(first + 3)];
    return [
      ...[...pick(a, b, [0, 4, 1, 5]), ...op.set(t0), ...pick(c, d, [0, 4, 1, 5]), ...op.set(t1)],
      ...[...pick(a, b, [2, 6, 3, 7]), ...op.set(t2), ...pick(c, d, [2, 6, 3, 7]), ...op.set(t3)],
      ...[...block(0, t0, t1, [0, 1, 4, 5]), ...block(1, t0, t1, [2, 3, 6, 7])],
      ...[...block(2, t2, t3, [0, 1, 4, 5]), ...block(3, t2, t3, [2, 3, 6, 7])],
    ];
  };
  const body = [
    ...op.constV([0, 1, 2, 3]),
    ...op.set(counters),
    ...op.repeat([
      ...sixteen.flatMap((word) => [...initial(word), ...op.set(v(word))]),
      ...op.i32(10),
      ...op.set(rounds),
      ...op.repeat([
        ...quarterRounds.flatMap(quarter),
        ...[...op.get(rounds), ...op.i32(1), ...op.subI32, ...op.set(rounds), ...op.get(rounds)],
      ]),
      ...sixteen.flatMap((word) => [...op.get(v(word)), ...initial(word), ...op.addV, ...op.set(v(word))]),
      ...[0, 4, 8, 12].flatMap(xorRow),
      ...[...op.get(counters), ...op.constV([4, 4, 4, 4]), ...op.addV, ...op.set(counters)],
      ...[...op.get(data), ...op.i32(256), ...op.addI32, ...op.set(data)],
      ...[...op.get(groups), ...op.i32(1), ...op.subI32, ...op.set(groups), ...op.get(groups)],
    ]),
  ];
  return { name: 'crypt', parameters: 2, locals: { i32: 1, i64: 0, v128: 21 }, body };
}

const limb = (1n << 26n) - 1n;

/**
 * `authenticate(data, blocks)`: Poly1305 of whole 16-byte blocks under the key, tag to its place. Five limbs of 26 bits
 * (RFC 8439 section 2.5); no branch and no address depends on a secret.
 */
function authenticate(): WasmFunction {
  const [data, blocks] = [0, 1];
  const h = (index: number): number => 2 + index;
  const r = (index: number): number => 7 + index;
  const s = (index: number): number => 12 + index;
  const d = (index: number): number => 17 + index;
  const [carry, low, high] = [22, 23, 24];
  const five = [0, 1, 2, 3, 4];
  const masked = (shift: number, mask: bigint): Code => [
    ...(shift === 0 ? [] : op.shr(shift)),
    ...op.i64(mask),
    ...op.and,
  ];
  /** r, clamped while it is cut into limbs; s = 5 r. */
  const clamps = [0x3ffffffn, 0x3ffff03n, 0x3ffc0ffn, 0x3f03fffn, 0x00fffffn];
  const takeKey = five.flatMap((index) => [
    ...op.i32(0),
    ...op.load32(layout.key + (index === 4 ? 12 : index * 3)),
    ...masked(index === 4 ? 8 : index * 2, clamps[index] ?? 0n),
    ...op.set(r(index)),
    ...[...op.get(r(index)), ...op.i64(5n), ...op.mul, ...op.set(s(index))],
  ]);
  const takeBlock = five.flatMap((index) => [
    ...op.get(h(index)),
    ...op.get(data),
    ...op.load32(index === 4 ? 12 : index * 3),
    ...(index === 4 ? [...op.shr(8), ...op.i64(1n << 24n), ...op.or] : masked(index * 2, limb)),
    ...op.add,
    ...op.set(h(index)),
  ]);
  const product = five.flatMap((column) => [
    ...five.flatMap((row) => [
      ...op.get(h(row)),
      ...op.get(row <= column ? r(column - row) : s(5 + column - row)),
      ...op.mul,
      ...(row === 0 ? [] : op.add),
    ]),
    ...op.set(d(column)),
  ]);
  const reduce = [
    ...five.flatMap((index) => [
      ...[...op.get(d(index)), ...(index === 0 ? [] : [...op.get(carry), ...op.add]), ...op.set(d(index))],
      ...[...op.get(d(index)), ...op.shr(26), ...op.set(carry)],
      ...[...op.get(d(index)), ...op.i64(limb), ...op.and, ...op.set(h(index))],
    ]),
    ...[...op.get(h(0)), ...op.get(carry), ...op.i64(5n), ...op.mul, ...op.add, ...op.set(h(0))],
    ...[...op.get(h(1)), ...op.get(h(0)), ...op.shr(26), ...op.add, ...op.set(h(1))],
    ...[...op.get(h(0)), ...op.i64(limb), ...op.and, ...op.set(h(0))],
  ];
  /** Two passes of carries, the second for what the first brings round. */
  const settle = [1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1].flatMap((to) => {
    const from = (to + 4) % 5;
    return [
      ...[...op.get(h(to)), ...op.get(h(from)), ...op.shr(26)],
      ...(to === 0 ? [...op.i64(5n), ...op.mul] : []),
      ...[...op.add, ...op.set(h(to))],
      ...[...op.get(h(from)), ...op.i64(limb), ...op.and, ...op.set(h(from))],
    ];
  });
  /** d = h - p; taken instead of h unless it is negative. */
  const subtract = [
    ...[...op.i64(5n), ...op.set(carry)],
    ...five.flatMap((index) => [
      ...[...op.get(h(index)), ...op.get(carry), ...op.add, ...op.set(d(index))],
      ...(index === 4
        ? [...op.get(d(4)), ...op.i64(1n << 26n), ...op.sub, ...op.set(d(4))]
        : [
            ...[...op.get(d(index)), ...op.shr(26), ...op.set(carry)],
            ...[...op.get(d(index)), ...op.i64(limb), ...op.and, ...op.set(d(index))],
          ]),
    ]),
    ...[...op.get(d(4)), ...op.shr(63), ...op.i64(1n), ...op.sub, ...op.set(carry)],
    ...five.flatMap((index) => [
      ...[...op.get(d(index)), ...op.get(h(index)), ...op.xor, ...op.get(carry), ...op.and],
      ...[...op.get(h(index)), ...op.xor, ...op.set(h(index))],
    ]),
  ];
  const shifted = (index: number, left: number): Code => [...op.get(h(index)), ...op.shl(left)];
  const finish = [
    ...[...op.get(h(0)), ...shifted(1, 26), ...op.or, ...shifted(2, 52), ...op.or, ...op.set(low)],
    ...[...op.get(h(2)), ...op.shr(12), ...shifted(3, 14), ...op.or, ...shifted(4, 40), ...op.or],
    ...op.set(high),
    ...[...op.get(low), ...op.i32(0), ...op.load(layout.key + 16), ...op.add, ...op.set(d(0))],
    ...[...op.i32(0), ...op.get(d(0)), ...op.store(layout.tag)],
    ...[...op.i32(0), ...op.get(high), ...op.i32(0), ...op.load(layout.key + 24), ...op.add],
    ...[...op.get(d(0)), ...op.get(low), ...op.less, ...op.extend, ...op.add, ...op.store(layout.tag + 8)],
  ];
  const body = [
    ...takeKey,
    ...op.repeat([
      ...takeBlock,
      ...product,
      ...reduce,
      ...[...op.get(data), ...op.i32(16), ...op.addI32, ...op.set(data)],
      ...[...op.get(blocks), ...op.i32(1), ...op.subI32, ...op.set(blocks), ...op.get(blocks)],
    ]),
    ...settle,
    ...subtract,
    ...finish,
  ];
  return { name: 'authenticate', parameters: 2, locals: { i32: 0, i64: 23, v128: 0 }, body };
}

/** Bytes of the WebAssembly module: four ChaCha20 blocks at a time with 128-bit SIMD, and Poly1305. */
export function chachaModule(): Uint8Array<ArrayBuffer> {
  return wasmModule(layout.pages, [crypt(), authenticate()]);
}
