import { demand } from './failure.ts';

/** Feeds a tar stream, block by block, to callbacks; holds at most one chunk. */
export interface ArchiveVisitor {
  /** A member begins. */
  begin(name: string, size: number): void;
  /** Part of its content. */
  content(part: Uint8Array): void;
  /** The member is complete. */
  end(): void;
}

function number(header: Buffer, from: number, to: number): number {
  const text = header.toString('latin1', from, to).replace(/[\0 ]+$/, '');
  demand(/^[0-7]+$/.test(text), '归档头的数字不合规', 'tar header holds a bad number');
  return Number.parseInt(text, 8);
}

function readHeader(header: Buffer): { readonly name: string; readonly size: number } {
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  demand(number(header, 148, 156) === sum, '归档头校验和不符', 'tar checksum is wrong');
  demand(
    header.toString('latin1', 156, 157) === '0',
    '归档中有普通文件之外的成员',
    'tar member is not a plain file',
  );
  demand(header.toString('latin1', 257, 265) === 'ustar\x0000', '归档不是 ustar', 'not a ustar archive');
  demand(
    number(header, 100, 108) === 0o644 &&
      number(header, 108, 116) === 0 &&
      number(header, 116, 124) === 0 &&
      number(header, 136, 148) === 0,
    '归档头的权限、属主或时间不是规定值',
    'tar mode, owner or time is not the fixed value',
  );
  demand(
    header.subarray(157, 257).every((byte) => byte === 0) &&
      header.subarray(265, 329).every((byte) => byte === 0) &&
      header.subarray(500).every((byte) => byte === 0),
    '归档头的空字段中有数据',
    'data in an empty tar field',
  );
  const fieldText = (from: number, to: number): string => {
    const [head = '', ...rest] = header.toString('latin1', from, to).split('\0');
    demand(rest.join('') === '', '归档名称后藏有数据', 'bytes hidden after a tar name');
    return head;
  };
  const prefix = fieldText(345, 500);
  const base = fieldText(0, 100);
  return { name: prefix === '' ? base : `${prefix}/${base}`, size: number(header, 124, 136) };
}

/** Walks a ustar stream to its very end; refuses anything the format does not allow. */
export async function walkArchive(source: AsyncIterable<Uint8Array>, visitor: ArchiveVisitor): Promise<void> {
  let carry = Buffer.alloc(0);
  let left = 0;
  let padding = 0;
  let zeros = 0;
  for await (const chunk of source) {
    let data = carry.length === 0 ? Buffer.from(chunk) : Buffer.concat([carry, chunk]);
    carry = Buffer.alloc(0);
    while (data.length > 0) {
      if (left > 0) {
        const part = data.subarray(0, left);
        visitor.content(part);
        left -= part.length;
        data = data.subarray(part.length);
        if (left === 0) visitor.end();
      } else if (padding > 0) {
        const part = data.subarray(0, padding);
        demand(
          part.every((byte) => byte === 0),
          '归档填充区藏有数据',
          'bytes hidden in tar padding',
        );
        padding -= part.length;
        data = data.subarray(part.length);
      } else if (data.length < 512) {
        carry = data;
        break;
      } else {
        const header = data.subarray(0, 512);
        data = data.subarray(512);
        if (header.every((byte) => byte === 0)) {
          zeros += 1;
          continue;
        }
        demand(zeros === 0, '归档结束标志之后有数据', 'data after the end of the archive');
        const member = readHeader(header);
        visitor.begin(member.name, member.size);
        left = member.size;
        padding = (512 - (member.size % 512)) % 512;
        if (left === 0) visitor.end();
      }
    }
  }
  demand(
    left === 0 && padding === 0 && carry.length === 0 && zeros >= 2,
    '归档没有完整结束',
    'archive does not end properly',
  );
}
