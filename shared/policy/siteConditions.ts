import type { ErrorCode } from '../errors.ts';

/** What a condition of the site can withhold: act → Chinese name. Procedures of the contract declare which of them they do. */
export const withholdableActs = {
  numbering: '编号',
  signing: '签署',
  archiving: '归档',
  export: '导出',
  printing: '打印',
  expiry: '到期处理',
  disposal: '销毁',
} as const;
/** Act that a condition of the site can withhold. */
export type WithholdableAct = keyof typeof withholdableActs;

/** A condition in which the site carries out only part of its work. */
export interface SiteConditionRule {
  /** Shown on every home page while it holds. */
  readonly name: string;
  /** What must be done to end it, for the person who reads it. */
  readonly remedy: string;
  readonly withholds: readonly WithholdableAct[];
  readonly refusal: ErrorCode;
}

/**
 * Conditions of a site, each kept as a row of `meta` under its own name for as long as it holds (spec 3 "Clock" and "Backup,
 * restore, replacement"). Drafts and calls are withheld by none of them.
 */
export const siteConditions = {
  dateUnconfirmed: {
    name: '时间待确认',
    remedy: '请系统管理员与另一人共同确认日期。在此之前可以填写草稿和来电记录。',
    withholds: ['numbering', 'signing', 'archiving', 'export', 'printing', 'expiry', 'disposal'],
    refusal: 'site.date-unconfirmed',
  },
  restored: {
    name: '恢复后待核对',
    remedy: '请系统管理员与另一岗位完成恢复核对。在此之前可以填写草稿和来电记录。',
    withholds: ['numbering', 'printing', 'export', 'archiving', 'disposal'],
    refusal: 'site.restored',
  },
  retired: {
    name: '已移交',
    remedy: '本机已移交给新工作站，只能查阅。请在新工作站上办理。',
    withholds: ['numbering', 'signing', 'archiving', 'export', 'printing', 'expiry', 'disposal'],
    refusal: 'site.retired',
  },
} as const satisfies Readonly<Record<string, SiteConditionRule>>;
/** Name of a condition. */
export type SiteCondition = keyof typeof siteConditions;
/** Names of all conditions. */
export const siteConditionNames = Object.keys(siteConditions) as readonly SiteCondition[];

/**
 * The first of the acts that one of the conditions withholds, with that condition; undefined when all may be carried out.
 * @param present conditions that hold at the site now
 * @param acts what is about to be done
 */
export function withheldBy(
  present: readonly SiteCondition[],
  acts: readonly WithholdableAct[],
): { condition: SiteCondition; act: WithholdableAct } | undefined {
  for (const condition of present) {
    const rule: SiteConditionRule = siteConditions[condition];
    const act = acts.find((one) => rule.withholds.includes(one));
    if (act !== undefined) return { condition, act };
  }
  return undefined;
}
