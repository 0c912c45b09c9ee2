import { join } from 'node:path';
import { Database as IndependentSqlcipher } from '@signalapp/sqlcipher';
import { Slots } from '../../main/database/slots.ts';
import { readStationSecret } from '../../main/database/stationSecret.ts';

/**
 * Unwraps the database key of a demonstration site with a log-in of it, as a person with data folder, station secret and
 * password could. Only tests do this; no packaged module has a way out for a key.
 * @returns raw key, 64 lower-case hexadecimal digits
 */
export async function unwrapKey(
  folder: string,
  credentials: { readonly login: string; readonly password: string },
): Promise<string> {
  const stationSecret = await readStationSecret(join(folder, 'station', 'station.secret'));
  const slots = await Slots.open({ folder: join(folder, 'data', 'slots'), stationSecret });
  const { databaseKey } = await slots.unlock(credentials);
  try {
    return databaseKey.toString('hex');
  } finally {
    databaseKey.fill(0);
    stationSecret.fill(0);
  }
}

/** Runs reading SQL on a closed site's database with the independent SQLCipher. */
export function readDatabase<T>(
  file: string,
  keyHex: string,
  work: (rows: (sql: string) => readonly Readonly<Record<string, unknown>>[]) => T,
): T {
  const reader = new IndependentSqlcipher(file);
  try {
    reader.pragma('cipher_log = off');
    reader.pragma(`key = "x'${keyHex}'"`);
    return work((sql) => reader.prepare(sql).all());
  } finally {
    reader.close();
  }
}

/** Age identity of a site, with which stock `age` opens what was sent to it. */
export function ageIdentity(file: string, keyHex: string): string {
  return readDatabase(file, keyHex, (rows) => {
    const [row] = rows("SELECT secret FROM site_keys WHERE purpose = 'age'");
    const secret = row?.secret;
    if (!(secret instanceof Uint8Array)) throw new Error('no age key');
    return Buffer.from(secret).toString('utf8');
  });
}
