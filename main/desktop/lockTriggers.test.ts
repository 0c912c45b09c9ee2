import { EventEmitter } from 'node:events';
import type { App, PowerMonitor } from 'electron';
import { describe, expect, it } from 'vitest';
import { idleCheckSeconds, type LockTrigger, watchLockTriggers } from './lockTriggers.ts';

function watching() {
  const triggers: LockTrigger[] = [];
  const state = { idle: 0, limit: 300 as number | undefined, stopped: false, key: true };
  const power = Object.assign(new EventEmitter(), { getSystemIdleTime: () => state.idle });
  const app = new EventEmitter();
  let look: () => void = () => undefined;
  let seconds = 0;
  const stop = watchLockTriggers({
    powerMonitor: power as unknown as PowerMonitor,
    app: app as unknown as App,
    idleLimitSeconds: () => state.limit,
    isKeyPresent: () => state.key,
    onTrigger: (trigger) => triggers.push(trigger),
    repeat: (every, act) => {
      seconds = every;
      look = act;
      return () => {
        state.stopped = true;
      };
    },
  });
  return { triggers, state, power, app, look: () => look(), every: () => seconds, stop };
}

describe('lock triggers', () => {
  it.each([
    ['lock-screen', 'screenLock'],
    ['suspend', 'suspend'],
    ['resume', 'resume'],
    ['shutdown', 'shutdown'],
  ])('locks at %s', (event, trigger) => {
    const { power, triggers } = watching();
    power.emit(event);
    expect(triggers).toEqual([trigger]);
  });

  it('locks before the program ends', () => {
    const { app, triggers } = watching();
    app.emit('before-quit');
    expect(triggers).toEqual(['quit']);
  });

  it('locks when the idle limit is reached, not before', () => {
    const { state, look, triggers } = watching();
    state.idle = 299;
    look();
    expect(triggers).toEqual([]);
    state.idle = 300;
    look();
    expect(triggers).toEqual(['idle']);
  });

  it('locks when the medium with the station secret is taken away, and only while somebody is logged in', () => {
    const { state, look, triggers } = watching();
    look();
    expect(triggers).toEqual([]);
    state.key = false;
    look();
    expect(triggers).toEqual(['keyRemoved']);
    state.limit = undefined;
    look();
    expect(triggers).toEqual(['keyRemoved']);
  });

  it('follows the limit of the present session, and does not look while nobody is logged in', () => {
    const { state, look, triggers } = watching();
    state.idle = 310;
    state.limit = 600;
    look();
    state.limit = undefined;
    state.idle = 100_000;
    look();
    expect(triggers).toEqual([]);
  });

  it('looks at least once a second, until it is stopped', () => {
    const { every, stop, state } = watching();
    expect(every()).toBe(idleCheckSeconds);
    expect(idleCheckSeconds).toBeLessThanOrEqual(1);
    stop();
    expect(state.stopped).toBe(true);
  });
});
