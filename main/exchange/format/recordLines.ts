import { isJsonObject, type JsonObject, parseStrict } from './canonicalJson.ts';
import { PackageError } from './packageError.ts';

/** Longest record line with its line end, bytes. */
export const maxRecordBytes = 1024 * 1024;
const maxRecordDepth = 32;

/** A record line: every line says what it is and which thing it is about. */
export interface RecordLine extends JsonObject {
  readonly type: string;
  readonly id: string;
}

function parseLine(bytes: Uint8Array): RecordLine {
  let value: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    // Nothing may stand around the object; JSON alone would admit blanks and CR there.
    if (!text.startsWith('{') || !text.endsWith('}')) throw new PackageError('E_RECORDS', '行外有多余字符');
    value = parseStrict(text, { maxDepth: maxRecordDepth, numbers: 'finite' });
  } catch (thrown) {
    if (thrown instanceof PackageError) throw new PackageError('E_RECORDS', thrown.detail);
    if (thrown instanceof TypeError) throw new PackageError('E_RECORDS', '不是有效的 UTF-8');
    throw thrown;
  }
  if (!isJsonObject(value)) throw new PackageError('E_RECORDS', '不是对象');
  const { type, id } = value;
  if (typeof type !== 'string' || typeof id !== 'string' || type === '' || id === '') {
    throw new PackageError('E_RECORDS', '缺少 type 或 id');
  }
  return { ...value, type, id };
}

/**
 * Record lines of a stream: LF after every line, at most 1 MiB each, strict UTF-8 and JSON, `type` and `id` present, no
 * (type, id) twice. Memory holds one line and the ids seen. Throws E_RECORDS.
 */
export async function* readRecordLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<RecordLine> {
  const seen = new Set<string>();
  let pending: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    let from = 0;
    for (;;) {
      const end = chunk.indexOf(0x0a, from);
      const piece = chunk.subarray(from, end < 0 ? chunk.length : end);
      length += piece.length;
      if (length + 1 > maxRecordBytes) throw new PackageError('E_RECORDS', '一行超过 1 MiB');
      // Parts are lent: what waits for the rest of its line is kept as a copy.
      if (piece.length > 0) pending.push(end < 0 ? piece.slice() : piece);
      if (end < 0) break;
      const line = parseLine(
        pending.length === 1 && pending[0] !== undefined ? pending[0] : Buffer.concat(pending),
      );
      const name = `${line.type}\n${line.id}`;
      if (seen.has(name)) throw new PackageError('E_RECORDS', '编号重复');
      seen.add(name);
      yield line;
      pending = [];
      length = 0;
      from = end + 1;
    }
  }
  if (length > 0) throw new PackageError('E_RECORDS', '末行没有换行');
}
