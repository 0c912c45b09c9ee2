import { AppError } from '../../shared/errors.ts';
import type { Day, Instant } from '../../shared/ids.ts';
import type { AccessScope, Actor, SiteIdentity } from '../access/context.ts';
import type { ReadDb } from '../database/handles.ts';
import { visibleRecord } from '../database/stores/records.ts';
import { type WholeRecord, wholeOf } from './wholeRecord.ts';

/** What every function on one record needs of its context, whatever the procedure's mode. */
export interface RecordContext {
  readonly db: ReadDb;
  readonly site: SiteIdentity;
  readonly actor: Actor;
  readonly scope: AccessScope;
  readonly now: Instant;
  readonly today: Day;
}

/**
 * The record, if the acting person may see it.
 * @throws AppError record.not-found for hidden and for not existing alike
 */
export async function requireRecord(
  ctx: Pick<RecordContext, 'db' | 'scope'>,
  uid: string,
): Promise<WholeRecord> {
  const record = await visibleRecord(ctx.db, ctx.scope, uid);
  if (record === undefined) throw new AppError('record.not-found');
  return await wholeOf(ctx.db, record);
}
