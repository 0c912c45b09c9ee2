/** Modules of a side: version 4. */
export const qrSize = 33;
/** Most bytes that one code holds. */
export const qrCapacity = 62;
const dataWords = 64;
const blockWords = 32;
const checkWords = 18;

const exponents = new Uint8Array(512);
const logarithms = new Uint8Array(256);
for (let power = 0, value = 1; power < 255; power++) {
  exponents[power] = value;
  exponents[power + 255] = value;
  logarithms[value] = power;
  value = value < 128 ? value << 1 : (value << 1) ^ 0x11d;
}

function times(a: number, b: number): number {
  if (a === 0 || b === 0) return 0;
  return exponents[(logarithms[a] ?? 0) + (logarithms[b] ?? 0)] ?? 0;
}

/** Coefficients of the generator, the highest power (always 1) left out. */
function generator(): number[] {
  let made = [1];
  for (let root = 0; root < checkWords; root++) {
    const next = Array.from({ length: made.length + 1 }, () => 0);
    for (const [at, value] of made.entries()) {
      next[at] = (next[at] ?? 0) ^ value;
      next[at + 1] = (next[at + 1] ?? 0) ^ times(value, exponents[root] ?? 0);
    }
    made = next;
  }
  return made.slice(1);
}

function checkOf(block: readonly number[], factors: readonly number[]): number[] {
  const rest = Array.from({ length: checkWords }, () => 0);
  for (const word of block) {
    const lead = word ^ (rest.shift() ?? 0);
    rest.push(0);
    for (const [at, factor] of factors.entries()) rest[at] = (rest[at] ?? 0) ^ times(factor, lead);
  }
  return rest;
}

/** Data and check words of a text in byte mode, the two blocks interleaved (ISO/IEC 18004, version 4-M). */
function wordsOf(bytes: Uint8Array): number[] {
  const bits: number[] = [];
  const put = (value: number, count: number): void => {
    for (let at = count - 1; at >= 0; at--) bits.push((value >> at) & 1);
  };
  put(4, 4);
  put(bytes.length, 8);
  for (const byte of bytes) put(byte, 8);
  put(0, Math.min(4, dataWords * 8 - bits.length));
  while (bits.length % 8 !== 0) bits.push(0);
  const data: number[] = [];
  for (let at = 0; at < bits.length; at += 8)
    data.push(bits.slice(at, at + 8).reduce((value, bit) => (value << 1) | bit, 0));
  for (let pad = 0xec; data.length < dataWords; pad ^= 0xec ^ 0x11) data.push(pad);
  const blocks = [data.slice(0, blockWords), data.slice(blockWords)];
  const factors = generator();
  const checks = blocks.map((block) => checkOf(block, factors));
  const interleaved = (parts: readonly (readonly number[])[], length: number): number[] =>
    Array.from({ length }, (_, at) => parts.map((part) => part[at] ?? 0)).flat();
  return [...interleaved(blocks, blockWords), ...interleaved(checks, checkWords)];
}

/** Whether mask 0 … 7 turns the module at a column and row. */
function turned(mask: number, x: number, y: number): boolean {
  switch (mask) {
    case 0:
      return (x + y) % 2 === 0;
    case 1:
      return y % 2 === 0;
    case 2:
      return x % 3 === 0;
    case 3:
      return (x + y) % 3 === 0;
    case 4:
      return (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0;
    case 5:
      return ((x * y) % 2) + ((x * y) % 3) === 0;
    case 6:
      return (((x * y) % 2) + ((x * y) % 3)) % 2 === 0;
    default:
      return (((x + y) % 2) + ((x * y) % 3)) % 2 === 0;
  }
}

/** A code being drawn: dark modules, and those that no mask touches. */
class Drawing {
  readonly dark = new Uint8Array(qrSize * qrSize);
  readonly fixed = new Uint8Array(qrSize * qrSize);

  set(x: number, y: number, dark: boolean): void {
    if (x < 0 || y < 0 || x >= qrSize || y >= qrSize) return;
    this.dark[y * qrSize + x] = dark ? 1 : 0;
    this.fixed[y * qrSize + x] = 1;
  }

  patterns(): void {
    for (let at = 0; at < qrSize; at++) {
      this.set(6, at, at % 2 === 0);
      this.set(at, 6, at % 2 === 0);
    }
    const square = (cx: number, cy: number, reach: number, light: readonly number[]): void => {
      for (let y = -reach; y <= reach; y++)
        for (let x = -reach; x <= reach; x++)
          this.set(cx + x, cy + y, !light.includes(Math.max(Math.abs(x), Math.abs(y))));
    };
    for (const [x, y] of [
      [3, 3],
      [qrSize - 4, 3],
      [3, qrSize - 4],
    ] as const)
      square(x, y, 4, [2, 4]);
    square(qrSize - 7, qrSize - 7, 2, [1]);
    this.format(0);
  }

  /** Level M and the mask, twice, with their check bits. */
  format(mask: number): void {
    let rest = mask;
    for (let at = 0; at < 10; at++) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
    const bits = ((mask << 10) | rest) ^ 0x5412;
    const bit = (at: number): boolean => ((bits >> at) & 1) === 1;
    for (let at = 0; at <= 5; at++) this.set(8, at, bit(at));
    this.set(8, 7, bit(6));
    this.set(8, 8, bit(7));
    this.set(7, 8, bit(8));
    for (let at = 9; at < 15; at++) this.set(14 - at, 8, bit(at));
    for (let at = 0; at < 8; at++) this.set(qrSize - 1 - at, 8, bit(at));
    for (let at = 8; at < 15; at++) this.set(8, qrSize - 15 + at, bit(at));
    this.set(8, qrSize - 8, true);
  }

  /** Puts the words in zigzag order into what is not fixed. */
  fill(words: readonly number[]): void {
    let at = 0;
    for (const { x, y } of zigzag()) {
      if (this.fixed[y * qrSize + x] === 1) continue;
      const word = words[at >> 3] ?? 0;
      this.dark[y * qrSize + x] = at < words.length * 8 ? (word >> (7 - (at & 7))) & 1 : 0;
      at++;
    }
  }

  masked(mask: number): Drawing {
    const made = new Drawing();
    made.fixed.set(this.fixed);
    for (let y = 0; y < qrSize; y++)
      for (let x = 0; x < qrSize; x++) {
        const at = y * qrSize + x;
        const value = this.dark[at] ?? 0;
        made.dark[at] = this.fixed[at] === 1 || !turned(mask, x, y) ? value : value ^ 1;
      }
    made.format(mask);
    return made;
  }

  /** How hard it is to read: runs of five, squares of one colour, too dark or too light. */
  penalty(): number {
    const at = (x: number, y: number): number => this.dark[y * qrSize + x] ?? 0;
    let sum = 0;
    for (let line = 0; line < qrSize; line++) {
      let across = 1;
      let down = 1;
      for (let step = 1; step < qrSize; step++) {
        across = at(step, line) === at(step - 1, line) ? across + 1 : 1;
        down = at(line, step) === at(line, step - 1) ? down + 1 : 1;
        for (const run of [across, down]) if (run >= 5) sum += run === 5 ? 3 : 1;
        if (line === 0) continue;
        const corner = at(step, line);
        if (
          corner === at(step - 1, line) &&
          corner === at(step, line - 1) &&
          corner === at(step - 1, line - 1)
        )
          sum += 3;
      }
    }
    const dark = this.dark.reduce((count, value) => count + value, 0);
    return sum + Math.floor(Math.abs((dark * 20) / (qrSize * qrSize) - 10)) * 10;
  }
}

/** Modules in the order of the data: two columns at a time from the right, up and down, without the timing column. */
export function* zigzag(): Generator<{ x: number; y: number }> {
  for (let right = qrSize - 1; right >= 1; right -= 2) {
    const column = right <= 6 ? right - 1 : right;
    const up = ((column + 1) & 2) === 0;
    for (let step = 0; step < qrSize; step++)
      for (let side = 0; side < 2; side++) yield { x: column - side, y: up ? qrSize - 1 - step : step };
  }
}

/**
 * QR code of a short text (version 4, level M, byte mode): rows of dark modules, without the quiet zone.
 * @throws RangeError over {@link qrCapacity} bytes of UTF-8
 */
export function qrCode(text: string): boolean[][] {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > qrCapacity) throw new RangeError('too long for the code');
  const plain = new Drawing();
  plain.patterns();
  plain.fill(wordsOf(bytes));
  let best = plain.masked(0);
  for (let mask = 1; mask < 8; mask++) {
    const candidate = plain.masked(mask);
    if (candidate.penalty() < best.penalty()) best = candidate;
  }
  return Array.from({ length: qrSize }, (_, y) =>
    Array.from({ length: qrSize }, (_, x) => best.dark[y * qrSize + x] === 1),
  );
}
