/** What hangs on a task beside its records: things that did not come back, questions to the technical department, clocks that stand still. */
export const following = [
  `CREATE TABLE items_out (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    notice_id INTEGER NOT NULL REFERENCES records(id),
    kind TEXT NOT NULL CHECK (kind IN ('product','tool','part','document','blankForm','medium')),
    name TEXT NOT NULL,
    number TEXT NOT NULL DEFAULT '',
    quantity REAL NOT NULL CHECK (quantity > 0),
    noted_at TEXT NOT NULL,
    settled_how TEXT CHECK (settled_how IN ('returned','consumed','left','lost','corrected')),
    settled_note TEXT,
    settled_by TEXT,
    settled_at TEXT,
    CHECK ((settled_how IS NULL) = (settled_at IS NULL))
  ) STRICT`,
  `CREATE INDEX items_out_open ON items_out (notice_id, id) WHERE settled_at IS NULL`,
  `CREATE INDEX items_out_by_notice ON items_out (notice_id, id)`,
  `CREATE TRIGGER items_out_settled BEFORE UPDATE ON items_out WHEN OLD.settled_at IS NOT NULL
    OR NEW.name <> OLD.name OR NEW.quantity <> OLD.quantity OR NEW.notice_id <> OLD.notice_id
    BEGIN SELECT RAISE(ABORT, 'what was taken along is kept'); END`,
  `CREATE TRIGGER items_out_kept BEFORE DELETE ON items_out BEGIN SELECT RAISE(ABORT, 'what was taken along is kept'); END`,
  `CREATE TABLE support_requests (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    task_id INTEGER NOT NULL REFERENCES records(id),
    question TEXT NOT NULL,
    due_on TEXT,
    asked_by TEXT NOT NULL,
    asked_name TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    answer TEXT,
    answered_by TEXT,
    answered_name TEXT,
    answered_at TEXT,
    closed_at TEXT,
    closed_name TEXT,
    closed_note TEXT,
    CHECK ((answer IS NULL) = (answered_at IS NULL)),
    CHECK (answered_by IS NULL OR answered_by <> asked_by)
  ) STRICT`,
  `CREATE INDEX support_requests_by_task ON support_requests (task_id, id)`,
  `CREATE INDEX support_requests_open ON support_requests (id) WHERE closed_at IS NULL`,
  `CREATE TRIGGER support_requests_fixed BEFORE UPDATE ON support_requests
    WHEN OLD.closed_at IS NOT NULL OR NEW.question <> OLD.question OR NEW.asked_by <> OLD.asked_by
      OR (OLD.answer IS NOT NULL AND NEW.answer IS NOT OLD.answer)
    BEGIN SELECT RAISE(ABORT, 'questions and answers are kept'); END`,
  `CREATE TRIGGER support_requests_kept BEFORE DELETE ON support_requests BEGIN SELECT RAISE(ABORT, 'questions and answers are kept'); END`,
  // A clock that stands still, with its reason; how long it stood moves the due day when it goes on.
  `CREATE TABLE record_holds (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    record_id INTEGER NOT NULL REFERENCES records(id) ON DELETE CASCADE,
    reason TEXT NOT NULL,
    from_day TEXT NOT NULL,
    by_name TEXT NOT NULL,
    at TEXT NOT NULL,
    days INTEGER CHECK (days >= 0),
    ended_name TEXT,
    ended_at TEXT,
    CHECK ((days IS NULL) = (ended_at IS NULL))
  ) STRICT`,
  `CREATE INDEX record_holds_by_record ON record_holds (record_id, id)`,
  `CREATE UNIQUE INDEX record_holds_open ON record_holds (record_id) WHERE ended_at IS NULL`,
  `CREATE TRIGGER record_holds_fixed BEFORE UPDATE ON record_holds WHEN OLD.ended_at IS NOT NULL OR NEW.reason <> OLD.reason
    OR NEW.from_day <> OLD.from_day OR NEW.record_id <> OLD.record_id
    BEGIN SELECT RAISE(ABORT, 'holds are kept'); END`,
  `CREATE TABLE saved_filters (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    owner_id INTEGER NOT NULL REFERENCES accounts(id),
    name TEXT NOT NULL,
    filter TEXT NOT NULL CHECK (json_valid(filter)),
    shared INTEGER NOT NULL CHECK (shared IN (0,1)),
    at TEXT NOT NULL,
    UNIQUE (owner_id, name)
  ) STRICT`,
  `CREATE INDEX saved_filters_shared ON saved_filters (name) WHERE shared = 1`,
  // A numbered form printed empty and taken along with a notice (spec 2 "Signed paper has two origins"): its way back, and, once it was
  // used, the comparison of what was typed with what was written.
  `CREATE TABLE blank_forms (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    copy_id INTEGER NOT NULL UNIQUE REFERENCES print_copies(id),
    kind TEXT NOT NULL,
    notice_id INTEGER NOT NULL REFERENCES records(id),
    state TEXT NOT NULL CHECK (state IN ('issued','used','unused','spoiled')),
    record_id INTEGER REFERENCES records(id),
    scan_sha256 TEXT,
    compared_digest TEXT,
    compared_by TEXT,
    compared_name TEXT,
    compared_at TEXT,
    note TEXT NOT NULL DEFAULT '',
    settled_name TEXT,
    settled_at TEXT,
    CHECK ((state = 'used') = (record_id IS NOT NULL)),
    CHECK ((state = 'used') = (scan_sha256 IS NOT NULL))
  ) STRICT`,
  `CREATE INDEX blank_forms_by_notice ON blank_forms (notice_id, id)`,
  `CREATE INDEX blank_forms_by_record ON blank_forms (record_id) WHERE record_id IS NOT NULL`,
  `CREATE TRIGGER blank_forms_kept BEFORE DELETE ON blank_forms BEGIN SELECT RAISE(ABORT, 'numbered forms are kept'); END`,
  `CREATE TRIGGER blank_forms_settled BEFORE UPDATE OF copy_id, kind, notice_id, state, record_id ON blank_forms
    WHEN OLD.state <> 'issued' AND NOT (OLD.state = 'used' AND NEW.state = 'used' AND NEW.record_id = OLD.record_id)
    BEGIN SELECT RAISE(ABORT, 'numbered forms are kept'); END`,
  // Discarded drafts: what they said, why they were discarded, until their author takes them back.
  `CREATE TABLE trash (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 3),
    marking TEXT NOT NULL,
    draft TEXT NOT NULL CHECK (json_valid(draft)),
    reason TEXT NOT NULL,
    owner_id INTEGER NOT NULL REFERENCES accounts(id),
    at TEXT NOT NULL
  ) STRICT`,
  `CREATE INDEX trash_by_owner ON trash (owner_id, id)`,
];
