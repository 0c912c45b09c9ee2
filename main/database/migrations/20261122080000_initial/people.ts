import { appendOnly } from './appendOnly.ts';

/** Accounts, roles, key register, pending acts, policy, signatures. */
export const people = [
  `CREATE TABLE accounts (
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
  ) STRICT`,
  `CREATE TABLE password_history (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts(id),
    changed_at TEXT NOT NULL,
    verifier TEXT NOT NULL
  ) STRICT`,
  `CREATE INDEX password_history_by_account ON password_history (account_id, id)`,
  `CREATE TABLE account_roles (
    account_id INTEGER NOT NULL REFERENCES accounts(id),
    role TEXT NOT NULL CHECK (role IN (
      'systemAdmin','securityAdmin','auditor',
      'operator','engineer','dispatcher','informationOfficer','supervisor','complaintHandler','sparesKeeper',
      'centerLeader','companyLeader','qualityOfficer','unitOfficer','unitLeader','printKeeper','markingOfficer',
      'production','technical','marketing','inspector')),
    granted_at TEXT NOT NULL,
    until TEXT CHECK (until IS NULL OR role NOT IN ('systemAdmin','securityAdmin','auditor')),
    PRIMARY KEY (account_id, role)
  ) STRICT, WITHOUT ROWID`,
  // Clause 5.11 by spec 3: the three posts exclude each other and every business role, whatever the program does.
  `CREATE TRIGGER account_roles_exclusive BEFORE INSERT ON account_roles
    WHEN EXISTS (SELECT 1 FROM account_roles r WHERE r.account_id = NEW.account_id AND r.role <> NEW.role
      AND (r.role IN ('systemAdmin','securityAdmin','auditor') OR NEW.role IN ('systemAdmin','securityAdmin','auditor')))
    BEGIN SELECT RAISE(ABORT, 'posts are exclusive'); END`,
  `CREATE TRIGGER account_roles_fixed BEFORE UPDATE OF account_id, role ON account_roles
    BEGIN SELECT RAISE(ABORT, 'a role is granted or revoked, never changed'); END`,
  `CREATE TRIGGER account_roles_last_holder BEFORE DELETE ON account_roles
    WHEN OLD.role IN ('systemAdmin','securityAdmin','auditor') AND NOT EXISTS (
      SELECT 1 FROM account_roles r JOIN accounts a ON a.id = r.account_id
      WHERE r.role = OLD.role AND r.account_id <> OLD.account_id AND a.state = 'active')
    BEGIN SELECT RAISE(ABORT, 'last holder of a post'); END`,
  `CREATE TRIGGER accounts_last_holder BEFORE UPDATE OF state ON accounts
    WHEN OLD.state = 'active' AND NEW.state <> 'active' AND EXISTS (
      SELECT 1 FROM account_roles r WHERE r.account_id = OLD.id AND r.role IN ('systemAdmin','securityAdmin','auditor')
      AND NOT EXISTS (SELECT 1 FROM account_roles o JOIN accounts a ON a.id = o.account_id
        WHERE o.role = r.role AND o.account_id <> OLD.id AND a.state = 'active'))
    BEGIN SELECT RAISE(ABORT, 'last holder of a post'); END`,
  // Roles hang on the row number: whoever could move it would move the roles.
  `CREATE TRIGGER accounts_fixed BEFORE UPDATE OF id, uid, login, created_at ON accounts
    BEGIN SELECT RAISE(ABORT, 'an account keeps its identity'); END`,
  `CREATE TRIGGER accounts_never_deleted BEFORE DELETE ON accounts BEGIN SELECT RAISE(ABORT, 'accounts are closed, never deleted'); END`,
  `CREATE TABLE person_keys (
    key_id TEXT PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts(id),
    public_key TEXT NOT NULL UNIQUE,
    made_at TEXT NOT NULL,
    retired_at TEXT,
    retired_because TEXT CHECK (retired_because IN ('reset','disabled','recovered','replaced')),
    CHECK ((retired_at IS NULL) = (retired_because IS NULL))
  ) STRICT, WITHOUT ROWID`,
  // Old signatures are verified against this register: a key is entered, ended once, and never changed.
  `CREATE TRIGGER person_keys_fixed BEFORE UPDATE ON person_keys
    WHEN OLD.retired_at IS NOT NULL OR NEW.key_id <> OLD.key_id OR NEW.account_id <> OLD.account_id
      OR NEW.public_key <> OLD.public_key OR NEW.made_at <> OLD.made_at OR NEW.retired_at IS NULL
    BEGIN SELECT RAISE(ABORT, 'a key is ended once, never changed'); END`,
  `CREATE TRIGGER person_keys_kept BEFORE DELETE ON person_keys
    BEGIN SELECT RAISE(ABORT, 'keys are kept'); END`,
  `CREATE UNIQUE INDEX person_keys_one_present ON person_keys (account_id) WHERE retired_at IS NULL`,
  `CREATE TABLE policy (key TEXT PRIMARY KEY, value TEXT NOT NULL CHECK (json_valid(value))) STRICT, WITHOUT ROWID`,
  `CREATE TABLE signatures (
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
  ) STRICT`,
  `CREATE INDEX signatures_by_object ON signatures (object_kind, object_uid)`,
  ...appendOnly('signatures', 'signature register'),
];
