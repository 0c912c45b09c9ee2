import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeStationSecret, readStationSecret } from './stationSecret.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'station-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the station secret', () => {
  it('is made once, for this account of the system only, and missed when gone or cut', async () => {
    const file = join(folder, 'station', 'secret');
    await expect(readStationSecret(file)).rejects.toMatchObject({ code: 'slots.station-secret-missing' });
    await makeStationSecret(file);
    const secret = await readStationSecret(file);
    expect(secret).toHaveLength(32);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await makeStationSecret(file);
    expect(await readStationSecret(file)).toEqual(secret);
    writeFileSync(file, secret.subarray(1));
    await expect(readStationSecret(file)).rejects.toMatchObject({ code: 'slots.station-secret-missing' });
  });
});
