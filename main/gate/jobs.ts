import type { ProcedureEntry } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { AuditObject, ContextBase, JobContext, WriteContext } from '../access/context.ts';
import type { SealedWork } from '../access/sealedWork.ts';
import type { OpenSession } from '../access/stationTypes.ts';
import { codeOf } from './answers.ts';
import { noteInPlace } from './inPlace.ts';

/** What a job is run with. */
export interface JobRun {
  readonly entry: ProcedureEntry;
  readonly base: ContextBase;
  readonly session: OpenSession;
  readonly signal: AbortSignal;
  readonly sealedWork: SealedWork;
  /** The object that the act named for its audit row so far. */
  readonly named: () => AuditObject | null;
  readonly report: (done: number, total: number, what: string) => void;
  /** Writes the act's audit row in the session in which it was begun. */
  readonly auditDone: (ctx: WriteContext) => Promise<void>;
}

/** A job's context, and whether its act was made true. */
export interface RunningJob {
  readonly ctx: JobContext;
  readonly committed: () => boolean;
  /** A sealed phase that failed under lock is audited at the next log-in. Throws the error on. */
  readonly failed: (error: unknown) => Promise<never>;
}

/**
 * Context of a job. Its keyed phases end with the session: what was not committed is rolled back. From the moment it enters a
 * sealed phase (`ctx.sealed`) it outlives the lock: the phase runs on without any key, and what follows waits for the next
 * log-in, whoever comes, and is audited under the name of the person who began it (spec 3 "Sessions").
 */
export function runningJob(run: JobRun): RunningJob {
  const { entry, base, session, sealedWork } = run;
  let committed = false;
  let outlives = false;
  /** The open session to write in: the own one, or after a sealed phase the next. */
  const writing = async <T>(
    work: (ctx: WriteContext) => Promise<T>,
    audit: (ctx: WriteContext, own: boolean) => Promise<void>,
  ): Promise<T> => {
    const attempt = async (): Promise<T> =>
      await session.write(base, async (ctx) => {
        const result = await work(ctx);
        await audit(ctx, true);
        return result;
      });
    if (!outlives) return await attempt();
    try {
      if (!session.signal.aborted) return await attempt();
    } catch (error) {
      if (!session.signal.aborted) throw error;
    }
    const next = await sealedWork.nextSession();
    const fresh = await next.contextBase(base.audited);
    // Who acts stays who began; keys, files and database are the open session's.
    const later: ContextBase = { ...fresh, actor: base.actor, scope: base.scope };
    return await next.write(later, async (ctx) => {
      const result = await work(ctx);
      await next.audit(ctx.tx, {
        act: 'job.resumed',
        object: { kind: entry.path, uid: base.actor.uid },
        outcome: 'done',
      });
      await audit({ ...ctx, audited: base.audited }, false);
      return result;
    });
  };
  const auditAct = async (ctx: WriteContext, own: boolean): Promise<void> => {
    if (own) return await run.auditDone(ctx);
    const next = sealedWork.present();
    if (next === undefined) throw new AppError('gate.locked');
    const object = run.named();
    const act = entry.meta.audit;
    const { seq } = await next.audit(ctx.tx, { act, object, outcome: 'done', account: base.actor.uid });
    await noteInPlace(ctx.tx, { seq, act, object }, base);
  };
  const ctx: JobContext = {
    ...base,
    db: session.database.read,
    stage: async (work) => await writing(work, async () => undefined),
    commit: async (work) => {
      if (committed) throw new Error(`${entry.path} commits twice`);
      const result = await writing(work, auditAct);
      committed = true;
      return result;
    },
    sealed: async (what, work) => {
      if (session.signal.aborted) throw new AppError('gate.locked');
      outlives = true;
      return await sealedWork.run(entry.path, what, work);
    },
    stagingFolder: session.stagingFolder,
    progress: run.report,
    signal: run.signal,
  };
  const failed = async (error: unknown): Promise<never> => {
    if (outlives && !committed && session.signal.aborted) {
      const code = codeOf(error);
      const next = await sealedWork.nextSession();
      await next.database.inTransaction(async (tx) => {
        await next.audit(tx, {
          act: entry.meta.audit,
          object: run.named(),
          outcome: `refused:${code}`,
          account: base.actor.uid,
        });
      });
    }
    throw error;
  };
  return { ctx, committed: () => committed, failed };
}
