import type { App, PowerMonitor } from 'electron';

/** What made the program lock by itself (spec 3, Sessions). */
export type LockTrigger = 'idle' | 'keyRemoved' | 'screenLock' | 'suspend' | 'resume' | 'shutdown' | 'quit';

/** Seconds between two looks at the idle time: the lock must follow its trigger within one second. */
export const idleCheckSeconds = 0.5;

interface LockTriggerOptions {
  readonly powerMonitor: Pick<PowerMonitor, 'on' | 'getSystemIdleTime'>;
  readonly app: Pick<App, 'on'>;
  /** Idle limit of the present session in seconds; `undefined` while nobody is logged in. */
  readonly idleLimitSeconds: () => number | undefined;
  /** Whether the medium with the station secret is still there; looked at as often as the idle time. */
  readonly isKeyPresent: () => boolean;
  /** Called at each trigger; locking twice must do no harm. */
  readonly onTrigger: (trigger: LockTrigger) => void;
  /** Repeats a function; returns how to stop. Given by tests, the clock otherwise. */
  readonly repeat?: (seconds: number, act: () => void) => () => void;
}

function repeatByClock(seconds: number, act: () => void): () => void {
  const timer = setInterval(act, seconds * 1000);
  timer.unref();
  return () => clearInterval(timer);
}

/**
 * Watches everything that must lock the program: the system's screen lock, suspend, resume, shutdown, the end of the
 * program, the removal of the station secret and the idle time. Returns a function that stops watching the last two.
 */
export function watchLockTriggers(options: LockTriggerOptions): () => void {
  const { powerMonitor, app, onTrigger } = options;
  powerMonitor.on('lock-screen', () => onTrigger('screenLock'));
  powerMonitor.on('suspend', () => onTrigger('suspend'));
  powerMonitor.on('resume', () => onTrigger('resume'));
  powerMonitor.on('shutdown', () => onTrigger('shutdown'));
  app.on('before-quit', () => onTrigger('quit'));
  return (options.repeat ?? repeatByClock)(idleCheckSeconds, () => {
    const limit = options.idleLimitSeconds();
    if (limit !== undefined && !options.isKeyPresent()) onTrigger('keyRemoved');
    if (limit !== undefined && powerMonitor.getSystemIdleTime() >= limit) onTrigger('idle');
  });
}
