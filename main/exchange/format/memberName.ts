import { PackageError } from './packageError.ts';

const part = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;
const deviceName = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;
const longestName = 255;

/**
 * Admits an archive member name: relative, ASCII, `/` between parts that begin with a letter, digit, `_` or `-`, no part
 * ending in a dot, no device name of Windows. So no `..`, `./`, absolute path, drive, backslash, control or RTL mark and
 * no names that differ only by Unicode form. Throws E_TAR_NAME.
 */
export function admitMemberName(name: string): void {
  const sound =
    name.length <= longestName &&
    name.split('/').every((piece) => part.test(piece) && !piece.endsWith('.') && !deviceName.test(piece));
  if (!sound) throw new PackageError('E_TAR_NAME', JSON.stringify(name.slice(0, 80)));
}
