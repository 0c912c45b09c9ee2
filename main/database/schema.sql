-- Made from the migrations; the schema test fails when it drifts. Do not edit.

CREATE TABLE schema_migrations (
  name TEXT PRIMARY KEY, reason TEXT NOT NULL, applied_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE sites (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('center','unit','department')),
    is_self INTEGER NOT NULL CHECK (is_self IN (0,1)),
    highest_level INTEGER NOT NULL CHECK (highest_level BETWEEN 1 AND 3),
    root_public_key TEXT,
    root_pinned_at TEXT,
    pinned_by TEXT,
    stream_state TEXT NOT NULL DEFAULT 'open' CHECK (stream_state IN ('open','frozen'))
  ) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX sites_one_self ON sites (is_self) WHERE is_self = 1;

CREATE TABLE site_keys (
    id TEXT PRIMARY KEY,
    purpose TEXT NOT NULL CHECK (purpose IN ('siteSigning','age','content','journal')),
    public_key TEXT NOT NULL,
    secret BLOB NOT NULL,
    made_at TEXT NOT NULL,
    retired_at TEXT
  ) STRICT, WITHOUT ROWID;

CREATE TABLE accounts (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    staff_id INTEGER REFERENCES master(id),
    state TEXT NOT NULL CHECK (state IN ('created','active','disabled','closed')),
    clearance INTEGER NOT NULL DEFAULT 1 CHECK (clearance BETWEEN 1 AND 3),
    must_change_password INTEGER NOT NULL DEFAULT 1 CHECK (must_change_password IN (0,1)),
    password_changed_at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    settings TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(settings))
  ) STRICT;

CREATE TABLE password_history (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts(id),
    changed_at TEXT NOT NULL,
    verifier TEXT NOT NULL
  ) STRICT;

CREATE INDEX password_history_by_account ON password_history (account_id, id);

CREATE TABLE account_roles (
    account_id INTEGER NOT NULL REFERENCES accounts(id),
    role TEXT NOT NULL CHECK (role IN (
      'systemAdmin','securityAdmin','auditor',
      'operator','engineer','dispatcher','informationOfficer','supervisor','complaintHandler','sparesKeeper',
      'centerLeader','companyLeader','qualityOfficer','unitOfficer','unitLeader','printKeeper','markingOfficer',
      'production','technical','marketing','inspector')),
    granted_at TEXT NOT NULL,
    until TEXT CHECK (until IS NULL OR role NOT IN ('systemAdmin','securityAdmin','auditor')),
    PRIMARY KEY (account_id, role)
  ) STRICT, WITHOUT ROWID;

CREATE TRIGGER account_roles_exclusive BEFORE INSERT ON account_roles
    WHEN EXISTS (SELECT 1 FROM account_roles r WHERE r.account_id = NEW.account_id AND r.role <> NEW.role
      AND (r.role IN ('systemAdmin','securityAdmin','auditor') OR NEW.role IN ('systemAdmin','securityAdmin','auditor')))
    BEGIN SELECT RAISE(ABORT, 'posts are exclusive'); END;

CREATE TRIGGER account_roles_fixed BEFORE UPDATE OF account_id, role ON account_roles
    BEGIN SELECT RAISE(ABORT, 'a role is granted or revoked, never changed'); END;

CREATE TRIGGER account_roles_last_holder BEFORE DELETE ON account_roles
    WHEN OLD.role IN ('systemAdmin','securityAdmin','auditor') AND NOT EXISTS (
      SELECT 1 FROM account_roles r JOIN accounts a ON a.id = r.account_id
      WHERE r.role = OLD.role AND r.account_id <> OLD.account_id AND a.state = 'active')
    BEGIN SELECT RAISE(ABORT, 'last holder of a post'); END;

CREATE TRIGGER accounts_last_holder BEFORE UPDATE OF state ON accounts
    WHEN OLD.state = 'active' AND NEW.state <> 'active' AND EXISTS (
      SELECT 1 FROM account_roles r WHERE r.account_id = OLD.id AND r.role IN ('systemAdmin','securityAdmin','auditor')
      AND NOT EXISTS (SELECT 1 FROM account_roles o JOIN accounts a ON a.id = o.account_id
        WHERE o.role = r.role AND o.account_id <> OLD.id AND a.state = 'active'))
    BEGIN SELECT RAISE(ABORT, 'last holder of a post'); END;

CREATE TRIGGER accounts_never_deleted BEFORE DELETE ON accounts BEGIN SELECT RAISE(ABORT, 'accounts are closed, never deleted'); END;

CREATE TABLE person_keys (
    key_id TEXT PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts(id),
    public_key TEXT NOT NULL UNIQUE,
    made_at TEXT NOT NULL,
    retired_at TEXT
  ) STRICT, WITHOUT ROWID;

CREATE TABLE pending_acts (
    uid TEXT PRIMARY KEY,
    act TEXT NOT NULL,
    payload TEXT NOT NULL CHECK (json_valid(payload)),
    proposed_by INTEGER NOT NULL REFERENCES accounts(id),
    proposed_at TEXT NOT NULL,
    decided_by INTEGER REFERENCES accounts(id),
    decided_at TEXT,
    decision TEXT CHECK (decision IN ('approved','refused')),
    CHECK (decided_by IS NULL OR decided_by <> proposed_by)
  ) STRICT, WITHOUT ROWID;

CREATE INDEX pending_acts_open ON pending_acts (act, proposed_at) WHERE decision IS NULL;

CREATE TABLE policy (key TEXT PRIMARY KEY, value TEXT NOT NULL CHECK (json_valid(value))) STRICT, WITHOUT ROWID;

CREATE TABLE signatures (
    id INTEGER PRIMARY KEY,
    object_kind TEXT NOT NULL,
    object_uid TEXT NOT NULL,
    purpose TEXT NOT NULL,
    digest TEXT NOT NULL,
    key_id TEXT NOT NULL,
    account_uid TEXT NOT NULL,
    account_name TEXT NOT NULL,
    on_behalf_of TEXT,
    signature TEXT NOT NULL,
    at TEXT NOT NULL
  ) STRICT;

CREATE INDEX signatures_by_object ON signatures (object_kind, object_uid);

CREATE TRIGGER signatures_no_update BEFORE UPDATE ON signatures BEGIN SELECT RAISE(ABORT, 'signature register is append-only'); END;

CREATE TRIGGER signatures_no_delete BEFORE DELETE ON signatures BEGIN SELECT RAISE(ABORT, 'signature register is append-only'); END;

CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    mono INTEGER NOT NULL,
    site TEXT NOT NULL,
    station TEXT NOT NULL,
    os_account TEXT NOT NULL,
    account TEXT NOT NULL,
    act TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    object_number TEXT NOT NULL,
    object_mark TEXT NOT NULL,
    outcome TEXT NOT NULL,
    prev_digest TEXT NOT NULL,
    digest TEXT NOT NULL
  ) STRICT;

CREATE INDEX audit_by_account ON audit (account, seq);

CREATE INDEX audit_by_act ON audit (act, seq);

CREATE TRIGGER audit_in_order BEFORE INSERT ON audit
    WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit)
      OR (NEW.seq > 1 AND NEW.prev_digest <> (SELECT digest FROM audit WHERE seq = NEW.seq - 1))
    BEGIN SELECT RAISE(ABORT, 'audit chain broken'); END;

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;

CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;

CREATE TABLE audit_heads (seq INTEGER PRIMARY KEY, digest TEXT NOT NULL, key_id TEXT NOT NULL, signature TEXT NOT NULL, at TEXT NOT NULL) STRICT;

CREATE TRIGGER audit_heads_no_update BEFORE UPDATE ON audit_heads BEGIN SELECT RAISE(ABORT, 'audit heads is append-only'); END;

CREATE TRIGGER audit_heads_no_delete BEFORE DELETE ON audit_heads BEGIN SELECT RAISE(ABORT, 'audit heads is append-only'); END;

CREATE TABLE master (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL CHECK (type IN ('customer','model','equipment','staff','militaryOffice')),
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
  ) STRICT;

CREATE INDEX master_by_code ON master (type, code, id);

CREATE INDEX master_by_name ON master (type, name, id);

CREATE INDEX master_by_initials ON master (type, initials, id);

CREATE INDEX master_by_customer ON master (customer_id, type, code) WHERE customer_id IS NOT NULL;

CREATE INDEX master_by_model ON master (model_id, type, code) WHERE model_id IS NOT NULL;

CREATE TABLE master_history (
    id INTEGER PRIMARY KEY,
    master_id INTEGER NOT NULL REFERENCES master(id),
    version INTEGER NOT NULL,
    content TEXT NOT NULL,
    account TEXT NOT NULL,
    at TEXT NOT NULL,
    reason TEXT NOT NULL
  ) STRICT;

CREATE INDEX master_history_by_entry ON master_history (master_id, version);

CREATE TRIGGER master_history_no_update BEFORE UPDATE ON master_history BEGIN SELECT RAISE(ABORT, 'master data history is append-only'); END;

CREATE TRIGGER master_history_no_delete BEFORE DELETE ON master_history BEGIN SELECT RAISE(ABORT, 'master data history is append-only'); END;

CREATE TABLE records (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    form_version INTEGER NOT NULL,
    owning_site TEXT NOT NULL,
    state TEXT NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 3),
    marking TEXT NOT NULL,
    restricted INTEGER NOT NULL DEFAULT 0 CHECK (restricted IN (0,1)),
    registration_number TEXT UNIQUE,
    archive_number TEXT UNIQUE,
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
  ) STRICT;

CREATE INDEX records_by_kind_occurred ON records (kind, occurred_at DESC, id DESC);

CREATE INDEX records_open_by_kind ON records (kind, level, occurred_at DESC, id DESC) WHERE restricted = 0;

CREATE INDEX records_open_by_state ON records (kind, state, level, occurred_at DESC, id DESC) WHERE restricted = 0;

CREATE INDEX records_restricted ON records (kind, state, occurred_at DESC, id DESC) WHERE restricted = 1;

CREATE INDEX records_by_occurred ON records (occurred_at DESC, id DESC);

CREATE INDEX records_by_site ON records (owning_site, occurred_at DESC, id DESC);

CREATE INDEX records_by_customer ON records (customer_id, occurred_at DESC, id DESC) WHERE customer_id IS NOT NULL;

CREATE INDEX records_by_task ON records (task_id, id) WHERE task_id IS NOT NULL;

CREATE INDEX records_by_author ON records (author_id, occurred_at DESC, id DESC);

CREATE INDEX records_by_due ON records (due_on, id) WHERE due_on IS NOT NULL;

CREATE INDEX records_without_original ON records (occurred_at DESC, id DESC) WHERE original_state = 'missing';

CREATE INDEX records_by_change ON records (owning_site, change_seq);

CREATE TRIGGER records_frozen BEFORE UPDATE OF uid, kind, form_version, owning_site, content, parts, digest, version, occurred_at, recorded_at,
      author_id, author_name, customer_id, task_id, supersedes_id, registration_number ON records
    WHEN OLD.state IN ('archived','compiled','disposed')
    BEGIN SELECT RAISE(ABORT, 'archived record is frozen'); END;

CREATE TRIGGER records_stay_archived BEFORE UPDATE OF state ON records
    WHEN (OLD.state = 'archived' AND NEW.state NOT IN ('archived','compiled','disposed')) OR (OLD.state = 'compiled' AND NEW.state NOT IN ('compiled','disposed'))
    BEGIN SELECT RAISE(ABORT, 'archived record is frozen'); END;

CREATE TRIGGER records_issued_number BEFORE UPDATE OF registration_number, archive_number ON records
    WHEN (OLD.registration_number IS NOT NULL AND NEW.registration_number IS NOT OLD.registration_number)
      OR (OLD.archive_number IS NOT NULL AND NEW.archive_number IS NOT OLD.archive_number)
    BEGIN SELECT RAISE(ABORT, 'an issued number never changes'); END;

CREATE TRIGGER records_kept BEFORE DELETE ON records
    WHEN OLD.state <> 'draft' OR OLD.registration_number IS NOT NULL OR EXISTS (SELECT 1 FROM record_history h WHERE h.record_id = OLD.id AND h.from_state IS NOT NULL AND h.to_state <> 'draft')
    BEGIN SELECT RAISE(ABORT, 'records are kept'); END;

CREATE TABLE record_equipment (
    record_id INTEGER NOT NULL REFERENCES records(id),
    equipment_id INTEGER NOT NULL REFERENCES master(id),
    PRIMARY KEY (record_id, equipment_id)
  ) STRICT, WITHOUT ROWID;

CREATE INDEX record_equipment_by_equipment ON record_equipment (equipment_id, record_id);

CREATE TRIGGER record_equipment_frozen_insert BEFORE INSERT ON record_equipment
    WHEN (SELECT state FROM records WHERE id = NEW.record_id) IN ('archived','compiled','disposed')
    BEGIN SELECT RAISE(ABORT, 'archived record is frozen'); END;

CREATE TRIGGER record_equipment_frozen_delete BEFORE DELETE ON record_equipment
    WHEN (SELECT state FROM records WHERE id = OLD.record_id) IN ('archived','compiled','disposed')
    BEGIN SELECT RAISE(ABORT, 'archived record is frozen'); END;

CREATE TABLE record_readers (
    record_id INTEGER NOT NULL REFERENCES records(id),
    reader TEXT NOT NULL,
    occurred_at TEXT NOT NULL,
    until TEXT,
    reason TEXT NOT NULL,
    granted_by TEXT NOT NULL,
    granted_at TEXT NOT NULL,
    PRIMARY KEY (reader, occurred_at DESC, record_id DESC)
  ) STRICT, WITHOUT ROWID;

CREATE INDEX record_readers_by_record ON record_readers (record_id, reader);

CREATE TABLE record_history (
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
  ) STRICT;

CREATE INDEX record_history_by_record ON record_history (record_id, id);

CREATE TRIGGER record_history_no_update BEFORE UPDATE ON record_history BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;

CREATE TRIGGER record_history_no_delete BEFORE DELETE ON record_history
    WHEN EXISTS (SELECT 1 FROM records r WHERE r.id = OLD.record_id)
    BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;

CREATE TABLE record_versions (
    record_id INTEGER NOT NULL REFERENCES records(id),
    version INTEGER NOT NULL,
    purpose TEXT NOT NULL,
    content TEXT NOT NULL,
    digest TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at TEXT NOT NULL,
    PRIMARY KEY (record_id, version, purpose)
  ) STRICT, WITHOUT ROWID;

CREATE TRIGGER record_versions_no_update BEFORE UPDATE ON record_versions BEGIN SELECT RAISE(ABORT, 'frozen version is append-only'); END;

CREATE TRIGGER record_versions_no_delete BEFORE DELETE ON record_versions BEGIN SELECT RAISE(ABORT, 'frozen version is append-only'); END;

CREATE TABLE record_links (
    from_id INTEGER NOT NULL REFERENCES records(id),
    to_id INTEGER NOT NULL REFERENCES records(id),
    relation TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (from_id, to_id, relation)
  ) STRICT, WITHOUT ROWID;

CREATE INDEX record_links_back ON record_links (to_id, from_id);

CREATE TRIGGER record_links_no_update BEFORE UPDATE ON record_links BEGIN SELECT RAISE(ABORT, 'links is append-only'); END;

CREATE TRIGGER record_links_no_delete BEFORE DELETE ON record_links BEGIN SELECT RAISE(ABORT, 'links is append-only'); END;

CREATE TABLE marking_decisions (
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
  ) STRICT;

CREATE INDEX marking_decisions_by_record ON marking_decisions (record_id, id);

CREATE TRIGGER marking_decisions_no_update BEFORE UPDATE ON marking_decisions BEGIN SELECT RAISE(ABORT, 'marking decisions is append-only'); END;

CREATE TRIGGER marking_decisions_no_delete BEFORE DELETE ON marking_decisions BEGIN SELECT RAISE(ABORT, 'marking decisions is append-only'); END;

CREATE TABLE custody (
    id INTEGER PRIMARY KEY,
    record_id INTEGER NOT NULL REFERENCES records(id),
    event TEXT NOT NULL CHECK (event IN ('received','handed','filed','missing')),
    from_name TEXT NOT NULL,
    to_name TEXT NOT NULL,
    place TEXT NOT NULL,
    due_on TEXT,
    at TEXT NOT NULL,
    account_uid TEXT NOT NULL
  ) STRICT;

CREATE INDEX custody_by_record ON custody (record_id, id);

CREATE TRIGGER custody_no_update BEFORE UPDATE ON custody BEGIN SELECT RAISE(ABORT, 'custody of originals is append-only'); END;

CREATE TRIGGER custody_no_delete BEFORE DELETE ON custody BEGIN SELECT RAISE(ABORT, 'custody of originals is append-only'); END;

CREATE TABLE attachments (
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
  ) STRICT;

CREATE INDEX attachments_by_record ON attachments (record_id, id);

CREATE INDEX attachments_by_content ON attachments (sha256);

CREATE TRIGGER attachments_frozen_insert BEFORE INSERT ON attachments
    WHEN (SELECT state FROM records WHERE id = NEW.record_id) IN ('archived','compiled','disposed')
    BEGIN SELECT RAISE(ABORT, 'archived record is frozen'); END;

CREATE TRIGGER attachments_frozen_update BEFORE UPDATE ON attachments
    WHEN (SELECT state FROM records WHERE id = OLD.record_id) IN ('archived','compiled','disposed')
    BEGIN SELECT RAISE(ABORT, 'archived record is frozen'); END;

CREATE TRIGGER attachments_frozen_delete BEFORE DELETE ON attachments
    WHEN (SELECT state FROM records WHERE id = OLD.record_id) IN ('archived','compiled','disposed')
    BEGIN SELECT RAISE(ABORT, 'archived record is frozen'); END;

CREATE VIRTUAL TABLE record_fts USING fts5(text, columnsize=0, tokenize='unicode61 remove_diacritics 0');

CREATE TABLE number_register (
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
  ) STRICT, WITHOUT ROWID;

CREATE TRIGGER number_register_gap_free BEFORE INSERT ON number_register
    WHEN NEW.n <> (SELECT coalesce(max(n), 0) + 1 FROM number_register WHERE series = NEW.series AND year = NEW.year AND site = NEW.site)
    BEGIN SELECT RAISE(ABORT, 'number series has a gap'); END;

CREATE TRIGGER number_register_fixed BEFORE UPDATE ON number_register
    WHEN NEW.number <> OLD.number OR NEW.series <> OLD.series OR NEW.year <> OLD.year OR NEW.site <> OLD.site OR NEW.n <> OLD.n
      OR NEW.record_uid IS NOT OLD.record_uid OR OLD.status <> 'issued'
    BEGIN SELECT RAISE(ABORT, 'an issued number never changes'); END;

CREATE TRIGGER number_register_kept BEFORE DELETE ON number_register BEGIN SELECT RAISE(ABORT, 'an issued number never changes'); END;

CREATE TABLE printers (
    name TEXT PRIMARY KEY,
    level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 3),
    writes_files INTEGER NOT NULL CHECK (writes_files IN (0,1)),
    place TEXT NOT NULL,
    registered_by TEXT NOT NULL,
    registered_at TEXT NOT NULL,
    retired_at TEXT
  ) STRICT, WITHOUT ROWID;

CREATE TABLE print_authorisations (
    uid TEXT PRIMARY KEY,
    kinds TEXT NOT NULL CHECK (json_valid(kinds)),
    accounts TEXT NOT NULL CHECK (json_valid(accounts)),
    from_day TEXT NOT NULL,
    to_day TEXT NOT NULL,
    given_by TEXT NOT NULL,
    given_at TEXT NOT NULL,
    withdrawn_at TEXT
  ) STRICT, WITHOUT ROWID;

CREATE TABLE print_jobs (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    class TEXT NOT NULL CHECK (class IN ('approved','forSignature','draft')),
    record_id INTEGER NOT NULL REFERENCES records(id),
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
    CHECK (approver_id IS NULL OR approver_id <> applicant_id)
  ) STRICT;

CREATE INDEX print_jobs_by_state ON print_jobs (state, id);

CREATE INDEX print_jobs_by_record ON print_jobs (record_id, id);

CREATE INDEX print_jobs_by_applied ON print_jobs (applied_at, id);

CREATE TRIGGER print_jobs_kept BEFORE DELETE ON print_jobs BEGIN SELECT RAISE(ABORT, 'the print ledger is kept'); END;

CREATE TABLE print_copies (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    job_id INTEGER NOT NULL REFERENCES print_jobs(id),
    copy_number TEXT NOT NULL UNIQUE,
    trace_code TEXT NOT NULL UNIQUE,
    recipient TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting','submitted','printed','spoiled','issued','acknowledged','returned','destroyed')),
    holder TEXT NOT NULL DEFAULT ''
  ) STRICT;

CREATE INDEX print_copies_by_job ON print_copies (job_id, id);

CREATE INDEX print_copies_by_state ON print_copies (state, id);

CREATE TRIGGER print_copies_fixed BEFORE UPDATE OF uid, job_id, copy_number, trace_code, recipient ON print_copies
    BEGIN SELECT RAISE(ABORT, 'the print ledger is kept'); END;

CREATE TRIGGER print_copies_kept BEFORE DELETE ON print_copies BEGIN SELECT RAISE(ABORT, 'the print ledger is kept'); END;

CREATE TABLE print_copy_events (
    id INTEGER PRIMARY KEY,
    copy_id INTEGER NOT NULL REFERENCES print_copies(id),
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    at TEXT NOT NULL,
    account_uid TEXT NOT NULL,
    account_name TEXT NOT NULL,
    second_account_uid TEXT,
    note TEXT NOT NULL DEFAULT ''
  ) STRICT;

CREATE INDEX print_copy_events_by_copy ON print_copy_events (copy_id, id);

CREATE TRIGGER print_copy_events_no_update BEFORE UPDATE ON print_copy_events BEGIN SELECT RAISE(ABORT, 'the print ledger is append-only'); END;

CREATE TRIGGER print_copy_events_no_delete BEFORE DELETE ON print_copy_events BEGIN SELECT RAISE(ABORT, 'the print ledger is append-only'); END;

CREATE TABLE rosters (
    site TEXT NOT NULL REFERENCES sites(code),
    version INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    signature TEXT NOT NULL,
    digest TEXT NOT NULL,
    accepted_at TEXT NOT NULL,
    PRIMARY KEY (site, version)
  ) STRICT, WITHOUT ROWID;

CREATE TRIGGER rosters_no_update BEFORE UPDATE ON rosters BEGIN SELECT RAISE(ABORT, 'rosters is append-only'); END;

CREATE TRIGGER rosters_no_delete BEFORE DELETE ON rosters BEGIN SELECT RAISE(ABORT, 'rosters is append-only'); END;

CREATE TABLE ceremonies (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    act TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    how TEXT NOT NULL,
    first_account TEXT NOT NULL,
    second_account TEXT NOT NULL,
    at TEXT NOT NULL
  ) STRICT;

CREATE TRIGGER ceremonies_no_update BEFORE UPDATE ON ceremonies BEGIN SELECT RAISE(ABORT, 'ceremonies is append-only'); END;

CREATE TRIGGER ceremonies_no_delete BEFORE DELETE ON ceremonies BEGIN SELECT RAISE(ABORT, 'ceremonies is append-only'); END;

CREATE TABLE media (
    number TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    serial TEXT NOT NULL,
    level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 3),
    holder TEXT NOT NULL,
    registered_by TEXT NOT NULL,
    registered_at TEXT NOT NULL,
    retired_at TEXT
  ) STRICT, WITHOUT ROWID;

CREATE TABLE packages_out (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    recipient TEXT NOT NULL REFERENCES sites(code),
    epoch TEXT NOT NULL,
    seq INTEGER,
    period TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('delta','snapshot','void','receipt')),
    state TEXT NOT NULL CHECK (state IN ('prepared','approved','sealed','written','acknowledged','refused')),
    record_count INTEGER NOT NULL,
    level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 3),
    marking TEXT NOT NULL,
    medium TEXT NOT NULL REFERENCES media(number),
    through_change_seq INTEGER NOT NULL,
    prepared_by INTEGER NOT NULL REFERENCES accounts(id),
    prepared_at TEXT NOT NULL,
    approved_by INTEGER REFERENCES accounts(id),
    approved_at TEXT,
    released_by INTEGER REFERENCES accounts(id),
    released_at TEXT,
    digest TEXT,
    package_json BLOB,
    site_signature TEXT,
    release_signature TEXT,
    manifest BLOB,
    payload BLOB,
    written_at TEXT,
    UNIQUE (recipient, epoch, seq),
    CHECK (approved_by IS NULL OR approved_by <> prepared_by)
  ) STRICT;

CREATE TRIGGER packages_out_sealed BEFORE UPDATE OF recipient, epoch, seq, period, kind, record_count, marking, digest, package_json, site_signature, release_signature, manifest ON packages_out
    WHEN OLD.state IN ('sealed','written','acknowledged')
    BEGIN SELECT RAISE(ABORT, 'a sealed package never changes'); END;

CREATE TRIGGER packages_out_kept BEFORE DELETE ON packages_out WHEN OLD.seq IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a sealed package never changes'); END;

CREATE TABLE package_records (
    package_id INTEGER NOT NULL REFERENCES packages_out(id),
    record_uid TEXT NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (package_id, record_uid)
  ) STRICT, WITHOUT ROWID;

CREATE TABLE packages_in (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    sender TEXT NOT NULL REFERENCES sites(code),
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    digest TEXT NOT NULL,
    prev TEXT,
    period TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('imported','refused')),
    record_count INTEGER NOT NULL,
    marking TEXT NOT NULL,
    medium TEXT NOT NULL,
    scan_result TEXT NOT NULL,
    imported_by INTEGER NOT NULL REFERENCES accounts(id),
    imported_at TEXT NOT NULL,
    package_json BLOB NOT NULL,
    site_signature TEXT NOT NULL,
    release_signature TEXT NOT NULL,
    manifest BLOB NOT NULL,
    roster_version INTEGER NOT NULL
  ) STRICT;

CREATE UNIQUE INDEX packages_in_once ON packages_in (sender, epoch, seq) WHERE state = 'imported';

CREATE TRIGGER packages_in_no_update BEFORE UPDATE ON packages_in BEGIN SELECT RAISE(ABORT, 'import register is append-only'); END;

CREATE TRIGGER packages_in_no_delete BEFORE DELETE ON packages_in BEGIN SELECT RAISE(ABORT, 'import register is append-only'); END;

CREATE TABLE import_attempts (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    account_uid TEXT NOT NULL,
    file_name TEXT NOT NULL,
    medium TEXT NOT NULL,
    verdict TEXT NOT NULL,
    detail TEXT NOT NULL
  ) STRICT;

CREATE TRIGGER import_attempts_no_update BEFORE UPDATE ON import_attempts BEGIN SELECT RAISE(ABORT, 'import register is append-only'); END;

CREATE TRIGGER import_attempts_no_delete BEFORE DELETE ON import_attempts BEGIN SELECT RAISE(ABORT, 'import register is append-only'); END;

CREATE TABLE record_receipts (
    record_uid TEXT NOT NULL,
    package_digest TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('accepted','archived','returned','refused')),
    archive_number TEXT,
    reason TEXT NOT NULL DEFAULT '',
    at TEXT NOT NULL,
    change_seq INTEGER NOT NULL,
    PRIMARY KEY (record_uid, at, verdict)
  ) STRICT, WITHOUT ROWID;

CREATE INDEX record_receipts_by_change ON record_receipts (change_seq);

CREATE TRIGGER record_receipts_no_update BEFORE UPDATE ON record_receipts BEGIN SELECT RAISE(ABORT, 'receipts is append-only'); END;

CREATE TRIGGER record_receipts_no_delete BEFORE DELETE ON record_receipts BEGIN SELECT RAISE(ABORT, 'receipts is append-only'); END;

CREATE TABLE backup_sets (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    folder TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    manifest_digest TEXT NOT NULL,
    verified INTEGER NOT NULL CHECK (verified IN (0,1)),
    same_device INTEGER NOT NULL CHECK (same_device IN (0,1))
  ) STRICT;
