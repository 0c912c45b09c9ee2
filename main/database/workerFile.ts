import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * File of a worker thread: the source when the program runs from source, else its bundle, which the build puts
 * at the same place below the program's own.
 * @param name file name in main/workers without ending, such as `argon2`
 */
export function workerFile(name: string): string {
  const source = fileURLToPath(new URL(`../workers/${name}.ts`, import.meta.url));
  return existsSync(source) ? source : fileURLToPath(new URL(`../workers/${name}.cjs`, import.meta.url));
}
