import { appendOnly } from './appendOnly.ts';

/** Master data of all types in one table. */
export const master = [
  `CREATE TABLE master (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL CHECK (type IN ('customer','model','equipment','staff','militaryOffice','part','depot')),
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    initials TEXT NOT NULL,
    content TEXT NOT NULL CHECK (json_valid(content)),
    form_version INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('active','provisional','merged','retired')),
    merged_into INTEGER REFERENCES master(id),
    owning_site TEXT NOT NULL,
    customer_id INTEGER REFERENCES master(id),
    model_id INTEGER REFERENCES master(id),
    version INTEGER NOT NULL DEFAULT 1,
    changed_at TEXT NOT NULL,
    UNIQUE (type, owning_site, code)
  ) STRICT`,
  `CREATE INDEX master_by_code ON master (type, code, id)`,
  `CREATE INDEX master_by_name ON master (type, name, id)`,
  `CREATE INDEX master_by_initials ON master (type, initials, id)`,
  `CREATE INDEX master_by_customer ON master (customer_id, type, code) WHERE customer_id IS NOT NULL`,
  `CREATE INDEX master_by_merged ON master (merged_into) WHERE merged_into IS NOT NULL`,
  `CREATE INDEX master_by_model ON master (model_id, type, code) WHERE model_id IS NOT NULL`,
  `CREATE TABLE master_history (
    id INTEGER PRIMARY KEY,
    master_id INTEGER NOT NULL REFERENCES master(id),
    version INTEGER NOT NULL,
    content TEXT NOT NULL,
    account TEXT NOT NULL,
    at TEXT NOT NULL,
    reason TEXT NOT NULL
  ) STRICT`,
  `CREATE INDEX master_history_by_entry ON master_history (master_id, version)`,
  ...appendOnly('master_history', 'master data history'),
];

const frozenStates = `('archived','compiled','disposed')`;

/** Copies into the reader rows of a record what lists of named records are found by; `reach` is which of the record's own openness counts. */
const followRecord = `UPDATE record_readers SET (kind, level, state, occurred_at, reach) = (
      SELECT r.kind, r.level, r.state, r.occurred_at, CASE WHEN r.restricted = 1 THEN 'restricted'
        WHEN EXISTS (SELECT 1 FROM sites s WHERE s.is_self = 1 AND s.code = r.owning_site) THEN 'own' ELSE 'foreign' END
      FROM records r WHERE r.id = RECORD)
    WHERE record_id = RECORD`;

/** Records of all kinds with what is kept beside them. */
export const records = [
  `CREATE TABLE records (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    form_version INTEGER NOT NULL,
    owning_site TEXT NOT NULL,
    state TEXT NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 3),
    marking TEXT NOT NULL,
    mark_ends_on TEXT,
    restricted INTEGER NOT NULL DEFAULT 0 CHECK (restricted IN (0,1)),
    registration_number TEXT,
    archive_number TEXT,
    occurred_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    due_on TEXT,
    author_id INTEGER REFERENCES accounts(id),
    author_name TEXT NOT NULL,
    responsible_id INTEGER REFERENCES accounts(id),
    customer_id INTEGER REFERENCES master(id),
    task_id INTEGER REFERENCES records(id),
    content TEXT NOT NULL CHECK (json_valid(content)),
    parts TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(parts)),
    version INTEGER NOT NULL DEFAULT 1,
    digest TEXT NOT NULL DEFAULT '',
    supersedes_id INTEGER REFERENCES records(id),
    original_state TEXT NOT NULL DEFAULT 'none' CHECK (original_state IN ('none','expected','received','missing')),
    original_due_on TEXT,
    changed_at TEXT NOT NULL,
    change_seq INTEGER NOT NULL DEFAULT 0
  ) STRICT`,
  // Most records have neither number for most of their life.
  `CREATE UNIQUE INDEX records_registration ON records (registration_number) WHERE registration_number IS NOT NULL`,
  `CREATE UNIQUE INDEX records_archived ON records (archive_number) WHERE archive_number IS NOT NULL`,
  `CREATE INDEX records_by_kind_occurred ON records (kind, occurred_at DESC, id DESC)`,
  // What the access rule looks at, by row number: hits of a search are judged without reading the records.
  `CREATE INDEX records_access ON records (id, kind, level, restricted, owning_site)`,
  // Those that lists walk: one arm per kind and level (and state, or site) that the reader may see, merged in order, so that a page costs the same however few rows that are.
  `CREATE INDEX records_open_by_kind ON records (kind, level, occurred_at DESC, id DESC) WHERE restricted = 0`,
  `CREATE INDEX records_open_by_state ON records (kind, state, level, occurred_at DESC, id DESC, owning_site) WHERE restricted = 0`,
  `CREATE INDEX records_open_by_site ON records (owning_site, kind, level, occurred_at DESC, id DESC) WHERE restricted = 0`,
  `CREATE INDEX records_restricted ON records (kind, state, occurred_at DESC, id DESC) WHERE restricted = 1`,
  `CREATE INDEX records_by_occurred ON records (occurred_at DESC, id DESC, kind, level, restricted, owning_site)`,
  `CREATE INDEX records_by_state ON records (state, occurred_at DESC, id DESC, kind, level, restricted, owning_site)`,
  `CREATE INDEX records_by_customer ON records (customer_id, occurred_at DESC, id DESC) WHERE customer_id IS NOT NULL`,
  `CREATE INDEX records_by_task ON records (task_id, id) WHERE task_id IS NOT NULL`,
  `CREATE INDEX records_by_due ON records (due_on, id) WHERE due_on IS NOT NULL`,
  `CREATE INDEX records_by_mark_end ON records (mark_ends_on, id) WHERE mark_ends_on IS NOT NULL`,
  // A draft that goes asks every table that may name it; without an index each of them is walked.
  `CREATE INDEX records_by_superseded ON records (supersedes_id) WHERE supersedes_id IS NOT NULL`,
  `CREATE INDEX records_without_original ON records (occurred_at DESC, id DESC) WHERE original_state = 'missing'`,
  `CREATE INDEX records_by_change ON records (owning_site, change_seq)`,
  `CREATE TRIGGER records_frozen BEFORE UPDATE OF uid, kind, form_version, owning_site, content, parts, digest, version, occurred_at, recorded_at,
      author_id, author_name, customer_id, task_id, supersedes_id, registration_number ON records
    WHEN OLD.state IN ${frozenStates}
    BEGIN SELECT RAISE(ABORT, 'archived record is frozen'); END`,
  `CREATE TRIGGER records_stay_archived BEFORE UPDATE OF state ON records
    WHEN (OLD.state = 'archived' AND NEW.state NOT IN ${frozenStates}) OR (OLD.state = 'compiled' AND NEW.state NOT IN ('compiled','disposed'))
    BEGIN SELECT RAISE(ABORT, 'archived record is frozen'); END`,
  `CREATE TRIGGER records_issued_number BEFORE UPDATE OF registration_number, archive_number ON records
    WHEN (OLD.registration_number IS NOT NULL AND NEW.registration_number IS NOT OLD.registration_number)
      OR (OLD.archive_number IS NOT NULL AND NEW.archive_number IS NOT OLD.archive_number)
    BEGIN SELECT RAISE(ABORT, 'an issued number never changes'); END`,
  // Drafts of the author may be discarded; everything that ever left draft stays (disposal has its own executed list, later issue).
  `CREATE TRIGGER records_kept BEFORE DELETE ON records
    WHEN OLD.state <> 'draft' OR OLD.registration_number IS NOT NULL OR EXISTS (SELECT 1 FROM record_history h WHERE h.record_id = OLD.id AND h.from_state IS NOT NULL AND h.to_state <> 'draft')
    BEGIN SELECT RAISE(ABORT, 'records are kept'); END`,
  `CREATE TABLE record_equipment (
    record_id INTEGER NOT NULL REFERENCES records(id),
    equipment_id INTEGER NOT NULL REFERENCES master(id),
    PRIMARY KEY (record_id, equipment_id)
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX record_equipment_by_equipment ON record_equipment (equipment_id, record_id)`,
  `CREATE TRIGGER record_equipment_frozen_insert BEFORE INSERT ON record_equipment
    WHEN (SELECT state FROM records WHERE id = NEW.record_id) IN ${frozenStates}
    BEGIN SELECT RAISE(ABORT, 'archived record is frozen'); END`,
  `CREATE TRIGGER record_equipment_frozen_delete BEFORE DELETE ON record_equipment
    WHEN (SELECT state FROM records WHERE id = OLD.record_id) IN ${frozenStates}
    BEGIN SELECT RAISE(ABORT, 'archived record is frozen'); END`,
  // Explicit readers beside the default readers of the kind (which are data in shared/policy): author, task staff, named persons, offices, sites.
  // The last columns are the record's own, so that a person's records are listed from one index; the triggers keep them so.
  `CREATE TABLE record_readers (
    record_id INTEGER NOT NULL REFERENCES records(id),
    reader TEXT NOT NULL,
    until TEXT,
    reason TEXT NOT NULL,
    granted_by TEXT NOT NULL,
    granted_at TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT '',
    level INTEGER NOT NULL DEFAULT 3,
    state TEXT NOT NULL DEFAULT '',
    occurred_at TEXT NOT NULL DEFAULT '',
    reach TEXT NOT NULL DEFAULT 'restricted' CHECK (reach IN ('own','foreign','restricted')),
    PRIMARY KEY (record_id, reader)
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX record_readers_newest ON record_readers (reader, occurred_at DESC, record_id DESC, kind, level, state, until)`,
  `CREATE INDEX record_readers_by_kind ON record_readers (reader, kind, reach, occurred_at DESC, record_id DESC, level, state, until)`,
  `CREATE TRIGGER record_readers_begin AFTER INSERT ON record_readers
    BEGIN ${followRecord} AND reader = NEW.reader; END`.replaceAll('RECORD', 'NEW.record_id'),
  `CREATE TRIGGER record_readers_follow AFTER UPDATE OF kind, level, state, occurred_at, restricted, owning_site ON records
    WHEN (NEW.kind, NEW.level, NEW.state, NEW.occurred_at, NEW.restricted, NEW.owning_site)
      IS NOT (OLD.kind, OLD.level, OLD.state, OLD.occurred_at, OLD.restricted, OLD.owning_site)
    BEGIN ${followRecord}; END`.replaceAll('RECORD', 'NEW.id'),
  `CREATE TABLE record_history (
    id INTEGER PRIMARY KEY,
    record_id INTEGER NOT NULL REFERENCES records(id) ON DELETE CASCADE,
    at TEXT NOT NULL,
    account_uid TEXT NOT NULL,
    account_name TEXT NOT NULL,
    act TEXT NOT NULL,
    from_state TEXT,
    to_state TEXT NOT NULL,
    version INTEGER NOT NULL,
    reason TEXT NOT NULL DEFAULT ''
  ) STRICT`,
  `CREATE INDEX record_history_by_record ON record_history (record_id, id)`,
  `CREATE TRIGGER record_history_no_update BEFORE UPDATE ON record_history BEGIN SELECT RAISE(ABORT, 'history is append-only'); END`,
  `CREATE TRIGGER record_history_no_delete BEFORE DELETE ON record_history
    WHEN EXISTS (SELECT 1 FROM records r WHERE r.id = OLD.record_id)
    BEGIN SELECT RAISE(ABORT, 'history is append-only'); END`,
  // A version is written when content is frozen for something: submission, printing for signature, approval. Digest covers form, head and content.
  `CREATE TABLE record_versions (
    record_id INTEGER NOT NULL REFERENCES records(id),
    version INTEGER NOT NULL,
    purpose TEXT NOT NULL,
    content TEXT NOT NULL,
    digest TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at TEXT NOT NULL,
    PRIMARY KEY (record_id, version, purpose)
  ) STRICT, WITHOUT ROWID`,
  ...appendOnly('record_versions', 'frozen version'),
  `CREATE TABLE record_links (
    from_id INTEGER NOT NULL REFERENCES records(id),
    to_id INTEGER NOT NULL REFERENCES records(id),
    relation TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (from_id, to_id, relation)
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX record_links_back ON record_links (to_id, from_id)`,
  ...appendOnly('record_links', 'links'),
  `CREATE TABLE marking_decisions (
    id INTEGER PRIMARY KEY,
    record_id INTEGER NOT NULL REFERENCES records(id),
    level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 3),
    marking TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('proposed','formal','changed','lifted')),
    proposed_by TEXT NOT NULL,
    decided_by TEXT,
    reason TEXT NOT NULL,
    digest TEXT NOT NULL,
    signature TEXT,
    at TEXT NOT NULL
  ) STRICT`,
  `CREATE INDEX marking_decisions_by_record ON marking_decisions (record_id, id)`,
  `CREATE INDEX marking_proposals ON marking_decisions (id, record_id) WHERE status = 'proposed'`,
  ...appendOnly('marking_decisions', 'marking decisions'),
  `CREATE TABLE custody (
    id INTEGER PRIMARY KEY,
    record_id INTEGER NOT NULL REFERENCES records(id),
    event TEXT NOT NULL CHECK (event IN ('received','handed','filed','missing')),
    from_name TEXT NOT NULL,
    to_name TEXT NOT NULL,
    place TEXT NOT NULL,
    file TEXT NOT NULL DEFAULT '',
    volume TEXT NOT NULL DEFAULT '',
    page TEXT NOT NULL DEFAULT '',
    due_on TEXT,
    at TEXT NOT NULL,
    account_uid TEXT NOT NULL
  ) STRICT`,
  `CREATE INDEX custody_by_record ON custody (record_id, id)`,
  ...appendOnly('custody', 'custody of originals'),
  `CREATE TABLE attachments (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    record_id INTEGER NOT NULL REFERENCES records(id),
    role TEXT NOT NULL CHECK (role IN ('file','signedScan','printedBody','packageCopy')),
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL CHECK (bytes >= 0),
    content_name TEXT NOT NULL,
    wrapped_key BLOB NOT NULL,
    trace_code TEXT,
    bound_version INTEGER,
    bound_digest TEXT,
    voided_at TEXT,
    clear_file_erased TEXT CHECK (clear_file_erased IN ('erased','kept','none')),
    added_by TEXT NOT NULL,
    added_at TEXT NOT NULL
  ) STRICT`,
  `CREATE INDEX attachments_by_record ON attachments (record_id, id)`,
  `CREATE INDEX attachments_by_content ON attachments (sha256)`,
  `CREATE TRIGGER attachments_frozen_insert BEFORE INSERT ON attachments
    WHEN (SELECT state FROM records WHERE id = NEW.record_id) IN ${frozenStates}
    BEGIN SELECT RAISE(ABORT, 'archived record is frozen'); END`,
  `CREATE TRIGGER attachments_frozen_update BEFORE UPDATE ON attachments
    WHEN (SELECT state FROM records WHERE id = OLD.record_id) IN ${frozenStates}
    BEGIN SELECT RAISE(ABORT, 'archived record is frozen'); END`,
  `CREATE TRIGGER attachments_frozen_delete BEFORE DELETE ON attachments
    WHEN (SELECT state FROM records WHERE id = OLD.record_id) IN ${frozenStates}
    BEGIN SELECT RAISE(ABORT, 'archived record is frozen'); END`,
  // Not contentless: such a table keeps the words of deleted rows in its index, whatever secure-delete says.
  `CREATE VIRTUAL TABLE record_fts USING fts5(text, columnsize=0, tokenize='unicode61 remove_diacritics 0')`,
  `INSERT INTO record_fts (record_fts, rank) VALUES ('secure-delete', 1)`,
];

/** Every number ever issued. */
export const numbers = [
  `CREATE TABLE number_register (
    number TEXT PRIMARY KEY,
    series TEXT NOT NULL,
    year INTEGER NOT NULL,
    site TEXT NOT NULL,
    n INTEGER NOT NULL CHECK (n > 0),
    record_uid TEXT,
    status TEXT NOT NULL CHECK (status IN ('issued','voided','voidedByRestore')),
    reason TEXT NOT NULL DEFAULT '',
    at TEXT NOT NULL,
    UNIQUE (series, year, site, n)
  ) STRICT, WITHOUT ROWID`,
  // Gap-free by construction: the next number of a series is its highest + 1 inside the writer's transaction.
  `CREATE TRIGGER number_register_gap_free BEFORE INSERT ON number_register
    WHEN NEW.n <> (SELECT coalesce(max(n), 0) + 1 FROM number_register WHERE series = NEW.series AND year = NEW.year AND site = NEW.site)
    BEGIN SELECT RAISE(ABORT, 'number series has a gap'); END`,
  `CREATE TRIGGER number_register_fixed BEFORE UPDATE ON number_register
    WHEN NEW.number <> OLD.number OR NEW.series <> OLD.series OR NEW.year <> OLD.year OR NEW.site <> OLD.site OR NEW.n <> OLD.n
      OR NEW.record_uid IS NOT OLD.record_uid OR OLD.status <> 'issued'
    BEGIN SELECT RAISE(ABORT, 'an issued number never changes'); END`,
  `CREATE TRIGGER number_register_kept BEFORE DELETE ON number_register BEGIN SELECT RAISE(ABORT, 'an issued number never changes'); END`,
];
