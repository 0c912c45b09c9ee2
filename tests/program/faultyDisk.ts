import fsPromises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { Connection } from '../../main/database/driver.ts';
import { errorCode, toFailure } from '../../main/database/failures.ts';

/** What happens at a point at which bytes become durable or names change. */
export type Fault = (point: string) => void;

/**
 * Calls `fault` before and after every fsync, rename and COMMIT of this process, and before every write and copy: the
 * points at which a power failure or a full disk can cut an act in two. The program itself has no such hooks; the built-in
 * module and the database connection are wrapped, for this process alone.
 */
export async function wrapDisk(fault: Fault): Promise<void> {
  const around = <Args extends unknown[], Result>(
    name: string,
    act: (...args: Args) => Promise<Result>,
  ): ((...args: Args) => Promise<Result>) =>
    async function (this: unknown, ...args) {
      fault(`before ${name}`);
      const result = await act.apply(this, args);
      fault(`after ${name}`);
      return result;
    };
  const rename = fsPromises.rename;
  fsPromises.rename = around('rename', rename);
  const copyFile = fsPromises.copyFile;
  fsPromises.copyFile = around('copy', copyFile);
  const link = fsPromises.link;
  fsPromises.link = around('link', link);
  syncBuiltinESMExports();
  const probe = await fsPromises.open(process.execPath, 'r');
  const handle = Object.getPrototypeOf(probe) as Record<
    'sync' | 'writeFile' | 'writev',
    () => Promise<unknown>
  >;
  await probe.close();
  for (const name of ['sync', 'writeFile', 'writev'] as const)
    handle[name] = around(name, handle[name]) as () => Promise<unknown>;
  const run = Connection.prototype.run;
  Connection.prototype.run = async function (sql, parameters) {
    if (sql !== 'COMMIT') return await run.call(this, sql, parameters);
    try {
      fault('before commit');
    } catch (error) {
      // The binding names a full disk in SQLite's word, and the connection turns that into the program's.
      throw errorCode(error) === 'ENOSPC'
        ? toFailure(Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' }))
        : error;
    }
    const answer = await run.call(this, sql, parameters);
    fault('after commit');
    return answer;
  };
}
