import { z } from 'zod';
import type { Thresholds } from './thresholds.ts';

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
export function isBatch(model: ModelFacts, thresholds: Thresholds): Decision<boolean> {
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

/** Who serves models of a phase: always one side, or the center as soon as they are made in batch quantity. */
export const responsibilityWords = {
  center: '客户服务中心',
  unit: '相关单位',
  byBatch: '批量的由客户服务中心，未达批量的由相关单位',
} as const;
/** Who serves models of a phase. */
export type PhaseResponsibility = keyof typeof responsibilityWords;

const phaseKeys = Object.keys(phaseWords) as [ModelPhase, ...ModelPhase[]];
/** Schema of the responsibilities by phase. */
export const responsibilitySchema = z.record(
  z.enum(phaseKeys),
  z.enum(Object.keys(responsibilityWords) as [PhaseResponsibility, ...PhaseResponsibility[]]),
);
/** Who serves the models of each phase. */
export type Responsibility = Readonly<Record<ModelPhase, PhaseResponsibility>>;

/**
 * Table 1, 1-2 and 2-1: batch quantity moves a new product to the center, but neither a model still 边研制边生产 (until
 * 转产定型 is recorded) nor an engineering project, which the table gives to the units by its nature and not by its quantity.
 */
export const defaultResponsibility: Responsibility = {
  development: 'unit',
  newProduct: 'byBatch',
  engineering: 'unit',
  transferred: 'center',
  finalised: 'center',
};

/** Who serves a model: the center or the unit that develops it, with clause and figures. */
export function responsibleSite(
  model: ModelFacts,
  rules: { readonly thresholds: Thresholds; readonly responsibility: Responsibility },
): Decision<'center' | 'unit'> {
  const batch = isBatch(model, rules.thresholds);
  const phase = phaseWords[model.phase];
  const center = { value: 'center', clause: '4 表1 1-2' } as const;
  const unit = { value: 'unit', clause: '4 表1 2-1' } as const;
  switch (rules.responsibility[model.phase]) {
    case 'center':
      return { ...center, reason: `${phase}产品由客户服务中心服务` };
    case 'unit':
      if (model.phase === 'engineering') return { ...unit, reason: `${phase}由相关单位服务` };
      return {
        ...unit,
        reason: `${phase}产品由相关单位服务；${batch.reason}${batch.value ? '，但未登记转产定型，仍由相关单位服务' : ''}`,
      };
    case 'byBatch':
      return batch.value
        ? { ...center, reason: `${batch.reason}，批量产品由客户服务中心服务` }
        : { ...unit, reason: `${phase}由相关单位服务；${batch.reason}` };
  }
}
