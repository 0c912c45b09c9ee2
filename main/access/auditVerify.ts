import { join } from 'node:path';
import type { Contract } from '../../shared/contract/contract.ts';
import { exists } from '../database/durableFiles.ts';
import {
  auditHead,
  auditHeadsAfter,
  auditRowAt,
  declaredCuts,
  type StoredHead,
} from '../database/stores/audit.ts';
import { auditSegments, type SegmentState } from '../database/stores/auditSegments.ts';
import {
  ChainCheck,
  type ChainLine,
  chainLinesOf,
  chainStart,
  liveChain,
  readChainFile,
} from './auditChain.ts';
import { headText } from './auditHeads.ts';
import type { JobContext } from './context.ts';
import type { HandlerFor } from './handlerTypes.ts';

const reportEvery = 2000;

/**
 * `audit.verify`: reads removed segments and live rows as one chain and compares every signed head on the way. Stops at the
 * first thing that is wrong and names its number.
 */
export const verifyChain: HandlerFor<Contract['audit']['verify']> = async (ctx, input) => {
  const head = await auditHead(ctx.db);
  const anchor = input.anchor === null ? null : anchorOf(input.anchor);
  const heads = new HeadsOnTheWay(ctx, anchor);
  let check = new ChainCheck(chainStart);
  let rows = 0;
  let problem: string | null = null;
  let segmentsRead = 0;
  const segmentsUnread: string[] = [];
  const follow = async (lines: AsyncIterable<ChainLine>): Promise<string | null> => {
    for await (const line of lines) {
      ctx.signal.throwIfAborted();
      const wrong = check.take(line) ?? ('seq' in line ? await heads.compare(line) : null);
      if (wrong !== null) return wrong;
      if ('seq' in line && line.seq % reportEvery === 0) ctx.progress(line.seq, head.seq, '校验审计链');
    }
    return null;
  };
  for (const segment of await auditSegments(ctx.db)) {
    if (segment.removal === null) continue;
    const file = join(input.segmentFolder ?? segment.folder, segment.file_name);
    problem = await segmentProblem(ctx, segment, file);
    if (problem !== null) break;
    if (await exists(file)) {
      problem = await follow(chainLinesOf(file));
      segmentsRead += 1;
    } else {
      // The register says where the live rows go on from; what the file says stays unknown until it is there.
      segmentsUnread.push(segment.file_name);
      rows += check.rows;
      check = new ChainCheck({
        seq: segment.to_seq,
        digest: segment.last_digest,
        pageId: segment.last_page_id,
        pagesDigest: segment.last_page_digest,
      });
    }
    if (problem !== null) break;
  }
  problem ??= await follow(liveChain(ctx.db, check.place, head.seq));
  problem ??= await heads.afterEnd(check.place.seq);
  return {
    intact: problem === null,
    rows: rows + check.rows,
    headSeq: head.seq,
    headDigest: head.digest,
    problem,
    heads: heads.compared,
    segmentsRead,
    segmentsUnread,
  };
};

/** A file that is there must be the one that was registered. */
async function segmentProblem(ctx: JobContext, segment: SegmentState, file: string): Promise<string | null> {
  if (!(await exists(file))) return null;
  const { sha256 } = await readChainFile(file, ctx.signal);
  return sha256 === segment.sha256 ? null : `${segment.year} 年段文件与登记的不一致`;
}

function anchorOf(text: string): { readonly seq: number; readonly digest: string } {
  const [seq = '', digest = ''] = text.split(':');
  return { seq: Number(seq), digest };
}

/** The signed heads of the site in order beside the rows, and one head from outside. */
class HeadsOnTheWay {
  readonly #ctx: JobContext;
  readonly #anchor: { readonly seq: number; readonly digest: string } | null;
  #waiting: StoredHead[] = [];
  #read = 0;
  #finished = false;
  compared = 0;

  constructor(ctx: JobContext, anchor: { readonly seq: number; readonly digest: string } | null) {
    this.#ctx = ctx;
    this.#anchor = anchor;
  }

  async #next(): Promise<StoredHead | undefined> {
    if (this.#waiting.length === 0 && !this.#finished) {
      this.#waiting = await auditHeadsAfter(this.#ctx.db, this.#read, reportEvery);
      this.#read = this.#waiting.at(-1)?.seq ?? this.#read;
      this.#finished = this.#waiting.length === 0;
    }
    return this.#waiting[0];
  }

  /** @returns what is wrong, or null */
  async compare(row: { readonly seq: number; readonly digest: string }): Promise<string | null> {
    if (this.#anchor?.seq === row.seq && this.#anchor.digest !== row.digest && !(await this.#declared()))
      return `第 ${row.seq} 行与外部链头不符`;
    let head = await this.#next();
    while (head !== undefined && head.seq < row.seq) {
      // Of a segment whose file is not there only its end is known.
      this.#waiting.shift();
      head = await this.#next();
    }
    if (head?.seq !== row.seq) return null;
    this.#waiting.shift();
    this.compared += 1;
    if (head.digest !== row.digest) return `第 ${row.seq} 行与当时签署的链头不符`;
    const { keys, db } = this.#ctx;
    const message = Buffer.from(`${headText(head)}\n`);
    const genuine = await keys.verifySite(db, head.key_id, 'spm-audit-head-v1', message, head.signature);
    return genuine ? null : `第 ${row.seq} 行的链头签名无效`;
  }

  /** Whether a restore declares that the rows of the head from outside are gone: a row names the set's head and the lost one. */
  async #declared(): Promise<boolean> {
    const anchor = this.#anchor;
    if (anchor === null) return false;
    for (const row of await declaredCuts(this.#ctx.db)) {
      const [from, lost] = [anchorOf(row.object_id), anchorOf(row.object_number)];
      if (!(from.seq < anchor.seq && anchor.seq <= lost.seq)) continue;
      if (anchor.seq === lost.seq && anchor.digest !== lost.digest) continue;
      if ((await auditRowAt(this.#ctx.db, from.seq))?.digest === from.digest) return true;
    }
    return false;
  }

  /** A head beyond the last row is the proof of a cut tail. */
  async afterEnd(lastSeq: number): Promise<string | null> {
    if (this.#anchor !== null && this.#anchor.seq > lastSeq && !(await this.#declared()))
      return `末尾被截去：外部链头在第 ${this.#anchor.seq} 行，现有记录到第 ${lastSeq} 行`;
    const head = await this.#next();
    return head === undefined || head.seq <= lastSeq
      ? null
      : `末尾被截去：签署过第 ${head.seq} 行的链头，现有记录到第 ${lastSeq} 行`;
  }
}
