import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditEvent } from '../../shared/contract/procedure.ts';
import { type Instant, type Sha256Hex, toInstant } from '../../shared/ids.ts';
import { mayAct } from '../../shared/policy/permissions.ts';
import { writeDurably } from '../database/durableFiles.ts';
import { firstLiveRow, listAudit } from '../database/stores/audit.ts';
import { auditSegments } from '../database/stores/auditSegments.ts';
import { liveChain, writeChainFile } from './auditChain.ts';
import { auditChecks } from './auditChecks.ts';
import { headText, type SignedHead, signHead } from './auditHeads.ts';
import { exportSegment, removeSegment, segments } from './auditSegments.ts';
import { verifyChain } from './auditVerify.ts';
import { signerWords } from './deputies.ts';
import type { AreaHandlers } from './handlerTypes.ts';

const dayMs = 86_400_000;
const beijing = '+08:00';

/** Start of a day at the site as a moment. */
function startOf(day: string): Instant {
  return toInstant(new Date(`${day}T00:00:00.000${beijing}`));
}

/** The chained log: reading, verification, checks, export with a signed head, yearly segments. */
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
      // The security administrator reviews users and the auditor, not the two administrators (spec 3 posts table).
      reviews: mayAct(ctx.actor.roles, 'audit.read') ? 'all' : 'usersAndAuditor',
    });
    return {
      rows: rows.map((row) => ({
        seq: row.seq,
        at: row.at as Instant,
        account: row.account,
        accountName: signerWords(
          row.account_name ?? (row.account === 'system' ? '程序' : '—'),
          row.in_place_of,
        ),
        station: row.station,
        osAccount: row.os_account,
        act: row.act as AuditEvent,
        objectKind: row.object_kind,
        objectId: row.object_id,
        objectNumber: row.object_number,
        objectMark: row.object_mark,
        outcome: row.outcome,
        pages: row.page,
        pagedRows: row.paged_rows,
        digest: row.digest as Sha256Hex,
      })),
      next: rows.length === input.limit ? (rows.at(-1)?.seq ?? null) : null,
    };
  },

  verify: verifyChain,
  checks: auditChecks,
  segments,
  exportSegment,
  removeSegment,

  exportChain: async (ctx, input) => {
    await mkdir(input.folder, { recursive: true });
    const from = await firstLiveRow(ctx.db);
    const before = (await auditSegments(ctx.db)).findLast(({ to_seq: to }) => to < from);
    // Its row and its head first: nothing leaves the program unrecorded.
    const last = await ctx.commit(async ({ tx, audited }): Promise<SignedHead> => {
      const made = await signHead(tx, ctx.keys, ctx.now);
      audited({ kind: 'audit', uid: ctx.site.code, number: headText(made).slice(0, 24) });
      return made;
    });
    const file = join(input.folder, `audit-${ctx.site.code}-${ctx.today}.jsonl`);
    const start = { seq: from - 1, pageId: before?.last_page_id ?? 0 };
    const lines = liveChain(ctx.db, start, last.seq);
    await writeChainFile(file, lines, ctx.signal, (seq) => ctx.progress(seq, last.seq, '导出审计记录'));
    await writeDurably(`${file}.head`, Buffer.from(`${headText(last)}\n`));
    await writeDurably(`${file}.head.sig`, Buffer.from(last.signature));
    return { file, rows: last.seq - from + 1, head: headText(last) };
  },
};
