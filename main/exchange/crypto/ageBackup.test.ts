import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { decryptBackup, encryptBackup } from './ageBackup.ts';

it('a passphrase box is made and opened beside the main loop, which goes on turning', async () => {
  let turns = 0;
  let done = false;
  const turning = (async () => {
    while (!done) {
      await setImmediate();
      turns++;
    }
  })();
  const box = await encryptBackup('correct horse', new TextEncoder().encode('secret'));
  const turnsOfMaking = turns;
  const secret = await decryptBackup('correct horse', box);
  done = true;
  await turning;
  expect(new TextDecoder().decode(secret)).toBe('secret');
  // scrypt on this thread would leave the loop a handful of turns at most.
  expect(turnsOfMaking).toBeGreaterThan(200);
  expect(turns - turnsOfMaking).toBeGreaterThan(200);
}, 60_000);
