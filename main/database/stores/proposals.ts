import type { Insertable, Selectable } from 'kysely';
import type { ReadDb, WriteTx } from '../handles.ts';
import type { ProposalsTable } from '../schema.ts';

/** Proposal as stored. */
export type StoredProposal = Selectable<ProposalsTable>;

/** Enters a proposal of an act of two posts. */
export async function insertProposal(tx: WriteTx, proposal: Insertable<ProposalsTable>): Promise<void> {
  await tx.insertInto('proposals').values(proposal).execute();
}

/** One proposal by its public identity. */
export async function proposalByUid(db: ReadDb, uid: string): Promise<StoredProposal | undefined> {
  return await db.selectFrom('proposals').selectAll().where('uid', '=', uid).executeTakeFirst();
}

/** Whether the same act waits already. */
export async function waitsAlready(db: ReadDb, act: string, payload: string, now: string): Promise<boolean> {
  const row = await db
    .selectFrom('proposals')
    .select('uid')
    .where('act', '=', act)
    .where('payload', '=', payload)
    .where('decision', 'is', null)
    .where('ends_at', '>', now)
    .executeTakeFirst();
  return row !== undefined;
}

/** Decides a proposal, once. @returns whether it was still undecided */
export async function decideProposal(
  tx: WriteTx,
  uid: string,
  decision: Pick<StoredProposal, 'decision' | 'decided_by' | 'decided_at' | 'decision_note'>,
): Promise<boolean> {
  const result = await tx
    .updateTable('proposals')
    .set(decision)
    .where('uid', '=', uid)
    .where('decision', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Proposals, newest first, with the names of both persons. */
export async function listProposals(db: ReadDb, count: number) {
  return await db
    .selectFrom('proposals as p')
    .innerJoin('accounts as a', 'a.id', 'p.proposed_by')
    .leftJoin('accounts as b', 'b.id', 'p.decided_by')
    .selectAll('p')
    .select(['a.name as proposer_name', 'b.name as decider_name'])
    .orderBy('p.proposed_at', 'desc')
    .limit(count)
    .execute();
}
