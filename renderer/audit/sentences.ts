import type { AuditRow } from '../../shared/contract/audit.ts';
import { auditEventNames } from '../../shared/contract/procedure.ts';
import { type ErrorCode, errorSentences } from '../../shared/errors.ts';
import { isRecordKind } from '../../shared/forms/kinds.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import type { Tone } from '../parts/tags.tsx';

const objectWords: Readonly<Record<string, string>> = {
  account: '帐号',
  attachment: '附件',
  audit: '审计链',
  auditCut: '恢复所失去的记录',
  auditReport: '审计报告',
  auditSegment: '审计年段',
  backup: '备份集',
  export: '导出文件',
  journal: '锁定期间日志',
  master: '基础资料',
  medium: '介质',
  navigation: '网页地址',
  package: '数据包',
  printAuthorisation: '供签字打印授权',
  printer: '打印机',
  printJob: '打印申请',
  printCopy: '印件',
  query: '查询',
  roster: '密钥名册',
  site: '站点',
};

/** What an act was done to, as people call it; empty where the act says it all. */
export function objectOf(row: AuditRow): string {
  const kind = isRecordKind(row.objectKind)
    ? latestForm(row.objectKind).title
    : (objectWords[row.objectKind] ?? '');
  const shown = /^n=(\d+)$/.exec(row.objectNumber)?.[1];
  const count = row.pagedRows === null ? shown : String(row.pagedRows);
  const number = count === undefined ? row.objectNumber : `${count} 条`;
  return [kind, number].filter((part) => part !== '').join(' ');
}

/** The act in words. */
export function actOf(row: AuditRow): string {
  return auditEventNames[row.act];
}

/** How an act ended: the outcome column as a word with its meaning, the reason in full where it was refused. */
export function outcomeOf(row: AuditRow): { label: string; tone: Tone; why: string } {
  if (row.outcome === 'done') return { label: '成功', tone: 'done', why: '' };
  if (row.outcome.startsWith('alarm')) {
    return { label: '警示', tone: 'refused', why: row.outcome.replace(/^alarm:?/, '') };
  }
  const code = row.outcome.replace(/^refused:?/, '');
  const sentence = code in errorSentences ? errorSentences[code as ErrorCode] : '';
  const why = sentence.split('。')[0]?.replace(/[“（]?\{\w+\}[”）]?/g, '…') ?? '';
  return { label: '拒绝', tone: 'refused', why: why === '' ? code : why };
}
