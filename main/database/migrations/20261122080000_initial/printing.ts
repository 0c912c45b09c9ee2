import { appendOnly } from './appendOnly.ts';

/** Printers, standing authorisations, the print ledger. */
export const printing = [
  `CREATE TABLE printers (
    name TEXT PRIMARY KEY,
    level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 3),
    writes_files INTEGER NOT NULL CHECK (writes_files IN (0,1)),
    place TEXT NOT NULL,
    registered_by TEXT NOT NULL,
    registered_at TEXT NOT NULL,
    retired_at TEXT
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE print_authorisations (
    uid TEXT PRIMARY KEY,
    kinds TEXT NOT NULL CHECK (json_valid(kinds)),
    accounts TEXT NOT NULL CHECK (json_valid(accounts)),
    from_day TEXT NOT NULL,
    to_day TEXT NOT NULL,
    given_by TEXT NOT NULL,
    given_at TEXT NOT NULL,
    withdrawn_at TEXT
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE print_jobs (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    class TEXT NOT NULL CHECK (class IN ('approved','forSignature','draft','blankForm','auditReport','volume')),
    record_id INTEGER REFERENCES records(id),
    volume_id INTEGER REFERENCES volumes(id),
    version INTEGER NOT NULL,
    digest TEXT NOT NULL,
    document TEXT NOT NULL,
    level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 3),
    marking TEXT NOT NULL,
    purpose TEXT NOT NULL,
    printer TEXT NOT NULL,
    applicant_id INTEGER NOT NULL REFERENCES accounts(id),
    applied_at TEXT NOT NULL,
    approver_id INTEGER REFERENCES accounts(id),
    authorisation_uid TEXT REFERENCES print_authorisations(uid),
    approved_at TEXT,
    state TEXT NOT NULL CHECK (state IN ('applied','approved','refused','printed','superseded')),
    refusal TEXT,
    body_sha256 TEXT,
    body_content_name TEXT,
    body_wrapped_key BLOB,
    pages INTEGER,
    CHECK (approver_id IS NULL OR approver_id <> applicant_id),
    CHECK ((record_id IS NULL) = (class IN ('auditReport','volume'))),
    CHECK ((volume_id IS NOT NULL) = (class = 'volume'))
  ) STRICT`,
  `CREATE INDEX print_jobs_by_state ON print_jobs (state, id)`,
  `CREATE INDEX print_jobs_by_record ON print_jobs (record_id, id)`,
  `CREATE INDEX print_jobs_by_applied ON print_jobs (applied_at, id)`,
  `CREATE TRIGGER print_jobs_kept BEFORE DELETE ON print_jobs BEGIN SELECT RAISE(ABORT, 'the print ledger is kept'); END`,
  `CREATE TABLE print_copies (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    job_id INTEGER NOT NULL REFERENCES print_jobs(id),
    copy_number TEXT NOT NULL UNIQUE,
    trace_code TEXT NOT NULL UNIQUE,
    recipient TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting','submitted','printed','spoiled','issued','acknowledged','returned','destroyed')),
    holder TEXT NOT NULL DEFAULT ''
  ) STRICT`,
  `CREATE INDEX print_copies_by_job ON print_copies (job_id, id)`,
  `CREATE INDEX print_copies_by_state ON print_copies (state, id)`,
  `CREATE TRIGGER print_copies_fixed BEFORE UPDATE OF uid, job_id, copy_number, trace_code, recipient ON print_copies
    BEGIN SELECT RAISE(ABORT, 'the print ledger is kept'); END`,
  `CREATE TRIGGER print_copies_kept BEFORE DELETE ON print_copies BEGIN SELECT RAISE(ABORT, 'the print ledger is kept'); END`,
  `CREATE TABLE print_copy_events (
    id INTEGER PRIMARY KEY,
    copy_id INTEGER NOT NULL REFERENCES print_copies(id),
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    at TEXT NOT NULL,
    account_uid TEXT NOT NULL,
    account_name TEXT NOT NULL,
    second_account_uid TEXT,
    note TEXT NOT NULL DEFAULT ''
  ) STRICT`,
  `CREATE INDEX print_copy_events_by_copy ON print_copy_events (copy_id, id)`,
  ...appendOnly('print_copy_events', 'the print ledger'),
];
