import { appendOnly } from './appendOnly.ts';

/** Affected serials of design changes (table 1: 1-5): the task that settles one, or why it is not settled. */
export const designChanges = [
  `CREATE TABLE change_serials (
    case_id INTEGER NOT NULL REFERENCES records(id),
    equipment_id INTEGER NOT NULL REFERENCES master(id),
    task_id INTEGER REFERENCES records(id),
    waived_reason TEXT,
    account_uid TEXT NOT NULL,
    account_name TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (case_id, equipment_id),
    CHECK ((task_id IS NULL) <> (waived_reason IS NULL))
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX change_serials_by_task ON change_serials (task_id) WHERE task_id IS NOT NULL`,
];

/** Spare parts (5.8, 5.9): every movement is a row that stays; stock follows from the movements and is never negative. */
export const spares = [
  `CREATE TABLE stock_moves (
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
  ) STRICT`,
  `CREATE INDEX stock_moves_by_part ON stock_moves (part_id, depot_id, id)`,
  `CREATE INDEX stock_moves_by_day ON stock_moves (moved_on, id)`,
  `CREATE INDEX stock_moves_by_record ON stock_moves (record_id, id) WHERE record_id IS NOT NULL`,
  `CREATE INDEX stock_moves_by_plan ON stock_moves (plan_id, part_id) WHERE plan_id IS NOT NULL`,
  `CREATE INDEX stock_moves_by_serial ON stock_moves (part_id, serial, id) WHERE serial IS NOT NULL`,
  ...appendOnly('stock_moves', 'stock movements'),
  // The sum of the movements, kept by the trigger alone, so that a list of stock reads no history.
  `CREATE TABLE stock_levels (
    part_id INTEGER NOT NULL REFERENCES master(id),
    depot_id INTEGER NOT NULL REFERENCES master(id),
    quantity INTEGER NOT NULL CHECK (quantity >= 0),
    PRIMARY KEY (part_id, depot_id)
  ) STRICT, WITHOUT ROWID`,
  // A CHECK is asked of the row of an upsert before its conflict is seen: the row comes first, then the sum.
  `CREATE TRIGGER stock_moves_counted AFTER INSERT ON stock_moves
    BEGIN
      INSERT INTO stock_levels (part_id, depot_id, quantity) VALUES (NEW.part_id, NEW.depot_id, 0) ON CONFLICT DO NOTHING;
      UPDATE stock_levels SET quantity = quantity + NEW.quantity WHERE part_id = NEW.part_id AND depot_id = NEW.depot_id;
    END`,
];
