import type { Insertable, Selectable } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { UnfinishedJobsTable } from '../schema.ts';

/** A job that was begun and neither ended nor was refused. */
export type UnfinishedJob = Selectable<UnfinishedJobsTable>;

/** Keeps a job that begins. */
export async function keepUnfinished(tx: WriteTx, job: Insertable<UnfinishedJobsTable>): Promise<void> {
  await tx.insertInto('unfinished_jobs').values(job).execute();
}

/** The job ended, whatever its end. */
export async function removeUnfinished(tx: WriteTx, uid: string): Promise<void> {
  await tx.deleteFrom('unfinished_jobs').where('uid', '=', uid).execute();
}

/** One more try of a job. */
export async function countTry(tx: WriteTx, job: UnfinishedJob): Promise<void> {
  await tx
    .updateTable('unfinished_jobs')
    .set({ tries: job.tries + 1 })
    .where('uid', '=', job.uid)
    .execute();
}

/** Jobs of a person that a lock or an end of the program interrupted, in the order of their beginning. */
export async function unfinishedOf(db: ReadDb, accountId: number): Promise<UnfinishedJob[]> {
  return await db
    .selectFrom('unfinished_jobs')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('started_at')
    .execute();
}
