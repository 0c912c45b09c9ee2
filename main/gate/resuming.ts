import type { ProcedureEntry } from '../../shared/contract/contract.ts';
import type { ContextBase } from '../access/context.ts';
import type { OpenSession } from '../access/stationTypes.ts';
import {
  countTry,
  keepUnfinished,
  removeUnfinished,
  unfinishedOf,
} from '../database/stores/unfinishedJobs.ts';

/** A job that was interrupted so often is given up: something in it ends the program or the patience of its person. */
const mostTries = 5;

/**
 * Keeps a job that resumes before it begins.
 * @param resumed identity of the kept job that is begun again, if it is one
 * @returns the identity under which it is kept; undefined for a job that does not resume
 */
export async function keepIfResuming(
  { path, meta }: ProcedureEntry,
  input: unknown,
  session: OpenSession,
  base: ContextBase,
  resumed: string | undefined,
): Promise<string | undefined> {
  if (resumed !== undefined || meta.resumes !== true) return resumed;
  const uid = base.newUid();
  await session.database.inTransaction(async (tx) => {
    await keepUnfinished(tx, {
      uid,
      path,
      input: JSON.stringify(input ?? null),
      account_id: base.actor.id,
      started_at: base.now,
    });
  });
  return uid;
}

/**
 * Begins each interrupted job of the present person again, a few times at most; its end is audited like that of every call.
 * @param run carries out one job under its kept identity
 */
export async function resumeInterrupted(
  present: () => OpenSession | undefined,
  run: (path: string, input: unknown, uid: string) => Promise<unknown>,
): Promise<void> {
  const session = present();
  if (session === undefined || session.mustChangePassword) return;
  for (const job of await unfinishedOf(session.database.read, session.actor.id)) {
    if (present() !== session) return;
    const again = job.tries < mostTries;
    await session.database.inTransaction(async (tx) => {
      if (again) await countTry(tx, job);
      else await removeUnfinished(tx, job.uid);
      await session.audit(tx, {
        act: 'job.resumed',
        object: { kind: job.path, uid: job.uid },
        outcome: again ? 'done' : 'refused:gate.locked',
      });
    });
    // Whatever it ends with is audited by the gate; the next one is tried all the same.
    if (again) await run(job.path, JSON.parse(job.input) ?? undefined, job.uid).catch(() => undefined);
  }
}
