import { type RegisterTable, registerDocument } from './registerDocument.ts';

/** A table of the report. */
export type AuditTable = RegisterTable;

/** What an audit report says. */
export interface AuditReportSource {
  readonly site: string;
  readonly marking: string;
  readonly period: string;
  readonly author: string;
  readonly madeAt: string;
  readonly head: string;
  readonly headKey: string;
  readonly tables: readonly AuditTable[];
}

/** The audit report as a landscape register: period, head of the chain, tables, line for the signatures. */
export function auditDocument(source: AuditReportSource, fontBase?: string): string {
  const { head, headKey, ...rest } = source;
  return registerDocument(
    {
      ...rest,
      title: '审计报告',
      remarks: [
        `审计链头（序号:摘要值）：${head}`,
        `站点密钥 ${headKey} 已签署。本页留存在外：以后校验时填入此链头，末尾被截去就看得见。`,
      ],
      signs: ['安全审计员', '审阅', '日期'],
    },
    fontBase,
  );
}
