import { type AuditRow, linesOf, type PageLine, readLine } from './auditLines.ts';

const genesis = '0'.repeat(64);
/** Row that declares what a restore lost: `objectId` is the head of the backup set, `objectNumber` the head that was lost. */
const cutAct = 'audit.cut-declared';

/** One thing that is wrong, or one that is worth saying. */
export interface Remark {
  /** Row it is about; the row before it where the line itself has no number. */
  readonly seq: number;
  readonly chinese: string;
  readonly english: string;
}

/** What was found in an exported audit chain. */
export interface AuditReport {
  readonly rows: number;
  readonly lastSeq: number;
  readonly lastDigest: string;
  /** In the order of the file. Empty = intact. */
  readonly problems: readonly Remark[];
  /** Cuts that a restore declared, heads from outside that fit. */
  readonly notes: readonly Remark[];
}

/** What the chain is compared with. */
export interface AuditAnchors {
  /** The last row must be this one: `seq:digest`. */
  readonly head: string | null;
  /** Heads from outside (packages, receipts, printed reports): the chain must hold each. */
  readonly anchors?: readonly string[];
  /** The first row must follow this one: for a chain whose beginning was exported apart and is not given. */
  readonly after?: string | null;
}

interface Place {
  readonly seq: number;
  readonly digest: string;
}

function placeOf(text: string): Place | null {
  const match = /^([0-9]{1,15}):([0-9a-f]{64})$/.exec(text.trim());
  return match === null ? null : { seq: Number(match[1]), digest: match[2] ?? '' };
}

/** A restore that the chain declares: the head that was lost and the head of the backup set it went on from. */
interface Restore {
  readonly lost: Place;
  readonly from: Place;
}

/**
 * Follows an exported audit chain (JSON Lines; yearly segments first, then the rest) from its first row. Names rows that
 * are changed, missing, reordered or inserted, changed counts of pages, and with heads from outside a tail that was cut.
 * Goes on after a problem, so that all are named. A head of the time before a restore is accepted only where a row
 * `audit.cut-declared` names both heads.
 */
export async function checkAudit(
  files: string | readonly string[],
  compare: AuditAnchors | string | null,
): Promise<AuditReport> {
  const given = compare === null || typeof compare === 'string' ? { head: compare } : compare;
  const list = typeof files === 'string' ? [files] : files;
  const check = new Check(given, await restoresIn(list));
  for (const file of list) for await (const line of linesOf(file)) check.line(line);
  return check.end();
}

async function restoresIn(files: readonly string[]): Promise<Restore[]> {
  const found: Restore[] = [];
  for (const file of files) {
    for await (const line of linesOf(file)) {
      if (line?.includes(`"act":"${cutAct}"`) !== true) continue;
      const row = readLine(line);
      if (row?.what !== 'row' || row.act !== cutAct || row.outcome !== 'done') continue;
      if (row.computed !== row.digest) continue;
      const [from, lost] = [placeOf(row.objectId), placeOf(row.objectNumber)];
      if (lost !== null && from !== null && from.seq < row.seq) found.push({ lost, from });
    }
  }
  return found;
}

class Check {
  readonly #problems: Remark[] = [];
  readonly #notes: Remark[] = [];
  readonly #head: string | null;
  readonly #restores: readonly Restore[];
  /** Digests that rows must have, by number, and those they have. */
  readonly #wanted = new Map<number, Set<string>>();
  readonly #met = new Map<number, string>();
  readonly #seen = new Set<number>();
  #lines = 0;
  #rows = 0;
  #last: Place = { seq: 0, digest: genesis };
  #page: Place = { seq: 0, digest: genesis };
  /** False until the first line said where the page counts stand, in a chain that does not begin at row 1. */
  #pagesKnown = true;

  constructor({ head, anchors = [], after = null }: AuditAnchors, restores: readonly Restore[]) {
    this.#head = head;
    this.#restores = restores;
    for (const anchor of anchors) {
      const place = placeOf(anchor);
      if (place === null) this.#say(0, '链头格式应为 序号:摘要', 'the head must be seq:digest');
      else this.#want(place);
    }
    for (const { from } of restores) this.#wanted.set(from.seq, this.#wanted.get(from.seq) ?? new Set());
    if (after === null) return;
    const place = placeOf(after);
    if (place === null) this.#say(0, '链头格式应为 序号:摘要', 'the head must be seq:digest');
    else {
      this.#last = place;
      this.#pagesKnown = false;
    }
  }

  #want({ seq, digest }: Place): void {
    this.#wanted.set(seq, (this.#wanted.get(seq) ?? new Set()).add(digest));
  }

  #say(seq: number, chinese: string, english: string): void {
    this.#problems.push({ seq, chinese, english });
  }

  line(text: string | null): void {
    this.#lines += 1;
    const read = text === null ? null : readLine(text);
    if (read === null) {
      this.#say(
        this.#last.seq,
        `文件第 ${this.#lines} 行不是审计行（在第 ${this.#last.seq} 号之后，被改动、插入或截断）`,
        `line ${this.#lines} is not an audit row`,
      );
      return;
    }
    if (read.what === 'row') this.#row(read);
    else this.#pageLine(read);
  }

  #row(row: AuditRow): void {
    const { seq } = row;
    const last = this.#last;
    this.#rows += 1;
    if (row.computed !== row.digest) this.#say(seq, `第 ${seq} 号内容被改动`, `row ${seq} was changed`);
    if (this.#seen.has(seq))
      this.#say(seq, `第 ${seq} 号重复（插入）`, `row ${seq} appears twice (inserted)`);
    else if (seq < last.seq) this.#say(seq, `第 ${seq} 号次序颠倒`, `row ${seq} is out of order`);
    else if (seq > last.seq + 1) {
      this.#say(
        last.seq + 1,
        `第 ${last.seq + 1} 至 ${seq - 1} 号缺失`,
        `rows ${last.seq + 1} to ${seq - 1} are missing`,
      );
    } else if (row.prevDigest !== last.digest) {
      this.#say(
        seq,
        `第 ${seq} 号与前一行不相接（其间有改动或插入）`,
        `row ${seq} does not follow the row before it (changed or inserted)`,
      );
    }
    this.#seen.add(seq);
    if (seq <= last.seq) return;
    if (this.#pagesKnown && row.pagesDigest !== this.#page.digest) {
      this.#say(
        seq,
        `第 ${seq} 号之前的翻页计数被改动或截去`,
        `page counts before row ${seq} were changed or cut`,
      );
    }
    // Named once; what follows is compared with what this row says.
    this.#page = { ...this.#page, digest: row.pagesDigest };
    this.#pagesKnown = true;
    this.#last = { seq, digest: row.digest };
    if (this.#wanted.has(seq)) this.#met.set(seq, row.digest);
  }

  #pageLine(line: PageLine): void {
    const chinese = `第 ${line.querySeq} 号的翻页计数（第 ${line.id} 条）`;
    const english = `page count ${line.id} of row ${line.querySeq}`;
    if (line.computed !== line.digest)
      this.#say(this.#last.seq, `${chinese}被改动`, `${english} was changed`);
    const expected = this.#page.seq + 1;
    const follows = line.prevDigest === this.#page.digest && (line.id === expected || this.#page.seq === 0);
    if (this.#pagesKnown && (!follows || line.afterSeq !== this.#last.seq)) {
      this.#say(
        this.#last.seq,
        `${chinese}与前一条不相接（缺失、颠倒或插入）`,
        `${english} does not follow the one before it`,
      );
    }
    this.#page = { seq: line.id, digest: line.digest };
    this.#pagesKnown = true;
  }

  end(): AuditReport {
    for (const [seq, digests] of this.#wanted) for (const digest of digests) this.#anchor({ seq, digest });
    if (this.#head !== null) this.#tail(this.#head);
    return {
      rows: this.#rows,
      lastSeq: this.#last.seq,
      lastDigest: this.#last.digest,
      problems: this.#problems,
      notes: this.#notes,
    };
  }

  /** Whether a restore declares that what a head from outside proves is gone. */
  #declared(place: Place): boolean {
    const restore = this.#restores.find(
      ({ lost, from }) =>
        from.seq < place.seq &&
        place.seq <= lost.seq &&
        (place.seq < lost.seq || place.digest === lost.digest) &&
        this.#met.get(from.seq) === from.digest,
    );
    if (restore === undefined) return false;
    const { lost, from } = restore;
    this.#notes.push({
      seq: place.seq,
      chinese: `第 ${from.seq + 1} 至 ${lost.seq} 号因恢复而失去，链上有恢复的记录`,
      english: `rows ${from.seq + 1} to ${lost.seq} were lost in a restore that the chain declares`,
    });
    return true;
  }

  #anchor(place: Place): void {
    const met = this.#met.get(place.seq);
    if (met === place.digest) {
      this.#notes.push({
        seq: place.seq,
        chinese: `外部链头第 ${place.seq} 号相符`,
        english: `head ${place.seq} from outside fits`,
      });
      return;
    }
    if (this.#declared(place)) return;
    if (met === undefined && place.seq > this.#last.seq) this.#cut(place.seq);
    else
      this.#say(
        place.seq,
        `第 ${place.seq} 号与外部链头不符`,
        `row ${place.seq} differs from the head from outside`,
      );
  }

  #cut(seq: number): void {
    this.#say(
      this.#last.seq + 1,
      `末尾被截去：第 ${this.#last.seq + 1} 至 ${seq} 号缺失`,
      `tail cut: rows ${this.#last.seq + 1} to ${seq} are missing`,
    );
  }

  #tail(head: string): void {
    const place = placeOf(head);
    const last = this.#last;
    if (place === null) {
      this.#say(0, '链头格式应为 序号:摘要', 'the head must be seq:digest');
      return;
    }
    if (last.seq === place.seq && last.digest === place.digest) return;
    if (this.#declared(place)) return;
    if (last.seq < place.seq) this.#cut(place.seq);
    else if (last.seq > place.seq)
      this.#say(
        place.seq,
        `链头之后还有 ${last.seq - place.seq} 行`,
        `${last.seq - place.seq} rows after the head`,
      );
    else
      this.#say(
        last.seq,
        `最后一行（第 ${last.seq} 号）与链头摘要不符`,
        `last row ${last.seq} differs from the head`,
      );
  }
}
