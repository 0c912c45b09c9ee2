/** Chinese words and meaning of the state of a master-data entry. */
export const entryStates = {
  active: { label: '在用', tone: 'done' },
  provisional: { label: '暂定', tone: 'attention' },
  merged: { label: '已合并', tone: 'draft' },
  retired: { label: '停用', tone: 'refused' },
} as const;
