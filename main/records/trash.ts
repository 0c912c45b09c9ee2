import { z } from 'zod';
import type { Contract } from '../../shared/contract/contract.ts';
import { formContent } from '../../shared/contract/primitives.ts';
import type { Instant, ObjectUid } from '../../shared/ids.ts';
import type { WriteContext } from '../access/context.ts';
import type { HandlerFor } from '../access/handlerTypes.ts';
import { insertTrash, trashOf } from '../database/stores/trash.ts';
import { kindOf, type WholeRecord } from './wholeRecord.ts';

/** Discarded drafts that one answer lists. */
const mostTrash = 200;

/** What is kept of a discarded draft. */
export const trashedDraft = z.strictObject({
  content: formContent,
  parts: z.array(z.string()),
  taskUid: z.string().nullable(),
  customerUid: z.string().nullable(),
  equipmentUids: z.array(z.string()),
  occurredAt: z.string(),
});

/** Keeps what a discarded draft said, for its author alone. */
export async function keepInTrash(ctx: WriteContext, whole: WholeRecord, reason: string): Promise<void> {
  const { record } = whole;
  const draft: z.input<typeof trashedDraft> = {
    content: whole.content as z.input<typeof formContent>,
    parts: [...whole.parts],
    taskUid: whole.task?.uid ?? null,
    customerUid: whole.customer?.uid ?? null,
    equipmentUids: whole.equipment.map((entry) => entry.uid),
    occurredAt: record.occurred_at,
  };
  await insertTrash(ctx.tx, {
    uid: record.uid,
    kind: whole.kind,
    title: record.title,
    level: record.level,
    marking: record.marking,
    draft: JSON.stringify(draft),
    reason,
    owner_id: ctx.actor.id,
    at: ctx.now,
  });
}

/** `records.trash`: own discarded drafts. */
export const trash: HandlerFor<Contract['records']['trash']> = async (ctx) => ({
  rows: (await trashOf(ctx.db, ctx.actor.id, ctx.actor.clearance, mostTrash)).map((row) => ({
    uid: row.uid as ObjectUid,
    kind: kindOf(row),
    title: row.title,
    marking: row.marking,
    reason: row.reason,
    at: row.at as Instant,
  })),
});
