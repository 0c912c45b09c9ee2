import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditEvent } from '../../shared/contract/procedure.ts';
import { type Instant, type Sha256Hex, toInstant } from '../../shared/ids.ts';
import { mayAct } from '../../shared/policy/permissions.ts';
import { posts } from '../../shared/policy/roles.ts';
import type { ReadDb } from '../database/database.ts';
import { writeDurably } from '../database/durableFiles.ts';
import { allAccounts, allRoles } from '../database/stores/accounts.ts';
import {
  auditAfter,
  auditHead,
  insertAuditHead,
  listAudit,
  type StoredAuditRow,
} from '../database/stores/audit.ts';
import { auditDigest, auditFields } from './auditLog.ts';
import type { ReadContext } from './context.ts';
import type { AreaHandlers } from './handlerTypes.ts';

const chunk = 2000;
const dayMs = 86_400_000;
const beijing = '+08:00';

/** Start of a day at the site as a moment. */
function startOf(day: string): Instant {
  return toInstant(new Date(`${day}T00:00:00.000${beijing}`));
}

/** The chained log: reading, verification, export with a signed head. */
export const auditHandlers: AreaHandlers<'audit'> = {
  list: async (ctx, input) => {
    const rows = await listAudit(ctx.db, {
      from: input.from === null ? null : startOf(input.from),
      to: input.to === null ? null : toInstant(new Date(Date.parse(startOf(input.to)) + dayMs)),
      account: input.account,
      act: input.act,
      failuresOnly: input.failuresOnly,
      before: input.before,
      limit: input.limit,
      exceptAccounts: await outsideReview(ctx),
    });
    return {
      rows: rows.map((row) => ({
        seq: row.seq,
        at: row.at as Instant,
        account: row.account,
        accountName: row.account_name ?? (row.account === 'system' ? '程序' : '—'),
        station: row.station,
        osAccount: row.os_account,
        act: row.act as AuditEvent,
        objectKind: row.object_kind,
        objectNumber: row.object_number,
        objectMark: row.object_mark,
        outcome: row.outcome,
        digest: row.digest as Sha256Hex,
      })),
      next: rows.length === input.limit ? (rows.at(-1)?.seq ?? null) : null,
    };
  },

  verify: async (ctx) => {
    const head = await auditHead(ctx.db);
    let seq = 0;
    let previous = '0'.repeat(64);
    let problem: string | null = null;
    for await (const row of chain(ctx.db)) {
      if (row.seq !== seq + 1) problem = `第 ${seq + 1} 行缺失`;
      else if (row.prev_digest !== previous) problem = `第 ${row.seq} 行与前一行不相接`;
      else if (auditDigest(auditFields(row)) !== row.digest) problem = `第 ${row.seq} 行内容被改动`;
      if (problem !== null) break;
      seq = row.seq;
      previous = row.digest;
    }
    return { intact: problem === null, rows: seq, headSeq: head.seq, headDigest: head.digest, problem };
  },

  exportChain: async (ctx, input) => {
    await mkdir(input.folder, { recursive: true });
    const last = await auditHead(ctx.db);
    const head = `${last.seq}:${last.digest}`;
    const signed = await ctx.keys.signAsSite('spm-audit-head-v1', Buffer.from(`${head}\n`));
    // Its row first: nothing leaves the program unrecorded.
    await ctx.commit(async ({ tx, now, audited }) => {
      await insertAuditHead(tx, {
        seq: last.seq,
        digest: last.digest,
        key_id: signed.keyId,
        signature: signed.signature,
        at: now,
      });
      audited({ kind: 'audit', uid: ctx.site.code, number: head.slice(0, 24) });
    });
    const file = join(input.folder, `audit-${ctx.site.code}-${ctx.today}.jsonl`);
    const partial = `${file}.partial`;
    const target = await open(partial, 'w', 0o600);
    try {
      let lines: string[] = [];
      for await (const row of chain(ctx.db, last.seq)) {
        ctx.signal.throwIfAborted();
        lines.push(`${JSON.stringify({ ...auditFields(row), digest: row.digest })}\n`);
        if (lines.length < chunk && row.seq < last.seq) continue;
        await target.appendFile(lines.join(''));
        lines = [];
        ctx.progress(row.seq, last.seq, '导出审计记录');
      }
      await target.sync();
    } finally {
      await target.close();
    }
    await rename(partial, file);
    await writeDurably(`${file}.head`, Buffer.from(`${head}\n`));
    await writeDurably(`${file}.head.sig`, Buffer.from(signed.signature));
    return { file, rows: last.seq, head };
  },
};

/** The security administrator reviews users and the auditor, not the two administrators' own rows (spec 3 posts table). */
async function outsideReview(ctx: ReadContext): Promise<readonly string[] | null> {
  if (mayAct(ctx.actor.roles, 'audit.read')) return null;
  const [accounts, roles] = await Promise.all([allAccounts(ctx.db), allRoles(ctx.db)]);
  const hidden = new Set(
    roles
      .filter((role) => role.role !== 'auditor' && posts.some((post) => post === role.role))
      .map((role) => role.account_id),
  );
  return accounts.filter((account) => hidden.has(account.id)).map((account) => account.uid);
}

async function* chain(db: ReadDb, through = Number.MAX_SAFE_INTEGER): AsyncGenerator<StoredAuditRow> {
  let after = 0;
  for (;;) {
    const rows = await auditAfter(db, after, chunk);
    yield* rows.filter((row) => row.seq <= through);
    const last = rows.at(-1);
    if (last === undefined || rows.length < chunk || last.seq >= through) return;
    after = last.seq;
  }
}
