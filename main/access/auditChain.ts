import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { ReadDb } from '../database/handles.ts';
import {
  auditAfter,
  genesis,
  pageLines,
  type StoredAuditRow,
  type StoredPageLine,
} from '../database/stores/audit.ts';
import { auditDigest, auditFields, pageFields } from './auditLog.ts';

const slice = 2000;

/** A line of the chain as it is exported: a row, or a further page of a query right after the row it was written behind. */
export type ChainLine =
  | (ReturnType<typeof auditFields> & { readonly digest: string })
  | (ReturnType<typeof pageFields> & { readonly digest: string });

/** Where a chain stands: its last row, and the last line of the page counts. */
export interface ChainPlace {
  readonly seq: number;
  readonly digest: string;
  readonly pageId: number;
  readonly pagesDigest: string;
}

/** Before the first row. */
export const chainStart: ChainPlace = { seq: 0, digest: genesis, pageId: 0, pagesDigest: genesis };

const rowLine = (row: StoredAuditRow): ChainLine => ({ ...auditFields(row), digest: row.digest });
const pageLine = (line: StoredPageLine): ChainLine => ({ ...pageFields(line), digest: line.digest });

/** The live chain in order, rows after `from` up to row `through`, page lines where they were written. */
export async function* liveChain(
  db: ReadDb,
  from: Pick<ChainPlace, 'seq' | 'pageId'>,
  through = Number.MAX_SAFE_INTEGER,
): AsyncGenerator<ChainLine> {
  const pages = pagesOf(db, from.pageId, through);
  let page = await pages.next();
  let after = from.seq;
  for (;;) {
    const rows = (await auditAfter(db, after, slice)).filter((row) => row.seq <= through);
    for (const row of rows) {
      while (page.done !== true && page.value.after_seq < row.seq) {
        yield pageLine(page.value);
        page = await pages.next();
      }
      yield rowLine(row);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < slice) break;
    after = last.seq;
  }
  while (page.done !== true) {
    yield pageLine(page.value);
    page = await pages.next();
  }
}

async function* pagesOf(db: ReadDb, from: number, through: number): AsyncGenerator<StoredPageLine> {
  let after = from;
  for (;;) {
    const lines = await pageLines(db, after, through, slice);
    yield* lines;
    const last = lines.at(-1);
    if (last === undefined || lines.length < slice) return;
    after = last.id;
  }
}

/** Follows a chain line by line and says what is wrong first, in Chinese, with its number. */
export class ChainCheck {
  #place: ChainPlace;
  #rows = 0;

  constructor(from: ChainPlace) {
    this.#place = from;
  }

  get place(): ChainPlace {
    return this.#place;
  }
  get rows(): number {
    return this.#rows;
  }

  /** Takes the next line. @returns what is wrong with it, or null */
  take(line: ChainLine): string | null {
    const { digest, ...fields } = line;
    const place = this.#place;
    if ('querySeq' in fields) {
      const name = `第 ${fields.querySeq} 行的翻页计数（第 ${fields.id} 条）`;
      if (fields.id !== place.pageId + 1) return `翻页计数第 ${place.pageId + 1} 条缺失`;
      if (fields.prevDigest !== place.pagesDigest || fields.afterSeq !== place.seq)
        return `${name}与前一条不相接`;
      if (auditDigest(fields) !== digest) return `${name}被改动`;
      this.#place = { ...place, pageId: fields.id, pagesDigest: digest };
      return null;
    }
    const { seq } = fields;
    if (seq > place.seq + 1) return `第 ${place.seq + 1} 行缺失`;
    if (seq <= place.seq) return `第 ${seq} 行重复或次序颠倒`;
    if (auditDigest(fields) !== digest) return `第 ${seq} 行内容被改动`;
    if (fields.prevDigest !== place.digest) return `第 ${seq} 行与前一行不相接`;
    if (fields.pagesDigest !== place.pagesDigest) return `第 ${seq} 行之前的翻页计数被改动或截去`;
    this.#rows += 1;
    this.#place = { ...place, seq, digest };
    return null;
  }
}

/** What a written or read file of chain lines is. */
export interface ChainFile {
  readonly bytes: number;
  readonly sha256: string;
}

/** Writes chain lines to a file under a partial name, flushed and renamed when complete. */
export async function writeChainFile(
  file: string,
  lines: AsyncIterable<ChainLine>,
  signal: AbortSignal,
  progress: (seq: number) => void,
): Promise<ChainFile> {
  const partial = `${file}.partial`;
  const hash = createHash('sha256');
  let bytes = 0;
  const target = await open(partial, 'w', 0o600);
  try {
    let waiting: string[] = [];
    const flush = async (): Promise<void> => {
      const block = Buffer.from(waiting.join(''));
      waiting = [];
      hash.update(block);
      bytes += block.length;
      await target.appendFile(block);
    };
    for await (const line of lines) {
      signal.throwIfAborted();
      waiting.push(`${JSON.stringify(line)}\n`);
      if (waiting.length < slice) continue;
      await flush();
      if ('seq' in line) progress(line.seq);
    }
    await flush();
    await target.sync();
  } finally {
    await target.close();
  }
  await rename(partial, file);
  return { bytes, sha256: hash.digest('hex') };
}

/** Digest and size of a file as it lies on the disk. */
export async function readChainFile(file: string, signal: AbortSignal): Promise<ChainFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const block of createReadStream(file) as AsyncIterable<Buffer>) {
    signal.throwIfAborted();
    hash.update(block);
    bytes += block.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Lines of a chain file whose digest was found right: what the program wrote itself. */
export async function* chainLinesOf(file: string): AsyncGenerator<ChainLine> {
  for await (const text of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
    yield JSON.parse(text) as ChainLine;
  }
}
