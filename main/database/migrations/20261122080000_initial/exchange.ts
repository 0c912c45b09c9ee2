import { appendOnly } from './appendOnly.ts';

/** Rosters, ceremonies, media, packages, receipts. */
export const exchange = [
  `CREATE TABLE rosters (
    site TEXT NOT NULL REFERENCES sites(code),
    version INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    signature TEXT NOT NULL,
    digest TEXT NOT NULL,
    accepted_at TEXT NOT NULL,
    PRIMARY KEY (site, version)
  ) STRICT, WITHOUT ROWID`,
  ...appendOnly('rosters', 'rosters'),
  `CREATE TABLE ceremonies (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    act TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    how TEXT NOT NULL,
    first_account TEXT NOT NULL,
    second_account TEXT NOT NULL,
    at TEXT NOT NULL
  ) STRICT`,
  ...appendOnly('ceremonies', 'ceremonies'),
  // Roots that a site's present root has succeeded: rosters through that version were signed by it.
  `CREATE TABLE ended_roots (
    site TEXT NOT NULL REFERENCES sites(code),
    public_key TEXT NOT NULL,
    through_version INTEGER NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('planned','compromised')),
    ended_at TEXT NOT NULL,
    PRIMARY KEY (site, through_version, public_key)
  ) STRICT, WITHOUT ROWID`,
  ...appendOnly('ended_roots', 'ended roots'),
  // Two persons end a key of this site from a number of one partner's stream on; the next roster says so.
  `CREATE TABLE key_revocations (
    id INTEGER PRIMARY KEY,
    key_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    recipient TEXT REFERENCES sites(code),
    epoch TEXT,
    valid_through_seq INTEGER NOT NULL CHECK (valid_through_seq >= 0),
    first_account TEXT NOT NULL,
    second_account TEXT NOT NULL,
    at TEXT NOT NULL,
    CHECK ((recipient IS NULL) = (epoch IS NULL))
  ) STRICT`,
  ...appendOnly('key_revocations', 'revocations'),
  `CREATE TABLE media (
    number TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    serial TEXT NOT NULL,
    level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 3),
    holder TEXT NOT NULL,
    registered_by TEXT NOT NULL,
    registered_at TEXT NOT NULL,
    retired_at TEXT
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE packages_out (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    recipient TEXT NOT NULL REFERENCES sites(code),
    epoch TEXT NOT NULL,
    seq INTEGER,
    period TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('delta','snapshot','void','receipt')),
    state TEXT NOT NULL CHECK (state IN ('prepared','approved','sealed','written','acknowledged','refused')),
    record_count INTEGER NOT NULL,
    level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 3),
    marking TEXT NOT NULL,
    medium TEXT NOT NULL REFERENCES media(number),
    through_change_seq INTEGER NOT NULL,
    prepared_by INTEGER NOT NULL REFERENCES accounts(id),
    prepared_at TEXT NOT NULL,
    approved_by INTEGER REFERENCES accounts(id),
    approved_at TEXT,
    released_by INTEGER REFERENCES accounts(id),
    released_at TEXT,
    digest TEXT,
    package_json BLOB,
    site_signature TEXT,
    release_signature TEXT,
    site_key TEXT,
    release_key TEXT,
    manifest BLOB,
    withdrawn TEXT,
    reason TEXT NOT NULL DEFAULT '',
    second_account TEXT,
    written_at TEXT,
    UNIQUE (recipient, epoch, seq),
    CHECK (approved_by IS NULL OR approved_by <> prepared_by)
  ) STRICT`,
  `CREATE TRIGGER packages_out_sealed BEFORE UPDATE OF recipient, epoch, seq, period, kind, record_count, marking, digest, package_json, site_signature, release_signature, site_key, release_key, manifest, withdrawn, reason ON packages_out
    WHEN OLD.state IN ('sealed','written','acknowledged')
    BEGIN SELECT RAISE(ABORT, 'a sealed package never changes'); END`,
  `CREATE TRIGGER packages_out_kept BEFORE DELETE ON packages_out WHEN OLD.seq IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a sealed package never changes'); END`,
  `CREATE TABLE package_records (
    package_id INTEGER NOT NULL REFERENCES packages_out(id),
    record_uid TEXT NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (package_id, record_uid)
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX package_records_by_record ON package_records (record_uid)`,
  `CREATE TABLE packages_in (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    sender TEXT NOT NULL REFERENCES sites(code),
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    digest TEXT NOT NULL,
    prev TEXT,
    period TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('imported','refused')),
    record_count INTEGER NOT NULL,
    marking TEXT NOT NULL,
    medium TEXT NOT NULL,
    scan_result TEXT NOT NULL,
    imported_by INTEGER NOT NULL REFERENCES accounts(id),
    imported_at TEXT NOT NULL,
    package_json BLOB NOT NULL,
    site_signature TEXT NOT NULL,
    release_signature TEXT NOT NULL,
    manifest BLOB NOT NULL,
    roster_version INTEGER NOT NULL
  ) STRICT`,
  `CREATE UNIQUE INDEX packages_in_once ON packages_in (sender, epoch, seq) WHERE state = 'imported'`,
  ...appendOnly('packages_in', 'import register'),
  `CREATE TABLE import_attempts (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    account_uid TEXT NOT NULL,
    file_name TEXT NOT NULL,
    medium TEXT NOT NULL,
    verdict TEXT NOT NULL,
    detail TEXT NOT NULL
  ) STRICT`,
  ...appendOnly('import_attempts', 'import register'),
  // Numbers that their sender took back by two persons, or that a snapshot of the whole stands for.
  `CREATE TABLE withdrawn_packages (
    sender TEXT NOT NULL REFERENCES sites(code),
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    digest TEXT NOT NULL,
    by_digest TEXT NOT NULL,
    reason TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (sender, epoch, seq)
  ) STRICT, WITHOUT ROWID`,
  ...appendOnly('withdrawn_packages', 'withdrawn packages'),
  // Packages that verified and wait, sealed, for what comes before them.
  `CREATE TABLE held_packages (
    uid TEXT PRIMARY KEY,
    sender TEXT NOT NULL REFERENCES sites(code),
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    digest TEXT NOT NULL UNIQUE,
    file TEXT NOT NULL,
    medium TEXT NOT NULL,
    scan_result TEXT NOT NULL,
    held_by INTEGER NOT NULL REFERENCES accounts(id),
    held_at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID`,
  // Numbers of ours that a partner is missing, as its last package says.
  `CREATE TABLE reissue_requests (
    id INTEGER PRIMARY KEY,
    partner TEXT NOT NULL REFERENCES sites(code),
    epoch TEXT NOT NULL,
    from_seq INTEGER NOT NULL,
    to_seq INTEGER NOT NULL CHECK (to_seq >= from_seq),
    asked_in TEXT NOT NULL,
    at TEXT NOT NULL
  ) STRICT`,
  ...appendOnly('reissue_requests', 'requests'),
  // What the receiving site decided on each record that it was sent; travels back in the next package or receipt.
  `CREATE TABLE record_receipts (
    record_uid TEXT NOT NULL,
    package_digest TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('accepted','archived','returned','refused')),
    archive_number TEXT,
    reason TEXT NOT NULL DEFAULT '',
    at TEXT NOT NULL,
    change_seq INTEGER NOT NULL,
    PRIMARY KEY (record_uid, at, verdict, package_digest)
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX record_receipts_by_change ON record_receipts (change_seq)`,
  ...appendOnly('record_receipts', 'receipts'),
];
