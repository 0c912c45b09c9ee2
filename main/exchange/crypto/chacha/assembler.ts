/**
 * The few WebAssembly instructions that ChaCha20-Poly1305 needs, as bytes (WebAssembly 2.0, binary format). The module is
 * put together from readable source each time it is needed: no binary lies in the repository.
 */
export type Code = readonly number[];

/** Unsigned LEB128. */
export function unsigned(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    out.push(rest > 0 ? low + 128 : low);
  } while (rest > 0);
  return out;
}

/** Signed LEB128. */
function signed(value: bigint): number[] {
  const out: number[] = [];
  let rest = value;
  for (;;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    const ends = (rest === 0n && low < 64) || (rest === -1n && low >= 64);
    out.push(ends ? low : low + 128);
    if (ends) return out;
  }
}

/** A vector: its length, then its items. */
function vector(items: readonly Code[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function section(id: number, content: Code): number[] {
  return [id, ...unsigned(content.length), ...content];
}

const i32 = 0x7f;
const i64 = 0x7e;
const v128 = 0x7b;
const simd = (code: number): number[] => [0xfd, ...unsigned(code)];
const at = (align: number, offset: number): number[] => [align, ...unsigned(offset)];

/** Instructions by their name in the specification; operands come first. */
export const op = {
  get: (local: number): Code => [0x20, ...unsigned(local)],
  set: (local: number): Code => [0x21, ...unsigned(local)],
  i32: (value: number): Code => [0x41, ...signed(BigInt(value))],
  i64: (value: bigint): Code => [0x42, ...signed(value)],
  addI32: [0x6a] as Code,
  subI32: [0x6b] as Code,
  add: [0x7c] as Code,
  sub: [0x7d] as Code,
  mul: [0x7e] as Code,
  and: [0x83] as Code,
  or: [0x84] as Code,
  xor: [0x85] as Code,
  shl: (bits: number): Code => [0x42, ...signed(BigInt(bits)), 0x86],
  shr: (bits: number): Code => [0x42, ...signed(BigInt(bits)), 0x88],
  less: [0x54] as Code,
  extend: [0xad] as Code,
  load: (offset: number): Code => [0x29, ...at(0, offset)],
  load32: (offset: number): Code => [0x35, ...at(0, offset)],
  store: (offset: number): Code => [0x37, ...at(0, offset)],
  loadV: (offset: number): Code => [...simd(0x00), ...at(0, offset)],
  splatV: (offset: number): Code => [...simd(0x09), ...at(2, offset)],
  storeV: (offset: number): Code => [...simd(0x0b), ...at(0, offset)],
  constV: (words: readonly number[]): Code => [
    ...simd(0x0c),
    ...words.flatMap((word) => [word & 255, (word >>> 8) & 255, (word >>> 16) & 255, word >>> 24]),
  ],
  shuffle: (lanes: readonly number[]): Code => [...simd(0x0d), ...lanes],
  orV: simd(0x50) as Code,
  xorV: simd(0x51) as Code,
  shlV: (bits: number): Code => [0x41, bits, ...simd(0xab)],
  shrV: (bits: number): Code => [0x41, bits, ...simd(0xad)],
  addV: simd(0xae) as Code,
  /** Repeats the body while what it leaves on the stack is not zero. */
  repeat: (body: Code): Code => [0x03, 0x40, ...body, 0x0d, 0x00, 0x0b],
};

/** A function of i32 parameters without results. */
export interface WasmFunction {
  readonly name: string;
  readonly parameters: number;
  /** Locals after the parameters, in this order. */
  readonly locals: { readonly i32: number; readonly i64: number; readonly v128: number };
  readonly body: Code;
}

/** A module with `pages` of own memory (exported as `memory`) and these functions. */
export function wasmModule(pages: number, functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const name = (text: string): number[] => [...unsigned(text.length), ...Buffer.from(text, 'latin1')];
  const types = functions.map(({ parameters }) => [0x60, ...vector(Array(parameters).fill([i32])), 0]);
  const bodies = functions.map(({ locals, body }) => {
    const declared = vector([
      [...unsigned(locals.i32), i32],
      [...unsigned(locals.i64), i64],
      [...unsigned(locals.v128), v128],
    ]);
    const code = [...declared, ...body, 0x0b];
    return [...unsigned(code.length), ...code];
  });
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector(types)),
    ...section(3, vector(functions.map((_, index) => unsigned(index)))),
    ...section(5, vector([[0x01, ...unsigned(pages), ...unsigned(pages)]])),
    ...section(
      7,
      vector([
        [...name('memory'), 0x02, 0x00],
        ...functions.map((made, index) => [...name(made.name), 0x00, ...unsigned(index)]),
      ]),
    ),
    ...section(10, vector(bodies)),
  ]);
}
