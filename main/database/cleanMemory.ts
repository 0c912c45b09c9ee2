import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options?: { type: 'major'; execution: 'sync'; flavor: 'last-resort' | 'regular' }) => void;

let collect: Collect | undefined;

/** V8's collector, told to overwrite with zeros what it frees; made once, because it is asked for at every lock. */
function collector(): Collect {
  if (collect === undefined) {
    setFlagsFromString('--clear-free-memory');
    setFlagsFromString('--zero-unused-memory');
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as Collect;
  }
  return collect;
}

/**
 * Overwrites what a session left in this process's memory as far as the runtime lets us: text of keys and records on V8's
 * heap. What remains is a figure on the limits page (docs/limits.md), measured by tests/attack/memory.test.ts.
 */
export function cleanMemory(): void {
  const gc = collector();
  gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  // Objects that had a finalizer go in a second turn.
  gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
