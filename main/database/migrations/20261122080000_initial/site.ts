/** This installation, its keys and its backup sets. */
export const site = [
  `CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID`,
  `CREATE TABLE sites (
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
  ) STRICT, WITHOUT ROWID`,
  `CREATE UNIQUE INDEX sites_one_self ON sites (is_self) WHERE is_self = 1`,
  // Secrets of the site: signing seed, age identities, content key. They are only as safe as the database key, on purpose: one key to guard.
  `CREATE TABLE site_keys (
    id TEXT PRIMARY KEY,
    purpose TEXT NOT NULL CHECK (purpose IN ('siteSigning','age','content','journal')),
    public_key TEXT NOT NULL,
    secret BLOB NOT NULL,
    made_at TEXT NOT NULL,
    retired_at TEXT
  ) STRICT, WITHOUT ROWID`,
];

/** Register of backup sets. */
export const backups = [
  `CREATE TABLE backup_sets (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    folder TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    manifest_digest TEXT NOT NULL,
    verified INTEGER NOT NULL CHECK (verified IN (0,1)),
    same_device INTEGER NOT NULL CHECK (same_device IN (0,1))
  ) STRICT`,
];
