import type { HandlerInput, HandlerOutput } from '../../shared/contract/contract.ts';
import type { StationEvent } from '../../shared/contract/session.ts';
import { AppError } from '../../shared/errors.ts';
import { recordKinds } from '../../shared/forms/kinds.ts';
import { dayOf } from '../../shared/ids.ts';
import { acts } from '../../shared/policy/acts.ts';
import { mayAct, mayRecord } from '../../shared/policy/permissions.ts';
import { passwordProblem } from '../../shared/policy/sessionPolicy.ts';
import {
  accountByUid,
  insertPasswordHistory,
  passwordHistory,
  updateAccount,
} from '../database/stores/accounts.ts';
import { setMeta } from '../database/stores/meta.ts';
import { siteWarnings } from './backupStatus.ts';
import { presentConditions } from './conditions.ts';
import type { ReadContext, WriteContext } from './context.ts';
import { firstRun } from './firstRun.ts';
import { recoverSite } from './recovering.ts';
import { inspectSet, restore } from './restore.ts';
import type { Progress, Station } from './station.ts';

/** Acts on the station itself; each writes its own audit rows because the database may be closed before or after. */
export function sessionStationHandlers(station: Station) {
  const state = async (): Promise<HandlerOutput<'session.state'>> => await sessionState(station);
  return {
    'session.state': state,
    'session.events': async (): Promise<AsyncGenerator<StationEvent>> => stationEvents(station),
    'session.firstRun': async (input: HandlerInput<'session.firstRun'>) => await firstRun(station, input),
    'session.unlock': async (
      input: HandlerInput<'session.unlock'>,
    ): Promise<HandlerOutput<'session.unlock'>> => {
      await station.unlock(input);
      return await state();
    },
    'session.recover': async (
      input: HandlerInput<'session.recover'>,
    ): Promise<HandlerOutput<'session.recover'>> =>
      await station.whileShut(async () => await recoverSite(station, input)),
    'backup.inspectSet': async (input: HandlerInput<'backup.inspectSet'>) => await inspectSet(station, input),
    'backup.restore': async (input: HandlerInput<'backup.restore'>) => await restore(station, input),
    'session.lock': async (): Promise<HandlerOutput<'session.lock'>> => {
      await station.lock('已手动锁定。');
      return { done: true };
    },
    'session.changePassword': async (
      input: HandlerInput<'session.changePassword'>,
    ): Promise<HandlerOutput<'session.changePassword'>> => {
      await changePassword(station, input);
      return { done: true };
    },
    'session.chooseFolder': async ({ title }: HandlerInput<'session.chooseFolder'>) => {
      refuseLocked(station);
      return { path: await station.options.host.chooseFolder(title) };
    },
    'session.chooseFile': async ({ title, extensions }: HandlerInput<'session.chooseFile'>) => {
      refuseLocked(station);
      return { path: await station.options.host.chooseFile(title, extensions) };
    },
  };
}

/** The first run chooses folders too; a lock screen shows nobody the files of this machine. */
function refuseLocked(station: Station): void {
  if (station.phase === 'locked') throw new AppError('gate.locked');
}

async function* stationEvents(station: Station): AsyncGenerator<StationEvent> {
  const waiting: StationEvent[] = [];
  let wake: () => void = () => undefined;
  const push = (event: StationEvent): void => {
    // A page that does not listen needs the newest progress only.
    if (event.type === 'progress' && waiting.at(-1)?.type === 'progress') waiting.pop();
    waiting.push(event);
    wake();
  };
  const onPhase = (): void => push({ type: 'phase' });
  const onProgress = (progress: Progress): void => push({ type: 'progress', ...progress });
  station.on('locked', onPhase).on('unlocked', onPhase).on('progress', onProgress);
  try {
    for (;;) {
      const next = waiting.shift();
      if (next !== undefined) yield next;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    station.off('locked', onPhase).off('unlocked', onPhase).off('progress', onProgress);
  }
}

/** Settings of the person: ordinary procedures of an unlocked session. */
export const settingsHandlers = {
  saveSettings: async (
    ctx: WriteContext,
    input: HandlerInput<'session.saveSettings'>,
  ): Promise<HandlerOutput<'session.saveSettings'>> => {
    await updateAccount(ctx.tx, ctx.actor.id, { settings: JSON.stringify(input.settings) });
    return { done: true };
  },
  settings: async (ctx: ReadContext): Promise<HandlerOutput<'session.settings'>> => {
    const found = await accountByUid(ctx.db, ctx.actor.uid, ctx.today);
    return { settings: JSON.parse(found?.account.settings ?? '{}') };
  },
};

async function sessionState(station: Station): Promise<HandlerOutput<'session.state'>> {
  const { session } = station;
  if (session === undefined) {
    return station.phase === 'firstRun'
      ? { phase: 'firstRun' }
      : {
          phase: 'locked',
          reason: station.lockReason,
          ...(station.sealedWork.running.length === 0 ? {} : { working: [...station.sealedWork.running] }),
        };
  }
  const { actor } = await session.contextBase(() => undefined);
  return {
    phase: 'unlocked',
    site: session.site,
    person: {
      uid: actor.uid,
      login: actor.login,
      name: actor.name,
      roles: [...actor.roles],
      clearance: actor.clearance,
      acts: acts.filter((act) => mayAct(actor.roles, act)),
      writes: recordKinds.filter((kind) => mayRecord(actor.roles, 'write', kind)),
      reads: recordKinds.filter((kind) => mayRecord(actor.roles, 'read', kind)),
    },
    mustChangePassword: session.mustChangePassword,
    today: dayOf(station.now),
    warnings: await siteWarnings(session, station),
    conditions: [...(await presentConditions(session.database.read))],
    policy: { ...session.policy.policy },
    runtime: station.options.host.runtime,
  };
}

async function changePassword(
  station: Station,
  input: HandlerInput<'session.changePassword'>,
): Promise<void> {
  const { session } = station;
  if (session === undefined) throw new AppError('gate.locked');
  const { actor, database } = session;
  const { policy } = session.policy;
  const problem = passwordProblem(input.newPassword, actor.login, policy);
  if (problem !== undefined) throw new AppError('people.password-weak', { detail: problem });
  await station.withKeys(async (slots, databaseKey) => {
    const verifier = await slots.historyVerifier(actor.uid, input.newPassword);
    const used = await passwordHistory(database.read, actor.id, policy.passwordHistory);
    if (used.includes(verifier) || input.newPassword === input.oldPassword) {
      throw new AppError('people.password-reused', { count: policy.passwordHistory });
    }
    const old = { login: actor.login, password: input.oldPassword };
    await station.tryPassword(
      actor.login,
      async () => await slots.changePassword(old, input.newPassword, databaseKey),
    );
    await database.inTransaction(async (tx) => {
      await updateAccount(tx, actor.id, { must_change_password: 0, password_changed_at: station.now });
      await insertPasswordHistory(tx, actor.id, station.now, verifier);
      await setMeta(tx, 'slot-generation', String(slots.generation));
      await session.audit(tx, { act: 'session.password-changed', object: null, outcome: 'done' });
    });
  });
  station.passwordChanged();
}
