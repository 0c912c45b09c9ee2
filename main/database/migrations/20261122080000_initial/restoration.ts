import { appendOnly } from './appendOnly.ts';

/** Restores, what must be settled after each, rehearsals, retirement, and the checks of what lies on the disk. */
export const restoration = [
  `CREATE TABLE restorations (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    set_at TEXT NOT NULL,
    manifest_digest TEXT NOT NULL,
    opened_with TEXT NOT NULL CHECK (opened_with IN ('posts','shares','handOver')),
    people TEXT NOT NULL CHECK (json_valid(people)),
    set_head_seq INTEGER NOT NULL,
    set_head_digest TEXT NOT NULL,
    found_head_seq INTEGER,
    found_head_digest TEXT,
    lost_head_seq INTEGER,
    lost_head_digest TEXT,
    numbers_at TEXT,
    accounts_at TEXT,
    disposals_at TEXT,
    epoch TEXT,
    epoch_at TEXT,
    ended_at TEXT,
    CHECK (ended_at IS NULL OR opened_with = 'handOver'
      OR (numbers_at IS NOT NULL AND accounts_at IS NOT NULL AND disposals_at IS NOT NULL AND epoch_at IS NOT NULL))
  ) STRICT`,
  `CREATE TRIGGER restorations_kept BEFORE DELETE ON restorations BEGIN SELECT RAISE(ABORT, 'a restore is never forgotten'); END`,
  `CREATE TRIGGER restorations_fixed BEFORE UPDATE ON restorations
    WHEN OLD.ended_at IS NOT NULL OR NEW.at <> OLD.at OR NEW.manifest_digest <> OLD.manifest_digest
      OR NEW.set_head_seq <> OLD.set_head_seq OR NEW.set_head_digest <> OLD.set_head_digest
    BEGIN SELECT RAISE(ABORT, 'a restore is never forgotten'); END`,
  // What two posts read from a witness (register, receipt, peer), beside what the set held.
  `CREATE TABLE restoration_numbers (
    restoration_id INTEGER NOT NULL REFERENCES restorations(id),
    series TEXT NOT NULL,
    year INTEGER NOT NULL,
    site TEXT NOT NULL,
    in_set INTEGER NOT NULL,
    witnessed INTEGER NOT NULL,
    voided_through INTEGER NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (restoration_id, series, year, site)
  ) STRICT, WITHOUT ROWID`,
  ...appendOnly('restoration_numbers', 'witness'),
  `CREATE TABLE restoration_streams (
    restoration_id INTEGER NOT NULL REFERENCES restorations(id),
    recipient TEXT NOT NULL REFERENCES sites(code),
    epoch TEXT NOT NULL,
    in_set INTEGER NOT NULL,
    witnessed INTEGER NOT NULL,
    digest TEXT,
    voided_through INTEGER NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (restoration_id, recipient, epoch)
  ) STRICT, WITHOUT ROWID`,
  ...appendOnly('restoration_streams', 'witness'),
  `CREATE TABLE restoration_accounts (
    restoration_id INTEGER NOT NULL REFERENCES restorations(id),
    account_uid TEXT NOT NULL,
    confirmed_at TEXT NOT NULL,
    PRIMARY KEY (restoration_id, account_uid)
  ) STRICT, WITHOUT ROWID`,
  ...appendOnly('restoration_accounts', 'confirmation of accounts'),
  `CREATE TABLE restoration_disposals (
    restoration_id INTEGER NOT NULL REFERENCES restorations(id),
    record_uid TEXT NOT NULL,
    number TEXT NOT NULL,
    witness TEXT NOT NULL,
    PRIMARY KEY (restoration_id, record_uid)
  ) STRICT, WITHOUT ROWID`,
  ...appendOnly('restoration_disposals', 'repeated disposals'),
  `CREATE TABLE rehearsals (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    at TEXT NOT NULL,
    set_at TEXT NOT NULL,
    passed INTEGER NOT NULL CHECK (passed IN (0,1)),
    sheet TEXT NOT NULL CHECK (json_valid(sheet)),
    key_id TEXT NOT NULL,
    signature TEXT NOT NULL
  ) STRICT`,
  ...appendOnly('rehearsals', 'rehearsals'),
  `CREATE TABLE retirements (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    first_account TEXT NOT NULL,
    second_account TEXT NOT NULL,
    head_seq INTEGER NOT NULL,
    head_digest TEXT NOT NULL,
    taken_over_at TEXT
  ) STRICT`,
  `CREATE TRIGGER retirements_kept BEFORE DELETE ON retirements BEGIN SELECT RAISE(ABORT, 'a retirement is never forgotten'); END`,
  `CREATE TRIGGER retirements_fixed BEFORE UPDATE ON retirements
    WHEN OLD.taken_over_at IS NOT NULL OR NEW.at <> OLD.at OR NEW.head_seq <> OLD.head_seq OR NEW.head_digest <> OLD.head_digest
    BEGIN SELECT RAISE(ABORT, 'a retirement is never forgotten'); END`,
  // The state after a restore or a retirement ends by its own act alone, whatever the program does.
  `CREATE TRIGGER meta_restored_kept BEFORE DELETE ON meta
    WHEN OLD.key = 'restored' AND EXISTS (SELECT 1 FROM restorations WHERE ended_at IS NULL)
    BEGIN SELECT RAISE(ABORT, 'site is restored'); END`,
  `CREATE TRIGGER meta_retired_kept BEFORE DELETE ON meta
    WHEN OLD.key = 'retired' AND EXISTS (SELECT 1 FROM retirements WHERE taken_over_at IS NULL)
    BEGIN SELECT RAISE(ABORT, 'site is retired'); END`,
  `CREATE TRIGGER number_register_restored BEFORE INSERT ON number_register
    WHEN NEW.status = 'issued' AND EXISTS (SELECT 1 FROM meta WHERE key IN ('restored','retired'))
    BEGIN SELECT RAISE(ABORT, 'site is restored'); END`,
  `CREATE TRIGGER print_copies_restored BEFORE INSERT ON print_copies
    WHEN EXISTS (SELECT 1 FROM meta WHERE key IN ('restored','retired'))
    BEGIN SELECT RAISE(ABORT, 'site is restored'); END`,
  `CREATE TRIGGER packages_out_restored BEFORE UPDATE OF seq ON packages_out
    WHEN NEW.seq IS NOT NULL AND OLD.seq IS NULL AND EXISTS (SELECT 1 FROM meta WHERE key IN ('restored','retired'))
    BEGIN SELECT RAISE(ABORT, 'site is restored'); END`,
  `CREATE TABLE content_checks (
    content_name TEXT PRIMARY KEY,
    checked_at TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('whole','damaged','missing'))
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX content_checks_by_age ON content_checks (checked_at)`,
  `CREATE TABLE integrity_faults (
    id INTEGER PRIMARY KEY,
    found_at TEXT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('database','attachment')),
    object TEXT NOT NULL,
    records TEXT NOT NULL CHECK (json_valid(records)),
    whole_set TEXT,
    cleared_at TEXT
  ) STRICT`,
  `CREATE INDEX integrity_faults_open ON integrity_faults (found_at) WHERE cleared_at IS NULL`,
];
