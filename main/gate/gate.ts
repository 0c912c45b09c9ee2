import type { z } from 'zod';
import { type ProcedureEntry, type ProcedurePath, procedures } from '../../shared/contract/contract.ts';
import { type AuditEvent, stopsWhenFull } from '../../shared/contract/procedure.ts';
import { AppError, type ErrorData } from '../../shared/errors.ts';
import { mayAct } from '../../shared/policy/permissions.ts';
import type { Role } from '../../shared/policy/roles.ts';
import { requireNotRetired, requireNotWithheld } from '../access/conditions.ts';
import type { AuditObject, ContextBase, JobContext, ReadContext, WriteContext } from '../access/context.ts';
import { representedIn } from '../access/deputies.ts';
import type { OpenSession, Station } from '../access/station.ts';
import { removeUnfinished } from '../database/stores/unfinishedJobs.ts';
import { checkOutput, codeOf, untilLock } from './answers.ts';
import { noteInPlace } from './inPlace.ts';
import { describeIssues } from './issues.ts';
import { runningJob } from './jobs.ts';
import { Questions, questionOf, rowsOf } from './questions.ts';
import { keepIfResuming, resumeInterrupted } from './resuming.ts';
import { isShallow } from './shape.ts';

/** Answer of every call: errors travel as data. */
export type Answer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: ErrorData };

/** Where a call comes from. Only the page's own main frame is ever handed a port; the gate checks it all the same. */
export interface Caller {
  readonly frame: 'own' | 'foreign';
}

/** Untyped view of a service function; the typed table is checked where it is built. */
type AnyHandler = (ctx: never, input: never) => Promise<unknown>;
/** Service functions by procedure path. */
export type HandlerTable = Readonly<Partial<Record<ProcedurePath, AnyHandler>>>;
/** Procedures that work on the station itself (log-in, lock, first run) and write their own audit rows. */
export type StationHandlers = Readonly<Partial<Record<ProcedurePath, (input: never) => Promise<unknown>>>>;

const entries: ReadonlyMap<string, ProcedureEntry> = new Map(procedures.map((entry) => [entry.path, entry]));

/**
 * The one chain that every call goes through: own frame → session → permission → input → act → output → audit.
 * A call that cannot be audited does not happen: a command's audit row is in its transaction, a query's is committed
 * before the answer leaves.
 */
export class Gate {
  readonly #station: Station;
  readonly #handlers: HandlerTable;
  readonly #stationHandlers: StationHandlers;
  #resuming: Promise<void> | undefined;
  /** Keys `session:path:object` that were audited once already. */
  readonly #auditedOnce = new Set<string>();
  readonly #questions = new Questions();

  constructor(station: Station, handlers: HandlerTable, stationHandlers: StationHandlers) {
    this.#station = station;
    this.#handlers = handlers;
    this.#stationHandlers = stationHandlers;
    station.on('locked', () => {
      this.#auditedOnce.clear();
      this.#questions.clear();
    });
  }

  /** Carries out one call and answers with data; never throws. */
  async call(path: string, rawInput: unknown, caller: Caller, signal?: AbortSignal): Promise<Answer> {
    try {
      return {
        ok: true,
        value: await this.#run(path, rawInput, caller, signal ?? new AbortController().signal),
      };
    } catch (error) {
      return { ok: false, error: this.#station.describe(error) };
    }
  }

  /** Whether a service function stands behind a procedure; every one of the contract must have one. */
  carriesOut(path: ProcedurePath): boolean {
    return this.#handlers[path] !== undefined || this.#stationHandlers[path] !== undefined;
  }

  /** Begins again what a lock or the end of the program interrupted, for the person who has logged in; one round at a time. */
  async resumeJobs(): Promise<void> {
    this.#resuming ??= resumeInterrupted(
      () => this.#station.session,
      async (path, input, uid) =>
        await this.#run(path, input, { frame: 'own' }, new AbortController().signal, uid),
    ).finally(() => {
      this.#resuming = undefined;
    });
    await this.#resuming;
  }

  async #run(
    path: string,
    rawInput: unknown,
    caller: Caller,
    signal: AbortSignal,
    resumed?: string,
  ): Promise<unknown> {
    const session = this.#station.session;
    if (caller.frame !== 'own') {
      await this.#refuse(session, 'request.refused', 'gate.foreign-frame');
      throw new AppError('gate.foreign-frame');
    }
    const entry = entries.get(path);
    if (entry === undefined) {
      await this.#refuse(session, 'request.refused', 'gate.bad-input');
      throw new AppError('gate.bad-input', { detail: '没有这项操作' });
    }
    const { meta } = entry;
    this.#checkPhase(entry, session);

    if (meta.act !== 'anyone') {
      if (session === undefined) throw new AppError('gate.locked');
      if (session.mustChangePassword && meta.beforePasswordChange !== true) {
        await this.#refuse(session, meta.audit, 'gate.password-change-required');
        throw new AppError('gate.password-change-required');
      }
      if (!admits(entry, session.actor.roles)) {
        await this.#refuse(session, meta.audit, 'gate.forbidden');
        throw new AppError('gate.forbidden');
      }
      await this.#checkConditions(entry, session);
      await this.#checkDisk(entry, session);
    }
    const input = await this.#checkInput(entry, rawInput, session);

    const stationHandler = this.#stationHandlers[entry.path];
    if (stationHandler !== undefined) {
      try {
        return checkOutput(entry, await stationHandler(input as never));
      } catch (error) {
        // Log-in and first run have no session of their own yet: the journal of the locked time has them.
        if (meta.act === 'person' && session !== undefined && this.#station.session === session)
          await this.#refuse(session, meta.audit, codeOf(error));
        throw error;
      }
    }
    const handler = this.#handlers[entry.path];
    if (handler === undefined || session === undefined) throw new AppError('gate.locked');
    try {
      const act = this.#act(
        entry,
        handler,
        input,
        session,
        AbortSignal.any([signal, session.signal]),
        resumed,
      );
      // A job may go on under lock (jobs.ts); whoever asked for it is gone with the page and is answered at once.
      const output = await (entry.meta.mode === 'job' ? untilLock(act, session.signal) : act);
      // The lock came first: nothing of that session leaves any more.
      if (this.#station.session !== session) throw new AppError('gate.locked');
      return output;
    } catch (error) {
      // Whatever went wrong in an act whose session is gone, it went wrong because of the lock.
      if (this.#station.session !== session) throw new AppError('gate.locked');
      await this.#refuse(session, meta.audit, codeOf(error));
      throw error;
    }
  }

  #checkPhase(entry: ProcedureEntry, session: OpenSession | undefined): void {
    const { when } = entry.meta;
    const { phase } = this.#station;
    if (when === 'always') return;
    if (when === 'firstRun') {
      if (phase !== 'firstRun') throw new AppError('gate.not-first-run');
      return;
    }
    if (phase === 'firstRun') throw new AppError('gate.first-run-needed');
    if (when === 'unlocked' && session === undefined) throw new AppError('gate.locked');
  }

  /** A condition of the site (unconfirmed date, restored) withholds what the procedure declares to do. */
  async #checkConditions({ meta }: ProcedureEntry, session: OpenSession): Promise<void> {
    try {
      await requireNotRetired(session.database.read, meta);
      await requireNotWithheld(session.database.read, meta.does ?? []);
    } catch (error) {
      if (this.#station.session !== session) throw new AppError('gate.locked');
      await this.#refuse(session, meta.audit, codeOf(error));
      throw error;
    }
  }

  /** On a full disk business waits and the reserve is given back: rather no act than a lost audit row (spec 3 "Audit"). */
  async #checkDisk({ path, meta }: ProcedureEntry, session: OpenSession): Promise<void> {
    if (!stopsWhenFull(path, meta)) return;
    const { disk, reserve } = this.#station;
    if ((await disk.state()).level !== 'full') return;
    await reserve.release();
    await this.#refuse(session, meta.audit, 'database.nearly-full');
    throw new AppError('database.nearly-full');
  }

  async #checkInput(entry: ProcedureEntry, raw: unknown, session: OpenSession | undefined): Promise<unknown> {
    const schema = entry.inputSchema as z.ZodType | undefined;
    if (schema === undefined) return undefined;
    const result = isShallow(raw) ? schema.safeParse(raw) : undefined;
    if (result?.success === true) return result.data;
    await this.#refuse(session, entry.meta.audit, 'gate.bad-input');
    const detail = result === undefined ? '内容过深或过大' : describeIssues(result.error);
    throw new AppError('gate.bad-input', { detail });
  }

  async #act(
    entry: ProcedureEntry,
    handler: AnyHandler,
    input: unknown,
    session: OpenSession,
    signal: AbortSignal,
    resumed: string | undefined,
  ): Promise<unknown> {
    let object: AuditObject | null = null;
    const present = await session.contextBase((named) => {
      object = named;
    });
    // A role may have ended since the log-in.
    if (!admits(entry, present.actor.roles)) throw new AppError('gate.forbidden');
    const base = { ...present, represented: representedIn(present.actor, (roles) => admits(entry, roles)) };
    const unfinished = await keepIfResuming(entry, input, session, base, resumed);
    let afterCommit = (): void => undefined;
    const auditDone = async (ctx: WriteContext, output?: unknown): Promise<void> => {
      if (unfinished !== undefined) await removeUnfinished(ctx.tx, unfinished);
      const { audit, oncePerSession } = entry.meta;
      if (audit === 'none') return;
      if (object === null) {
        afterCommit = await this.#auditQuestion(ctx, entry, input, output, session);
        return;
      }
      const once = oncePerSession === true ? `${session.id}:${audit}:${object.uid}` : undefined;
      if (once !== undefined && this.#auditedOnce.has(once)) return;
      const { seq } = await session.audit(ctx.tx, { act: audit, object, outcome: 'done' });
      await noteInPlace(ctx.tx, { seq, act: audit, object }, base);
      if (once !== undefined) afterCommit = () => void this.#auditedOnce.add(once);
    };
    const output = await this.#carryOut(
      entry,
      handler,
      input,
      session,
      signal,
      base,
      auditDone,
      () => object,
    ).catch(async (error: unknown) => {
      // A lock leaves it for the next log-in; every other end is an end.
      if (unfinished !== undefined && this.#station.session === session)
        await session.database.inTransaction(async (tx) => await removeUnfinished(tx, unfinished));
      throw error;
    });
    // Only now is the row committed; an act that failed must be audited when it is tried again.
    afterCommit();
    return output;
  }

  async #carryOut(
    entry: ProcedureEntry,
    handler: AnyHandler,
    input: unknown,
    session: OpenSession,
    signal: AbortSignal,
    base: ContextBase,
    auditDone: (ctx: WriteContext, output?: unknown) => Promise<void>,
    named: () => AuditObject | null,
  ): Promise<unknown> {
    switch (entry.meta.mode) {
      case 'query': {
        const ctx: ReadContext = { ...base, db: session.database.read };
        const answer = await (handler as (c: ReadContext, i: unknown) => Promise<unknown>)(ctx, input);
        if (entry.meta.audit === 'none') return checkOutput(entry, answer);
        return await this.#station.reserve.spend(
          async () =>
            await session.write(base, async (writeCtx) => {
              // The row is on its way while the schema looks at the answer; an answer that may not leave takes it back.
              const auditing = auditDone(writeCtx, answer);
              try {
                return checkOutput(entry, answer);
              } finally {
                await auditing;
              }
            }),
        );
      }
      case 'command':
        return await session.write(base, async (ctx) => {
          const output = checkOutput(
            entry,
            await (handler as (c: WriteContext, i: unknown) => Promise<unknown>)(ctx, input),
          );
          await auditDone(ctx, output);
          return output;
        });
      case 'job': {
        const { ctx, committed, failed } = runningJob({
          entry,
          base,
          session,
          signal,
          sealedWork: this.#station.sealedWork,
          named,
          report: (done, total, what) =>
            this.#station.reportProgress({ path: entry.path, done, total, what }),
          auditDone,
        });
        const work = (handler as (c: JobContext, i: unknown) => Promise<unknown>)(ctx, input);
        const output = checkOutput(entry, await work.catch(failed));
        if (!committed()) await session.write(base, auditDone);
        return output;
      }
    }
  }

  /**
   * A list or count that named no object is audited by the keyed digest of its question and the number of rows shown. A
   * further page of the same question raises the count of its row.
   * @returns what to remember once it is committed
   */
  async #auditQuestion(
    ctx: WriteContext,
    entry: ProcedureEntry,
    input: unknown,
    output: unknown,
    session: OpenSession,
  ): Promise<() => void> {
    const { text, further } = questionOf(entry.path, input);
    const uid = session.questionDigest(text);
    const rows = rowsOf(output);
    const key = `${session.id}:${uid}`;
    const first = further ? this.#questions.firstOf(key) : undefined;
    if (first !== undefined && rows !== null) {
      const next = { querySeq: first.querySeq, page: first.page + 1, rows: first.rows + rows };
      await session.auditPage(ctx.tx, next);
      return () => this.#questions.keep(key, next);
    }
    const { seq } = await session.audit(ctx.tx, {
      act: entry.meta.audit,
      object: { kind: entry.path, uid, number: rows === null ? null : `n=${rows}` },
      outcome: 'done',
    });
    return () => {
      if (rows !== null) this.#questions.keep(key, { querySeq: seq, page: 1, rows });
    };
  }

  /** Audits a refusal in a transaction of its own; without a session, or when a lock comes between, in the locked journal. */
  async #refuse(session: OpenSession | undefined, act: AuditEvent, code: string): Promise<void> {
    const event = act === 'none' ? 'request.refused' : act;
    const outcome = `refused:${code}`;
    const note = async (account: string): Promise<void> => {
      await this.#station.noteRefusal({ object: { kind: event, uid: '' }, outcome, account });
    };
    if (session === undefined) return await note('locked');
    try {
      await this.#station.reserve.spend(
        async () =>
          await session.database.inTransaction(async (tx) => {
            await session.audit(tx, { act: event, object: null, outcome });
          }),
      );
    } catch {
      if (this.#station.session === session) throw new AppError('gate.audit-failed');
      await note(session.actor.uid);
    }
  }
}

/** Whether one of the roles has an act that the procedure asks for. */
function admits({ meta }: ProcedureEntry, roles: readonly Role[]): boolean {
  if (meta.act === 'anyone' || meta.act === 'person') return true;
  const needed = typeof meta.act === 'string' ? [meta.act] : meta.act;
  return needed.some((act) => mayAct(roles, act));
}
