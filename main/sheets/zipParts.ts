import { crc32, inflateRawSync } from 'node:zlib';
import { AppError } from '../../shared/errors.ts';

/** Most bytes that the parts of a table may have together once they are unpacked. */
export const mostUnpacked = 48 * 1024 ** 2;
const mostEntries = 200;

/** What a table needs; everything else in the archive is left unread. */
const wanted =
  /^(?:\[Content_Types\]\.xml|_rels\/\.rels|xl\/workbook\.xml|xl\/_rels\/workbook\.xml\.rels|xl\/sharedStrings\.xml|xl\/styles\.xml|xl\/worksheets\/[\w.-]+\.xml)$/;
const programs = /vbaProject|macrosheets|externalLinks|activeX|embeddings/i;

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const localHeader = 0x04034b50;

/** @throws AppError sheet.refused */
export function refuseSheet(detail: string): never {
  throw new AppError('sheet.refused', { detail });
}

/**
 * Unpacks the parts of an .xlsx file that a table needs, and nothing else. Sizes are enforced while unpacking, not believed:
 * what says little and unpacks to much ends at the limit.
 * @returns part name → bytes
 * @throws AppError sheet.refused for anything that is no plain, unencrypted workbook without programs
 */
export function unpackParts(file: Buffer): Map<string, Buffer> {
  if (file.length >= 4 && file.readUInt32LE(0) === 0xe011cfd0)
    refuseSheet('是旧版 .xls 或加了密码的文件；请另存为不加密的 .xlsx');
  const { count, offset } = directoryOf(file);
  const parts = new Map<string, Buffer>();
  const seen = new Set<string>();
  let at = offset;
  let unpacked = 0;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > file.length || file.readUInt32LE(at) !== directoryEntry) damaged();
    const flags = file.readUInt16LE(at + 8);
    const method = file.readUInt16LE(at + 10);
    const crc = file.readUInt32LE(at + 16);
    const packed = file.readUInt32LE(at + 20);
    const size = file.readUInt32LE(at + 24);
    const nameLength = file.readUInt16LE(at + 28);
    const local = file.readUInt32LE(at + 42);
    const name = file.toString('utf8', at + 46, at + 46 + nameLength);
    at += 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
    if (seen.has(name.toLowerCase())) refuseSheet('压缩包中有同名的两个部分');
    seen.add(name.toLowerCase());
    if ((flags & 1) !== 0) refuseSheet('文件加了密码；请另存为不加密的 .xlsx');
    if (programs.test(name)) refuseSheet('含有宏、外部链接或嵌入对象；请另存为只有数据的 .xlsx');
    if (!wanted.test(name)) continue;
    if (unpacked + size > mostUnpacked) tooLarge();
    const bytes = unpack(dataOf(file, local, packed), method, mostUnpacked - unpacked);
    if (bytes.length !== size || crc32(bytes) !== crc) damaged();
    unpacked += bytes.length;
    parts.set(name, bytes);
  }
  if (!parts.has('xl/workbook.xml')) refuseSheet('不是 .xlsx 表格文件');
  return parts;
}

/** The same parts as an archive of their own, uncompressed: whoever reads it sees what was checked and nothing else. */
export function packParts(parts: ReadonlyMap<string, Buffer>): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, bytes] of parts) {
    const label = Buffer.from(name, 'utf8');
    const crc = crc32(bytes);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(localHeader, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt32LE(crc, 14);
    head.writeUInt32LE(bytes.length, 18);
    head.writeUInt32LE(bytes.length, 22);
    head.writeUInt16LE(label.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(directoryEntry, 0);
    entry.writeUInt16LE(20, 4);
    entry.writeUInt16LE(20, 6);
    entry.writeUInt32LE(crc, 16);
    entry.writeUInt32LE(bytes.length, 20);
    entry.writeUInt32LE(bytes.length, 24);
    entry.writeUInt16LE(label.length, 28);
    entry.writeUInt32LE(at, 42);
    bodies.push(head, label, bytes);
    directory.push(entry, label);
    at += head.length + label.length + bytes.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(endOfDirectory, 0);
  end.writeUInt16LE(parts.size, 8);
  end.writeUInt16LE(parts.size, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...bodies, list, end]);
}

function directoryOf(file: Buffer): { count: number; offset: number } {
  const from = Math.max(0, file.length - 22 - 0xffff);
  for (let at = file.length - 22; at >= from; at -= 1) {
    if (file.readUInt32LE(at) !== endOfDirectory) continue;
    const count = file.readUInt16LE(at + 10);
    const offset = file.readUInt32LE(at + 16);
    if (count !== file.readUInt16LE(at + 8) || offset === 0xffffffff) damaged();
    if (count === 0 || count > mostEntries) refuseSheet('不是普通的 .xlsx 表格文件');
    return { count, offset };
  }
  return refuseSheet('不是 .xlsx 表格文件');
}

function dataOf(file: Buffer, local: number, packed: number): Buffer {
  if (local + 30 > file.length || file.readUInt32LE(local) !== localHeader) damaged();
  const from = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
  if (from + packed > file.length) damaged();
  return file.subarray(from, from + packed);
}

function unpack(data: Buffer, method: number, most: number): Buffer {
  if (method === 0) {
    if (data.length > most) tooLarge();
    return data;
  }
  if (method !== 8) damaged();
  try {
    return inflateRawSync(data, { maxOutputLength: Math.max(1, most) });
  } catch (error) {
    if (error instanceof RangeError || (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE')
      tooLarge();
    return damaged();
  }
}

function damaged(): never {
  refuseSheet('文件已损坏');
}

function tooLarge(): never {
  refuseSheet(`解开后超过 ${mostUnpacked / 1024 ** 2} MiB`);
}
