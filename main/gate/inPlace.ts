import type { AuditObject, ContextBase } from '../access/context.ts';
import type { WriteTx } from '../database/handles.ts';
import { insertActInPlace } from '../database/stores/deputies.ts';

/** Keeps beside the audit row of an act that the person did it in another's place, so that lists can show 代. */
export async function noteInPlace(
  tx: WriteTx,
  row: { readonly seq: number; readonly act: string; readonly object: AuditObject | null },
  base: Pick<ContextBase, 'actor' | 'represented'>,
): Promise<void> {
  const represented = row.object?.inPlaceOf ?? base.represented ?? null;
  if (represented === null || row.object === null) return;
  await insertActInPlace(tx, {
    audit_seq: row.seq,
    act: row.act,
    object_uid: row.object.uid,
    account_uid: base.actor.uid,
    for_uid: represented.uid,
    for_name: represented.name,
  });
}
