import {
  evaluationItems,
  modeWords,
  occasionWords,
  type Satisfaction,
  type Service,
  satisfactionWords,
  serviceWords,
} from '../forms/definitions/blocks.ts';
import { isRecordKind } from '../forms/kinds.ts';
import { latestForm } from '../forms/registry.ts';
import type { Deadline, DeadlineKind, Offset } from './deadlines.ts';
import { demandedWords } from './demandedReports.ts';
import { titleWords } from './qualification.ts';
import { type ModelPhase, phaseWords, responsibilityWords } from './responsibility.ts';
import type { RuleSet } from './ruleSet.ts';
import { satisfactionItems, satisfactionProblems } from './satisfaction.ts';
import type { RecordRule, ServiceRow, TableItem } from './serviceTable.ts';
import type { Thresholds } from './thresholds.ts';

/** What one document is filled for, in Chinese. */
export const perWords: Readonly<Record<RecordRule['per'], string>> = {
  equipment: '一台（套）一份',
  model: '同一型号一份',
  customerPeriod: '同期同一单位一份',
  assignment: '一次派出一份',
  service: '一次服务一份',
};
/** Which sets count, in Chinese. */
export const ofWords: Readonly<Record<RecordRule['of'], string>> = {
  all: '全部产品',
  normal: '正常产品',
  exceptions: '不正常产品',
};
/** The figures of the rules with name, unit and clause. */
export const thresholdWords: Readonly<
  Record<keyof Thresholds, { readonly label: string; readonly unit: string; readonly clause: string }>
> = {
  batchSingle: { label: '单机产品批量', unit: '台以上', clause: '3' },
  batchSystem: { label: '系统产品批量', unit: '套以上', clause: '3' },
  batchReportSets: { label: '同型号正常产品合填 08A', unit: '台（套）以上', clause: '5.5.1 表1-1' },
  trainingRecordHours: { label: '填写 05A 的培训时间', unit: '小时以上', clause: '5.5.1 表1-2' },
};

/** Limits of the method of satisfaction with their names. */
export const satisfactionLimits = {
  satisfiedFrom: '满意度“满意”下限',
  fairFrom: '满意度“一般”下限',
  improveBelow: '低于此分须开立服务改进项',
} as const;

/** A due offset in words: 3 个日历日, 次月 5 日. */
export function offsetWords(offset: Offset): string {
  switch (offset.count) {
    case 'calendarDays':
      return `${offset.days} 个日历日`;
    case 'workingDays':
      return `${offset.days} 个工作日`;
    case 'months':
      return `${offset.months} 个月`;
    case 'years':
      return `${offset.years} 年`;
    case 'dayOfNextMonth':
      return `次月 ${offset.day} 日`;
    case 'dayOfYear':
      return `${Number(offset.day.slice(0, 2))} 月 ${Number(offset.day.slice(3))} 日`;
  }
}

/** What keeps a version from being submitted, in Chinese; empty when nothing does. */
export function ruleProblems(rules: RuleSet): string[] {
  const problems: string[] = satisfactionProblems(rules.satisfaction);
  const covered = new Set(rules.table.rows.flatMap((row) => row.services));
  for (const service of Object.keys(serviceWords) as Service[]) {
    if (!covered.has(service)) problems.push(`“${serviceWords[service]}”没有对应的行`);
  }
  for (const row of rules.table.rows) {
    for (const items of [row.contents, row.requirements]) {
      const keys = items.map((item) => item.key);
      if (new Set(keys).size !== keys.length) problems.push(`“${row.title}”的核对项目重复`);
    }
    for (const rule of row.records) {
      if (rule.part === undefined || !isRecordKind(rule.kind)) continue;
      const parts = latestForm(rule.kind).parts.map((part) => part.key);
      if (!parts.includes(rule.part))
        problems.push(`“${row.title}”：${demandedWords(rule.kind)}没有所选的部分`);
    }
  }
  return problems;
}

/** One difference between two versions. */
export interface RuleDifference {
  readonly clause: string;
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** Everything in which a version differs from another, in the words of the screen. */
export function ruleDifferences(before: RuleSet, after: RuleSet): RuleDifference[] {
  const found: RuleDifference[] = [];
  const compare = (clause: string, what: string, one: string, other: string) => {
    if (one !== other) found.push({ clause, what, before: one, after: other });
  };
  const named = (row: ServiceRow) => row.services.map((service) => serviceWords[service]).join('、');
  const rowOf = (rules: RuleSet, service: Service) =>
    rules.table.rows.find((row) => row.services.includes(service));
  const seen = new Set<ServiceRow>();
  for (const service of Object.keys(serviceWords) as Service[]) {
    const row = rowOf(after, service);
    const old = rowOf(before, service);
    if (row === undefined || seen.has(row)) continue;
    seen.add(row);
    if (old === undefined) {
      found.push({ clause: row.clause, what: `新增“${row.title}”`, before: '', after: named(row) });
      continue;
    }
    const sides = [columnsOf(old), columnsOf(row)] as const;
    for (const [label, text] of sides[1]) {
      compare(row.clause, `${row.title} · ${label}`, sides[0].get(label) ?? '', text);
    }
  }
  compare(
    '5.5.4、表1 2-2',
    '各行之外的记录',
    before.table.everywhere.map((extra) => ruleWords(extra.rule)).join('；'),
    after.table.everywhere.map((extra) => ruleWords(extra.rule)).join('；'),
  );
  for (const [key, { label, unit, clause }] of Object.entries(thresholdWords)) {
    const of = (rules: RuleSet) => `${rules.thresholds[key as keyof Thresholds]} ${unit}`;
    compare(clause, label, of(before), of(after));
  }
  for (const phase of Object.keys(phaseWords) as ModelPhase[]) {
    const of = (rules: RuleSet) => responsibilityWords[rules.responsibility[phase]];
    compare('4 表1', `${phaseWords[phase]}产品的服务责任`, of(before), of(after));
  }
  compare('5.2.1', '派出人员最低职称', titleWords[before.leastTitle], titleWords[after.leastTitle]);
  for (const item of satisfactionItems) {
    const of = (rules: RuleSet) => String(rules.satisfaction.weights[item]);
    compare('5.10', `满意度权重 · ${evaluationItems[item]}`, of(before), of(after));
  }
  for (const answer of Object.keys(satisfactionWords) as Satisfaction[]) {
    const of = (rules: RuleSet) => `${rules.satisfaction.scores[answer]} 分`;
    compare('5.10', `满意度分值 · ${satisfactionWords[answer]}`, of(before), of(after));
  }
  for (const [key, label] of Object.entries(satisfactionLimits)) {
    const of = (rules: RuleSet) => `${rules.satisfaction[key as keyof typeof satisfactionLimits]} 分`;
    compare('5.10', label, of(before), of(after));
  }
  for (const key of Object.keys(after.deadlines) as DeadlineKind[]) {
    const { label, clause } = after.deadlines[key];
    compare(
      clause,
      `期限 · ${label}`,
      deadlineWords(before.deadlines[key]),
      deadlineWords(after.deadlines[key]),
    );
  }
  return found;
}

/** A deadline in words: due, reminder, what happens on a rest day. */
export function deadlineWords(deadline: Deadline): string {
  const remind = deadline.remind === undefined ? '' : `，${offsetWords(deadline.remind)}提醒`;
  return `${offsetWords(deadline.due)}${remind}，${deadline.movesOffRestDays ? '遇休息日顺延' : '不顺延'}`;
}

/** A record rule in words, as the list of rules shows it. */
export function ruleWords(rule: RecordRule): string {
  const or = rule.orKinds.map((kind) => `或 ${demandedWords(kind)}`).join('');
  const of = rule.of === 'all' ? '' : `（${ofWords[rule.of]}）`;
  const when =
    rule.when === undefined
      ? ''
      : `，${thresholdWords[rule.when.threshold].label}${rule.when.is === 'atLeast' ? '达到' : '未达到'}界限时`;
  const services =
    rule.services === undefined
      ? ''
      : `［${rule.services.map((service) => serviceWords[service]).join('、')}］`;
  return `${services}${demandedWords(rule.kind)}${or}：${perWords[rule.per]}${of}${when}${rule.ifApplicable ? '（如适用）' : ''}${rule.part === undefined ? '' : `（${partLabel(rule)}）`}；${rule.words}`;
}

function partLabel(rule: RecordRule): string {
  if (!isRecordKind(rule.kind)) return rule.part ?? '';
  return latestForm(rule.kind).parts.find((part) => part.key === rule.part)?.label ?? rule.part ?? '';
}

/** The six columns of a row as text, by the column's name. */
function columnsOf(row: ServiceRow): ReadonlyMap<string, string> {
  const items = (list: readonly TableItem[]) => list.map((item) => item.label).join('；');
  return new Map([
    ['服务项目', row.services.map((service) => serviceWords[service]).join('、')],
    ['服务时机', row.occasions.map((occasion) => occasionWords[occasion]).join('、')],
    ['服务方式', `${row.modes.map((mode) => modeWords[mode]).join('、')}（${row.modeWords}）`],
    ['服务内容', items(row.contents)],
    ['服务要求', items(row.requirements)],
    ['记录要求', row.records.map(ruleWords).join('\n')],
    ['依据', `${row.clause}${row.inferred ? '（推定）' : ''}`],
  ]);
}
