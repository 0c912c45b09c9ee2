import type { AreaHandlers } from '../access/handlerTypes.ts';
import { acknowledge, dispatches, recipients, setRecipients } from './distribution.ts';
import { lock, periods, unlock } from './periods.ts';
import { branches, create, drillDown, figures, recompute } from './reports.ts';
import { versions } from './reportVersions.ts';
import { followUp, improve, satisfaction } from './satisfactionHandlers.ts';
import { choices, rows, statistics } from './statistics.ts';

/** Service functions of the contract's `reports` area. */
export const reportHandlers: AreaHandlers<'reports'> = {
  branches,
  create,
  figures,
  drillDown,
  recompute,
  versions,
  dispatches,
  recipients,
  setRecipients,
  acknowledge,
};

/** Service functions of the area `evaluation`: statistics, satisfaction, periods. */
export const evaluationHandlers: AreaHandlers<'evaluation'> = {
  statistics,
  rows,
  choices,
  satisfaction,
  followUp,
  improve,
  periods,
  lock,
  unlock,
};
