import { z } from 'zod';
import { type Deadlines, deadlineDefaults, deadlinesSchema } from './deadlines.ts';
import { qualificationTitles, type StaffTitle } from './qualification.ts';
import { defaultResponsibility, responsibilitySchema } from './responsibility.ts';
import { satisfactionSchema, satisfactionV1 } from './satisfaction.ts';
import { serviceTableSchema } from './serviceTable.ts';
import { serviceTableV1 } from './serviceTableV1.ts';
import { defaultThresholds, thresholdsSchema } from './thresholds.ts';

/** Schema of one version of the rules: plain JSON, so that it can be stored, compared and carried to a unit as it is. */
export const ruleSetSchema = z
  .strictObject({
    version: z.int().min(1),
    table: serviceTableSchema,
    thresholds: thresholdsSchema,
    responsibility: responsibilitySchema,
    /** Least professional title of a person who is sent (5.2.1). */
    leastTitle: z.enum(qualificationTitles).default('junior'),
    /** Deadlines that differ from the defaults, or all of them; what is left out follows the default. */
    deadlines: deadlinesSchema,
    /** Method of satisfaction (5.10); versions written before there was a choice have the first. */
    satisfaction: satisfactionSchema.default(satisfactionV1),
  })
  .refine((rules) => rules.version === rules.table.version, {
    error: '一览表版本与规则版本不一致',
    path: ['table', 'version'],
  });

/** One version of the rules of the procedure, with every deadline filled in. */
export interface RuleSet extends Omit<z.infer<typeof ruleSetSchema>, 'deadlines'> {
  readonly deadlines: Deadlines;
  readonly leastTitle: StaffTitle;
}

/**
 * Reads a version of the rules from plain data.
 * @throws z.ZodError with the first fault
 */
export function readRuleSet(source: unknown): RuleSet {
  const rules = ruleSetSchema.parse(source);
  return { ...rules, deadlines: { ...deadlineDefaults, ...rules.deadlines } as Deadlines };
}

/** Version 1: the procedure as supplied, with the defaults of its settings. It is part of the program and has no row. */
export const builtInRules: RuleSet = readRuleSet({
  version: 1,
  table: serviceTableV1,
  thresholds: defaultThresholds,
  responsibility: defaultResponsibility,
  deadlines: deadlineDefaults,
});

/** A contradiction of the document and what the program makes of it (spec 1), for help and for the editor. */
export interface Contradiction {
  readonly clause: string;
  readonly document: string;
  readonly decision: string;
}

/** Contradictions in the document with our default, in the order of spec 1. */
export const contradictions: readonly Contradiction[] = [
  {
    clause: '5.5.1 表1-2',
    document: '培训恰为 4 小时，“4 小时以上”与“不足 4 小时”两条的界限不清',
    decision: '按 4 小时以上，填写用户培训记录（QR758-05A）',
  },
  { clause: '3、5.5.1', document: '“以上”是否含本数', decision: '含本数（≥）' },
  {
    clause: '5.5.6',
    document: '“2 至 3 日内”未说明日历日还是工作日',
    decision: '按 3 个日历日，第 2 日提醒；可改为工作日',
  },
  { clause: '5.7.2', document: '用户信息反馈/处理表没有表号', decision: '编号系列 FB，与 01A 关联' },
  {
    clause: '5.5.1、7',
    document: '“正常批量开通/改造报告”与“正常批量开通/改造服务报告”两种写法',
    decision: '都指 QR758-08A，表名按第 7 章',
  },
  {
    clause: '5.7.3、5.7.4',
    document: '“简报”与“情况报表”混用',
    decision: '简报只指军品月度服务简报，其余为情况报表',
  },
  {
    clause: '5.6、5.8、5.9、5.10',
    document: '备件、走访、投诉、满意度没有表号，所属的 QS/PA758-02A 至 08A 未提供',
    decision: '用本程序的编号系列，系列名可由管理信息部更改，自有文件可作附件',
  },
  {
    clause: '4 表1',
    document: '边研制边生产的产品已达批量时由谁服务',
    decision: '登记转产定型之前仍由相关单位服务',
  },
  {
    clause: '5.5.1 表1-4',
    document: '原文在一览表第 4 行中断，其后各行缺失',
    decision: '缺失部分按条款推定，屏幕上标“推定”，管理信息部可以更改',
  },
];
