import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The Electron program that is installed, found without asking the electron package: that would start a download.
 * @param root folder of the project
 * @param override folder of a runtime elsewhere (Electron's own ELECTRON_OVERRIDE_DIST_PATH)
 * @returns its path, or undefined when the runtime is missing
 */
export function installedElectron(root: string, override: string | undefined): string | undefined {
  const folder = join(root, 'node_modules', 'electron');
  const pathFile = join(folder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : undefined;
  const program =
    override === undefined ? name && join(folder, 'dist', name) : join(override, name ?? 'electron');
  return program !== undefined && existsSync(program) ? program : undefined;
}
