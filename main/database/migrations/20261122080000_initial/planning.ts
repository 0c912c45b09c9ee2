import { appendOnly } from './appendOnly.ts';

/**
 * What belongs to the annual plan, the staff and the duty roster beside records and master data. Tasks and notices stand by
 * their public identity: a row here outlives the disposal of what it speaks of.
 */
export const planning = [
  // Which line of which year's plan a task carries out; the latest row of a task counts, one without a line takes it out.
  `CREATE TABLE plan_line_tasks (
    id INTEGER PRIMARY KEY,
    task_uid TEXT NOT NULL,
    year INTEGER NOT NULL,
    line TEXT,
    reason TEXT NOT NULL,
    linked_by TEXT NOT NULL,
    linked_name TEXT NOT NULL,
    at TEXT NOT NULL
  ) STRICT`,
  `CREATE INDEX plan_line_tasks_by_task ON plan_line_tasks (task_uid, id)`,
  `CREATE INDEX plan_line_tasks_by_line ON plan_line_tasks (year, line, id)`,
  ...appendOnly('plan_line_tasks', 'tasks of the plan'),
  // What was decided of a line beside its tasks; the latest row counts.
  `CREATE TABLE plan_line_outcomes (
    id INTEGER PRIMARY KEY,
    year INTEGER NOT NULL,
    line TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('done','dropped','reopened')),
    day TEXT NOT NULL,
    note TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_name TEXT NOT NULL,
    at TEXT NOT NULL
  ) STRICT`,
  `CREATE INDEX plan_line_outcomes_by_line ON plan_line_outcomes (year, line, id)`,
  ...appendOnly('plan_line_outcomes', 'outcomes of the plan'),
  `CREATE TABLE staff_certificates (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    master_id INTEGER NOT NULL REFERENCES master(id),
    about TEXT NOT NULL CHECK (about IN ('title','norms','product')),
    model TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL CHECK (bytes >= 0),
    content_name TEXT NOT NULL,
    wrapped_key BLOB NOT NULL,
    added_name TEXT NOT NULL,
    added_at TEXT NOT NULL,
    withdrawn_name TEXT,
    withdrawn_at TEXT,
    withdrawn_reason TEXT NOT NULL DEFAULT ''
  ) STRICT`,
  `CREATE INDEX staff_certificates_by_person ON staff_certificates (master_id, id)`,
  `CREATE TRIGGER staff_certificates_fixed BEFORE UPDATE ON staff_certificates
    WHEN OLD.withdrawn_at IS NOT NULL OR NEW.content_name <> OLD.content_name OR NEW.sha256 <> OLD.sha256 OR NEW.master_id <> OLD.master_id
    BEGIN SELECT RAISE(ABORT, 'a certificate is withdrawn, never changed'); END`,
  `CREATE TRIGGER staff_certificates_kept BEFORE DELETE ON staff_certificates
    BEGIN SELECT RAISE(ABORT, 'a certificate is withdrawn, never changed'); END`,
  // A leader lets a person go who does not meet 5.2.1, for one notice and for the faults named then.
  `CREATE TABLE dispatch_overrides (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    notice_uid TEXT NOT NULL,
    staff_uid TEXT NOT NULL,
    staff_name TEXT NOT NULL,
    faults TEXT NOT NULL CHECK (json_valid(faults)),
    reason TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_name TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    decision TEXT CHECK (decision IN ('approved','refused')),
    decided_by TEXT,
    decided_name TEXT,
    decided_at TEXT,
    decision_note TEXT NOT NULL DEFAULT '',
    CHECK ((decision IS NULL) = (decided_by IS NULL)),
    CHECK (decided_by IS NULL OR decided_by <> asked_by)
  ) STRICT`,
  `CREATE INDEX dispatch_overrides_by_notice ON dispatch_overrides (notice_uid, id)`,
  `CREATE INDEX dispatch_overrides_open ON dispatch_overrides (id) WHERE decision IS NULL`,
  `CREATE TRIGGER dispatch_overrides_fixed BEFORE UPDATE ON dispatch_overrides
    WHEN OLD.decision IS NOT NULL OR NEW.notice_uid <> OLD.notice_uid OR NEW.staff_uid <> OLD.staff_uid OR NEW.faults <> OLD.faults
    BEGIN SELECT RAISE(ABORT, 'an override is decided once'); END`,
  `CREATE TRIGGER dispatch_overrides_kept BEFORE DELETE ON dispatch_overrides
    BEGIN SELECT RAISE(ABORT, 'an override is decided once'); END`,
  `CREATE TABLE duty_shifts (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    post TEXT NOT NULL CHECK (post IN ('hotline','dutyPhone')),
    from_at TEXT NOT NULL,
    to_at TEXT NOT NULL CHECK (to_at > from_at),
    account_uid TEXT NOT NULL,
    account_name TEXT NOT NULL,
    made_name TEXT NOT NULL,
    made_at TEXT NOT NULL,
    ended_name TEXT,
    ended_at TEXT,
    ended_reason TEXT NOT NULL DEFAULT ''
  ) STRICT`,
  `CREATE INDEX duty_shifts_by_time ON duty_shifts (post, from_at) WHERE ended_at IS NULL`,
  `CREATE TRIGGER duty_shifts_alone BEFORE INSERT ON duty_shifts
    WHEN EXISTS (SELECT 1 FROM duty_shifts s WHERE s.post = NEW.post AND s.ended_at IS NULL AND s.from_at < NEW.to_at AND s.to_at > NEW.from_at)
    BEGIN SELECT RAISE(ABORT, 'two persons on one duty at one time'); END`,
  `CREATE TRIGGER duty_shifts_fixed BEFORE UPDATE ON duty_shifts
    WHEN OLD.ended_at IS NOT NULL OR NEW.post <> OLD.post OR NEW.from_at <> OLD.from_at OR NEW.to_at <> OLD.to_at OR NEW.account_uid <> OLD.account_uid
    BEGIN SELECT RAISE(ABORT, 'a shift is taken off, never changed'); END`,
  `CREATE TRIGGER duty_shifts_kept BEFORE DELETE ON duty_shifts
    BEGIN SELECT RAISE(ABORT, 'a shift is taken off, never changed'); END`,
  `CREATE TABLE duty_handovers (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    post TEXT NOT NULL CHECK (post IN ('hotline','dutyPhone')),
    from_uid TEXT NOT NULL,
    from_name TEXT NOT NULL,
    to_uid TEXT NOT NULL,
    to_name TEXT NOT NULL,
    note TEXT NOT NULL,
    calls TEXT NOT NULL CHECK (json_valid(calls)),
    given_at TEXT NOT NULL,
    taken_at TEXT,
    CHECK (from_uid <> to_uid)
  ) STRICT`,
  `CREATE INDEX duty_handovers_open ON duty_handovers (to_uid, id) WHERE taken_at IS NULL`,
  `CREATE TRIGGER duty_handovers_fixed BEFORE UPDATE ON duty_handovers
    WHEN OLD.taken_at IS NOT NULL OR NEW.from_uid <> OLD.from_uid OR NEW.to_uid <> OLD.to_uid OR NEW.calls <> OLD.calls OR NEW.note <> OLD.note
    BEGIN SELECT RAISE(ABORT, 'a hand-over of duty is kept'); END`,
  `CREATE TRIGGER duty_handovers_kept BEFORE DELETE ON duty_handovers
    BEGIN SELECT RAISE(ABORT, 'a hand-over of duty is kept'); END`,
];
