/** Need-to-know: requests for readers, emergency access, duty leaders, notices to readers (spec 3 "Who may read a record"). */
export const knowing = [
  `CREATE TABLE reader_requests (
    uid TEXT PRIMARY KEY,
    record_id INTEGER NOT NULL REFERENCES records(id),
    reader TEXT NOT NULL,
    until TEXT NOT NULL,
    reason TEXT NOT NULL,
    asked_by INTEGER NOT NULL REFERENCES accounts(id),
    asked_for TEXT,
    asked_at TEXT NOT NULL,
    decided_by INTEGER REFERENCES accounts(id),
    decided_at TEXT,
    decision TEXT CHECK (decision IN ('approved','refused')),
    answer TEXT NOT NULL DEFAULT '',
    CHECK (decided_by IS NULL OR decided_by <> asked_by),
    CHECK ((decision IS NULL) = (decided_by IS NULL))
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX reader_requests_open ON reader_requests (asked_at) WHERE decision IS NULL`,
  `CREATE INDEX reader_requests_by_record ON reader_requests (record_id, asked_at)`,
  `CREATE TRIGGER reader_requests_decided_once BEFORE UPDATE ON reader_requests WHEN OLD.decision IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'a decision is made once'); END`,
  `CREATE TRIGGER reader_requests_kept BEFORE DELETE ON reader_requests BEGIN SELECT RAISE(ABORT, 'requests are kept'); END`,
  // The number is what the person typed: whether such a record exists is for the deciding leader to see, never for the asking person.
  `CREATE TABLE emergency_requests (
    uid TEXT PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts(id),
    number TEXT NOT NULL,
    reason TEXT NOT NULL,
    hours INTEGER NOT NULL CHECK (hours BETWEEN 1 AND 24),
    asked_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    decided_by INTEGER REFERENCES accounts(id),
    decided_for TEXT,
    decided_at TEXT,
    decision TEXT CHECK (decision IN ('approved','refused')),
    answer TEXT NOT NULL DEFAULT '',
    record_id INTEGER REFERENCES records(id),
    until TEXT,
    CHECK (decided_by IS NULL OR decided_by <> account_id),
    CHECK ((decision IS NULL) = (decided_by IS NULL)),
    CHECK (decided_at IS NULL OR decided_at < ends_at),
    CHECK ((decision IS 'approved') = (record_id IS NOT NULL AND until IS NOT NULL)),
    CHECK (until IS NULL OR julianday(until) - julianday(decided_at) <= 1.00001)
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX emergency_requests_open ON emergency_requests (asked_at) WHERE decision IS NULL`,
  `CREATE INDEX emergency_requests_by_record ON emergency_requests (record_id) WHERE record_id IS NOT NULL`,
  `CREATE INDEX emergency_requests_by_account ON emergency_requests (account_id, asked_at)`,
  `CREATE TRIGGER emergency_requests_decided_once BEFORE UPDATE ON emergency_requests WHEN OLD.decision IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'a decision is made once'); END`,
  `CREATE TRIGGER emergency_requests_kept BEFORE DELETE ON emergency_requests BEGIN SELECT RAISE(ABORT, 'requests are kept'); END`,
  // Spec 3: never granted by an administrator, and never above the clearance of the person.
  `CREATE TRIGGER emergency_requests_by_leader BEFORE UPDATE OF decided_by ON emergency_requests
    WHEN EXISTS (SELECT 1 FROM account_roles r WHERE r.account_id = NEW.decided_by AND r.role IN ('systemAdmin','securityAdmin','auditor'))
    BEGIN SELECT RAISE(ABORT, 'no administrator grants emergency access'); END`,
  `CREATE TRIGGER emergency_requests_clearance BEFORE UPDATE OF record_id ON emergency_requests
    WHEN NEW.record_id IS NOT NULL AND (SELECT level FROM records WHERE id = NEW.record_id) > (SELECT clearance FROM accounts WHERE id = NEW.account_id)
    BEGIN SELECT RAISE(ABORT, 'emergency access never goes above the clearance'); END`,
  `CREATE TABLE duty_leaders (
    uid TEXT PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts(id),
    from_day TEXT NOT NULL,
    to_day TEXT NOT NULL,
    appointed_by INTEGER NOT NULL REFERENCES accounts(id),
    appointed_for TEXT,
    appointed_at TEXT NOT NULL,
    withdrawn_at TEXT,
    CHECK (to_day >= from_day),
    CHECK (appointed_by <> account_id)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE notices (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    account_id INTEGER NOT NULL REFERENCES accounts(id),
    emergency_uid TEXT NOT NULL REFERENCES emergency_requests(uid),
    at TEXT NOT NULL,
    seen_at TEXT,
    UNIQUE (account_id, emergency_uid)
  ) STRICT`,
  `CREATE INDEX notices_unseen ON notices (account_id, id) WHERE seen_at IS NULL`,
  `CREATE TRIGGER notices_kept BEFORE DELETE ON notices BEGIN SELECT RAISE(ABORT, 'notices are kept'); END`,
];
