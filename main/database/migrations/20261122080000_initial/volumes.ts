const classes = `('communication','dispatch','situation','branch','other')`;

/** Yearly volumes (clauses 5.1.2.2, 5.5.6, 5.7.3, 5.7.4): one per class and year, supplements for what came late. */
export const volumes = [
  `CREATE TABLE volumes (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    number TEXT UNIQUE,
    class TEXT NOT NULL CHECK (class IN ${classes}),
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
  ) STRICT`,
  `CREATE INDEX volumes_by_closing ON volumes (closed_on, id) WHERE state = 'closed'`,
  `CREATE TRIGGER volumes_fixed BEFORE UPDATE OF uid, class, year, part, level, marking, records, pages, digest, composed_at, composed_by, composed_name ON volumes
    BEGIN SELECT RAISE(ABORT, 'a volume is fixed when it is composed'); END`,
  `CREATE TRIGGER volumes_closed_once BEFORE UPDATE OF number, closed_at, closed_on, closed_name ON volumes WHEN OLD.state <> 'composed'
    BEGIN SELECT RAISE(ABORT, 'a closed volume never changes'); END`,
  `CREATE TRIGGER volumes_body_kept BEFORE UPDATE OF body_sha256, body_bytes, body_content_name, body_wrapped_key ON volumes
    WHEN NOT (NEW.state = 'disposed' AND NEW.body_content_name IS NULL AND NEW.body_sha256 IS OLD.body_sha256)
    BEGIN SELECT RAISE(ABORT, 'the body of a volume never changes'); END`,
  `CREATE TRIGGER volumes_kept BEFORE DELETE ON volumes WHEN OLD.state <> 'composed'
    BEGIN SELECT RAISE(ABORT, 'a closed volume is kept'); END`,
  `CREATE TABLE volume_records (
    volume_id INTEGER NOT NULL REFERENCES volumes(id) ON DELETE CASCADE,
    position INTEGER NOT NULL CHECK (position > 0),
    record_id INTEGER NOT NULL UNIQUE REFERENCES records(id),
    number TEXT NOT NULL,
    digest TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('scan','print','printNoScan')),
    first_page INTEGER NOT NULL,
    pages INTEGER NOT NULL CHECK (pages > 0),
    PRIMARY KEY (volume_id, position)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TRIGGER volume_records_fixed BEFORE UPDATE ON volume_records
    BEGIN SELECT RAISE(ABORT, 'a volume is fixed when it is composed'); END`,
  `CREATE TRIGGER volume_records_kept BEFORE DELETE ON volume_records
    WHEN (SELECT state FROM volumes WHERE id = OLD.volume_id) IN ('closed','disposed')
    BEGIN SELECT RAISE(ABORT, 'a closed volume is kept'); END`,
  `CREATE TRIGGER volume_records_late BEFORE INSERT ON volume_records
    WHEN (SELECT state FROM volumes WHERE id = NEW.volume_id) <> 'composed'
    BEGIN SELECT RAISE(ABORT, 'a closed volume never changes'); END`,
];
