import { appendOnly } from './appendOnly.ts';

/** Changes of policy, confirmations of the date, deputies, acts of two posts that wait, jobs that a lock interrupted. */
export const administration = [
  `CREATE TABLE policy_changes (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    before INTEGER NOT NULL,
    after INTEGER NOT NULL,
    reason TEXT NOT NULL,
    first_account INTEGER NOT NULL REFERENCES accounts(id),
    second_account INTEGER NOT NULL REFERENCES accounts(id),
    at TEXT NOT NULL,
    CHECK (first_account <> second_account)
  ) STRICT`,
  `CREATE INDEX policy_changes_by_key ON policy_changes (key, id)`,
  ...appendOnly('policy_changes', 'policy changes'),
  `CREATE TABLE date_confirmations (
    id INTEGER PRIMARY KEY,
    last_trusted_at TEXT NOT NULL,
    doubted_at TEXT NOT NULL,
    confirmed_at TEXT NOT NULL,
    first_account INTEGER NOT NULL REFERENCES accounts(id),
    second_account INTEGER NOT NULL REFERENCES accounts(id),
    CHECK (first_account <> second_account)
  ) STRICT`,
  ...appendOnly('date_confirmations', 'date confirmations'),
  // Records begun while the date was in doubt; the time stands as written, the confirmation beside it.
  `CREATE TABLE doubtful_times (
    record_id INTEGER PRIMARY KEY REFERENCES records(id) ON DELETE CASCADE,
    written_at TEXT NOT NULL,
    confirmation_id INTEGER REFERENCES date_confirmations(id)
  ) STRICT`,
  `CREATE INDEX doubtful_times_open ON doubtful_times (record_id) WHERE confirmation_id IS NULL`,
  `CREATE TRIGGER doubtful_times_kept BEFORE UPDATE ON doubtful_times
    WHEN OLD.confirmation_id IS NOT NULL OR NEW.record_id <> OLD.record_id OR NEW.written_at <> OLD.written_at
    BEGIN SELECT RAISE(ABORT, 'a confirmed time is kept'); END`,
  `CREATE TABLE proposals (
    uid TEXT PRIMARY KEY,
    act TEXT NOT NULL,
    payload TEXT NOT NULL CHECK (json_valid(payload)),
    reason TEXT NOT NULL,
    proposed_by INTEGER NOT NULL REFERENCES accounts(id),
    proposed_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    decision TEXT CHECK (decision IN ('confirmed','refused','withdrawn')),
    decided_by INTEGER REFERENCES accounts(id),
    decided_at TEXT,
    decision_note TEXT NOT NULL DEFAULT '',
    CHECK ((decision IS NULL) = (decided_by IS NULL)),
    CHECK (decision IS NULL OR (decision = 'withdrawn') = (decided_by = proposed_by))
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX proposals_open ON proposals (proposed_at) WHERE decision IS NULL`,
  `CREATE TRIGGER proposals_fixed BEFORE UPDATE ON proposals
    WHEN OLD.decision IS NOT NULL OR NEW.uid <> OLD.uid OR NEW.act <> OLD.act OR NEW.payload <> OLD.payload OR NEW.proposed_by <> OLD.proposed_by
    BEGIN SELECT RAISE(ABORT, 'a proposal is decided once'); END`,
  `CREATE TRIGGER proposals_kept BEFORE DELETE ON proposals BEGIN SELECT RAISE(ABORT, 'proposals are kept'); END`,
  `CREATE TABLE deputies (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    account_id INTEGER NOT NULL REFERENCES accounts(id),
    for_account_id INTEGER NOT NULL REFERENCES accounts(id),
    role TEXT NOT NULL CHECK (role NOT IN ('systemAdmin','securityAdmin','auditor','inspector')),
    from_day TEXT NOT NULL,
    to_day TEXT NOT NULL CHECK (to_day >= from_day),
    reason TEXT NOT NULL,
    proposed_by INTEGER NOT NULL REFERENCES accounts(id),
    enabled_by INTEGER NOT NULL REFERENCES accounts(id),
    enabled_at TEXT NOT NULL,
    ended_by INTEGER REFERENCES accounts(id),
    ended_at TEXT,
    CHECK (account_id <> for_account_id),
    CHECK (enabled_by <> proposed_by)
  ) STRICT`,
  `CREATE INDEX deputies_by_account ON deputies (account_id, to_day)`,
  `CREATE TRIGGER deputies_fixed BEFORE UPDATE ON deputies
    WHEN OLD.ended_at IS NOT NULL OR NEW.uid <> OLD.uid OR NEW.account_id <> OLD.account_id OR NEW.for_account_id <> OLD.for_account_id
      OR NEW.role <> OLD.role OR NEW.from_day <> OLD.from_day OR NEW.to_day <> OLD.to_day
    BEGIN SELECT RAISE(ABORT, 'a deputy is ended, never changed'); END`,
  `CREATE TRIGGER deputies_kept BEFORE DELETE ON deputies BEGIN SELECT RAISE(ABORT, 'deputies are kept'); END`,
  // The three posts stay exclusive through a deputy too.
  `CREATE TRIGGER deputies_exclusive BEFORE INSERT ON deputies
    WHEN EXISTS (SELECT 1 FROM account_roles r WHERE r.account_id = NEW.account_id AND r.role IN ('systemAdmin','securityAdmin','auditor'))
    BEGIN SELECT RAISE(ABORT, 'posts are exclusive'); END`,
  `CREATE TRIGGER deputies_exclusive_post BEFORE INSERT ON account_roles
    WHEN NEW.role IN ('systemAdmin','securityAdmin','auditor')
      AND EXISTS (SELECT 1 FROM deputies d WHERE d.account_id = NEW.account_id AND d.ended_at IS NULL)
    BEGIN SELECT RAISE(ABORT, 'posts are exclusive'); END`,
  // Acts that a deputy did by another's role: by audit row, for whoever shows who decided about an object.
  `CREATE TABLE acts_in_place (
    audit_seq INTEGER PRIMARY KEY,
    act TEXT NOT NULL,
    object_uid TEXT NOT NULL,
    account_uid TEXT NOT NULL,
    for_uid TEXT NOT NULL CHECK (for_uid <> account_uid),
    for_name TEXT NOT NULL
  ) STRICT`,
  `CREATE INDEX acts_in_place_by_object ON acts_in_place (object_uid, account_uid)`,
  ...appendOnly('acts_in_place', 'acts in place'),
  `CREATE TABLE unfinished_jobs (
    uid TEXT PRIMARY KEY,
    path TEXT NOT NULL,
    input TEXT NOT NULL CHECK (json_valid(input)),
    account_id INTEGER NOT NULL REFERENCES accounts(id),
    started_at TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 1
  ) STRICT, WITHOUT ROWID`,
];
