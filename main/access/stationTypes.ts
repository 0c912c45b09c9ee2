import type { AuditEvent } from '../../shared/contract/procedure.ts';
import type { AccountUid, Instant } from '../../shared/ids.ts';
import type { Database, WriteTx } from '../database/database.ts';
import type { Argon2Cost, DerivePasswordKey } from '../database/passwordKey.ts';
import type { SignedHead } from './auditHeads.ts';
import type { Appended } from './auditLog.ts';
import type { DateDoubt } from './clock.ts';
import type { Actor, AuditObject, ContextBase, Host, SiteIdentity, WriteContext } from './context.ts';
import type { ReadSpace } from './disk.ts';
import type { Signing } from './keyRing.ts';
import type { PresentPolicy } from './policy.ts';
import type { QuestionDigest } from './questionDigest.ts';

/** Where a site lies on this machine, and what it is given by the composition root. */
export interface StationOptions {
  /** Database, slots, journal, attachments, staging. */
  readonly dataFolder: string;
  /** File outside the data folder that a copied data folder lacks (spec 3 "Keys"). */
  readonly stationSecretFile: string;
  readonly clock: () => Date;
  readonly signing: Signing;
  readonly host: Host;
  /** Cost of password keys; left out, the cost of spec 3. Smaller only in tests. */
  readonly passwordCost?: Argon2Cost | undefined;
  /** Derivation of password keys; left out, the one on a thread of its own. Another only in tests. */
  readonly passwordDerivation?: DerivePasswordKey | undefined;
  /** Leaves the memory as it is after a lock; only in tests that are not about it: they lock thousands of times. */
  readonly keepsMemory?: boolean | undefined;
  /** Size of the file that keeps room for audit rows; left out, the one of spec 3. Smaller only in tests. */
  readonly reserveBytes?: number | undefined;
  /** Reads the room on the disk; another only in tests. */
  readonly readSpace?: ReadSpace | undefined;
}

/** Progress of a long act. */
export interface Progress {
  readonly path: string;
  readonly done: number;
  readonly total: number;
  readonly what: string;
}

/** What one log-in opened. Gone, with its key, at lock. */
export interface OpenSession {
  readonly id: string;
  readonly database: Database;
  readonly site: SiteIdentity;
  readonly actor: Actor;
  readonly mustChangePassword: boolean;
  /** The policy that holds; read anew when two persons change it. */
  readonly policy: PresentPolicy;
  /** The doubt that the clock raised at this log-in; whether the date waits for confirmation stands in the database. */
  readonly dateDoubt: DateDoubt | null;
  readonly stagingFolder: string;
  /** Aborts at lock: long acts of the session stop there. */
  readonly signal: AbortSignal;
  /** The site's clock. */
  now(): Instant;
  /** What every context of this call shares, with the person's present roles. */
  contextBase(audited: (object: AuditObject) => void): Promise<ContextBase>;
  write<T>(base: ContextBase, work: (ctx: WriteContext) => Promise<T>): Promise<T>;
  /** Appends an audit row of the acting person in the given transaction. */
  audit(
    tx: WriteTx,
    entry: {
      act: AuditEvent;
      object: AuditObject | null;
      outcome: string;
      /** Who acted where it is not the person of this session: a job that a lock held up. */
      account?: AccountUid;
    },
  ): Promise<Appended>;
  /** Raises the count of a query that has its row already (main/access/auditLog.ts). */
  auditPage(tx: WriteTx, entry: { querySeq: number; page: number; rows: number }): Promise<void>;
  /** Signs the head of the chain with the site key and keeps it; heads outside the site show a cut tail. */
  signHead(tx: WriteTx): Promise<SignedHead>;
  readonly questionDigest: QuestionDigest;
}
