import { argon2id } from 'hash-wasm';
import type { DerivePasswordKey } from '../../main/database/passwordKey.ts';

/** The same derivation as in the program, without a thread of its own: tests open slots hundreds of times. */
const deriveHere: DerivePasswordKey = async ({ password, stationSecret, salt, cost }) =>
  Buffer.from(
    await argon2id({
      password: password.normalize('NFC'),
      secret: stationSecret,
      salt,
      memorySize: cost.memoryKiB,
      iterations: cost.iterations,
      parallelism: cost.parallelism,
      hashLength: 32,
      outputType: 'binary',
    }),
  );

/** Slot options that make password keys cheap; spread into the options of `Slots`. */
export const quickSlots = {
  cost: { memoryKiB: 64, iterations: 1, parallelism: 1 },
  derive: deriveHere,
} as const;
