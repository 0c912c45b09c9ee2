import { appendOnly } from './appendOnly.ts';

/** What a counted record adds to figures. Times in hours, days as texts of the site's days; null where nothing is known. */
const columns = `day TEXT NOT NULL,
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
    due_on TEXT`;

// Drafts do not count yet; what was voided or declared invalid (no customer's signature) never does. What was destroyed leaves
// no row: old years count without it, and the reports of then keep their figures.
const reports = `('trainingRecord','repairReport','commissioningReport','batchReport')`;
const cases = `('complaint','qualityFeedback')`;
const counted = `(r.kind IN ${reports} AND r.state IN ('submitted','reviewed','archived','compiled'))
    OR (r.kind = 'customerInformation' AND r.state IN ('submitted','reviewed','archived','compiled'))
    OR (r.kind IN ('phoneRecord','faxRecord') AND r.state IN ('closed','archived','compiled'))
    OR (r.kind = 'dispatchNotice' AND r.state IN ('issued','returned','reviewed','archived','compiled'))
    OR (r.kind IN ${cases} AND r.state NOT IN ('draft','voided','disposed'))`;
const kinds = `('trainingRecord','repairReport','commissioningReport','batchReport','customerInformation','phoneRecord','faxRecord','dispatchNotice','complaint','qualityFeedback')`;

const field = (key: string) => `json_extract(r.content, '$.${key}')`;
const part = (key: string) => `EXISTS (SELECT 1 FROM json_each(r.parts) p WHERE p.value = '${key}')`;
const hours = (from: string, to: string) =>
  `CASE WHEN ${field(from)} IS NOT NULL THEN (julianday(${field(to)}) - julianday(${field(from)})) * 24 END`;
const repair = `(r.kind = 'repairReport' AND ${part('repair')})`;
const training = `(r.kind = 'trainingRecord' OR (r.kind = 'repairReport' AND ${part('training')}))`;
const answers = [
  'evaluationProduct',
  'evaluationTimeliness',
  'evaluationAttitude',
  'evaluationSkill',
  'evaluationEffect',
  'evaluationManners',
].map(field);
const ofReport = (expression: string) => `CASE WHEN r.kind IN ${reports} THEN ${expression} END`;
const ofRepair = (expression: string) => `CASE WHEN ${repair} THEN ${expression} END`;
const ofNotice = (expression: string) => `CASE WHEN r.kind = 'dispatchNotice' THEN ${expression} END`;

/** First set of a record by serial, with the model that counts for it; military unless a product is known not to be (5.7.4). */
const products = (record: string, modelUid: string) => ({
  equipment: `(SELECT e.equipment_id FROM record_equipment e JOIN master q ON q.id = e.equipment_id
      WHERE e.record_id = ${record} ORDER BY q.code LIMIT 1)`,
  model: `coalesce((SELECT q.model_id FROM record_equipment e JOIN master q ON q.id = e.equipment_id
      WHERE e.record_id = ${record} ORDER BY q.code LIMIT 1), (SELECT m.id FROM master m WHERE m.uid = ${modelUid}))`,
  civil: `(EXISTS (SELECT 1 FROM record_equipment e JOIN master q ON q.id = e.equipment_id JOIN master m ON m.id = q.model_id
      WHERE e.record_id = ${record} AND json_extract(m.content, '$.military') = 0)
    OR EXISTS (SELECT 1 FROM master m WHERE m.uid = ${modelUid} AND json_extract(m.content, '$.military') = 0))`,
});
const own = products('r.id', field('model.uid'));

const factSource = `CREATE VIEW fact_source AS SELECT
    date(r.occurred_at, '+8 hours') AS day, r.id AS record_id, r.kind AS kind, r.state AS state, r.owning_site AS site,
    r.customer_id AS customer_id,
    coalesce((SELECT json_extract(c.content, '$.branch') FROM master c WHERE c.id = r.customer_id), '') AS branch,
    ${own.model} AS model_id, ${own.equipment} AS equipment_id, ${own.civil} AS civil, r.task_id AS task_id,
    CASE r.kind WHEN 'batchReport' THEN coalesce(json_array_length(r.content, '$.serials'), 0) ELSE 1 END AS sets,
    ${ofReport(field('workKind'))} AS work,
    ${repair} AS repair, ${training} AS training, (r.kind = 'repairReport' AND ${part('support')}) AS support,
    ${ofNotice(`coalesce(json_array_length(r.content, '$.staff'), 0)`)} AS people,
    ${ofNotice(`json_array_length(r.content, '$.staff') * CAST(julianday(${field('returnedDay')}) - julianday(${field('startDay')}) + 1 AS INTEGER)`)} AS person_days,
    ${ofNotice(`${field('arrivedDay')} <= ${field('dueOnSite')}`)} AS on_time,
    ${ofNotice(field('returnedDay'))} AS returned, ${ofNotice(field('handedInDay'))} AS handed,
    ${ofRepair(hours('reportedAt', 'arrivedAt'))} AS response_hours,
    ${ofRepair(hours('arrivedAt', 'restoredAt'))} AS repair_hours,
    ${ofRepair(field('restored'))} AS restored, ${ofRepair(`coalesce(${field('causeClass')}, 'unknown')`)} AS cause,
    ${ofRepair(`CAST(${field('hoursUsed')} AS REAL)`)} AS hours_used,
    coalesce(${ofRepair(`(SELECT sum(json_extract(s.value, '$.quantity')) FROM json_each(r.content, '$.partsSwapped') s)`)}, 0) AS parts_used,
    CASE WHEN ${training} THEN CAST(coalesce(${field('hours')}, ${field('trainingHours')}, 0) AS REAL) END AS training_hours,
    CASE WHEN ${training} THEN CAST(coalesce(${field('participantCount')}, ${field('trainingPeople')}, 0) AS INTEGER) END AS training_people,
    ${ofReport(field('evaluationState'))} AS evaluation,
    ${ofReport(`CASE WHEN ${field('evaluationState')} = 'given' THEN json_array(${answers.join(', ')}) END`)} AS answers,
    coalesce(${ofReport(`CASE WHEN ${field('evaluationState')} = 'given' THEN ${answers.map((one) => `coalesce(${one} = 'dissatisfied', 0)`).join(' + ')} END`)}, 0) AS low,
    CASE r.kind WHEN 'customerInformation' THEN ${field('source')} END AS source,
    CASE r.kind WHEN 'customerInformation' THEN ${field('informationKind')} WHEN 'complaint' THEN ${field('complaintClass')}
      WHEN 'qualityFeedback' THEN ${field('grade')} END AS class,
    (r.kind IN ${cases} AND r.state NOT IN ('closed','archived','compiled')) AS open,
    CASE WHEN r.kind = 'complaint' AND r.state IN ('closed','archived','compiled')
      THEN julianday(${field('answeredAt')}) - julianday(${field('receivedAt')}) END AS closed_days,
    r.due_on AS due_on
  FROM records r WHERE ${counted}`;

const forget = (record: string) => `DELETE FROM record_facts WHERE record_id = ${record};`;
const learn = (record: string) =>
  `${forget(record)} INSERT INTO record_facts SELECT * FROM fact_source WHERE record_id = ${record};`;
const later = products(
  'record_facts.record_id',
  `(SELECT json_extract(r.content, '$.model.uid') FROM records r WHERE r.id = record_facts.record_id)`,
);
/** Sets of a record do not change what its form says, so that its JSON is not read again. */
const relearnProducts = `UPDATE record_facts SET (equipment_id, model_id, civil) = (SELECT ${later.equipment}, ${later.model}, ${later.civil})`;

/**
 * Figures: one narrow row per record that counts, kept by triggers from the one view that says what a record adds, so that a year
 * of a hundred thousand records is summed in a moment; what a report froze; who is to acknowledge it; locks of periods; what
 * became of low evaluations.
 */
export const figures = [
  `CREATE TABLE record_facts (${columns}, PRIMARY KEY (day, record_id)) STRICT, WITHOUT ROWID`,
  `CREATE UNIQUE INDEX record_facts_by_record ON record_facts (record_id)`,
  `CREATE INDEX record_facts_by_customer ON record_facts (customer_id, day)`,
  `CREATE INDEX record_facts_repairs ON record_facts (equipment_id, day, cause, hours_used) WHERE repair = 1`,
  `CREATE INDEX record_facts_of_task ON record_facts (task_id, day) WHERE repair = 1`,
  factSource,
  `CREATE TRIGGER record_facts_begin AFTER INSERT ON records WHEN NEW.kind IN ${kinds} AND NEW.state <> 'draft'
    BEGIN ${learn('NEW.id')} END`,
  `CREATE TRIGGER record_facts_follow AFTER UPDATE OF state, content, parts, occurred_at, customer_id, task_id, due_on, owning_site ON records
    WHEN NEW.kind IN ${kinds} AND (NEW.state <> 'draft' OR OLD.state <> 'draft')
    BEGIN ${learn('NEW.id')} END`,
  `CREATE TRIGGER record_facts_equipment AFTER INSERT ON record_equipment
    WHEN EXISTS (SELECT 1 FROM record_facts f WHERE f.record_id = NEW.record_id)
    BEGIN ${relearnProducts} WHERE record_id = NEW.record_id; END`,
  `CREATE TRIGGER record_facts_no_equipment AFTER DELETE ON record_equipment
    WHEN EXISTS (SELECT 1 FROM record_facts f WHERE f.record_id = OLD.record_id)
    BEGIN ${relearnProducts} WHERE record_id = OLD.record_id; END`,
  `CREATE TRIGGER record_facts_branch AFTER UPDATE OF content ON master
    WHEN NEW.type = 'customer' AND json_extract(NEW.content, '$.branch') IS NOT json_extract(OLD.content, '$.branch')
    BEGIN UPDATE record_facts SET branch = coalesce(json_extract(NEW.content, '$.branch'), '') WHERE customer_id = NEW.id; END`,
  `CREATE TRIGGER record_facts_military AFTER UPDATE OF content ON master
    WHEN NEW.type = 'model' AND json_extract(NEW.content, '$.military') IS NOT json_extract(OLD.content, '$.military')
    BEGIN
      ${relearnProducts} WHERE model_id = NEW.id OR record_id IN (SELECT e.record_id FROM master q JOIN record_equipment e ON e.equipment_id = q.id WHERE q.model_id = NEW.id);
    END`,
  `CREATE TRIGGER record_facts_model AFTER UPDATE OF model_id ON master WHEN NEW.type = 'equipment' AND NEW.model_id IS NOT OLD.model_id
    BEGIN ${relearnProducts} WHERE record_id IN (SELECT e.record_id FROM record_equipment e WHERE e.equipment_id = NEW.id); END`,
  // The rows that a report counted, as they were when its figures were frozen.
  `CREATE TABLE report_facts (report_id INTEGER NOT NULL REFERENCES records(id), version INTEGER NOT NULL,
    ${columns.replace(' REFERENCES records(id) ON DELETE CASCADE', ' REFERENCES records(id)')},
    first_of_task INTEGER NOT NULL, repeated INTEGER NOT NULL,
    PRIMARY KEY (report_id, version, day, record_id)) STRICT, WITHOUT ROWID`,
  `CREATE INDEX report_facts_by_record ON report_facts (record_id)`,
  ...appendOnly('report_facts', 'frozen figures'),
  // Internal distribution (5.7.3): who is to read a report, and which version each acknowledged.
  `CREATE TABLE report_recipients (
    report_id INTEGER NOT NULL REFERENCES records(id),
    account_uid TEXT NOT NULL,
    account_name TEXT NOT NULL,
    named_by TEXT NOT NULL,
    named_at TEXT NOT NULL,
    PRIMARY KEY (report_id, account_uid)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE report_acknowledgements (
    report_id INTEGER NOT NULL REFERENCES records(id),
    version INTEGER NOT NULL,
    account_uid TEXT NOT NULL,
    account_name TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (report_id, version, account_uid)
  ) STRICT, WITHOUT ROWID`,
  ...appendOnly('report_acknowledgements', 'acknowledgements'),
  // Locks of periods: the latest row of a period counts.
  `CREATE TABLE period_locks (
    id INTEGER PRIMARY KEY,
    period TEXT NOT NULL,
    act TEXT NOT NULL CHECK (act IN ('locked','unlocked')),
    reason TEXT NOT NULL,
    account_uid TEXT NOT NULL,
    account_name TEXT NOT NULL,
    at TEXT NOT NULL
  ) STRICT`,
  `CREATE INDEX period_locks_by_period ON period_locks (period, id)`,
  ...appendOnly('period_locks', 'locks of periods'),
  // What became of an evaluation with an item at the lowest option, or of a result below the limit (5.10).
  `CREATE TABLE satisfaction_matters (
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
  ) STRICT`,
  `CREATE INDEX satisfaction_matters_by_record ON satisfaction_matters (record_id) WHERE record_id IS NOT NULL`,
  `CREATE INDEX satisfaction_matters_by_improvement ON satisfaction_matters (improvement_id) WHERE improvement_id IS NOT NULL`,
  `CREATE INDEX satisfaction_matters_by_scope ON satisfaction_matters (about, period, scope)`,
  ...appendOnly('satisfaction_matters', 'follow-ups of evaluations'),
];
