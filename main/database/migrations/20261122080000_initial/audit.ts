import { appendOnly } from './appendOnly.ts';

const zeros = '0'.repeat(64);

/** The newest line of the page counts: its number and digest, wherever it lies. */
const lastPageId = `coalesce((SELECT max(id) FROM audit_pages), (SELECT last_page_id FROM audit_segments ORDER BY to_seq DESC LIMIT 1), 0)`;
const lastPageDigest = `coalesce((SELECT digest FROM audit_pages ORDER BY id DESC LIMIT 1), (SELECT last_page_digest FROM audit_segments ORDER BY to_seq DESC LIMIT 1), '${zeros}')`;

/** Rows leave the live file only under a segment that was read back and whose removal two posts decided. */
const removed = (seq: string) =>
  `EXISTS (SELECT 1 FROM audit_segments s JOIN audit_segment_removals r ON r.segment_uid = s.uid WHERE ${seq} BETWEEN s.from_seq AND s.to_seq)`;

const holds = (account: string, role: string) =>
  `EXISTS (SELECT 1 FROM accounts a JOIN account_roles o ON o.account_id = a.id WHERE a.uid = ${account} AND a.state = 'active' AND o.role = '${role}')`;

/** The chained log of clause 5.11 with its heads and yearly segments. */
export const audit = [
  `CREATE TABLE audit (
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
  ) STRICT`,
  `CREATE INDEX audit_by_account ON audit (account, seq)`,
  `CREATE INDEX audit_by_act ON audit (act, seq)`,
  `CREATE INDEX audit_by_time ON audit (at)`,
  `CREATE INDEX audit_failures ON audit (seq) WHERE outcome <> 'done'`,
  // Further pages of a query raise its count: a chain of its own, bound into the main chain by pages_digest.
  `CREATE TABLE audit_pages (
    id INTEGER PRIMARY KEY,
    after_seq INTEGER NOT NULL,
    query_seq INTEGER NOT NULL,
    page INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    at TEXT NOT NULL,
    mono INTEGER NOT NULL,
    prev_digest TEXT NOT NULL,
    digest TEXT NOT NULL
  ) STRICT`,
  `CREATE INDEX audit_pages_by_query ON audit_pages (query_seq, id)`,
  `CREATE TABLE audit_segments (
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
  ) STRICT, WITHOUT ROWID`,
  ...appendOnly('audit_segments', 'audit segments'),
  `CREATE TRIGGER audit_segments_fit BEFORE INSERT ON audit_segments
    WHEN NEW.from_seq <> (SELECT coalesce(max(to_seq), 0) + 1 FROM audit_segments)
      OR NEW.to_seq >= (SELECT coalesce(max(seq), 0) FROM audit)
      OR NEW.last_digest IS NOT (SELECT digest FROM audit WHERE seq = NEW.to_seq)
      OR NEW.prev_digest IS NOT (SELECT prev_digest FROM audit WHERE seq = NEW.from_seq)
    BEGIN SELECT RAISE(ABORT, 'audit segment does not fit the chain'); END`,
  `CREATE TABLE audit_segment_removals (
    segment_uid TEXT PRIMARY KEY REFERENCES audit_segments(uid),
    auditor TEXT NOT NULL,
    system_admin TEXT NOT NULL CHECK (system_admin <> auditor),
    at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID`,
  ...appendOnly('audit_segment_removals', 'audit segments'),
  `CREATE TRIGGER audit_segment_removals_fit BEFORE INSERT ON audit_segment_removals
    WHEN NOT ${holds('NEW.auditor', 'auditor')} OR NOT ${holds('NEW.system_admin', 'systemAdmin')}
      OR EXISTS (SELECT 1 FROM audit_segments s JOIN audit_segments n ON n.uid = NEW.segment_uid
        WHERE s.to_seq < n.from_seq AND NOT EXISTS (SELECT 1 FROM audit_segment_removals r WHERE r.segment_uid = s.uid))
    BEGIN SELECT RAISE(ABORT, 'a segment is removed by auditor and system administrator, oldest first'); END`,
  // The hard floor of spec 3: five full years after the year of the rows. The policy may ask for more.
  `CREATE TRIGGER audit_segment_removals_term BEFORE INSERT ON audit_segment_removals
    WHEN CAST(strftime('%Y', NEW.at, '+8 hours') AS INTEGER) <= (SELECT year + 5 FROM audit_segments WHERE uid = NEW.segment_uid)
      OR strftime('%Y', NEW.at) IS NULL
    BEGIN SELECT RAISE(ABORT, 'audit rows are kept for five years'); END`,
  `CREATE TRIGGER audit_in_order BEFORE INSERT ON audit
    WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit)
      OR (NEW.seq > 1 AND NEW.prev_digest <> (SELECT digest FROM audit WHERE seq = NEW.seq - 1))
      OR NEW.pages_digest <> ${lastPageDigest}
    BEGIN SELECT RAISE(ABORT, 'audit chain broken'); END`,
  `CREATE TRIGGER audit_pages_in_order BEFORE INSERT ON audit_pages
    WHEN NEW.id <> ${lastPageId} + 1
      OR NEW.prev_digest <> ${lastPageDigest}
      OR NEW.after_seq <> (SELECT max(seq) FROM audit)
      OR NOT EXISTS (SELECT 1 FROM audit WHERE seq = NEW.query_seq)
    BEGIN SELECT RAISE(ABORT, 'audit chain broken'); END`,
  `CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END`,
  `CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit WHEN NOT ${removed('OLD.seq')}
    BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END`,
  `CREATE TRIGGER audit_pages_no_update BEFORE UPDATE ON audit_pages BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END`,
  `CREATE TRIGGER audit_pages_no_delete BEFORE DELETE ON audit_pages WHEN NOT ${removed('OLD.after_seq')}
    BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END`,
  `CREATE TABLE audit_heads (seq INTEGER PRIMARY KEY, digest TEXT NOT NULL, key_id TEXT NOT NULL, signature TEXT NOT NULL, at TEXT NOT NULL) STRICT`,
  ...appendOnly('audit_heads', 'audit heads'),
  // Who ever held a post: the security administrator reviews neither of the two administrators, not even after they left.
  `CREATE TABLE post_holders (
    account_uid TEXT NOT NULL,
    role TEXT NOT NULL,
    since TEXT NOT NULL,
    PRIMARY KEY (account_uid, role)
  ) STRICT, WITHOUT ROWID`,
  ...appendOnly('post_holders', 'register of post holders'),
  `CREATE TRIGGER post_holders_kept AFTER INSERT ON account_roles
    WHEN NEW.role IN ('systemAdmin','securityAdmin','auditor') AND NOT EXISTS (
      SELECT 1 FROM post_holders p JOIN accounts a ON a.uid = p.account_uid WHERE a.id = NEW.account_id AND p.role = NEW.role)
    BEGIN INSERT INTO post_holders SELECT uid, NEW.role, NEW.granted_at FROM accounts WHERE id = NEW.account_id; END`,
];
