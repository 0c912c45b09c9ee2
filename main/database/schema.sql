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
    -- When a receipt for a package of ours first came back from there: before, only test packages leave.
    proven_at TEXT,
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

CREATE TRIGGER accounts_fixed BEFORE UPDATE OF id, uid, login, created_at ON accounts
    BEGIN SELECT RAISE(ABORT, 'an account keeps its identity'); END;

CREATE TRIGGER accounts_never_deleted BEFORE DELETE ON accounts BEGIN SELECT RAISE(ABORT, 'accounts are closed, never deleted'); END;

CREATE TABLE person_keys (
    key_id TEXT PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts(id),
    public_key TEXT NOT NULL UNIQUE,
    made_at TEXT NOT NULL,
    retired_at TEXT,
    retired_because TEXT CHECK (retired_because IN ('reset','disabled','recovered','replaced')),
    CHECK ((retired_at IS NULL) = (retired_because IS NULL))
  ) STRICT, WITHOUT ROWID;

CREATE TRIGGER person_keys_fixed BEFORE UPDATE ON person_keys
    WHEN OLD.retired_at IS NOT NULL OR NEW.key_id <> OLD.key_id OR NEW.account_id <> OLD.account_id
      OR NEW.public_key <> OLD.public_key OR NEW.made_at <> OLD.made_at OR NEW.retired_at IS NULL
    BEGIN SELECT RAISE(ABORT, 'a key is ended once, never changed'); END;

CREATE TRIGGER person_keys_kept BEFORE DELETE ON person_keys
    BEGIN SELECT RAISE(ABORT, 'keys are kept'); END;

CREATE UNIQUE INDEX person_keys_one_present ON person_keys (account_id) WHERE retired_at IS NULL;

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

CREATE TABLE recovery_splits (
    id INTEGER PRIMARY KEY,
    split_id TEXT NOT NULL UNIQUE,
    reason TEXT NOT NULL,
    first_account INTEGER NOT NULL REFERENCES accounts(id),
    second_account INTEGER NOT NULL REFERENCES accounts(id),
    at TEXT NOT NULL,
    CHECK (first_account <> second_account)
  ) STRICT;

CREATE TRIGGER recovery_splits_no_update BEFORE UPDATE ON recovery_splits BEGIN SELECT RAISE(ABORT, 'recovery splits is append-only'); END;

CREATE TRIGGER recovery_splits_no_delete BEFORE DELETE ON recovery_splits BEGIN SELECT RAISE(ABORT, 'recovery splits is append-only'); END;

CREATE TABLE recovery_papers (
    id INTEGER PRIMARY KEY,
    split_id TEXT NOT NULL REFERENCES recovery_splits(split_id),
    paper TEXT NOT NULL CHECK (paper IN ('share1','share2','share3','wrapped')),
    custodian TEXT NOT NULL,
    custodian_id INTEGER REFERENCES accounts(id),
    printer TEXT NOT NULL,
    printed_at TEXT NOT NULL
  ) STRICT;

CREATE INDEX recovery_papers_by_split ON recovery_papers (split_id, paper);

CREATE TRIGGER recovery_papers_no_update BEFORE UPDATE ON recovery_papers BEGIN SELECT RAISE(ABORT, 'recovery papers is append-only'); END;

CREATE TRIGGER recovery_papers_no_delete BEFORE DELETE ON recovery_papers BEGIN SELECT RAISE(ABORT, 'recovery papers is append-only'); END;

CREATE TABLE key_rotations (
    id INTEGER PRIMARY KEY,
    reason TEXT NOT NULL CHECK (reason IN ('yearly','leaver','lostMedium','other')),
    note TEXT NOT NULL,
    slot_generation INTEGER NOT NULL,
    first_account INTEGER NOT NULL REFERENCES accounts(id),
    second_account INTEGER NOT NULL REFERENCES accounts(id),
    at TEXT NOT NULL,
    CHECK (first_account <> second_account)
  ) STRICT;

CREATE TRIGGER key_rotations_no_update BEFORE UPDATE ON key_rotations BEGIN SELECT RAISE(ABORT, 'key rotations is append-only'); END;

CREATE TRIGGER key_rotations_no_delete BEFORE DELETE ON key_rotations BEGIN SELECT RAISE(ABORT, 'key rotations is append-only'); END;

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
    pages_digest TEXT NOT NULL,
    prev_digest TEXT NOT NULL,
    digest TEXT NOT NULL
  ) STRICT;

CREATE INDEX audit_by_account ON audit (account, seq);

CREATE INDEX audit_by_act ON audit (act, seq);

CREATE INDEX audit_by_time ON audit (at);

CREATE INDEX audit_failures ON audit (seq) WHERE outcome <> 'done';

CREATE TABLE audit_pages (
    id INTEGER PRIMARY KEY,
    after_seq INTEGER NOT NULL,
    query_seq INTEGER NOT NULL,
    page INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    at TEXT NOT NULL,
    mono INTEGER NOT NULL,
    prev_digest TEXT NOT NULL,
    digest TEXT NOT NULL
  ) STRICT;

CREATE INDEX audit_pages_by_query ON audit_pages (query_seq, id);

CREATE TABLE audit_segments (
    uid TEXT PRIMARY KEY,
    year INTEGER NOT NULL UNIQUE,
    from_seq INTEGER NOT NULL,
    to_seq INTEGER NOT NULL CHECK (to_seq >= from_seq),
    prev_digest TEXT NOT NULL,
    last_digest TEXT NOT NULL,
    last_page_id INTEGER NOT NULL,
    last_page_digest TEXT NOT NULL,
    folder TEXT NOT NULL,
    file_name TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    key_id TEXT NOT NULL,
    signature TEXT NOT NULL,
    exported_by TEXT NOT NULL,
    exported_at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

CREATE TRIGGER audit_segments_no_update BEFORE UPDATE ON audit_segments BEGIN SELECT RAISE(ABORT, 'audit segments is append-only'); END;

CREATE TRIGGER audit_segments_no_delete BEFORE DELETE ON audit_segments BEGIN SELECT RAISE(ABORT, 'audit segments is append-only'); END;

CREATE TRIGGER audit_segments_fit BEFORE INSERT ON audit_segments
    WHEN NEW.from_seq <> (SELECT coalesce(max(to_seq), 0) + 1 FROM audit_segments)
      OR NEW.to_seq >= (SELECT coalesce(max(seq), 0) FROM audit)
      OR NEW.last_digest IS NOT (SELECT digest FROM audit WHERE seq = NEW.to_seq)
      OR NEW.prev_digest IS NOT (SELECT prev_digest FROM audit WHERE seq = NEW.from_seq)
    BEGIN SELECT RAISE(ABORT, 'audit segment does not fit the chain'); END;

CREATE TABLE audit_segment_removals (
    segment_uid TEXT PRIMARY KEY REFERENCES audit_segments(uid),
    auditor TEXT NOT NULL,
    system_admin TEXT NOT NULL CHECK (system_admin <> auditor),
    at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

CREATE TRIGGER audit_segment_removals_no_update BEFORE UPDATE ON audit_segment_removals BEGIN SELECT RAISE(ABORT, 'audit segments is append-only'); END;

CREATE TRIGGER audit_segment_removals_no_delete BEFORE DELETE ON audit_segment_removals BEGIN SELECT RAISE(ABORT, 'audit segments is append-only'); END;

CREATE TRIGGER audit_segment_removals_fit BEFORE INSERT ON audit_segment_removals
    WHEN NOT EXISTS (SELECT 1 FROM accounts a JOIN account_roles o ON o.account_id = a.id WHERE a.uid = NEW.auditor AND a.state = 'active' AND o.role = 'auditor') OR NOT EXISTS (SELECT 1 FROM accounts a JOIN account_roles o ON o.account_id = a.id WHERE a.uid = NEW.system_admin AND a.state = 'active' AND o.role = 'systemAdmin')
      OR EXISTS (SELECT 1 FROM audit_segments s JOIN audit_segments n ON n.uid = NEW.segment_uid
        WHERE s.to_seq < n.from_seq AND NOT EXISTS (SELECT 1 FROM audit_segment_removals r WHERE r.segment_uid = s.uid))
    BEGIN SELECT RAISE(ABORT, 'a segment is removed by auditor and system administrator, oldest first'); END;

CREATE TRIGGER audit_segment_removals_term BEFORE INSERT ON audit_segment_removals
    WHEN CAST(strftime('%Y', NEW.at, '+8 hours') AS INTEGER) <= (SELECT year + 5 FROM audit_segments WHERE uid = NEW.segment_uid)
      OR strftime('%Y', NEW.at) IS NULL
    BEGIN SELECT RAISE(ABORT, 'audit rows are kept for five years'); END;

CREATE TRIGGER audit_in_order BEFORE INSERT ON audit
    WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit)
      OR (NEW.seq > 1 AND NEW.prev_digest <> (SELECT digest FROM audit WHERE seq = NEW.seq - 1))
      OR NEW.pages_digest <> coalesce((SELECT digest FROM audit_pages ORDER BY id DESC LIMIT 1), (SELECT last_page_digest FROM audit_segments ORDER BY to_seq DESC LIMIT 1), '0000000000000000000000000000000000000000000000000000000000000000')
    BEGIN SELECT RAISE(ABORT, 'audit chain broken'); END;

CREATE TRIGGER audit_pages_in_order BEFORE INSERT ON audit_pages
    WHEN NEW.id <> coalesce((SELECT max(id) FROM audit_pages), (SELECT last_page_id FROM audit_segments ORDER BY to_seq DESC LIMIT 1), 0) + 1
      OR NEW.prev_digest <> coalesce((SELECT digest FROM audit_pages ORDER BY id DESC LIMIT 1), (SELECT last_page_digest FROM audit_segments ORDER BY to_seq DESC LIMIT 1), '0000000000000000000000000000000000000000000000000000000000000000')
      OR NEW.after_seq <> (SELECT max(seq) FROM audit)
      OR NOT EXISTS (SELECT 1 FROM audit WHERE seq = NEW.query_seq)
    BEGIN SELECT RAISE(ABORT, 'audit chain broken'); END;

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;

CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit WHEN NOT EXISTS (SELECT 1 FROM audit_segments s JOIN audit_segment_removals r ON r.segment_uid = s.uid WHERE OLD.seq BETWEEN s.from_seq AND s.to_seq)
    BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;

CREATE TRIGGER audit_pages_no_update BEFORE UPDATE ON audit_pages BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;

CREATE TRIGGER audit_pages_no_delete BEFORE DELETE ON audit_pages WHEN NOT EXISTS (SELECT 1 FROM audit_segments s JOIN audit_segment_removals r ON r.segment_uid = s.uid WHERE OLD.after_seq BETWEEN s.from_seq AND s.to_seq)
    BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;

CREATE TABLE audit_heads (seq INTEGER PRIMARY KEY, digest TEXT NOT NULL, key_id TEXT NOT NULL, signature TEXT NOT NULL, at TEXT NOT NULL) STRICT;

CREATE TRIGGER audit_heads_no_update BEFORE UPDATE ON audit_heads BEGIN SELECT RAISE(ABORT, 'audit heads is append-only'); END;

CREATE TRIGGER audit_heads_no_delete BEFORE DELETE ON audit_heads BEGIN SELECT RAISE(ABORT, 'audit heads is append-only'); END;

CREATE TABLE post_holders (
    account_uid TEXT NOT NULL,
    role TEXT NOT NULL,
    since TEXT NOT NULL,
    PRIMARY KEY (account_uid, role)
  ) STRICT, WITHOUT ROWID;

CREATE TRIGGER post_holders_no_update BEFORE UPDATE ON post_holders BEGIN SELECT RAISE(ABORT, 'register of post holders is append-only'); END;

CREATE TRIGGER post_holders_no_delete BEFORE DELETE ON post_holders BEGIN SELECT RAISE(ABORT, 'register of post holders is append-only'); END;

CREATE TRIGGER post_holders_kept AFTER INSERT ON account_roles
    WHEN NEW.role IN ('systemAdmin','securityAdmin','auditor') AND NOT EXISTS (
      SELECT 1 FROM post_holders p JOIN accounts a ON a.uid = p.account_uid WHERE a.id = NEW.account_id AND p.role = NEW.role)
    BEGIN INSERT INTO post_holders SELECT uid, NEW.role, NEW.granted_at FROM accounts WHERE id = NEW.account_id; END;

CREATE TABLE master (
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
  ) STRICT;

CREATE INDEX master_by_code ON master (type, code, id);

CREATE INDEX master_by_name ON master (type, name, id);

CREATE INDEX master_by_initials ON master (type, initials, id);

CREATE INDEX master_by_customer ON master (customer_id, type, code) WHERE customer_id IS NOT NULL;

CREATE INDEX master_by_merged ON master (merged_into) WHERE merged_into IS NOT NULL;

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
  ) STRICT;

CREATE UNIQUE INDEX records_registration ON records (registration_number) WHERE registration_number IS NOT NULL;

CREATE UNIQUE INDEX records_archived ON records (archive_number) WHERE archive_number IS NOT NULL;

CREATE INDEX records_by_kind_occurred ON records (kind, occurred_at DESC, id DESC);

CREATE INDEX records_access ON records (id, kind, level, restricted, owning_site);

CREATE INDEX records_open_by_kind ON records (kind, level, occurred_at DESC, id DESC) WHERE restricted = 0;

CREATE INDEX records_open_by_state ON records (kind, state, level, occurred_at DESC, id DESC, owning_site) WHERE restricted = 0;

CREATE INDEX records_open_by_site ON records (owning_site, kind, level, occurred_at DESC, id DESC) WHERE restricted = 0;

CREATE INDEX records_restricted ON records (kind, state, occurred_at DESC, id DESC) WHERE restricted = 1;

CREATE INDEX records_by_occurred ON records (occurred_at DESC, id DESC, kind, level, restricted, owning_site);

CREATE INDEX records_by_state ON records (state, occurred_at DESC, id DESC, kind, level, restricted, owning_site);

CREATE INDEX records_by_customer ON records (customer_id, occurred_at DESC, id DESC) WHERE customer_id IS NOT NULL;

CREATE INDEX records_by_task ON records (task_id, id) WHERE task_id IS NOT NULL;

CREATE INDEX records_by_due ON records (due_on, id) WHERE due_on IS NOT NULL;

CREATE INDEX records_by_mark_end ON records (mark_ends_on, id) WHERE mark_ends_on IS NOT NULL;

CREATE INDEX records_by_superseded ON records (supersedes_id) WHERE supersedes_id IS NOT NULL;

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
  ) STRICT, WITHOUT ROWID;

CREATE INDEX record_readers_newest ON record_readers (reader, occurred_at DESC, record_id DESC, kind, level, state, until);

CREATE INDEX record_readers_by_kind ON record_readers (reader, kind, reach, occurred_at DESC, record_id DESC, level, state, until);

CREATE TRIGGER record_readers_begin AFTER INSERT ON record_readers
    BEGIN UPDATE record_readers SET (kind, level, state, occurred_at, reach) = (
      SELECT r.kind, r.level, r.state, r.occurred_at, CASE WHEN r.restricted = 1 THEN 'restricted'
        WHEN EXISTS (SELECT 1 FROM sites s WHERE s.is_self = 1 AND s.code = r.owning_site) THEN 'own' ELSE 'foreign' END
      FROM records r WHERE r.id = NEW.record_id)
    WHERE record_id = NEW.record_id AND reader = NEW.reader; END;

CREATE TRIGGER record_readers_follow AFTER UPDATE OF kind, level, state, occurred_at, restricted, owning_site ON records
    WHEN (NEW.kind, NEW.level, NEW.state, NEW.occurred_at, NEW.restricted, NEW.owning_site)
      IS NOT (OLD.kind, OLD.level, OLD.state, OLD.occurred_at, OLD.restricted, OLD.owning_site)
    BEGIN UPDATE record_readers SET (kind, level, state, occurred_at, reach) = (
      SELECT r.kind, r.level, r.state, r.occurred_at, CASE WHEN r.restricted = 1 THEN 'restricted'
        WHEN EXISTS (SELECT 1 FROM sites s WHERE s.is_self = 1 AND s.code = r.owning_site) THEN 'own' ELSE 'foreign' END
      FROM records r WHERE r.id = NEW.id)
    WHERE record_id = NEW.id; END;

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

CREATE INDEX marking_proposals ON marking_decisions (id, record_id) WHERE status = 'proposed';

CREATE TRIGGER marking_decisions_no_update BEFORE UPDATE ON marking_decisions BEGIN SELECT RAISE(ABORT, 'marking decisions is append-only'); END;

CREATE TRIGGER marking_decisions_no_delete BEFORE DELETE ON marking_decisions BEGIN SELECT RAISE(ABORT, 'marking decisions is append-only'); END;

CREATE TABLE custody (
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

CREATE TABLE reader_requests (
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
  ) STRICT, WITHOUT ROWID;

CREATE INDEX reader_requests_open ON reader_requests (asked_at) WHERE decision IS NULL;

CREATE INDEX reader_requests_by_record ON reader_requests (record_id, asked_at);

CREATE TRIGGER reader_requests_decided_once BEFORE UPDATE ON reader_requests WHEN OLD.decision IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'a decision is made once'); END;

CREATE TRIGGER reader_requests_kept BEFORE DELETE ON reader_requests BEGIN SELECT RAISE(ABORT, 'requests are kept'); END;

CREATE TABLE emergency_requests (
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
  ) STRICT, WITHOUT ROWID;

CREATE INDEX emergency_requests_open ON emergency_requests (asked_at) WHERE decision IS NULL;

CREATE INDEX emergency_requests_by_record ON emergency_requests (record_id) WHERE record_id IS NOT NULL;

CREATE INDEX emergency_requests_by_account ON emergency_requests (account_id, asked_at);

CREATE TRIGGER emergency_requests_decided_once BEFORE UPDATE ON emergency_requests WHEN OLD.decision IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'a decision is made once'); END;

CREATE TRIGGER emergency_requests_kept BEFORE DELETE ON emergency_requests BEGIN SELECT RAISE(ABORT, 'requests are kept'); END;

CREATE TRIGGER emergency_requests_by_leader BEFORE UPDATE OF decided_by ON emergency_requests
    WHEN EXISTS (SELECT 1 FROM account_roles r WHERE r.account_id = NEW.decided_by AND r.role IN ('systemAdmin','securityAdmin','auditor'))
    BEGIN SELECT RAISE(ABORT, 'no administrator grants emergency access'); END;

CREATE TRIGGER emergency_requests_clearance BEFORE UPDATE OF record_id ON emergency_requests
    WHEN NEW.record_id IS NOT NULL AND (SELECT level FROM records WHERE id = NEW.record_id) > (SELECT clearance FROM accounts WHERE id = NEW.account_id)
    BEGIN SELECT RAISE(ABORT, 'emergency access never goes above the clearance'); END;

CREATE TABLE duty_leaders (
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
  ) STRICT, WITHOUT ROWID;

CREATE TABLE notices (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    account_id INTEGER NOT NULL REFERENCES accounts(id),
    emergency_uid TEXT NOT NULL REFERENCES emergency_requests(uid),
    at TEXT NOT NULL,
    seen_at TEXT,
    UNIQUE (account_id, emergency_uid)
  ) STRICT;

CREATE INDEX notices_unseen ON notices (account_id, id) WHERE seen_at IS NULL;

CREATE TRIGGER notices_kept BEFORE DELETE ON notices BEGIN SELECT RAISE(ABORT, 'notices are kept'); END;

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

CREATE TABLE volumes (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    number TEXT UNIQUE,
    class TEXT NOT NULL CHECK (class IN ('communication','dispatch','situation','branch','other')),
    year INTEGER NOT NULL,
    part INTEGER NOT NULL CHECK (part >= 0),
    state TEXT NOT NULL CHECK (state IN ('composed','closed','disposed')),
    level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 3),
    marking TEXT NOT NULL,
    records INTEGER NOT NULL CHECK (records > 0),
    pages INTEGER NOT NULL CHECK (pages > 0),
    body_sha256 TEXT,
    body_bytes INTEGER NOT NULL,
    body_content_name TEXT,
    body_wrapped_key BLOB,
    digest TEXT NOT NULL,
    composed_at TEXT NOT NULL,
    composed_by TEXT NOT NULL,
    composed_name TEXT NOT NULL,
    closed_at TEXT,
    closed_on TEXT,
    closed_name TEXT,
    disposed_at TEXT,
    UNIQUE (class, year, part),
    CHECK ((state = 'composed') = (closed_at IS NULL)),
    CHECK ((closed_at IS NULL) = (number IS NULL)),
    CHECK (state = 'disposed' OR body_content_name IS NOT NULL)
  ) STRICT;

CREATE INDEX volumes_by_closing ON volumes (closed_on, id) WHERE state = 'closed';

CREATE TRIGGER volumes_fixed BEFORE UPDATE OF uid, class, year, part, level, marking, records, pages, digest, composed_at, composed_by, composed_name ON volumes
    BEGIN SELECT RAISE(ABORT, 'a volume is fixed when it is composed'); END;

CREATE TRIGGER volumes_closed_once BEFORE UPDATE OF number, closed_at, closed_on, closed_name ON volumes WHEN OLD.state <> 'composed'
    BEGIN SELECT RAISE(ABORT, 'a closed volume never changes'); END;

CREATE TRIGGER volumes_body_kept BEFORE UPDATE OF body_sha256, body_bytes, body_content_name, body_wrapped_key ON volumes
    WHEN NOT (NEW.state = 'disposed' AND NEW.body_content_name IS NULL AND NEW.body_sha256 IS OLD.body_sha256)
    BEGIN SELECT RAISE(ABORT, 'the body of a volume never changes'); END;

CREATE TRIGGER volumes_kept BEFORE DELETE ON volumes WHEN OLD.state <> 'composed'
    BEGIN SELECT RAISE(ABORT, 'a closed volume is kept'); END;

CREATE TABLE volume_records (
    volume_id INTEGER NOT NULL REFERENCES volumes(id) ON DELETE CASCADE,
    position INTEGER NOT NULL CHECK (position > 0),
    record_id INTEGER NOT NULL UNIQUE REFERENCES records(id),
    number TEXT NOT NULL,
    digest TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('scan','print','printNoScan')),
    first_page INTEGER NOT NULL,
    pages INTEGER NOT NULL CHECK (pages > 0),
    PRIMARY KEY (volume_id, position)
  ) STRICT, WITHOUT ROWID;

CREATE TRIGGER volume_records_fixed BEFORE UPDATE ON volume_records
    BEGIN SELECT RAISE(ABORT, 'a volume is fixed when it is composed'); END;

CREATE TRIGGER volume_records_kept BEFORE DELETE ON volume_records
    WHEN (SELECT state FROM volumes WHERE id = OLD.volume_id) IN ('closed','disposed')
    BEGIN SELECT RAISE(ABORT, 'a closed volume is kept'); END;

CREATE TRIGGER volume_records_late BEFORE INSERT ON volume_records
    WHEN (SELECT state FROM volumes WHERE id = NEW.volume_id) <> 'composed'
    BEGIN SELECT RAISE(ABORT, 'a closed volume never changes'); END;

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

CREATE TABLE ended_roots (
    site TEXT NOT NULL REFERENCES sites(code),
    public_key TEXT NOT NULL,
    through_version INTEGER NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('planned','compromised')),
    ended_at TEXT NOT NULL,
    PRIMARY KEY (site, through_version, public_key)
  ) STRICT, WITHOUT ROWID;

CREATE TRIGGER ended_roots_no_update BEFORE UPDATE ON ended_roots BEGIN SELECT RAISE(ABORT, 'ended roots is append-only'); END;

CREATE TRIGGER ended_roots_no_delete BEFORE DELETE ON ended_roots BEGIN SELECT RAISE(ABORT, 'ended roots is append-only'); END;

CREATE TABLE key_revocations (
    id INTEGER PRIMARY KEY,
    key_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    recipient TEXT REFERENCES sites(code),
    epoch TEXT,
    valid_through_seq INTEGER NOT NULL CHECK (valid_through_seq >= 0),
    first_account TEXT NOT NULL,
    second_account TEXT NOT NULL,
    at TEXT NOT NULL,
    CHECK ((recipient IS NULL) = (epoch IS NULL))
  ) STRICT;

CREATE TRIGGER key_revocations_no_update BEFORE UPDATE ON key_revocations BEGIN SELECT RAISE(ABORT, 'revocations is append-only'); END;

CREATE TRIGGER key_revocations_no_delete BEFORE DELETE ON key_revocations BEGIN SELECT RAISE(ABORT, 'revocations is append-only'); END;

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
    site_key TEXT,
    release_key TEXT,
    manifest BLOB,
    withdrawn TEXT,
    reason TEXT NOT NULL DEFAULT '',
    second_account TEXT,
    written_at TEXT,
    UNIQUE (recipient, epoch, seq),
    CHECK (approved_by IS NULL OR approved_by <> prepared_by)
  ) STRICT;

CREATE TRIGGER packages_out_sealed BEFORE UPDATE OF recipient, epoch, seq, period, kind, record_count, marking, digest, package_json, site_signature, release_signature, site_key, release_key, manifest, withdrawn, reason ON packages_out
    WHEN OLD.state IN ('sealed','written','acknowledged')
    BEGIN SELECT RAISE(ABORT, 'a sealed package never changes'); END;

CREATE TRIGGER packages_out_kept BEFORE DELETE ON packages_out WHEN OLD.seq IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a sealed package never changes'); END;

CREATE TABLE package_records (
    package_id INTEGER NOT NULL REFERENCES packages_out(id),
    record_uid TEXT NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (package_id, record_uid)
  ) STRICT, WITHOUT ROWID;

CREATE INDEX package_records_by_record ON package_records (record_uid);

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

CREATE TABLE withdrawn_packages (
    sender TEXT NOT NULL REFERENCES sites(code),
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    digest TEXT NOT NULL,
    by_digest TEXT NOT NULL,
    reason TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (sender, epoch, seq)
  ) STRICT, WITHOUT ROWID;

CREATE TRIGGER withdrawn_packages_no_update BEFORE UPDATE ON withdrawn_packages BEGIN SELECT RAISE(ABORT, 'withdrawn packages is append-only'); END;

CREATE TRIGGER withdrawn_packages_no_delete BEFORE DELETE ON withdrawn_packages BEGIN SELECT RAISE(ABORT, 'withdrawn packages is append-only'); END;

CREATE TABLE held_packages (
    uid TEXT PRIMARY KEY,
    sender TEXT NOT NULL REFERENCES sites(code),
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    digest TEXT NOT NULL UNIQUE,
    file TEXT NOT NULL,
    medium TEXT NOT NULL,
    scan_result TEXT NOT NULL,
    held_by INTEGER NOT NULL REFERENCES accounts(id),
    held_at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

CREATE TABLE reissue_requests (
    id INTEGER PRIMARY KEY,
    partner TEXT NOT NULL REFERENCES sites(code),
    epoch TEXT NOT NULL,
    from_seq INTEGER NOT NULL,
    to_seq INTEGER NOT NULL CHECK (to_seq >= from_seq),
    asked_in TEXT NOT NULL,
    at TEXT NOT NULL
  ) STRICT;

CREATE TRIGGER reissue_requests_no_update BEFORE UPDATE ON reissue_requests BEGIN SELECT RAISE(ABORT, 'requests is append-only'); END;

CREATE TRIGGER reissue_requests_no_delete BEFORE DELETE ON reissue_requests BEGIN SELECT RAISE(ABORT, 'requests is append-only'); END;

CREATE TABLE record_receipts (
    record_uid TEXT NOT NULL,
    package_digest TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('accepted','archived','returned','refused')),
    archive_number TEXT,
    reason TEXT NOT NULL DEFAULT '',
    at TEXT NOT NULL,
    change_seq INTEGER NOT NULL,
    PRIMARY KEY (record_uid, at, verdict, package_digest)
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

CREATE TABLE policy_changes (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    before INTEGER NOT NULL,
    after INTEGER NOT NULL,
    reason TEXT NOT NULL,
    first_account INTEGER NOT NULL REFERENCES accounts(id),
    second_account INTEGER NOT NULL REFERENCES accounts(id),
    at TEXT NOT NULL,
    CHECK (first_account <> second_account)
  ) STRICT;

CREATE INDEX policy_changes_by_key ON policy_changes (key, id);

CREATE TRIGGER policy_changes_no_update BEFORE UPDATE ON policy_changes BEGIN SELECT RAISE(ABORT, 'policy changes is append-only'); END;

CREATE TRIGGER policy_changes_no_delete BEFORE DELETE ON policy_changes BEGIN SELECT RAISE(ABORT, 'policy changes is append-only'); END;

CREATE TABLE date_confirmations (
    id INTEGER PRIMARY KEY,
    last_trusted_at TEXT NOT NULL,
    doubted_at TEXT NOT NULL,
    confirmed_at TEXT NOT NULL,
    first_account INTEGER NOT NULL REFERENCES accounts(id),
    second_account INTEGER NOT NULL REFERENCES accounts(id),
    CHECK (first_account <> second_account)
  ) STRICT;

CREATE TRIGGER date_confirmations_no_update BEFORE UPDATE ON date_confirmations BEGIN SELECT RAISE(ABORT, 'date confirmations is append-only'); END;

CREATE TRIGGER date_confirmations_no_delete BEFORE DELETE ON date_confirmations BEGIN SELECT RAISE(ABORT, 'date confirmations is append-only'); END;

CREATE TABLE doubtful_times (
    record_id INTEGER PRIMARY KEY REFERENCES records(id) ON DELETE CASCADE,
    written_at TEXT NOT NULL,
    confirmation_id INTEGER REFERENCES date_confirmations(id)
  ) STRICT;

CREATE INDEX doubtful_times_open ON doubtful_times (record_id) WHERE confirmation_id IS NULL;

CREATE TRIGGER doubtful_times_kept BEFORE UPDATE ON doubtful_times
    WHEN OLD.confirmation_id IS NOT NULL OR NEW.record_id <> OLD.record_id OR NEW.written_at <> OLD.written_at
    BEGIN SELECT RAISE(ABORT, 'a confirmed time is kept'); END;

CREATE TABLE proposals (
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
  ) STRICT, WITHOUT ROWID;

CREATE INDEX proposals_open ON proposals (proposed_at) WHERE decision IS NULL;

CREATE TRIGGER proposals_fixed BEFORE UPDATE ON proposals
    WHEN OLD.decision IS NOT NULL OR NEW.uid <> OLD.uid OR NEW.act <> OLD.act OR NEW.payload <> OLD.payload OR NEW.proposed_by <> OLD.proposed_by
    BEGIN SELECT RAISE(ABORT, 'a proposal is decided once'); END;

CREATE TRIGGER proposals_kept BEFORE DELETE ON proposals BEGIN SELECT RAISE(ABORT, 'proposals are kept'); END;

CREATE TABLE deputies (
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
  ) STRICT;

CREATE INDEX deputies_by_account ON deputies (account_id, to_day);

CREATE TRIGGER deputies_fixed BEFORE UPDATE ON deputies
    WHEN OLD.ended_at IS NOT NULL OR NEW.uid <> OLD.uid OR NEW.account_id <> OLD.account_id OR NEW.for_account_id <> OLD.for_account_id
      OR NEW.role <> OLD.role OR NEW.from_day <> OLD.from_day OR NEW.to_day <> OLD.to_day
    BEGIN SELECT RAISE(ABORT, 'a deputy is ended, never changed'); END;

CREATE TRIGGER deputies_kept BEFORE DELETE ON deputies BEGIN SELECT RAISE(ABORT, 'deputies are kept'); END;

CREATE TRIGGER deputies_exclusive BEFORE INSERT ON deputies
    WHEN EXISTS (SELECT 1 FROM account_roles r WHERE r.account_id = NEW.account_id AND r.role IN ('systemAdmin','securityAdmin','auditor'))
    BEGIN SELECT RAISE(ABORT, 'posts are exclusive'); END;

CREATE TRIGGER deputies_exclusive_post BEFORE INSERT ON account_roles
    WHEN NEW.role IN ('systemAdmin','securityAdmin','auditor')
      AND EXISTS (SELECT 1 FROM deputies d WHERE d.account_id = NEW.account_id AND d.ended_at IS NULL)
    BEGIN SELECT RAISE(ABORT, 'posts are exclusive'); END;

CREATE TABLE acts_in_place (
    audit_seq INTEGER PRIMARY KEY,
    act TEXT NOT NULL,
    object_uid TEXT NOT NULL,
    account_uid TEXT NOT NULL,
    for_uid TEXT NOT NULL CHECK (for_uid <> account_uid),
    for_name TEXT NOT NULL
  ) STRICT;

CREATE INDEX acts_in_place_by_object ON acts_in_place (object_uid, account_uid);

CREATE TRIGGER acts_in_place_no_update BEFORE UPDATE ON acts_in_place BEGIN SELECT RAISE(ABORT, 'acts in place is append-only'); END;

CREATE TRIGGER acts_in_place_no_delete BEFORE DELETE ON acts_in_place BEGIN SELECT RAISE(ABORT, 'acts in place is append-only'); END;

CREATE TABLE unfinished_jobs (
    uid TEXT PRIMARY KEY,
    path TEXT NOT NULL,
    input TEXT NOT NULL CHECK (json_valid(input)),
    account_id INTEGER NOT NULL REFERENCES accounts(id),
    started_at TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 1
  ) STRICT, WITHOUT ROWID;

CREATE TABLE restorations (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    set_at TEXT NOT NULL,
    manifest_digest TEXT NOT NULL,
    opened_with TEXT NOT NULL CHECK (opened_with IN ('posts','shares','handOver')),
    people TEXT NOT NULL CHECK (json_valid(people)),
    set_head_seq INTEGER NOT NULL,
    set_head_digest TEXT NOT NULL,
    found_head_seq INTEGER,
    found_head_digest TEXT,
    lost_head_seq INTEGER,
    lost_head_digest TEXT,
    numbers_at TEXT,
    accounts_at TEXT,
    disposals_at TEXT,
    epoch TEXT,
    epoch_at TEXT,
    ended_at TEXT,
    CHECK (ended_at IS NULL OR opened_with = 'handOver'
      OR (numbers_at IS NOT NULL AND accounts_at IS NOT NULL AND disposals_at IS NOT NULL AND epoch_at IS NOT NULL))
  ) STRICT;

CREATE TRIGGER restorations_kept BEFORE DELETE ON restorations BEGIN SELECT RAISE(ABORT, 'a restore is never forgotten'); END;

CREATE TRIGGER restorations_fixed BEFORE UPDATE ON restorations
    WHEN OLD.ended_at IS NOT NULL OR NEW.at <> OLD.at OR NEW.manifest_digest <> OLD.manifest_digest
      OR NEW.set_head_seq <> OLD.set_head_seq OR NEW.set_head_digest <> OLD.set_head_digest
    BEGIN SELECT RAISE(ABORT, 'a restore is never forgotten'); END;

CREATE TABLE restoration_numbers (
    restoration_id INTEGER NOT NULL REFERENCES restorations(id),
    series TEXT NOT NULL,
    year INTEGER NOT NULL,
    site TEXT NOT NULL,
    in_set INTEGER NOT NULL,
    witnessed INTEGER NOT NULL,
    voided_through INTEGER NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (restoration_id, series, year, site)
  ) STRICT, WITHOUT ROWID;

CREATE TRIGGER restoration_numbers_no_update BEFORE UPDATE ON restoration_numbers BEGIN SELECT RAISE(ABORT, 'witness is append-only'); END;

CREATE TRIGGER restoration_numbers_no_delete BEFORE DELETE ON restoration_numbers BEGIN SELECT RAISE(ABORT, 'witness is append-only'); END;

CREATE TABLE restoration_streams (
    restoration_id INTEGER NOT NULL REFERENCES restorations(id),
    recipient TEXT NOT NULL REFERENCES sites(code),
    epoch TEXT NOT NULL,
    in_set INTEGER NOT NULL,
    witnessed INTEGER NOT NULL,
    digest TEXT,
    voided_through INTEGER NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (restoration_id, recipient, epoch)
  ) STRICT, WITHOUT ROWID;

CREATE TRIGGER restoration_streams_no_update BEFORE UPDATE ON restoration_streams BEGIN SELECT RAISE(ABORT, 'witness is append-only'); END;

CREATE TRIGGER restoration_streams_no_delete BEFORE DELETE ON restoration_streams BEGIN SELECT RAISE(ABORT, 'witness is append-only'); END;

CREATE TABLE restoration_accounts (
    restoration_id INTEGER NOT NULL REFERENCES restorations(id),
    account_uid TEXT NOT NULL,
    confirmed_at TEXT NOT NULL,
    PRIMARY KEY (restoration_id, account_uid)
  ) STRICT, WITHOUT ROWID;

CREATE TRIGGER restoration_accounts_no_update BEFORE UPDATE ON restoration_accounts BEGIN SELECT RAISE(ABORT, 'confirmation of accounts is append-only'); END;

CREATE TRIGGER restoration_accounts_no_delete BEFORE DELETE ON restoration_accounts BEGIN SELECT RAISE(ABORT, 'confirmation of accounts is append-only'); END;

CREATE TABLE restoration_disposals (
    restoration_id INTEGER NOT NULL REFERENCES restorations(id),
    record_uid TEXT NOT NULL,
    number TEXT NOT NULL,
    witness TEXT NOT NULL,
    PRIMARY KEY (restoration_id, record_uid)
  ) STRICT, WITHOUT ROWID;

CREATE TRIGGER restoration_disposals_no_update BEFORE UPDATE ON restoration_disposals BEGIN SELECT RAISE(ABORT, 'repeated disposals is append-only'); END;

CREATE TRIGGER restoration_disposals_no_delete BEFORE DELETE ON restoration_disposals BEGIN SELECT RAISE(ABORT, 'repeated disposals is append-only'); END;

CREATE TABLE rehearsals (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    at TEXT NOT NULL,
    set_at TEXT NOT NULL,
    passed INTEGER NOT NULL CHECK (passed IN (0,1)),
    sheet TEXT NOT NULL CHECK (json_valid(sheet)),
    key_id TEXT NOT NULL,
    signature TEXT NOT NULL
  ) STRICT;

CREATE TRIGGER rehearsals_no_update BEFORE UPDATE ON rehearsals BEGIN SELECT RAISE(ABORT, 'rehearsals is append-only'); END;

CREATE TRIGGER rehearsals_no_delete BEFORE DELETE ON rehearsals BEGIN SELECT RAISE(ABORT, 'rehearsals is append-only'); END;

CREATE TABLE retirements (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    first_account TEXT NOT NULL,
    second_account TEXT NOT NULL,
    head_seq INTEGER NOT NULL,
    head_digest TEXT NOT NULL,
    taken_over_at TEXT
  ) STRICT;

CREATE TRIGGER retirements_kept BEFORE DELETE ON retirements BEGIN SELECT RAISE(ABORT, 'a retirement is never forgotten'); END;

CREATE TRIGGER retirements_fixed BEFORE UPDATE ON retirements
    WHEN OLD.taken_over_at IS NOT NULL OR NEW.at <> OLD.at OR NEW.head_seq <> OLD.head_seq OR NEW.head_digest <> OLD.head_digest
    BEGIN SELECT RAISE(ABORT, 'a retirement is never forgotten'); END;

CREATE TRIGGER meta_restored_kept BEFORE DELETE ON meta
    WHEN OLD.key = 'restored' AND EXISTS (SELECT 1 FROM restorations WHERE ended_at IS NULL)
    BEGIN SELECT RAISE(ABORT, 'site is restored'); END;

CREATE TRIGGER meta_retired_kept BEFORE DELETE ON meta
    WHEN OLD.key = 'retired' AND EXISTS (SELECT 1 FROM retirements WHERE taken_over_at IS NULL)
    BEGIN SELECT RAISE(ABORT, 'site is retired'); END;

CREATE TRIGGER number_register_restored BEFORE INSERT ON number_register
    WHEN NEW.status = 'issued' AND EXISTS (SELECT 1 FROM meta WHERE key IN ('restored','retired'))
    BEGIN SELECT RAISE(ABORT, 'site is restored'); END;

CREATE TRIGGER print_copies_restored BEFORE INSERT ON print_copies
    WHEN EXISTS (SELECT 1 FROM meta WHERE key IN ('restored','retired'))
    BEGIN SELECT RAISE(ABORT, 'site is restored'); END;

CREATE TRIGGER packages_out_restored BEFORE UPDATE OF seq ON packages_out
    WHEN NEW.seq IS NOT NULL AND OLD.seq IS NULL AND EXISTS (SELECT 1 FROM meta WHERE key IN ('restored','retired'))
    BEGIN SELECT RAISE(ABORT, 'site is restored'); END;

CREATE TABLE content_checks (
    content_name TEXT PRIMARY KEY,
    checked_at TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('whole','damaged','missing'))
  ) STRICT, WITHOUT ROWID;

CREATE INDEX content_checks_by_age ON content_checks (checked_at);

CREATE TABLE integrity_faults (
    id INTEGER PRIMARY KEY,
    found_at TEXT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('database','attachment')),
    object TEXT NOT NULL,
    records TEXT NOT NULL CHECK (json_valid(records)),
    whole_set TEXT,
    cleared_at TEXT
  ) STRICT;

CREATE INDEX integrity_faults_open ON integrity_faults (found_at) WHERE cleared_at IS NULL;

CREATE TABLE change_serials (
    case_id INTEGER NOT NULL REFERENCES records(id),
    equipment_id INTEGER NOT NULL REFERENCES master(id),
    task_id INTEGER REFERENCES records(id),
    waived_reason TEXT,
    account_uid TEXT NOT NULL,
    account_name TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (case_id, equipment_id),
    CHECK ((task_id IS NULL) <> (waived_reason IS NULL))
  ) STRICT, WITHOUT ROWID;

CREATE INDEX change_serials_by_task ON change_serials (task_id) WHERE task_id IS NOT NULL;

CREATE TABLE stock_moves (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    part_id INTEGER NOT NULL REFERENCES master(id),
    depot_id INTEGER NOT NULL REFERENCES master(id),
    act TEXT NOT NULL CHECK (act IN ('receipt','issue','transferOut','transferIn','return','swap','loss','damage','count')),
    quantity INTEGER NOT NULL CHECK (quantity <> 0),
    serial TEXT,
    moved_on TEXT NOT NULL,
    other_party TEXT NOT NULL,
    reason TEXT NOT NULL,
    record_id INTEGER REFERENCES records(id),
    plan_id INTEGER REFERENCES records(id),
    account_uid TEXT NOT NULL,
    account_name TEXT NOT NULL,
    at TEXT NOT NULL
  ) STRICT;

CREATE INDEX stock_moves_by_part ON stock_moves (part_id, depot_id, id);

CREATE INDEX stock_moves_by_day ON stock_moves (moved_on, id);

CREATE INDEX stock_moves_by_record ON stock_moves (record_id, id) WHERE record_id IS NOT NULL;

CREATE INDEX stock_moves_by_plan ON stock_moves (plan_id, part_id) WHERE plan_id IS NOT NULL;

CREATE INDEX stock_moves_by_serial ON stock_moves (part_id, serial, id) WHERE serial IS NOT NULL;

CREATE TRIGGER stock_moves_no_update BEFORE UPDATE ON stock_moves BEGIN SELECT RAISE(ABORT, 'stock movements is append-only'); END;

CREATE TRIGGER stock_moves_no_delete BEFORE DELETE ON stock_moves BEGIN SELECT RAISE(ABORT, 'stock movements is append-only'); END;

CREATE TABLE stock_levels (
    part_id INTEGER NOT NULL REFERENCES master(id),
    depot_id INTEGER NOT NULL REFERENCES master(id),
    quantity INTEGER NOT NULL CHECK (quantity >= 0),
    PRIMARY KEY (part_id, depot_id)
  ) STRICT, WITHOUT ROWID;

CREATE TRIGGER stock_moves_counted AFTER INSERT ON stock_moves
    BEGIN
      INSERT INTO stock_levels (part_id, depot_id, quantity) VALUES (NEW.part_id, NEW.depot_id, 0) ON CONFLICT DO NOTHING;
      UPDATE stock_levels SET quantity = quantity + NEW.quantity WHERE part_id = NEW.part_id AND depot_id = NEW.depot_id;
    END;

CREATE TABLE rule_versions (
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
  ) STRICT;

CREATE UNIQUE INDEX rule_versions_one_open ON rule_versions ((1)) WHERE state IN ('draft','submitted');

CREATE INDEX rule_versions_in_force ON rule_versions (from_day DESC, version DESC) WHERE state = 'approved';

CREATE TRIGGER rule_versions_fixed BEFORE UPDATE ON rule_versions
    WHEN OLD.state IN ('approved','refused') OR NEW.version <> OLD.version
      OR (OLD.state = 'submitted' AND NEW.content <> OLD.content)
    BEGIN SELECT RAISE(ABORT, 'a decided version of the rules is kept'); END;

CREATE TRIGGER rule_versions_kept BEFORE DELETE ON rule_versions WHEN OLD.state <> 'draft'
    BEGIN SELECT RAISE(ABORT, 'a decided version of the rules is kept'); END;

CREATE TABLE calendar_years (
    year INTEGER NOT NULL CHECK (year BETWEEN 2000 AND 2100),
    version INTEGER NOT NULL CHECK (version > 0),
    file TEXT NOT NULL CHECK (json_valid(file)),
    source TEXT NOT NULL,
    edited_by TEXT NOT NULL,
    edited_name TEXT NOT NULL,
    edited_at TEXT NOT NULL,
    PRIMARY KEY (year, version)
  ) STRICT, WITHOUT ROWID;

CREATE TRIGGER calendar_years_no_update BEFORE UPDATE ON calendar_years BEGIN SELECT RAISE(ABORT, 'working calendar is append-only'); END;

CREATE TRIGGER calendar_years_no_delete BEFORE DELETE ON calendar_years BEGIN SELECT RAISE(ABORT, 'working calendar is append-only'); END;

CREATE TABLE plan_line_tasks (
    id INTEGER PRIMARY KEY,
    task_uid TEXT NOT NULL,
    year INTEGER NOT NULL,
    line TEXT,
    reason TEXT NOT NULL,
    linked_by TEXT NOT NULL,
    linked_name TEXT NOT NULL,
    at TEXT NOT NULL
  ) STRICT;

CREATE INDEX plan_line_tasks_by_task ON plan_line_tasks (task_uid, id);

CREATE INDEX plan_line_tasks_by_line ON plan_line_tasks (year, line, id);

CREATE TRIGGER plan_line_tasks_no_update BEFORE UPDATE ON plan_line_tasks BEGIN SELECT RAISE(ABORT, 'tasks of the plan is append-only'); END;

CREATE TRIGGER plan_line_tasks_no_delete BEFORE DELETE ON plan_line_tasks BEGIN SELECT RAISE(ABORT, 'tasks of the plan is append-only'); END;

CREATE TABLE plan_line_outcomes (
    id INTEGER PRIMARY KEY,
    year INTEGER NOT NULL,
    line TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('done','dropped','reopened')),
    day TEXT NOT NULL,
    note TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_name TEXT NOT NULL,
    at TEXT NOT NULL
  ) STRICT;

CREATE INDEX plan_line_outcomes_by_line ON plan_line_outcomes (year, line, id);

CREATE TRIGGER plan_line_outcomes_no_update BEFORE UPDATE ON plan_line_outcomes BEGIN SELECT RAISE(ABORT, 'outcomes of the plan is append-only'); END;

CREATE TRIGGER plan_line_outcomes_no_delete BEFORE DELETE ON plan_line_outcomes BEGIN SELECT RAISE(ABORT, 'outcomes of the plan is append-only'); END;

CREATE TABLE staff_certificates (
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
  ) STRICT;

CREATE INDEX staff_certificates_by_person ON staff_certificates (master_id, id);

CREATE TRIGGER staff_certificates_fixed BEFORE UPDATE ON staff_certificates
    WHEN OLD.withdrawn_at IS NOT NULL OR NEW.content_name <> OLD.content_name OR NEW.sha256 <> OLD.sha256 OR NEW.master_id <> OLD.master_id
    BEGIN SELECT RAISE(ABORT, 'a certificate is withdrawn, never changed'); END;

CREATE TRIGGER staff_certificates_kept BEFORE DELETE ON staff_certificates
    BEGIN SELECT RAISE(ABORT, 'a certificate is withdrawn, never changed'); END;

CREATE TABLE dispatch_overrides (
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
  ) STRICT;

CREATE INDEX dispatch_overrides_by_notice ON dispatch_overrides (notice_uid, id);

CREATE INDEX dispatch_overrides_open ON dispatch_overrides (id) WHERE decision IS NULL;

CREATE TRIGGER dispatch_overrides_fixed BEFORE UPDATE ON dispatch_overrides
    WHEN OLD.decision IS NOT NULL OR NEW.notice_uid <> OLD.notice_uid OR NEW.staff_uid <> OLD.staff_uid OR NEW.faults <> OLD.faults
    BEGIN SELECT RAISE(ABORT, 'an override is decided once'); END;

CREATE TRIGGER dispatch_overrides_kept BEFORE DELETE ON dispatch_overrides
    BEGIN SELECT RAISE(ABORT, 'an override is decided once'); END;

CREATE TABLE duty_shifts (
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
  ) STRICT;

CREATE INDEX duty_shifts_by_time ON duty_shifts (post, from_at) WHERE ended_at IS NULL;

CREATE TRIGGER duty_shifts_alone BEFORE INSERT ON duty_shifts
    WHEN EXISTS (SELECT 1 FROM duty_shifts s WHERE s.post = NEW.post AND s.ended_at IS NULL AND s.from_at < NEW.to_at AND s.to_at > NEW.from_at)
    BEGIN SELECT RAISE(ABORT, 'two persons on one duty at one time'); END;

CREATE TRIGGER duty_shifts_fixed BEFORE UPDATE ON duty_shifts
    WHEN OLD.ended_at IS NOT NULL OR NEW.post <> OLD.post OR NEW.from_at <> OLD.from_at OR NEW.to_at <> OLD.to_at OR NEW.account_uid <> OLD.account_uid
    BEGIN SELECT RAISE(ABORT, 'a shift is taken off, never changed'); END;

CREATE TRIGGER duty_shifts_kept BEFORE DELETE ON duty_shifts
    BEGIN SELECT RAISE(ABORT, 'a shift is taken off, never changed'); END;

CREATE TABLE duty_handovers (
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
  ) STRICT;

CREATE INDEX duty_handovers_open ON duty_handovers (to_uid, id) WHERE taken_at IS NULL;

CREATE TRIGGER duty_handovers_fixed BEFORE UPDATE ON duty_handovers
    WHEN OLD.taken_at IS NOT NULL OR NEW.from_uid <> OLD.from_uid OR NEW.to_uid <> OLD.to_uid OR NEW.calls <> OLD.calls OR NEW.note <> OLD.note
    BEGIN SELECT RAISE(ABORT, 'a hand-over of duty is kept'); END;

CREATE TRIGGER duty_handovers_kept BEFORE DELETE ON duty_handovers
    BEGIN SELECT RAISE(ABORT, 'a hand-over of duty is kept'); END;

CREATE TABLE items_out (
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
  ) STRICT;

CREATE INDEX items_out_open ON items_out (notice_id, id) WHERE settled_at IS NULL;

CREATE INDEX items_out_by_notice ON items_out (notice_id, id);

CREATE TRIGGER items_out_settled BEFORE UPDATE ON items_out WHEN OLD.settled_at IS NOT NULL
    OR NEW.name <> OLD.name OR NEW.quantity <> OLD.quantity OR NEW.notice_id <> OLD.notice_id
    BEGIN SELECT RAISE(ABORT, 'what was taken along is kept'); END;

CREATE TRIGGER items_out_kept BEFORE DELETE ON items_out BEGIN SELECT RAISE(ABORT, 'what was taken along is kept'); END;

CREATE TABLE support_requests (
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
  ) STRICT;

CREATE INDEX support_requests_by_task ON support_requests (task_id, id);

CREATE INDEX support_requests_open ON support_requests (id) WHERE closed_at IS NULL;

CREATE TRIGGER support_requests_fixed BEFORE UPDATE ON support_requests
    WHEN OLD.closed_at IS NOT NULL OR NEW.question <> OLD.question OR NEW.asked_by <> OLD.asked_by
      OR (OLD.answer IS NOT NULL AND NEW.answer IS NOT OLD.answer)
    BEGIN SELECT RAISE(ABORT, 'questions and answers are kept'); END;

CREATE TRIGGER support_requests_kept BEFORE DELETE ON support_requests BEGIN SELECT RAISE(ABORT, 'questions and answers are kept'); END;

CREATE TABLE record_holds (
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
  ) STRICT;

CREATE INDEX record_holds_by_record ON record_holds (record_id, id);

CREATE UNIQUE INDEX record_holds_open ON record_holds (record_id) WHERE ended_at IS NULL;

CREATE TRIGGER record_holds_fixed BEFORE UPDATE ON record_holds WHEN OLD.ended_at IS NOT NULL OR NEW.reason <> OLD.reason
    OR NEW.from_day <> OLD.from_day OR NEW.record_id <> OLD.record_id
    BEGIN SELECT RAISE(ABORT, 'holds are kept'); END;

CREATE TABLE saved_filters (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    owner_id INTEGER NOT NULL REFERENCES accounts(id),
    name TEXT NOT NULL,
    filter TEXT NOT NULL CHECK (json_valid(filter)),
    shared INTEGER NOT NULL CHECK (shared IN (0,1)),
    at TEXT NOT NULL,
    UNIQUE (owner_id, name)
  ) STRICT;

CREATE INDEX saved_filters_shared ON saved_filters (name) WHERE shared = 1;

CREATE TABLE blank_forms (
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
  ) STRICT;

CREATE INDEX blank_forms_by_notice ON blank_forms (notice_id, id);

CREATE INDEX blank_forms_by_record ON blank_forms (record_id) WHERE record_id IS NOT NULL;

CREATE TRIGGER blank_forms_kept BEFORE DELETE ON blank_forms BEGIN SELECT RAISE(ABORT, 'numbered forms are kept'); END;

CREATE TRIGGER blank_forms_settled BEFORE UPDATE OF copy_id, kind, notice_id, state, record_id ON blank_forms
    WHEN OLD.state <> 'issued' AND NOT (OLD.state = 'used' AND NEW.state = 'used' AND NEW.record_id = OLD.record_id)
    BEGIN SELECT RAISE(ABORT, 'numbered forms are kept'); END;

CREATE TABLE trash (
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
  ) STRICT;

CREATE INDEX trash_by_owner ON trash (owner_id, id);

CREATE TABLE record_facts (day TEXT NOT NULL,
    record_id INTEGER NOT NULL REFERENCES records(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    site TEXT NOT NULL,
    customer_id INTEGER,
    branch TEXT NOT NULL,
    model_id INTEGER,
    equipment_id INTEGER,
    civil INTEGER NOT NULL,
    task_id INTEGER,
    sets INTEGER NOT NULL,
    work TEXT,
    repair INTEGER NOT NULL,
    training INTEGER NOT NULL,
    support INTEGER NOT NULL,
    people INTEGER,
    person_days INTEGER,
    on_time INTEGER,
    returned TEXT,
    handed TEXT,
    response_hours REAL,
    repair_hours REAL,
    restored INTEGER,
    cause TEXT,
    hours_used REAL,
    parts_used REAL NOT NULL,
    training_hours REAL,
    training_people INTEGER,
    evaluation TEXT,
    answers TEXT,
    low INTEGER NOT NULL,
    source TEXT,
    class TEXT,
    open INTEGER NOT NULL,
    closed_days REAL,
    due_on TEXT, PRIMARY KEY (day, record_id)) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX record_facts_by_record ON record_facts (record_id);

CREATE INDEX record_facts_by_customer ON record_facts (customer_id, day);

CREATE INDEX record_facts_repairs ON record_facts (equipment_id, day, cause, hours_used) WHERE repair = 1;

CREATE INDEX record_facts_of_task ON record_facts (task_id, day) WHERE repair = 1;

CREATE VIEW fact_source AS SELECT
    date(r.occurred_at, '+8 hours') AS day, r.id AS record_id, r.kind AS kind, r.state AS state, r.owning_site AS site,
    r.customer_id AS customer_id,
    coalesce((SELECT json_extract(c.content, '$.branch') FROM master c WHERE c.id = r.customer_id), '') AS branch,
    coalesce((SELECT q.model_id FROM record_equipment e JOIN master q ON q.id = e.equipment_id
      WHERE e.record_id = r.id ORDER BY q.code LIMIT 1), (SELECT m.id FROM master m WHERE m.uid = json_extract(r.content, '$.model.uid'))) AS model_id, (SELECT e.equipment_id FROM record_equipment e JOIN master q ON q.id = e.equipment_id
      WHERE e.record_id = r.id ORDER BY q.code LIMIT 1) AS equipment_id, (EXISTS (SELECT 1 FROM record_equipment e JOIN master q ON q.id = e.equipment_id JOIN master m ON m.id = q.model_id
      WHERE e.record_id = r.id AND json_extract(m.content, '$.military') = 0)
    OR EXISTS (SELECT 1 FROM master m WHERE m.uid = json_extract(r.content, '$.model.uid') AND json_extract(m.content, '$.military') = 0)) AS civil, r.task_id AS task_id,
    CASE r.kind WHEN 'batchReport' THEN coalesce(json_array_length(r.content, '$.serials'), 0) ELSE 1 END AS sets,
    CASE WHEN r.kind IN ('trainingRecord','repairReport','commissioningReport','batchReport') THEN json_extract(r.content, '$.workKind') END AS work,
    (r.kind = 'repairReport' AND EXISTS (SELECT 1 FROM json_each(r.parts) p WHERE p.value = 'repair')) AS repair, (r.kind = 'trainingRecord' OR (r.kind = 'repairReport' AND EXISTS (SELECT 1 FROM json_each(r.parts) p WHERE p.value = 'training'))) AS training, (r.kind = 'repairReport' AND EXISTS (SELECT 1 FROM json_each(r.parts) p WHERE p.value = 'support')) AS support,
    CASE WHEN r.kind = 'dispatchNotice' THEN coalesce(json_array_length(r.content, '$.staff'), 0) END AS people,
    CASE WHEN r.kind = 'dispatchNotice' THEN json_array_length(r.content, '$.staff') * CAST(julianday(json_extract(r.content, '$.returnedDay')) - julianday(json_extract(r.content, '$.startDay')) + 1 AS INTEGER) END AS person_days,
    CASE WHEN r.kind = 'dispatchNotice' THEN json_extract(r.content, '$.arrivedDay') <= json_extract(r.content, '$.dueOnSite') END AS on_time,
    CASE WHEN r.kind = 'dispatchNotice' THEN json_extract(r.content, '$.returnedDay') END AS returned, CASE WHEN r.kind = 'dispatchNotice' THEN json_extract(r.content, '$.handedInDay') END AS handed,
    CASE WHEN (r.kind = 'repairReport' AND EXISTS (SELECT 1 FROM json_each(r.parts) p WHERE p.value = 'repair')) THEN CASE WHEN json_extract(r.content, '$.reportedAt') IS NOT NULL THEN (julianday(json_extract(r.content, '$.arrivedAt')) - julianday(json_extract(r.content, '$.reportedAt'))) * 24 END END AS response_hours,
    CASE WHEN (r.kind = 'repairReport' AND EXISTS (SELECT 1 FROM json_each(r.parts) p WHERE p.value = 'repair')) THEN CASE WHEN json_extract(r.content, '$.arrivedAt') IS NOT NULL THEN (julianday(json_extract(r.content, '$.restoredAt')) - julianday(json_extract(r.content, '$.arrivedAt'))) * 24 END END AS repair_hours,
    CASE WHEN (r.kind = 'repairReport' AND EXISTS (SELECT 1 FROM json_each(r.parts) p WHERE p.value = 'repair')) THEN json_extract(r.content, '$.restored') END AS restored, CASE WHEN (r.kind = 'repairReport' AND EXISTS (SELECT 1 FROM json_each(r.parts) p WHERE p.value = 'repair')) THEN coalesce(json_extract(r.content, '$.causeClass'), 'unknown') END AS cause,
    CASE WHEN (r.kind = 'repairReport' AND EXISTS (SELECT 1 FROM json_each(r.parts) p WHERE p.value = 'repair')) THEN CAST(json_extract(r.content, '$.hoursUsed') AS REAL) END AS hours_used,
    coalesce(CASE WHEN (r.kind = 'repairReport' AND EXISTS (SELECT 1 FROM json_each(r.parts) p WHERE p.value = 'repair')) THEN (SELECT sum(json_extract(s.value, '$.quantity')) FROM json_each(r.content, '$.partsSwapped') s) END, 0) AS parts_used,
    CASE WHEN (r.kind = 'trainingRecord' OR (r.kind = 'repairReport' AND EXISTS (SELECT 1 FROM json_each(r.parts) p WHERE p.value = 'training'))) THEN CAST(coalesce(json_extract(r.content, '$.hours'), json_extract(r.content, '$.trainingHours'), 0) AS REAL) END AS training_hours,
    CASE WHEN (r.kind = 'trainingRecord' OR (r.kind = 'repairReport' AND EXISTS (SELECT 1 FROM json_each(r.parts) p WHERE p.value = 'training'))) THEN CAST(coalesce(json_extract(r.content, '$.participantCount'), json_extract(r.content, '$.trainingPeople'), 0) AS INTEGER) END AS training_people,
    CASE WHEN r.kind IN ('trainingRecord','repairReport','commissioningReport','batchReport') THEN json_extract(r.content, '$.evaluationState') END AS evaluation,
    CASE WHEN r.kind IN ('trainingRecord','repairReport','commissioningReport','batchReport') THEN CASE WHEN json_extract(r.content, '$.evaluationState') = 'given' THEN json_array(json_extract(r.content, '$.evaluationProduct'), json_extract(r.content, '$.evaluationTimeliness'), json_extract(r.content, '$.evaluationAttitude'), json_extract(r.content, '$.evaluationSkill'), json_extract(r.content, '$.evaluationEffect'), json_extract(r.content, '$.evaluationManners')) END END AS answers,
    coalesce(CASE WHEN r.kind IN ('trainingRecord','repairReport','commissioningReport','batchReport') THEN CASE WHEN json_extract(r.content, '$.evaluationState') = 'given' THEN coalesce(json_extract(r.content, '$.evaluationProduct') = 'dissatisfied', 0) + coalesce(json_extract(r.content, '$.evaluationTimeliness') = 'dissatisfied', 0) + coalesce(json_extract(r.content, '$.evaluationAttitude') = 'dissatisfied', 0) + coalesce(json_extract(r.content, '$.evaluationSkill') = 'dissatisfied', 0) + coalesce(json_extract(r.content, '$.evaluationEffect') = 'dissatisfied', 0) + coalesce(json_extract(r.content, '$.evaluationManners') = 'dissatisfied', 0) END END, 0) AS low,
    CASE r.kind WHEN 'customerInformation' THEN json_extract(r.content, '$.source') END AS source,
    CASE r.kind WHEN 'customerInformation' THEN json_extract(r.content, '$.informationKind') WHEN 'complaint' THEN json_extract(r.content, '$.complaintClass')
      WHEN 'qualityFeedback' THEN json_extract(r.content, '$.grade') END AS class,
    (r.kind IN ('complaint','qualityFeedback') AND r.state NOT IN ('closed','archived','compiled')) AS open,
    CASE WHEN r.kind = 'complaint' AND r.state IN ('closed','archived','compiled')
      THEN julianday(json_extract(r.content, '$.answeredAt')) - julianday(json_extract(r.content, '$.receivedAt')) END AS closed_days,
    r.due_on AS due_on
  FROM records r WHERE (r.kind IN ('trainingRecord','repairReport','commissioningReport','batchReport') AND r.state IN ('submitted','reviewed','archived','compiled'))
    OR (r.kind = 'customerInformation' AND r.state IN ('submitted','reviewed','archived','compiled'))
    OR (r.kind IN ('phoneRecord','faxRecord') AND r.state IN ('closed','archived','compiled'))
    OR (r.kind = 'dispatchNotice' AND r.state IN ('issued','returned','reviewed','archived','compiled'))
    OR (r.kind IN ('complaint','qualityFeedback') AND r.state NOT IN ('draft','voided','disposed'));

CREATE TRIGGER record_facts_begin AFTER INSERT ON records WHEN NEW.kind IN ('trainingRecord','repairReport','commissioningReport','batchReport','customerInformation','phoneRecord','faxRecord','dispatchNotice','complaint','qualityFeedback') AND NEW.state <> 'draft'
    BEGIN DELETE FROM record_facts WHERE record_id = NEW.id; INSERT INTO record_facts SELECT * FROM fact_source WHERE record_id = NEW.id; END;

CREATE TRIGGER record_facts_follow AFTER UPDATE OF state, content, parts, occurred_at, customer_id, task_id, due_on, owning_site ON records
    WHEN NEW.kind IN ('trainingRecord','repairReport','commissioningReport','batchReport','customerInformation','phoneRecord','faxRecord','dispatchNotice','complaint','qualityFeedback') AND (NEW.state <> 'draft' OR OLD.state <> 'draft')
    BEGIN DELETE FROM record_facts WHERE record_id = NEW.id; INSERT INTO record_facts SELECT * FROM fact_source WHERE record_id = NEW.id; END;

CREATE TRIGGER record_facts_equipment AFTER INSERT ON record_equipment
    WHEN EXISTS (SELECT 1 FROM record_facts f WHERE f.record_id = NEW.record_id)
    BEGIN UPDATE record_facts SET (equipment_id, model_id, civil) = (SELECT (SELECT e.equipment_id FROM record_equipment e JOIN master q ON q.id = e.equipment_id
      WHERE e.record_id = record_facts.record_id ORDER BY q.code LIMIT 1), coalesce((SELECT q.model_id FROM record_equipment e JOIN master q ON q.id = e.equipment_id
      WHERE e.record_id = record_facts.record_id ORDER BY q.code LIMIT 1), (SELECT m.id FROM master m WHERE m.uid = (SELECT json_extract(r.content, '$.model.uid') FROM records r WHERE r.id = record_facts.record_id))), (EXISTS (SELECT 1 FROM record_equipment e JOIN master q ON q.id = e.equipment_id JOIN master m ON m.id = q.model_id
      WHERE e.record_id = record_facts.record_id AND json_extract(m.content, '$.military') = 0)
    OR EXISTS (SELECT 1 FROM master m WHERE m.uid = (SELECT json_extract(r.content, '$.model.uid') FROM records r WHERE r.id = record_facts.record_id) AND json_extract(m.content, '$.military') = 0))) WHERE record_id = NEW.record_id; END;

CREATE TRIGGER record_facts_no_equipment AFTER DELETE ON record_equipment
    WHEN EXISTS (SELECT 1 FROM record_facts f WHERE f.record_id = OLD.record_id)
    BEGIN UPDATE record_facts SET (equipment_id, model_id, civil) = (SELECT (SELECT e.equipment_id FROM record_equipment e JOIN master q ON q.id = e.equipment_id
      WHERE e.record_id = record_facts.record_id ORDER BY q.code LIMIT 1), coalesce((SELECT q.model_id FROM record_equipment e JOIN master q ON q.id = e.equipment_id
      WHERE e.record_id = record_facts.record_id ORDER BY q.code LIMIT 1), (SELECT m.id FROM master m WHERE m.uid = (SELECT json_extract(r.content, '$.model.uid') FROM records r WHERE r.id = record_facts.record_id))), (EXISTS (SELECT 1 FROM record_equipment e JOIN master q ON q.id = e.equipment_id JOIN master m ON m.id = q.model_id
      WHERE e.record_id = record_facts.record_id AND json_extract(m.content, '$.military') = 0)
    OR EXISTS (SELECT 1 FROM master m WHERE m.uid = (SELECT json_extract(r.content, '$.model.uid') FROM records r WHERE r.id = record_facts.record_id) AND json_extract(m.content, '$.military') = 0))) WHERE record_id = OLD.record_id; END;

CREATE TRIGGER record_facts_branch AFTER UPDATE OF content ON master
    WHEN NEW.type = 'customer' AND json_extract(NEW.content, '$.branch') IS NOT json_extract(OLD.content, '$.branch')
    BEGIN UPDATE record_facts SET branch = coalesce(json_extract(NEW.content, '$.branch'), '') WHERE customer_id = NEW.id; END;

CREATE TRIGGER record_facts_military AFTER UPDATE OF content ON master
    WHEN NEW.type = 'model' AND json_extract(NEW.content, '$.military') IS NOT json_extract(OLD.content, '$.military')
    BEGIN
      UPDATE record_facts SET (equipment_id, model_id, civil) = (SELECT (SELECT e.equipment_id FROM record_equipment e JOIN master q ON q.id = e.equipment_id
      WHERE e.record_id = record_facts.record_id ORDER BY q.code LIMIT 1), coalesce((SELECT q.model_id FROM record_equipment e JOIN master q ON q.id = e.equipment_id
      WHERE e.record_id = record_facts.record_id ORDER BY q.code LIMIT 1), (SELECT m.id FROM master m WHERE m.uid = (SELECT json_extract(r.content, '$.model.uid') FROM records r WHERE r.id = record_facts.record_id))), (EXISTS (SELECT 1 FROM record_equipment e JOIN master q ON q.id = e.equipment_id JOIN master m ON m.id = q.model_id
      WHERE e.record_id = record_facts.record_id AND json_extract(m.content, '$.military') = 0)
    OR EXISTS (SELECT 1 FROM master m WHERE m.uid = (SELECT json_extract(r.content, '$.model.uid') FROM records r WHERE r.id = record_facts.record_id) AND json_extract(m.content, '$.military') = 0))) WHERE model_id = NEW.id OR record_id IN (SELECT e.record_id FROM master q JOIN record_equipment e ON e.equipment_id = q.id WHERE q.model_id = NEW.id);
    END;

CREATE TRIGGER record_facts_model AFTER UPDATE OF model_id ON master WHEN NEW.type = 'equipment' AND NEW.model_id IS NOT OLD.model_id
    BEGIN UPDATE record_facts SET (equipment_id, model_id, civil) = (SELECT (SELECT e.equipment_id FROM record_equipment e JOIN master q ON q.id = e.equipment_id
      WHERE e.record_id = record_facts.record_id ORDER BY q.code LIMIT 1), coalesce((SELECT q.model_id FROM record_equipment e JOIN master q ON q.id = e.equipment_id
      WHERE e.record_id = record_facts.record_id ORDER BY q.code LIMIT 1), (SELECT m.id FROM master m WHERE m.uid = (SELECT json_extract(r.content, '$.model.uid') FROM records r WHERE r.id = record_facts.record_id))), (EXISTS (SELECT 1 FROM record_equipment e JOIN master q ON q.id = e.equipment_id JOIN master m ON m.id = q.model_id
      WHERE e.record_id = record_facts.record_id AND json_extract(m.content, '$.military') = 0)
    OR EXISTS (SELECT 1 FROM master m WHERE m.uid = (SELECT json_extract(r.content, '$.model.uid') FROM records r WHERE r.id = record_facts.record_id) AND json_extract(m.content, '$.military') = 0))) WHERE record_id IN (SELECT e.record_id FROM record_equipment e WHERE e.equipment_id = NEW.id); END;

CREATE TABLE report_facts (report_id INTEGER NOT NULL REFERENCES records(id), version INTEGER NOT NULL,
    day TEXT NOT NULL,
    record_id INTEGER NOT NULL REFERENCES records(id),
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    site TEXT NOT NULL,
    customer_id INTEGER,
    branch TEXT NOT NULL,
    model_id INTEGER,
    equipment_id INTEGER,
    civil INTEGER NOT NULL,
    task_id INTEGER,
    sets INTEGER NOT NULL,
    work TEXT,
    repair INTEGER NOT NULL,
    training INTEGER NOT NULL,
    support INTEGER NOT NULL,
    people INTEGER,
    person_days INTEGER,
    on_time INTEGER,
    returned TEXT,
    handed TEXT,
    response_hours REAL,
    repair_hours REAL,
    restored INTEGER,
    cause TEXT,
    hours_used REAL,
    parts_used REAL NOT NULL,
    training_hours REAL,
    training_people INTEGER,
    evaluation TEXT,
    answers TEXT,
    low INTEGER NOT NULL,
    source TEXT,
    class TEXT,
    open INTEGER NOT NULL,
    closed_days REAL,
    due_on TEXT,
    first_of_task INTEGER NOT NULL, repeated INTEGER NOT NULL,
    PRIMARY KEY (report_id, version, day, record_id)) STRICT, WITHOUT ROWID;

CREATE INDEX report_facts_by_record ON report_facts (record_id);

CREATE TRIGGER report_facts_no_update BEFORE UPDATE ON report_facts BEGIN SELECT RAISE(ABORT, 'frozen figures is append-only'); END;

CREATE TRIGGER report_facts_no_delete BEFORE DELETE ON report_facts BEGIN SELECT RAISE(ABORT, 'frozen figures is append-only'); END;

CREATE TABLE report_recipients (
    report_id INTEGER NOT NULL REFERENCES records(id),
    account_uid TEXT NOT NULL,
    account_name TEXT NOT NULL,
    named_by TEXT NOT NULL,
    named_at TEXT NOT NULL,
    PRIMARY KEY (report_id, account_uid)
  ) STRICT, WITHOUT ROWID;

CREATE TABLE report_acknowledgements (
    report_id INTEGER NOT NULL REFERENCES records(id),
    version INTEGER NOT NULL,
    account_uid TEXT NOT NULL,
    account_name TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (report_id, version, account_uid)
  ) STRICT, WITHOUT ROWID;

CREATE TRIGGER report_acknowledgements_no_update BEFORE UPDATE ON report_acknowledgements BEGIN SELECT RAISE(ABORT, 'acknowledgements is append-only'); END;

CREATE TRIGGER report_acknowledgements_no_delete BEFORE DELETE ON report_acknowledgements BEGIN SELECT RAISE(ABORT, 'acknowledgements is append-only'); END;

CREATE TABLE period_locks (
    id INTEGER PRIMARY KEY,
    period TEXT NOT NULL,
    act TEXT NOT NULL CHECK (act IN ('locked','unlocked')),
    reason TEXT NOT NULL,
    account_uid TEXT NOT NULL,
    account_name TEXT NOT NULL,
    at TEXT NOT NULL
  ) STRICT;

CREATE INDEX period_locks_by_period ON period_locks (period, id);

CREATE TRIGGER period_locks_no_update BEFORE UPDATE ON period_locks BEGIN SELECT RAISE(ABORT, 'locks of periods is append-only'); END;

CREATE TRIGGER period_locks_no_delete BEFORE DELETE ON period_locks BEGIN SELECT RAISE(ABORT, 'locks of periods is append-only'); END;

CREATE TABLE satisfaction_matters (
    id INTEGER PRIMARY KEY,
    about TEXT NOT NULL CHECK (about IN ('answer','result')),
    record_id INTEGER REFERENCES records(id),
    scope TEXT NOT NULL,
    period TEXT NOT NULL,
    method INTEGER NOT NULL,
    score REAL,
    outcome TEXT NOT NULL,
    improvement_id INTEGER REFERENCES records(id),
    account_uid TEXT NOT NULL,
    account_name TEXT NOT NULL,
    at TEXT NOT NULL,
    CHECK ((about = 'answer') = (record_id IS NOT NULL))
  ) STRICT;

CREATE INDEX satisfaction_matters_by_record ON satisfaction_matters (record_id) WHERE record_id IS NOT NULL;

CREATE INDEX satisfaction_matters_by_improvement ON satisfaction_matters (improvement_id) WHERE improvement_id IS NOT NULL;

CREATE INDEX satisfaction_matters_by_scope ON satisfaction_matters (about, period, scope);

CREATE TRIGGER satisfaction_matters_no_update BEFORE UPDATE ON satisfaction_matters BEGIN SELECT RAISE(ABORT, 'follow-ups of evaluations is append-only'); END;

CREATE TRIGGER satisfaction_matters_no_delete BEFORE DELETE ON satisfaction_matters BEGIN SELECT RAISE(ABORT, 'follow-ups of evaluations is append-only'); END;

CREATE TABLE sheet_exports (
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
  ) STRICT;

CREATE TRIGGER sheet_exports_fixed BEFORE UPDATE OF uid, trace_code, title, source, row_count, digest, level, marking, purpose, medium,
      applicant_id, applied_at ON sheet_exports
    BEGIN SELECT RAISE(ABORT, 'the register of exports is kept'); END;

CREATE TRIGGER sheet_exports_kept BEFORE DELETE ON sheet_exports BEGIN SELECT RAISE(ABORT, 'the register of exports is kept'); END;

CREATE TABLE sheet_export_rows (
    export_id INTEGER NOT NULL REFERENCES sheet_exports(id),
    place INTEGER NOT NULL,
    record_id INTEGER REFERENCES records(id) ON DELETE CASCADE,
    master_id INTEGER REFERENCES master(id),
    PRIMARY KEY (export_id, place),
    CHECK ((record_id IS NULL) <> (master_id IS NULL))
  ) STRICT, WITHOUT ROWID;

CREATE INDEX sheet_export_rows_by_record ON sheet_export_rows (record_id) WHERE record_id IS NOT NULL;

CREATE TABLE sheet_imports (
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
  ) STRICT;

CREATE TRIGGER sheet_imports_fixed BEFORE UPDATE ON sheet_imports WHEN OLD.undone_at IS NOT NULL OR NEW.uid <> OLD.uid
      OR NEW.file_sha256 <> OLD.file_sha256 OR NEW.added <> OLD.added OR NEW.changed <> OLD.changed OR NEW.account_id <> OLD.account_id
    BEGIN SELECT RAISE(ABORT, 'the register of imports is kept'); END;

CREATE TRIGGER sheet_imports_kept BEFORE DELETE ON sheet_imports BEGIN SELECT RAISE(ABORT, 'the register of imports is kept'); END;

CREATE TABLE sheet_import_rows (
    import_id INTEGER NOT NULL REFERENCES sheet_imports(id),
    place INTEGER NOT NULL,
    master_id INTEGER REFERENCES master(id),
    version INTEGER,
    state_before TEXT,
    record_uid TEXT,
    PRIMARY KEY (import_id, place),
    CHECK ((record_uid IS NULL) <> (master_id IS NULL))
  ) STRICT, WITHOUT ROWID;
