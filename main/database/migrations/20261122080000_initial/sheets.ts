/** Tables that leave as files and come in from files: the register of exports, and what an import wrote. */
export const sheets = [
  `CREATE TABLE sheet_exports (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    trace_code TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    source TEXT NOT NULL CHECK (json_valid(source)),
    row_count INTEGER NOT NULL CHECK (row_count > 0),
    digest TEXT NOT NULL,
    level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 3),
    marking TEXT NOT NULL,
    purpose TEXT NOT NULL,
    medium TEXT NOT NULL,
    applicant_id INTEGER NOT NULL REFERENCES accounts(id),
    applied_at TEXT NOT NULL,
    approver_id INTEGER REFERENCES accounts(id),
    decided_at TEXT,
    state TEXT NOT NULL CHECK (state IN ('applied','approved','refused','written')),
    refusal TEXT,
    file_name TEXT,
    file_sha256 TEXT,
    written_at TEXT,
    CHECK (approver_id IS NULL OR approver_id <> applicant_id),
    CHECK (state = 'applied' OR approver_id IS NOT NULL)
  ) STRICT`,
  `CREATE TRIGGER sheet_exports_fixed BEFORE UPDATE OF uid, trace_code, title, source, row_count, digest, level, marking, purpose, medium,
      applicant_id, applied_at ON sheet_exports
    BEGIN SELECT RAISE(ABORT, 'the register of exports is kept'); END`,
  `CREATE TRIGGER sheet_exports_kept BEFORE DELETE ON sheet_exports BEGIN SELECT RAISE(ABORT, 'the register of exports is kept'); END`,
  // Which rows leave, in their order. Their contents are read again each time and compared by digest: nothing is kept twice.
  `CREATE TABLE sheet_export_rows (
    export_id INTEGER NOT NULL REFERENCES sheet_exports(id),
    place INTEGER NOT NULL,
    record_id INTEGER REFERENCES records(id) ON DELETE CASCADE,
    master_id INTEGER REFERENCES master(id),
    PRIMARY KEY (export_id, place),
    CHECK ((record_id IS NULL) <> (master_id IS NULL))
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX sheet_export_rows_by_record ON sheet_export_rows (record_id) WHERE record_id IS NOT NULL`,
  `CREATE TABLE sheet_imports (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    target TEXT NOT NULL,
    file_name TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    added INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    account_id INTEGER NOT NULL REFERENCES accounts(id),
    at TEXT NOT NULL,
    clear_file TEXT CHECK (clear_file IN ('erased','kept')),
    undone_by TEXT,
    undone_at TEXT,
    undone_reason TEXT,
    CHECK ((undone_at IS NULL) = (undone_by IS NULL))
  ) STRICT`,
  `CREATE TRIGGER sheet_imports_fixed BEFORE UPDATE ON sheet_imports WHEN OLD.undone_at IS NOT NULL OR NEW.uid <> OLD.uid
      OR NEW.file_sha256 <> OLD.file_sha256 OR NEW.added <> OLD.added OR NEW.changed <> OLD.changed OR NEW.account_id <> OLD.account_id
    BEGIN SELECT RAISE(ABORT, 'the register of imports is kept'); END`,
  `CREATE TRIGGER sheet_imports_kept BEFORE DELETE ON sheet_imports BEGIN SELECT RAISE(ABORT, 'the register of imports is kept'); END`,
  // What each row became: an entry with the version that the import wrote and the state before it (none: it was new), or a draft.
  `CREATE TABLE sheet_import_rows (
    import_id INTEGER NOT NULL REFERENCES sheet_imports(id),
    place INTEGER NOT NULL,
    master_id INTEGER REFERENCES master(id),
    version INTEGER,
    state_before TEXT,
    record_uid TEXT,
    PRIMARY KEY (import_id, place),
    CHECK ((record_uid IS NULL) <> (master_id IS NULL))
  ) STRICT, WITHOUT ROWID`,
];
