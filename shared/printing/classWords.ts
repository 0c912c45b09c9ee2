import type { PrintJobRow } from '../contract/printing.ts';

/** Chinese word of each class of printing. */
export const classWords: Readonly<Record<PrintJobRow['class'], string>> = {
  approved: '正式件',
  forSignature: '供签字件',
  draft: '草稿',
  blankForm: '空白表单',
  auditReport: '内部登记',
  volume: '册',
};
