import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Figure, type FigureSet, figureSet } from '../../shared/contract/reports.ts';
import { fieldOf } from '../../shared/forms/definition.ts';
import { evaluationItems, satisfactionWords } from '../../shared/forms/definitions/blocks.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import type { Day, Sha256Hex } from '../../shared/ids.ts';
import { dueDay } from '../../shared/rules/deadlines.ts';
import { periodSatisfaction, satisfactionItems, satisfactionScore } from '../../shared/rules/satisfaction.ts';
import type { ReadDb } from '../database/handles.ts';
import {
  answerGroups,
  type FigureScope,
  faultsByModel,
  handInDays,
  measure,
  measureRows,
  servicesBySite,
} from '../database/stores/figures.ts';
import { canonicalJson } from '../records/canonicalJson.ts';
import { siteCalendar } from '../records/due.ts';
import { rulesInForce } from '../records/rulesInForce.ts';
import { type DerivedKey, derivedFigures, measuredFigures, rowsBehind, serviceKinds } from './definitions.ts';
import { previousPeriod, type ReportPeriod, scopeOf } from './period.ts';

type Table = FigureSet['tables'][number];

/** Figures as a report freezes them: the set, and the identities of the records behind each figure. */
export const frozenFigures = z.strictObject({
  set: figureSet,
  rows: z.record(z.string(), z.array(z.string())),
});
/** Frozen figures of a report. */
export type FrozenFigures = z.infer<typeof frozenFigures>;

/** Digest that fixes frozen figures: SHA-256 of their canonical JSON. */
export function figuresDigest(figures: FrozenFigures): Sha256Hex {
  return createHash('sha256').update(canonicalJson(figures)).digest('hex') as Sha256Hex;
}

/** The figures of a period as the records say now, each beside the period before. */
export async function liveFigures(db: ReadDb, period: ReportPeriod): Promise<FigureSet> {
  const scope = scopeOf(period);
  const before = scopeOf(previousPeriod(period));
  const figures: Figure[] = [];
  for (const [key, words] of measuredFigures) {
    figures.push({
      key,
      ...words,
      value: await measure(db, scope, key),
      previous: await measure(db, before, key),
    });
  }
  const now = await derived(db, scope);
  const earlier = await derived(db, before);
  for (const key of Object.keys(derivedFigures) as DerivedKey[]) {
    figures.push({ key, ...derivedFigures[key], value: now[key], previous: earlier[key] });
  }
  return {
    figures,
    tables: [
      await kindTable(db, scope, before),
      await siteTable(db, scope),
      await faultTable(db, scope),
      await answerTable(db, scope),
    ],
  };
}

/** The figures with the records behind each, ready to be frozen. */
export async function figuresToFreeze(db: ReadDb, period: ReportPeriod): Promise<FrozenFigures> {
  const set = await liveFigures(db, period);
  const rows: Record<string, string[]> = {};
  for (const { key } of set.figures) rows[key] = await recordsBehind(db, period, key);
  return { set, rows };
}

/** Identities of the records behind a figure; none for an unknown key. */
export async function recordsBehind(db: ReadDb, period: ReportPeriod, key: string): Promise<string[]> {
  const behind = rowsBehind(key);
  return behind === null ? [] : await measureRows(db, scopeOf(period), behind);
}

async function derived(db: ReadDb, scope: FigureScope): Promise<Record<DerivedKey, number | null>> {
  const answers = await evaluationsGiven(db, scope);
  const scored = answers.flatMap(({ customer, items, n }) => {
    const score = satisfactionScore(items);
    return score === null ? [] : [{ customer, score: score.score, n }];
  });
  const given = (await measure(db, scope, 'evaluated')) ?? 0;
  const asked = (await measure(db, scope, 'asked')) ?? 0;
  return {
    handInRate: await handInRate(db, scope),
    satisfaction: periodSatisfaction(scored),
    satisfactionCount: given,
    satisfactionRate: percent(given, asked),
  };
}

async function handInRate(db: ReadDb, scope: FigureScope): Promise<number | null> {
  const pairs = await handInDays(db, scope);
  const calendar = await siteCalendar(db);
  let all = 0;
  let inTime = 0;
  for (const { returned, handed, n } of pairs) {
    all += n;
    const { deadlines } = await rulesInForce(db, returned as Day);
    if (handed <= dueDay('onSitePapers', returned as Day, calendar, deadlines).due) inTime += n;
  }
  return percent(inTime, all);
}

/** Share in per cent to one decimal; nothing of nothing is 无数据. */
function percent(some: number, all: number): number | null {
  return all === 0 ? null : Math.round((1000 * some) / all) / 10;
}

const answerList = z.array(z.string().nullable());

async function evaluationsGiven(
  db: ReadDb,
  scope: FigureScope,
): Promise<{ customer: number; items: (string | null)[]; n: number }[]> {
  const groups = await answerGroups(db, scope, satisfactionItems);
  return groups.map(({ customer, answers, n }) => ({
    customer,
    items: answerList.parse(JSON.parse(answers)),
    n,
  }));
}

async function kindTable(db: ReadDb, scope: FigureScope, before: FigureScope): Promise<Table> {
  const rows: (string | number)[][] = [];
  for (const [label, key] of serviceKinds) {
    rows.push([label, (await measure(db, scope, key)) ?? 0, (await measure(db, before, key)) ?? 0]);
  }
  return {
    key: 'servicesByKind',
    title: '服务次数（按类别；安装、开通、改造、试验按台套计）',
    columns: ['服务类别', '本期', '上期'],
    rows,
  };
}

async function siteTable(db: ReadDb, scope: FigureScope): Promise<Table> {
  const rows = await servicesBySite(db, scope);
  return {
    key: 'servicesBySite',
    title: '服务次数（按用户单位）',
    columns: ['用户单位', '服务次数', '其中故障'],
    rows: rows.map((row) => [row.name, row.services, row.faults]),
  };
}

async function faultTable(db: ReadDb, scope: FigureScope): Promise<Table> {
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

async function answerTable(db: ReadDb, scope: FigureScope): Promise<Table> {
  const groups = await evaluationsGiven(db, scope);
  const words = Object.entries(satisfactionWords);
  const tally = (index: number, answer: string | null): number =>
    groups.reduce((sum, group) => sum + ((group.items[index] ?? null) === answer ? group.n : 0), 0);
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
