import type { AccountUid } from '../../shared/ids.ts';
import type { Argon2Cost, DerivePasswordKey } from './passwordKey.ts';
import type { Recovery } from './recovery.ts';

/** Where the slots lie and what they are made with. */
export interface SlotOptions {
  /** Folder of the two copies. */
  readonly folder: string;
  /** 32 bytes from stationSecret.ts; kept as long as the slots are open. */
  readonly stationSecret: Uint8Array;
  /** Cost of new password keys; smaller only in tests. */
  readonly cost?: Argon2Cost;
  /** Derivation; counted only in tests. */
  readonly derive?: DerivePasswordKey;
}

/** A person's log-in as typed. */
export interface Credentials {
  readonly login: string;
  readonly password: string;
}

/** Account to be given a slot. */
export interface NewSlot extends Credentials {
  readonly accountUid: AccountUid;
  /** `wait` for the three posts, `block` for business accounts. */
  readonly afterFailures: 'wait' | 'block';
}

/** What an accepted password opens. The caller zeroes `databaseKey`. */
export interface Unlocked {
  readonly accountUid: AccountUid;
  readonly databaseKey: Buffer;
  /** Generation of the slot file; must not be below the one the database holds. */
  readonly generation: number;
}

/** What can be told about a slot without any password. */
export interface SlotState {
  readonly accountUid: AccountUid;
  /** False until the database key was sealed to it: the account cannot log in. */
  readonly effective: boolean;
  /** Ed25519 public key, 32 bytes; undefined until made or after a reset. */
  readonly signingPublicKey: Buffer | undefined;
  readonly afterFailures: 'wait' | 'block';
}

/** What a slot file made anew goes on from. */
export interface Predecessor {
  /** Highest generation that was. */
  readonly generation: number;
  /** Recovery entry to keep; the database key is sealed to it again. */
  readonly recovery: Recovery | null;
}
