import { ByteReader } from './byteReader.ts';
import { admitMemberName } from './memberName.ts';
import { PackageError } from './packageError.ts';

/** Size of a tar block, bytes. */
export const blockBytes = 512;
/** Stock tar fills its last record with zero blocks; more than this is not admitted after the end marks. */
const largestTail = 64 * 1024;
/** Largest size 11 octal digits can say. */
const largestSize = 8 * 1024 ** 3 - 1;

/** One member while the archive is being read. Read `body` to its end before asking for the next member. */
export interface TarMember {
  readonly name: string;
  /** Bytes of content. */
  readonly size: number;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Called with name and size before a byte of the content is read; throws to refuse the member. */
export type AdmitMember = (name: string, size: number) => void;

/** One member to write. */
export interface TarSource {
  readonly name: string;
  readonly size: number;
  open(): AsyncIterable<Uint8Array>;
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

/** Octal field: digits over the whole width, closed by NUL or space as stock tars do. */
function octal(header: Uint8Array, at: number, width: number): number {
  const text = Buffer.from(header.subarray(at, at + width)).toString('latin1');
  const digits = /^([0-7]+)[\0 ]{1,2}$/.exec(text)?.[1];
  if (digits === undefined || digits.length < width - 2)
    throw new PackageError('E_TAR_SIZE', '数字字段不是八进制');
  return Number.parseInt(digits, 8);
}

/** Device numbers of a plain file are written as zeros or left empty. */
function zeroField(header: Uint8Array, at: number, width: number): void {
  const field = header.subarray(at, at + width);
  if (!isZero(field) && octal(header, at, width) !== 0) throw new PackageError('E_TAR_HEADER');
}

/** Text of a field; bytes after the first NUL must be NUL. */
function textField(header: Uint8Array, at: number, width: number): string {
  const field = header.subarray(at, at + width);
  const end = field.indexOf(0);
  const text = end < 0 ? field : field.subarray(0, end);
  if (end >= 0 && !isZero(field.subarray(end))) throw new PackageError('E_TAR_PADDING', '名称字段之后有数据');
  return Buffer.from(text).toString('latin1');
}

function checksum(header: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < blockBytes; at += 1) sum += at >= 148 && at < 156 ? 32 : (header[at] ?? 0);
  return sum;
}

/** Reads one header block; refuses everything except a plain file as this format writes it. */
function readHeader(header: Uint8Array): { readonly name: string; readonly size: number } {
  if (octal(header, 148, 8) !== checksum(header)) throw new PackageError('E_TAR_CHECKSUM');
  if (header[156] !== 0x30) throw new PackageError('E_TAR_TYPE');
  if (Buffer.from(header.subarray(257, 265)).toString('latin1') !== 'ustar\x0000') {
    throw new PackageError('E_TAR_TYPE', '不是 ustar');
  }
  const size = octal(header, 124, 12);
  if (octal(header, 100, 8) !== 0o644 || octal(header, 108, 8) !== 0 || octal(header, 116, 8) !== 0) {
    throw new PackageError('E_TAR_HEADER', '权限或属主不是规定值');
  }
  if (octal(header, 136, 12) !== 0) throw new PackageError('E_TAR_HEADER', '时间不是零');
  zeroField(header, 329, 8);
  zeroField(header, 337, 8);
  // linkname, uname, gname and the twelve bytes after the prefix carry nothing in this format.
  for (const [at, width] of [
    [157, 100],
    [265, 64],
    [500, 12],
  ] as const) {
    if (!isZero(header.subarray(at, at + width))) throw new PackageError('E_TAR_PADDING', '空字段中有数据');
  }
  const base = textField(header, 0, 100);
  const prefix = textField(header, 345, 155);
  const name = prefix === '' ? base : `${prefix}/${base}`;
  admitMemberName(name);
  return { name, size };
}

/**
 * Strict ustar reader over a stream: plain files only, zero ids and times, no hidden bytes, two zero blocks and nothing
 * but zeros after them. Memory use does not grow with the archive. Throws E_TAR_* and whatever `admit` throws.
 */
export async function* readUstar(
  source: AsyncIterable<Uint8Array>,
  admit: AdmitMember,
): AsyncGenerator<TarMember> {
  const reader = new ByteReader(source);
  try {
    for (;;) {
      const header = await reader.upTo(blockBytes);
      if (header.length < blockBytes) throw new PackageError('E_TAR_END');
      if (isZero(header)) break;
      const { name, size } = readHeader(header);
      if (size > largestSize) throw new PackageError('E_TAR_SIZE');
      admit(name, size);
      const state = { left: size };
      yield { name, size, body: memberBody(reader, state) };
      for await (const _ of memberBody(reader, state)) {
        // Whatever the consumer left unread still has to be there.
      }
      const padding = await reader.upTo((blockBytes - (size % blockBytes)) % blockBytes);
      if (!isZero(padding)) throw new PackageError('E_TAR_PADDING');
      if (padding.length !== (blockBytes - (size % blockBytes)) % blockBytes)
        throw new PackageError('E_TAR_END');
    }
    await readTail(reader);
  } finally {
    await reader.close();
  }
}

async function* memberBody(reader: ByteReader, state: { left: number }): AsyncGenerator<Uint8Array> {
  while (state.left > 0) {
    const part = await reader.some(state.left);
    if (part === null) throw new PackageError('E_TAR_END');
    state.left -= part.length;
    yield part;
  }
}

/** The second zero block and the zero filling, up to the very end of the stream. */
async function readTail(reader: ByteReader): Promise<void> {
  let tail = 0;
  for (;;) {
    const part = await reader.some(blockBytes);
    if (part === null) break;
    if (!isZero(part)) throw new PackageError('E_TAR_PADDING', '结束标志之后有数据');
    tail += part.length;
    if (tail > largestTail) throw new PackageError('E_TAR_PADDING', '结束填充过长');
  }
  if (tail < blockBytes || tail % blockBytes !== 0) throw new PackageError('E_TAR_END');
}

/** Splits a name over 100 bytes at the last `/` that leaves a legal prefix, as stock tar does. */
function splitName(name: string): { readonly prefix: string; readonly base: string } {
  if (name.length <= 100) return { prefix: '', base: name };
  const cut = name.lastIndexOf('/', 155);
  const base = name.slice(cut + 1);
  if (cut <= 0 || base.length > 100) throw new PackageError('E_TAR_NAME', '名称过长');
  return { prefix: name.slice(0, cut), base };
}

/** Header block of a plain file, mode 0644, ids and time zero. Throws E_TAR_NAME, E_TAR_SIZE. */
export function writeHeader(name: string, size: number): Uint8Array {
  admitMemberName(name);
  if (!Number.isInteger(size) || size < 0 || size > largestSize) throw new PackageError('E_TAR_SIZE');
  const { prefix, base } = splitName(name);
  const header = Buffer.alloc(blockBytes);
  header.write(base, 0, 'latin1');
  header.write('0000644\0', 100, 'latin1');
  header.write('0000000\0', 108, 'latin1');
  header.write('0000000\0', 116, 'latin1');
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.write('00000000000\0', 136, 'latin1');
  header.write('0', 156, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  header.write('0000000\0', 329, 'latin1');
  header.write('0000000\0', 337, 'latin1');
  header.write(prefix, 345, 'latin1');
  header.write(`${checksum(header).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return new Uint8Array(header);
}

/** Bytes an archive of these member sizes has. */
export function ustarBytes(sizes: Iterable<number>): number {
  let sum = 2 * blockBytes;
  for (const size of sizes) sum += blockBytes + Math.ceil(size / blockBytes) * blockBytes;
  return sum;
}

/**
 * Writes members in the order given, then two zero blocks. A source that yields more or fewer bytes than its `size`
 * throws E_SOURCE_CHANGED.
 */
export async function* writeUstar(
  members: AsyncIterable<TarSource> | Iterable<TarSource>,
): AsyncGenerator<Uint8Array> {
  for await (const member of members) {
    yield writeHeader(member.name, member.size);
    let written = 0;
    for await (const part of member.open()) {
      written += part.length;
      if (written > member.size) throw new PackageError('E_SOURCE_CHANGED', member.name);
      yield part;
    }
    if (written !== member.size) throw new PackageError('E_SOURCE_CHANGED', member.name);
    const padding = (blockBytes - (written % blockBytes)) % blockBytes;
    if (padding > 0) yield new Uint8Array(padding);
  }
  yield new Uint8Array(2 * blockBytes);
}
