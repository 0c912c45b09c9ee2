import { appendOnly } from './appendOnly.ts';

/**
 * Versions of the rules of the procedure after the built-in first one, and the working calendar by year. Who wrote and who
 * approved stand by identity and name, so that a version can also come from another site.
 */
export const rules = [
  `CREATE TABLE rule_versions (
    version INTEGER PRIMARY KEY CHECK (version > 1),
    content TEXT NOT NULL CHECK (json_valid(content)),
    digest TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft','submitted','approved','refused')),
    from_day TEXT,
    note TEXT NOT NULL DEFAULT '',
    edited_by TEXT NOT NULL,
    edited_name TEXT NOT NULL,
    edited_at TEXT NOT NULL,
    decided_by TEXT,
    decided_name TEXT,
    decided_at TEXT,
    decision_note TEXT NOT NULL DEFAULT '',
    CHECK (decided_by IS NULL OR decided_by <> edited_by),
    CHECK ((state IN ('approved','refused')) = (decided_by IS NOT NULL)),
    CHECK (state <> 'approved' OR from_day IS NOT NULL)
  ) STRICT`,
  // One version is worked on at a time, so that an approval never loses what another one brought.
  `CREATE UNIQUE INDEX rule_versions_one_open ON rule_versions ((1)) WHERE state IN ('draft','submitted')`,
  `CREATE INDEX rule_versions_in_force ON rule_versions (from_day DESC, version DESC) WHERE state = 'approved'`,
  `CREATE TRIGGER rule_versions_fixed BEFORE UPDATE ON rule_versions
    WHEN OLD.state IN ('approved','refused') OR NEW.version <> OLD.version
      OR (OLD.state = 'submitted' AND NEW.content <> OLD.content)
    BEGIN SELECT RAISE(ABORT, 'a decided version of the rules is kept'); END`,
  `CREATE TRIGGER rule_versions_kept BEFORE DELETE ON rule_versions WHEN OLD.state <> 'draft'
    BEGIN SELECT RAISE(ABORT, 'a decided version of the rules is kept'); END`,
  `CREATE TABLE calendar_years (
    year INTEGER NOT NULL CHECK (year BETWEEN 2000 AND 2100),
    version INTEGER NOT NULL CHECK (version > 0),
    file TEXT NOT NULL CHECK (json_valid(file)),
    source TEXT NOT NULL,
    edited_by TEXT NOT NULL,
    edited_name TEXT NOT NULL,
    edited_at TEXT NOT NULL,
    PRIMARY KEY (year, version)
  ) STRICT, WITHOUT ROWID`,
  ...appendOnly('calendar_years', 'working calendar'),
];
