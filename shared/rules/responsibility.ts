import { defaultThresholds, type Thresholds } from './thresholds.ts';

/** What the rules need to know of a model; the master-data form of the same name holds it. */
export interface ModelFacts {
  readonly modelKind: 'single' | 'system';
  readonly phase: ModelPhase;
  /** Sets made so far. */
  readonly quantityMade: number;
}

/** Phases of a model with their Chinese words. */
export const phaseWords = {
  development: '边研制边生产',
  newProduct: '新产品',
  engineering: '工程类项目',
  transferred: '转产',
  finalised: '定型',
} as const;
/** Phase of a model. */
export type ModelPhase = keyof typeof phaseWords;

/** A decision that explains itself. */
export interface Decision<T> {
  readonly value: T;
  /** Clause of the procedure. */
  readonly clause: string;
  /** Rule and figures in one Chinese sentence. */
  readonly reason: string;
}

/** Whether a model is made in batch quantity (chapter 3). */
export function isBatch(model: ModelFacts, thresholds: Thresholds = defaultThresholds): Decision<boolean> {
  const single = model.modelKind === 'single';
  const limit = single ? thresholds.batchSingle : thresholds.batchSystem;
  const unit = single ? '台' : '套';
  const value = model.quantityMade >= limit;
  return {
    value,
    clause: '3',
    reason: `${single ? '单机' : '系统'}产品已生产 ${model.quantityMade} ${unit}，${value ? '达到' : '未达到'}批量标准（${limit} ${unit}以上）`,
  };
}

/**
 * Who serves a model: the center or the unit that develops it (table 1, 1-2 and 2-1). Batch quantity moves a new product
 * to the center, but neither a model still 边研制边生产 (until 转产定型 is recorded) nor an engineering project, which the
 * table gives to the units by its nature and not by its quantity.
 */
export function responsibleSite(
  model: ModelFacts,
  thresholds: Thresholds = defaultThresholds,
): Decision<'center' | 'unit'> {
  const batch = isBatch(model, thresholds);
  const phase = phaseWords[model.phase];
  switch (model.phase) {
    case 'transferred':
    case 'finalised':
      return { value: 'center', clause: '4 表1 1-2', reason: `${phase}产品由客户服务中心服务` };
    case 'development':
      return {
        value: 'unit',
        clause: '4 表1 2-1',
        reason: batch.value
          ? `${phase}产品由相关单位服务；${batch.reason}，但未登记转产定型，仍由相关单位服务`
          : `${phase}产品由相关单位服务；${batch.reason}`,
      };
    case 'engineering':
      return { value: 'unit', clause: '4 表1 2-1', reason: `${phase}由相关单位服务` };
    case 'newProduct':
      return batch.value
        ? {
            value: 'center',
            clause: '4 表1 1-2',
            reason: `${batch.reason}，批量产品由客户服务中心服务`,
          }
        : { value: 'unit', clause: '4 表1 2-1', reason: `${phase}由相关单位服务；${batch.reason}` };
  }
}
