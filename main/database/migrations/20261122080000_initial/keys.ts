import { appendOnly } from './appendOnly.ts';

/** Splits of the recovery secret, the papers printed of them, changes of the database key. */
export const keys = [
  `CREATE TABLE recovery_splits (
    id INTEGER PRIMARY KEY,
    split_id TEXT NOT NULL UNIQUE,
    reason TEXT NOT NULL,
    first_account INTEGER NOT NULL REFERENCES accounts(id),
    second_account INTEGER NOT NULL REFERENCES accounts(id),
    at TEXT NOT NULL,
    CHECK (first_account <> second_account)
  ) STRICT`,
  ...appendOnly('recovery_splits', 'recovery splits'),
  // Who keeps which paper; the share itself is on the paper and nowhere else.
  `CREATE TABLE recovery_papers (
    id INTEGER PRIMARY KEY,
    split_id TEXT NOT NULL REFERENCES recovery_splits(split_id),
    paper TEXT NOT NULL CHECK (paper IN ('share1','share2','share3','wrapped')),
    custodian TEXT NOT NULL,
    custodian_id INTEGER REFERENCES accounts(id),
    printer TEXT NOT NULL,
    printed_at TEXT NOT NULL
  ) STRICT`,
  `CREATE INDEX recovery_papers_by_split ON recovery_papers (split_id, paper)`,
  ...appendOnly('recovery_papers', 'recovery papers'),
  `CREATE TABLE key_rotations (
    id INTEGER PRIMARY KEY,
    reason TEXT NOT NULL CHECK (reason IN ('yearly','leaver','lostMedium','other')),
    note TEXT NOT NULL,
    slot_generation INTEGER NOT NULL,
    first_account INTEGER NOT NULL REFERENCES accounts(id),
    second_account INTEGER NOT NULL REFERENCES accounts(id),
    at TEXT NOT NULL,
    CHECK (first_account <> second_account)
  ) STRICT`,
  ...appendOnly('key_rotations', 'key rotations'),
];
