/** What a movement of spare parts is, with the sign of its quantity: into the depot or out of it. */
export const stockActs = {
  receipt: { label: '入库', sign: 1 },
  return: { label: '退回入库', sign: 1 },
  issue: { label: '出库', sign: -1 },
  loss: { label: '丢失', sign: -1 },
  damage: { label: '损坏报废', sign: -1 },
  transferOut: { label: '调出', sign: -1 },
  transferIn: { label: '调入', sign: 1 },
  swap: { label: '维修换件', sign: -1 },
  count: { label: '盘点调整', sign: 1 },
} as const;
/** Kind of a movement. */
export type StockAct = keyof typeof stockActs;

/** Movements that a person enters; the others follow from reports, stock-takings and transfers. */
export const enteredActs = ['receipt', 'issue', 'return', 'transfer', 'loss', 'damage'] as const;
/** Movement as entered. */
export type EnteredAct = (typeof enteredActs)[number];

/** Words of what a person enters. */
export const enteredWords: Readonly<Record<EnteredAct, string>> = {
  receipt: '入库',
  issue: '出库',
  return: '退回入库',
  transfer: '调拨',
  loss: '丢失',
  damage: '损坏报废',
};
