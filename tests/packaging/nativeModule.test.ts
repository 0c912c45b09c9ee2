import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sqlcipher from '@journeyapps/sqlcipher';
import { describe, expect, it } from 'vitest';

const file = join(
  import.meta.dirname,
  '../../node_modules/@journeyapps/sqlcipher/build/Release/node_sqlite3.node',
);

/** The version text of the installed OpenSSL development files, whose static library was linked in. */
function installedVersion(): string | undefined {
  const header = readFileSync('/usr/include/openssl/opensslv.h', 'utf8');
  return /OPENSSL_VERSION_TEXT\s+"([^"]+)"/.exec(header)?.[1];
}

function providerVersion(): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const database = new sqlcipher.Database(':memory:', (openError: Error | null) => {
      if (openError !== null) return reject(openError);
      database.exec("PRAGMA key = 'test'", (keyError: Error | null) => {
        if (keyError !== null) return reject(keyError);
        database.get('PRAGMA cipher_provider_version', (error: Error | null, row: unknown) => {
          database.close();
          if (error === null) resolve(row);
          else reject(error);
        });
      });
    });
  });
}

describe('the database module', () => {
  it('needs no shared OpenSSL on the workstation', () => {
    expect(execFileSync('ldd', [file], { encoding: 'utf8' })).not.toMatch(/libcrypto|libssl/);
  });

  it('neither offers nor asks for a symbol of OpenSSL, so that it cannot bind to the one of its host', () => {
    expect(execFileSync('nm', ['-D', file], { encoding: 'utf8' })).not.toMatch(
      /\s(?:EVP|OPENSSL|CRYPTO|RAND)_/,
    );
  });

  it('encrypts with the OpenSSL that was linked in, not with the one of its host', async () => {
    const version = installedVersion();
    expect(version).toMatch(/^OpenSSL 3\./);
    expect(await providerVersion()).toEqual({ cipher_provider_version: version });
    expect(version).not.toContain(process.versions.openssl);
  });
});
