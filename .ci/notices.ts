import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockEntry {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
}

/** Debian's copyright file of the static OpenSSL that is linked into the database module. */
const openSslCopyright = '/usr/share/doc/libssl-dev/copyright';

function licenceText(folder: string): string {
  const file = readdirSync(folder).find((name) => /^(?:licen[cs]e|copying|ofl)/i.test(name));
  return file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim();
}

function section(title: string, text: string): string {
  return `${'='.repeat(78)}\n${title}\n${'='.repeat(78)}\n\n${text}\n`;
}

/**
 * The licence texts that must go with the product: of every package that is not only for building or testing, and of
 * OpenSSL.
 * @param root folder of the project, with its packages installed
 */
export function thirdPartyNotices(root: string): string {
  const lock: { packages: Record<string, LockEntry> } = JSON.parse(
    readFileSync(join(root, 'package-lock.json'), 'utf8'),
  );
  const sections = Object.entries(lock.packages)
    .filter(([path, entry]) => path !== '' && !entry.dev && !entry.optional && !entry.devOptional)
    .map(([path, entry]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      return section(`${name} ${entry.version} (${entry.license ?? ''})`, licenceText(join(root, path)));
    });
  if (existsSync(openSslCopyright)) {
    sections.push(section('OpenSSL (in the database module)', readFileSync(openSslCopyright, 'utf8').trim()));
  }
  return sections.join('\n');
}
