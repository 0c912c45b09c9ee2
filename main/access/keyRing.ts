import { AppError, type ErrorCode } from '../../shared/errors.ts';
import { dayOf, type Instant } from '../../shared/ids.ts';
import type { Database, ReadDb } from '../database/database.ts';
import type { Slots } from '../database/slots.ts';
import { accountByUid, currentPersonKey, personKeyById } from '../database/stores/accounts.ts';
import { siteKeyLine, siteKeys } from '../database/stores/site.ts';
import { requireNotWithheld } from './conditions.ts';
import type { KeyRing, SignatureNamespace } from './context.ts';
import { actorOf } from './identities.ts';

/** Ed25519 in OpenSSH's formats; given by the composition root because the code lies with the package format. */
export interface Signing {
  /** Armored SSHSIG by a 32-byte seed. */
  sign(seed: Uint8Array, namespace: SignatureNamespace, message: Uint8Array): string;
  verify(
    publicKeyLine: string,
    namespace: SignatureNamespace,
    message: Uint8Array,
    signature: string,
  ): boolean;
  /** `ssh-ed25519 …` of 32 raw bytes. */
  publicKeyLine(publicKey: Uint8Array): string;
  generate(): { seed: Uint8Array; publicKeyLine: string };
  /** Age identity (secret) and recipient (public). */
  generateAge(): Promise<{ identity: string; recipient: string }>;
  /** `ssh-ed25519 …` of a person of another site by the rosters taken in from there; undefined for an unknown key. */
  foreignKey(db: ReadDb, keyId: string): Promise<string | undefined>;
  /** Root key of a site: encrypted private key file for the safe (stock `age` opens it), public line, fingerprint, 12 words. */
  makeRoot(
    site: string,
    passphrase: string,
  ): Promise<{ publicKeyLine: string; encrypted: Uint8Array; fingerprint: string; words: string[] }>;
}

/** Whoever holds slots and database key while the station is unlocked. */
export interface KeyHolder {
  readonly now: Instant;
  /** One counted try of a password. */
  tryPassword<T>(login: string, attempt: (slots: Slots) => Promise<T>): Promise<T>;
}

const refusals: readonly ErrorCode[] = [
  'slots.wrong-credentials',
  'people.login-waiting',
  'people.login-blocked',
];

/** The acts that need key material, for one open session. */
export function createKeyRing({
  station,
  database,
  signing,
}: {
  station: KeyHolder;
  database: Database;
  signing: Signing;
}): KeyRing {
  return {
    signAsPerson: async (actor, password, namespace, message) => {
      await requireNotWithheld(database.read, ['signing']);
      const key = await currentPersonKey(database.read, actor.id);
      if (key === undefined) throw new AppError('people.signing-key-missing');
      const seed = await station.tryPassword(
        actor.login,
        async (slots) => await slots.unlockSigningKey({ login: actor.login, password }),
      );
      try {
        return { keyId: key.key_id, signature: signing.sign(seed, namespace, message) };
      } finally {
        seed.fill(0);
      }
    },
    verifyPerson: async (db, keyId, namespace, message, signature) => {
      const own = await personKeyById(db, keyId);
      const line = own?.public_key ?? (await signing.foreignKey(db, keyId));
      return line !== undefined && signing.verify(line, namespace, message, signature);
    },
    verifySite: async (db, keyId, namespace, message, signature) => {
      const line = await siteKeyLine(db, keyId);
      return line !== undefined && signing.verify(line, namespace, message, signature);
    },
    signAsSite: async (namespace, message) => {
      const [key] = await siteKeys(database.read, 'siteSigning');
      if (key === undefined) throw new AppError('database.damaged');
      const seed = Buffer.from(key.secret);
      try {
        return { keyId: key.id, signature: signing.sign(seed, namespace, message) };
      } finally {
        seed.fill(0);
        key.secret.fill(0);
      }
    },
    secondPerson: async (first, second, roles) => {
      let uid: string;
      try {
        uid = await station.tryPassword(second.login, async (slots) => await slots.verify(second));
      } catch (error) {
        // One answer for wrong password, unknown name, blocked name and wrong post: the screen must not become a place to
        // try passwords.
        if (error instanceof AppError && refusals.includes(error.code))
          throw new AppError('people.second-person-refused');
        throw error;
      }
      if (uid === first.uid) throw new AppError('people.same-person');
      const found = await accountByUid(database.read, uid, dayOf(station.now));
      if (found === undefined || found.account.state !== 'active')
        throw new AppError('people.second-person-refused');
      const actor = actorOf(found);
      if (!roles.some((role) => actor.roles.includes(role)))
        throw new AppError('people.second-person-refused');
      return actor;
    },
  };
}
