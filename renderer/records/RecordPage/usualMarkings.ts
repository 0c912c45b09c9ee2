/** Marks that are offered while typing; company marks stand without ★. */
export const usualMarkings: string[] = [
  '内部',
  '秘密★5年',
  '秘密★10年',
  '机密★10年',
  '机密★20年',
  '秘密5年',
  '机密10年',
];
