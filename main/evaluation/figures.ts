import type { WorkingCalendar } from '../../shared/calendar/calendar.ts';
import type { Figure, FigureSet, FigureTable } from '../../shared/contract/reports.ts';
import type { Period } from '../../shared/figures/periods.ts';
import { fieldOf } from '../../shared/forms/definition.ts';
import { branchWords, evaluationItems, satisfactionWords } from '../../shared/forms/definitions/blocks.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import type { Day, Month } from '../../shared/ids.ts';
import { dueDay } from '../../shared/rules/deadlines.ts';
import type { EvaluationGroup, SatisfactionMethod } from '../../shared/rules/satisfaction.ts';
import { satisfactionResult } from '../../shared/rules/satisfaction.ts';
import type { ReadDb } from '../database/handles.ts';
import {
  type FigureScope,
  firstFixes,
  type MeasureKey,
  measuredValue,
  measureKeys,
  percent,
  repeatFaults,
  type Tally,
  tallies,
} from '../database/stores/facts.ts';
import {
  casesByClass,
  changeCoverage,
  faultsByBatch,
  faultsByModel,
  faultsBySerial,
  handInDays,
  servicesBy,
} from '../database/stores/factTables.ts';
import { siteCalendar } from '../records/due.ts';
import { rulesInForce } from '../records/rulesInForce.ts';
import { type DerivedKey, derivedFigures, measuredFigures, serviceKinds } from './definitions.ts';
import { reliabilityTable } from './reliability.ts';
import { evaluationsIn } from './satisfaction.ts';

/** Days of a question with its months, and what narrows it. */
export interface FigureQuestion {
  readonly scope: FigureScope;
  readonly months: readonly Month[];
  /** The same over the time before. */
  readonly before: FigureScope;
}

/** What every span of a question is measured by, read once. */
interface Terms {
  readonly method: SatisfactionMethod;
  readonly calendar: WorkingCalendar;
}

/** What one span of time says. */
interface Span {
  readonly measured: Readonly<Record<MeasureKey, Tally>>;
  readonly derived: Readonly<Record<DerivedKey, number | null>>;
  readonly evaluations: readonly EvaluationGroup[];
}

/** The days of each month of a question, cut to its own first and last day. */
export function monthScopes({ scope, months }: Pick<FigureQuestion, 'scope' | 'months'>): FigureScope[] {
  return months.map((month) => {
    const last = `${month}-31`;
    return {
      ...scope,
      from: scope.from > `${month}-01` ? scope.from : `${month}-01`,
      to: scope.to < last ? scope.to : last,
    };
  });
}

/** The question that a whole period asks. */
export function questionOf(
  period: Period,
  before: Period,
  narrow: Pick<FigureScope, 'branch' | 'military'>,
): FigureQuestion {
  return {
    scope: { ...narrow, from: period.from, to: period.to },
    months: period.months,
    before: { ...narrow, from: before.from, to: before.to },
  };
}

/** Every figure of a question, each beside the time before and by month, with the tables. */
export async function figureSetOf(db: ReadDb, question: FigureQuestion): Promise<FigureSet> {
  const { scope, months, before } = question;
  const terms: Terms = {
    method: (await rulesInForce(db, scope.to as Day)).satisfaction,
    calendar: await siteCalendar(db),
  };
  const parts =
    months.length > 1
      ? await Promise.all(monthScopes(question).map(async (month) => await spanOf(db, month, terms)))
      : [];
  const [now, earlier] = await Promise.all([
    parts.length === 0 ? spanOf(db, scope, terms) : wholeOf(db, scope, parts, terms),
    spanOf(db, before, terms),
  ]);
  const figures: Figure[] = measuredFigures.map(([key, words]) => ({
    key,
    ...words,
    value: measuredValue(key, now.measured[key]),
    previous: measuredValue(key, earlier.measured[key]),
    trend: parts.map((part) => measuredValue(key, part.measured[key])),
  }));
  for (const key of Object.keys(derivedFigures) as DerivedKey[]) {
    figures.push({
      key,
      ...derivedFigures[key],
      value: now.derived[key],
      previous: earlier.derived[key],
      trend: parts.map((part) => part.derived[key]),
    });
  }
  return {
    figures,
    tables: await tablesOf(db, question, now, earlier, parts),
    months: parts.length === 0 ? [] : [...months],
  };
}

async function spanOf(db: ReadDb, scope: FigureScope, { method, calendar }: Terms): Promise<Span> {
  const [measured, evaluations, derived] = await Promise.all([
    tallies(db, scope),
    evaluationsIn(db, scope),
    orderedFigures(db, scope, calendar),
  ]);
  return { measured, evaluations, derived: { ...derived, satisfaction: scoreOf(evaluations, method) } };
}

/** A span from its months: sums add up; what looks at order or at different values is asked again of the whole. */
async function wholeOf(
  db: ReadDb,
  scope: FigureScope,
  parts: readonly Span[],
  { method, calendar }: Terms,
): Promise<Span> {
  const measured = Object.fromEntries(
    measureKeys.map((key) => [
      key,
      parts.reduce<Tally>(
        (sum, part) => ({ a: sum.a + part.measured[key].a, b: sum.b + part.measured[key].b }),
        { a: 0, b: 0 },
      ),
    ]),
  ) as Record<MeasureKey, Tally>;
  const customers = await servicesBy(db, scope, 'customer', 1_000_000);
  const evaluations = parts.flatMap((part) => part.evaluations);
  const derived = await orderedFigures(db, scope, calendar);
  return {
    measured: { ...measured, sites: { a: customers.filter((row) => row.key !== null).length, b: 0 } },
    evaluations,
    derived: { ...derived, satisfaction: scoreOf(evaluations, method) },
  };
}

async function orderedFigures(
  db: ReadDb,
  scope: FigureScope,
  calendar: WorkingCalendar,
): Promise<Omit<Record<DerivedKey, number | null>, 'satisfaction'>> {
  const [fixes, repeats, rate, coverage] = await Promise.all([
    firstFixes(db, scope),
    repeatFaults(db, scope),
    handInRate(db, scope, calendar),
    changeCoverage(db, scope),
  ]);
  return {
    firstFixRate: percent(fixes.a, fixes.b),
    repeatFaults: repeats,
    handInRate: rate,
    changeCoverage: percent(coverage.settled, coverage.all),
  };
}

function scoreOf(evaluations: readonly EvaluationGroup[], method: SatisfactionMethod): number | null {
  return satisfactionResult(evaluations, method).whole?.score ?? null;
}

async function handInRate(db: ReadDb, scope: FigureScope, calendar: WorkingCalendar): Promise<number | null> {
  const pairs = await handInDays(db, scope);
  const days = pairs.map(({ returned }) => returned).sort();
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return null;
  // A later day never has an older version: where both ends have the same, every day between has it too.
  const [oldest, newest] = [await rulesInForce(db, first as Day), await rulesInForce(db, last as Day)];
  let all = 0;
  let inTime = 0;
  for (const { returned, handed, n } of pairs) {
    all += n;
    const { deadlines } =
      oldest.version === newest.version ? oldest : await rulesInForce(db, returned as Day);
    if (handed <= dueDay('onSitePapers', returned as Day, calendar, deadlines).due) inTime += n;
  }
  return percent(inTime, all);
}

async function tablesOf(
  db: ReadDb,
  { scope, months }: FigureQuestion,
  now: Span,
  earlier: Span,
  parts: readonly Span[],
): Promise<FigureTable[]> {
  const measured = (span: Span, key: MeasureKey): number => measuredValue(key, span.measured[key]) ?? 0;
  const [customers, models, sites, faults, batches, serials, complaints, feedback, reliable] =
    await Promise.all([
      servicesBy(db, scope, 'customer', 200),
      servicesBy(db, scope, 'model', 200),
      servicesBy(db, scope, 'site', 200),
      faultTable(db, scope),
      faultsByBatch(db, scope),
      faultsBySerial(db, scope),
      casesByClass(db, scope, 'complaint'),
      casesByClass(db, scope, 'qualityFeedback'),
      reliabilityTable(db, scope),
    ]);
  const tables: FigureTable[] = [
    {
      key: 'servicesByKind',
      title: '服务次数（按类别；安装、开通、改造、试验按台套计）',
      columns: ['服务类别', '本期', '上期'],
      rows: serviceKinds.map(([label, key]) => [label, measured(now, key), measured(earlier, key)]),
    },
    {
      key: 'servicesBySite',
      title: '服务次数（按用户单位）',
      columns: ['用户单位', '服务次数', '其中故障'],
      rows: customers.map((row) => [row.name ?? '未注明用户', row.services, row.faults]),
    },
    {
      key: 'servicesByModel',
      title: '服务次数（按产品型号）',
      columns: ['产品型号', '服务次数', '其中故障'],
      rows: models.map((row) => [row.name ?? '未注明型号', row.services, row.faults]),
    },
    {
      key: 'servicesByUnit',
      title: '服务次数（按服务单位）',
      columns: ['服务单位', '服务次数', '其中故障'],
      rows: sites.map((row) => [row.name ?? row.key ?? '', row.services, row.faults]),
    },
    faults,
    {
      key: 'faultsByBatch',
      title: '故障（按生产批次）',
      columns: ['产品型号', '批次', '台套数', '故障数'],
      rows: batches.map((row) => [row.model ?? '未注明型号', row.batch, row.sets, row.n]),
    },
    {
      key: 'faultsBySerial',
      title: '故障两次以上的产品',
      columns: ['产品型号', '产品编号', '故障数'],
      rows: serials.map((row) => [row.model ?? '未注明型号', row.serial, row.n]),
    },
    reliable,
    caseTable('feedbackByGrade', '质量反馈（按等级）', '等级', 'qualityFeedback', 'grade', feedback),
    caseTable('complaintsByClass', '用户投诉（按类别）', '类别', 'complaint', 'complaintClass', complaints),
    answerTable(now.evaluations),
  ];
  if (scope.branch == null) {
    const branches = await servicesBy(db, scope, 'branch', 20);
    const words: Readonly<Record<string, string>> = branchWords;
    tables.splice(1, 0, {
      key: 'servicesByBranch',
      title: '服务次数（按用户分类）',
      columns: ['用户分类', '服务次数', '其中故障'],
      rows: branches.map((row) => [words[row.key ?? ''] ?? '未注明', row.services, row.faults]),
    });
  }
  if (parts.length > 0) {
    tables.unshift({
      key: 'monthly',
      title: '逐月情况',
      columns: ['月份', '服务次数', '故障数', '服务电话', '用户满意度'],
      rows: parts.map((part, at) => [
        `${Number(months[at]?.slice(5))}月`,
        measured(part, 'services'),
        measured(part, 'faults'),
        measured(part, 'calls'),
        part.derived.satisfaction ?? '无数据',
      ]),
    });
  }
  // Of the other tables an empty one says 本期无 on paper; these only stand where there is something.
  const optional = [
    'servicesByModel',
    'servicesByUnit',
    'faultsByBatch',
    'faultsBySerial',
    'reliability',
    'feedbackByGrade',
    'complaintsByClass',
  ];
  return tables.filter((table) => table.rows.length > 0 || !optional.includes(table.key));
}

async function faultTable(db: ReadDb, scope: FigureScope): Promise<FigureTable> {
  const causes = fieldOf(latestForm('repairReport'), 'causeClass')?.options ?? [];
  const groups = await faultsByModel(db, scope);
  const models = [...new Set(groups.map((group) => group.model))];
  const count = (model: string | null, cause: string): number =>
    groups.find((group) => group.model === model && group.cause === cause)?.n ?? 0;
  return {
    key: 'faultsByModel',
    title: '故障（按型号和原因类别）',
    columns: ['产品型号', ...causes.map((cause) => cause.label), '合计'],
    rows: models.map((model) => {
      const counts = causes.map((cause) => count(model, cause.value));
      return [model ?? '未注明型号', ...counts, counts.reduce((sum, n) => sum + n, 0)];
    }),
  };
}

function caseTable(
  key: string,
  title: string,
  label: string,
  kind: 'complaint' | 'qualityFeedback',
  field: string,
  rows: Awaited<ReturnType<typeof casesByClass>>,
): FigureTable {
  const options = fieldOf(latestForm(kind), field)?.options ?? [];
  const word = (value: string | null) => options.find((option) => option.value === value)?.label ?? '未定';
  const timed = kind === 'complaint';
  return {
    key,
    title,
    columns: [label, '件数', '未办结', '逾期', ...(timed ? ['平均办结天数'] : [])],
    rows: rows.map((row) => [
      word(row.class),
      row.n,
      row.open,
      row.overdue,
      ...(timed ? [row.days === null ? '—' : Math.round(row.days * 10) / 10] : []),
    ]),
  };
}

function answerTable(groups: readonly EvaluationGroup[]): FigureTable {
  const words = Object.entries(satisfactionWords);
  const tally = (index: number, answer: string | null): number =>
    groups.reduce((sum, group) => sum + ((group.answers[index] ?? null) === answer ? group.n : 0), 0);
  return {
    key: 'answers',
    title: '用户评价（份数）',
    columns: ['评价项目', ...words.map(([, label]) => label), '未评'],
    rows: Object.values(evaluationItems).map((label, index) => [
      label,
      ...words.map(([answer]) => tally(index, answer)),
      tally(index, null),
    ]),
  };
}
