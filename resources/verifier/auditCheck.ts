import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { jcs } from './jcs.ts';

const columns =
  'account act at digest mono objectId objectKind objectMark objectNumber osAccount outcome prevDigest seq site station';
const genesis = '0'.repeat(64);

/** What was found in an exported audit chain. */
export interface AuditReport {
  readonly rows: number;
  readonly lastSeq: number;
  readonly lastDigest: string;
  /** Each as Chinese and English text, in the order of the file. Empty = intact. */
  readonly problems: readonly { readonly chinese: string; readonly english: string }[];
}

interface AuditRow {
  readonly seq: number;
  readonly digest: string;
  readonly prevDigest: string;
  readonly computed: string;
}

function readRow(line: string): AuditRow | null {
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(line) as Record<string, unknown>;
    if (Object.keys(value).sort().join(' ') !== columns) return null;
    const { digest, ...rest } = value;
    const { seq, prevDigest } = rest;
    if (typeof seq !== 'number' || typeof digest !== 'string' || typeof prevDigest !== 'string') return null;
    return { seq, digest, prevDigest, computed: createHash('sha256').update(jcs(rest)).digest('hex') };
  } catch {
    return null;
  }
}

/**
 * Follows an exported audit chain (JSON Lines) from its first row. Names rows that are changed, missing, reordered or
 * inserted, and a tail that was cut when `head` (`seq:digest`) is given. Goes on after a problem, so that all are named.
 */
export async function checkAudit(file: string, head: string | null): Promise<AuditReport> {
  const problems: { chinese: string; english: string }[] = [];
  const say = (chinese: string, english: string): number => problems.push({ chinese, english });
  const seen = new Set<number>();
  let rows = 0;
  let last = { seq: 0, digest: genesis };
  for await (const line of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
    rows += 1;
    const row = readRow(line);
    if (row === null) {
      say(`文件第 ${rows} 行不是审计行`, `line ${rows} is not an audit row`);
      continue;
    }
    const intact = row.computed === row.digest;
    if (!intact) say(`第 ${row.seq} 号内容被改动`, `row ${row.seq} was changed`);
    if (seen.has(row.seq)) say(`第 ${row.seq} 号重复（插入）`, `row ${row.seq} appears twice (inserted)`);
    else if (row.seq < last.seq) say(`第 ${row.seq} 号次序颠倒`, `row ${row.seq} is out of order`);
    else if (row.seq > last.seq + 1) {
      say(
        `第 ${last.seq + 1} 至 ${row.seq - 1} 号缺失`,
        `rows ${last.seq + 1} to ${row.seq - 1} are missing`,
      );
    } else if (row.prevDigest !== last.digest) {
      say(
        `第 ${row.seq} 号与前一行不相接（其间有改动或插入）`,
        `row ${row.seq} does not follow the row before it (changed or inserted)`,
      );
    }
    seen.add(row.seq);
    if (row.seq > last.seq) last = { seq: row.seq, digest: row.digest };
  }
  if (head !== null) checkTail(head, last, say);
  return { rows, lastSeq: last.seq, lastDigest: last.digest, problems };
}

function checkTail(
  head: string,
  last: { readonly seq: number; readonly digest: string },
  say: (chinese: string, english: string) => number,
): void {
  const match = /^([0-9]{1,15}):([0-9a-f]{64})$/.exec(head.trim());
  if (match === null) {
    say('链头格式应为 序号:摘要', 'the head must be seq:digest');
    return;
  }
  const seq = Number(match[1]);
  if (last.seq < seq)
    say(
      `末尾被截去：第 ${last.seq + 1} 至 ${seq} 号缺失`,
      `tail cut: rows ${last.seq + 1} to ${seq} are missing`,
    );
  else if (last.seq > seq) say(`链头之后还有 ${last.seq - seq} 行`, `${last.seq - seq} rows after the head`);
  else if (last.digest !== match[2]) say('最后一行与链头摘要不符', 'last row differs from the head');
}
