import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * File of a worker: the source beside this file when the program runs from source, else the bundle
 * `<name>.cjs` beside the program's own bundle.
 * @param name file name without ending, such as `argon2`
 */
export function workerFile(name: string): string {
  const source = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  return existsSync(source) ? source : fileURLToPath(new URL(`./${name}.cjs`, import.meta.url));
}
