/** What a line of a package is about, beside records: each type is written by its own part of the program. */
export const lineWords = {
  record: '记录',
  receipt: '回执',
  request: '补发请求',
  void: '作废声明',
  countersign: '第二人签署',
  rules: '服务规则',
  calendar: '工作日历',
  master: '基础资料',
  stock: '备件库存变动',
} as const;
/** Type of a line. */
export type LineType = keyof typeof lineWords;
/** All types of lines. */
export const lineTypes = Object.keys(lineWords) as [LineType, ...LineType[]];

/** Words of a line's type; of a type that a later program wrote, the type itself. */
export function lineLabel(type: string): string {
  return Object.hasOwn(lineWords, type) ? lineWords[type as LineType] : type;
}
