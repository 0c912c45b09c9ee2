import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { jcs } from './jcs.ts';

const rowColumns =
  'account act at digest mono objectId objectKind objectMark objectNumber osAccount outcome pagesDigest prevDigest seq site station';
const pageColumns = 'afterSeq at digest id mono page prevDigest querySeq rows';

/** One row of the chain as read. `computed` is the digest that its fields have. */
export interface AuditRow {
  readonly what: 'row';
  readonly seq: number;
  readonly act: string;
  readonly objectId: string;
  readonly objectNumber: string;
  readonly outcome: string;
  readonly pagesDigest: string;
  readonly prevDigest: string;
  readonly digest: string;
  readonly computed: string;
}
/** A further page of a query: it raised the count of row `querySeq`. */
export interface PageLine {
  readonly what: 'page';
  readonly id: number;
  readonly afterSeq: number;
  readonly querySeq: number;
  readonly prevDigest: string;
  readonly digest: string;
  readonly computed: string;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const areTexts = (...values: readonly unknown[]): boolean =>
  values.every((value) => typeof value === 'string');

/**
 * Reads one line strictly: exactly the columns, and byte for byte the form in which the program writes it (columns in
 * alphabetical order, `digest` last). Whatever else was done to it, it is no line.
 */
export function readLine(line: string): AuditRow | PageLine | null {
  try {
    const value = JSON.parse(line) as Record<string, unknown>;
    if (typeof value !== 'object' || value === null) return null;
    const columns = Object.keys(value).sort().join(' ');
    if (columns !== rowColumns && columns !== pageColumns) return null;
    const { digest, ...rest } = value;
    const canonical = jcs(rest);
    if (line !== `${canonical.slice(0, -1)},"digest":${jcs(digest)}}`) return null;
    const computed = createHash('sha256').update(canonical).digest('hex');
    const { prevDigest } = rest;
    if (!areTexts(digest, prevDigest)) return null;
    if (columns === pageColumns) {
      const { id, afterSeq, querySeq, page, rows } = rest;
      if (!isCount(id) || !isCount(afterSeq) || !isCount(querySeq) || !isCount(page) || !isCount(rows))
        return null;
      return {
        what: 'page',
        id,
        afterSeq,
        querySeq,
        prevDigest: String(prevDigest),
        digest: String(digest),
        computed,
      };
    }
    const { seq, act, objectId, objectNumber, outcome, pagesDigest } = rest;
    if (!isCount(seq) || !areTexts(act, objectId, objectNumber, outcome, pagesDigest)) return null;
    return {
      what: 'row',
      seq,
      act: String(act),
      objectId: String(objectId),
      objectNumber: String(objectNumber),
      outcome: String(outcome),
      pagesDigest: String(pagesDigest),
      prevDigest: String(prevDigest),
      digest: String(digest),
      computed,
    };
  } catch {
    return null;
  }
}

/**
 * Lines of a file, split at line feeds only; null for one that is no UTF-8 text, and for a last one that has no end.
 * A reader that is generous with line ends would not see a changed byte.
 */
export async function* linesOf(file: string): AsyncGenerator<string | null> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const decode = (bytes: Buffer): string | null => {
    try {
      return decoder.decode(bytes);
    } catch {
      return null;
    }
  };
  let rest: Buffer = Buffer.alloc(0);
  for await (const block of createReadStream(file) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = block.indexOf(10); end >= 0; end = block.indexOf(10, from)) {
      const piece = block.subarray(from, end);
      yield decode(rest.length === 0 ? piece : Buffer.concat([rest, piece]));
      rest = Buffer.alloc(0);
      from = end + 1;
    }
    rest = Buffer.concat([rest, block.subarray(from)]);
  }
  if (rest.length > 0) yield null;
}
