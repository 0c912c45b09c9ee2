import type { RecordKind } from '../../shared/forms/kinds.ts';
import type { AccountUid, Day, Instant, ObjectUid, RowId, Sha256Hex, SiteCode } from '../../shared/ids.ts';
import type { Role, SiteKind } from '../../shared/policy/roles.ts';
import type { ReadDb, WriteTx } from '../database/handles.ts';
import type { CarriedRole } from '../database/stores/deputies.ts';

/** Rank of a secrecy level: 1 内部, 2 秘密, 3 机密. */
export type LevelRank = 1 | 2 | 3;

/** This installation. */
export interface SiteIdentity {
  readonly code: SiteCode;
  readonly name: string;
  readonly kind: SiteKind;
  readonly highestLevel: LevelRank;
}

/** Whom a person represents in an act. */
export interface Represented {
  readonly uid: string;
  readonly name: string;
}

/** The person who acts, as known at this call. */
export interface Actor {
  readonly id: RowId;
  readonly uid: AccountUid;
  readonly login: string;
  readonly name: string;
  /** Own roles and those carried out for others. */
  readonly roles: readonly Role[];
  /** Left out where nobody is represented: all roles are own ones. */
  readonly ownRoles?: readonly Role[];
  /** Roles carried out in another person's place today. */
  readonly carried?: readonly CarriedRole[];
  readonly clearance: LevelRank;
  /** Row of the staff entry that is this person, if any. */
  readonly staffId: RowId | null;
}

/** What every query on records is limited by (spec 3 "Who may read a record"). Made once per call by the gate. */
export interface AccessScope {
  /** Names under which the person may stand among a record's readers: account and offices. */
  readonly names: readonly string[];
  readonly clearance: LevelRank;
  /** Kinds that the roles permit to read at all. */
  readonly kinds: readonly RecordKind[];
  readonly site: SiteCode;
  /** Kinds of which a role is default reader at this site: unrestricted records of this site. */
  readonly openOwn: readonly RecordKind[];
  /** The same for records of other sites. */
  readonly openForeign: readonly RecordKind[];
  readonly now: Instant;
}

/** What the audit row says of the object: identity only, never contents. */
export interface AuditObject {
  readonly kind: string;
  readonly uid: string;
  readonly number?: string | null;
  readonly mark?: string | null;
  /** In whose place the person acted, where that hangs on the object and not on the procedure: a move of a record. */
  readonly inPlaceOf?: Represented | null;
}

/** Content of one attachment or printed body in the content store. */
export interface StoredContent {
  readonly sha256: Sha256Hex;
  readonly bytes: number;
  readonly contentName: string;
  readonly wrappedKey: Uint8Array;
}

/** Encrypted files outside the database, opened with the site's content key. */
export interface Contents {
  put(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<StoredContent>;
  /** Gives back what `put` answered when the act was not done, so that no file stays that nothing refers to. */
  giveBack(content: Pick<StoredContent, 'contentName'>): Promise<void>;
  /** @throws AppError content.missing, content.damaged (with `name` for the sentence) */
  open(content: { contentName: string; wrappedKey: Uint8Array; name: string }): AsyncIterable<Uint8Array>;
  readAll(content: { contentName: string; wrappedKey: Uint8Array; name: string }): Promise<Uint8Array>;
}

/** SSHSIG namespace: a signature of one purpose never counts for another. */
export type SignatureNamespace =
  | `spm-${string}-v1`
  | 'xpkg-site-v1'
  | 'xpkg-release-v1'
  | 'xpkg-roster-v1'
  | 'xpkg-carry-v1'
  | 'xpkg-receipt-v1';

/** A signature by a person's own key, ready for the signature register. */
export interface PersonSignature {
  readonly keyId: string;
  /** SSHSIG, armored. */
  readonly signature: string;
}

/** Everything that needs key material. No function returns a key. */
export interface KeyRing {
  /**
   * Signs bytes with the acting person's key, unlocked for this moment by the password.
   * @param namespace SSHSIG namespace, for example `spm-approval-v1`
   * @throws AppError slots.wrong-credentials, people.signing-key-missing
   */
  signAsPerson(
    actor: Actor,
    password: string,
    namespace: SignatureNamespace,
    message: Uint8Array,
  ): Promise<PersonSignature>;
  /** Verifies a person's signature against the key register. */
  verifyPerson(
    db: ReadDb,
    keyId: string,
    namespace: SignatureNamespace,
    message: Uint8Array,
    signature: string,
  ): Promise<boolean>;
  /** Verifies a signature of this site by one of its keys, the retired ones too. */
  verifySite(
    db: ReadDb,
    keyId: string,
    namespace: SignatureNamespace,
    message: Uint8Array,
    signature: string,
  ): Promise<boolean>;
  /** Signs with the site key (packages, carry lists, receipts, audit heads). */
  signAsSite(namespace: SignatureNamespace, message: Uint8Array): Promise<PersonSignature>;
  /**
   * Checks the other person of a two-person act: credentials, active, holds one of the roles, is not the first person.
   * @throws AppError people.second-person-refused, people.same-person
   */
  secondPerson(
    first: Actor,
    second: { login: string; password: string },
    roles: readonly Role[],
  ): Promise<Actor>;
}

/** What only the desktop can do; absent where the program runs without a window. */
export interface Host {
  /** Renders a complete HTML document to PDF. */
  renderPdf(html: string): Promise<Uint8Array>;
  listPrinters(): Promise<readonly { name: string; writesFiles: boolean }[]>;
  /**
   * Hands a PDF to a printer; resolves when the spooler has taken it ("submitted", never "printed").
   * @param name of the job without contents, fit for a file name: the copy number
   */
  print(pdf: Uint8Array, printer: string, name: string): Promise<void>;
  /** Puts text that may be copied out into the system's clipboard; it is cleared at lock if it is still there. */
  readonly copyText?: (text: string) => Promise<void>;
  chooseFolder(title: string): Promise<string | null>;
  chooseFile(title: string, extensions: readonly string[]): Promise<string | null>;
  readonly runtime: 'electron' | 'stand-in' | 'none';
}

/** What every context has. */
export interface ContextBase {
  readonly site: SiteIdentity;
  readonly actor: Actor;
  /** In whose place the person makes this call: the own roles do not permit it. Left out where that cannot be. */
  readonly represented?: Represented | null;
  readonly scope: AccessScope;
  readonly now: Instant;
  readonly today: Day;
  readonly keys: KeyRing;
  readonly contents: Contents;
  readonly host: Host;
  /** Names the object of this act for its audit row; the last call wins. */
  audited(object: AuditObject): void;
  /** A fresh public identity of this site. */
  newUid(): ObjectUid;
}

/** Handed to the service function of a `query` procedure. */
export interface ReadContext extends ContextBase {
  readonly db: ReadDb;
}

/** Handed to the service function of a `command`: one write transaction, the audit row is written in it after the function returns. */
export interface WriteContext extends ContextBase {
  readonly db: ReadDb;
  readonly tx: WriteTx;
}

/** What a sealed phase may do: report how far it is, and nothing that needs a key. */
export interface SealedTools {
  readonly report: (done: number, total: number) => void;
}

/** Handed to the service function of a `job`. */
export interface JobContext extends ContextBase {
  readonly db: ReadDb;
  /** A write transaction that belongs to preparing the act; no audit row. */
  stage<T>(work: (ctx: WriteContext) => Promise<T>): Promise<T>;
  /** The transaction that makes the act true; the act's audit row is written in it. At most once per call. */
  commit<T>(work: (ctx: WriteContext) => Promise<T>): Promise<T>;
  /**
   * A phase that needs no key and no content: copying sealed bytes, reading them back. It goes on under lock; what follows it
   * waits for the next log-in.
   * @param what in Chinese, without contents: the lock screen shows it
   */
  sealed<T>(what: string, work: (tools: SealedTools) => Promise<T>): Promise<T>;
  /** Folder for files on the way in or out; inside the data folder, emptied at start. */
  readonly stagingFolder: string;
  progress(done: number, total: number, what: string): void;
  readonly signal: AbortSignal;
}
