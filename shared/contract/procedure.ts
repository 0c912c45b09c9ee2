import { oc } from '@orpc/contract';
import type { Act } from '../policy/acts.ts';
import type { WithholdableAct } from '../policy/siteConditions.ts';

/** Audit vocabulary: event → Chinese name in the auditor's list. One event per act as people understand it. */
export const auditEventNames = {
  none: '不记录',
  'site.created': '建立站点',
  'session.unlocked': '登录',
  'session.login-failed': '登录失败',
  'session.locked': '锁定',
  'session.password-changed': '修改口令',
  'account.listed': '查阅帐号',
  'account.proposed': '申请建立帐号',
  'account.enabled': '启用帐号',
  'account.roles-changed': '变更岗位与涉密等级',
  'account.disabled': '停用帐号',
  'account.password-reset': '重置口令',
  'account.unblocked': '解除登录锁定',
  'keys.rotated': '更换数据库密钥',
  'keys.split': '分割恢复份额',
  'keys.paper-printed': '打印恢复纸张',
  'site.recovered': '用恢复份额打开站点',
  'record.listed': '查询记录',
  'record.opened': '打开记录',
  'record.created': '新建记录',
  'record.edited': '编辑草稿',
  'record.discarded': '删除草稿',
  'record.moved': '流转记录',
  'record.linked': '关联记录',
  'record.reader-asked': '申请增加知悉人',
  'record.reader-granted': '批准知悉',
  'record.reader-ended': '终止知悉',
  'record.restricted': '限定知悉范围',
  'record.emergency-asked': '申请紧急知悉',
  'record.emergency-granted': '紧急知悉审批',
  'duty.appointed': '指定值班领导',
  'duty.withdrawn': '撤销值班领导',
  'record.custody': '登记原件',
  'record.marked': '定密',
  'attachment.added': '收入附件',
  'attachment.opened': '打开附件',
  'master.listed': '查询基础资料',
  'master.opened': '打开基础资料',
  'master.saved': '保存基础资料',
  'home.opened': '查看待办',
  'rules.read': '查阅服务规则',
  'rules.edited': '编辑服务规则',
  'rules.submitted': '提交服务规则',
  'rules.decided': '审批服务规则',
  'calendar.read': '查阅工作日历',
  'calendar.edited': '维护工作日历',
  'plan.read': '查阅计划执行情况',
  'plan.raised': '计划项转为任务',
  'plan.linked': '任务对应计划项',
  'plan.settled': '登记计划项结果',
  'staff.read': '查阅服务人员资格',
  'staff.certificate-added': '收入证书',
  'staff.certificate-opened': '打开证书',
  'staff.certificate-withdrawn': '撤下证书',
  'override.asked': '申请批准派出',
  'override.decided': '审批派出',
  'roster.read': '查阅值班',
  'roster.edited': '编排值班',
  'duty.handed-over': '值班交班',
  'duty.taken-over': '值班接班',
  'support.listed': '查看技术支持请求',
  'support.asked': '提出技术支持请求',
  'support.answered': '答复技术支持请求',
  'support.closed': '办结技术支持请求',
  'trash.listed': '查看回收站',
  'blank.listed': '查看空白表单',
  'blank.settled': '登记空白表单去向',
  'record.compared': '核对手写原件',
  'overdue.listed': '查看逾期和暂停',
  'clock.held': '暂停计时',
  'clock.resumed': '恢复计时',
  'filter.saved': '保存筛选',
  'filter.removed': '删除筛选',
  'compliance.read': '查看条款符合性',
  'inspection.drawn': '抽取检查清单',
  'item.listed': '查看未带回物品',
  'item.settled': '核销未带回物品',
  'case.opened': '立案',
  'case.joined': '关联单位记录',
  'case.held': '暂停办案计时',
  'case.resumed': '恢复办案计时',
  'case.settled': '落实受影响产品',
  'case.sampled': '抽样检查投诉',
  'spares.listed': '查阅备件库存',
  'spares.moved': '登记备件出入库',
  'spares.planned': '编制备件预投计划',
  'spares.counted': '登记盘点结果',
  'report.created': '编制简报',
  'report.edited': '编辑简报',
  'report.drilled': '查看数据来源',
  'report.acknowledged': '签收情况报表',
  'statistics.read': '查阅统计',
  'statistics.followed': '跟进满意度',
  'period.locked': '锁定报告期',
  'period.unlocked': '解锁报告期',
  'sheet.listed': '查看表格导出与导入',
  'sheet.read': '查看待导出的表格',
  'sheet.applied': '申请导出表格',
  'sheet.decided': '审批导出表格',
  'sheet.written': '写出表格文件',
  'sheet.template': '写出空白表格',
  'sheet.checked': '检查表格文件',
  'sheet.imported': '导入表格',
  'sheet.undone': '撤销导入',
  'sheet.clear-file': '登记表格原文件去向',
  'volume.listed': '查阅各册',
  'volume.opened': '查阅册内文件',
  'volume.composed': '汇编成册',
  'volume.discarded': '拆开未封卷的册',
  'volume.closed': '封卷',
  'volume.exported': '导出册的开放包',
  'print.listed': '查阅打印台账',
  'print.previewed': '预览版面',
  'print.applied': '申请打印',
  'print.decided': '审批打印',
  'print.printed': '打印',
  'print.copy-moved': '登记份状态',
  'print.traced': '查追踪码',
  'print.authorised': '授权供签字打印',
  'printer.registered': '登记打印机',
  'media.registered': '登记介质',
  'exchange.listed': '查看包交换',
  'exchange.roster-signed': '签署名册',
  'exchange.site-pinned': '建立站点信任',
  'package.prepared': '准备数据包',
  'package.approved': '审批数据包',
  'package.released': '签发导出数据包',
  'package.checked': '检验数据包',
  'package.imported': '导入数据包',
  'package.receipt-entered': '录入纸面回执',
  'package.refused': '拒绝数据包',
  'audit.read': '查阅审计记录',
  'audit.verified': '校验审计链',
  'audit.exported': '导出审计记录',
  'audit.checked': '查看内置检查',
  'audit.segments-listed': '查看审计年段',
  'audit.segment-exported': '导出审计年段',
  'audit.segment-removed': '移出审计年段',
  'backup.listed': '查看备份',
  'backup.configured': '设置备份目标',
  'backup.made': '备份',
  'backup.checked': '核对备份集',
  'backup.copied': '备份集复制到介质',
  'backup.rehearsed': '恢复演练',
  'site.restored': '由备份恢复站点',
  'restored.settled': '恢复核对',
  'audit.cut-declared': '声明审计链断点',
  'exchange.epoch-opened': '开启新纪元',
  'exchange.key-revoked': '撤销密钥',
  'exchange.root-renewed': '更换站点根密钥',
  'exchange.root-accepted': '收入新的根密钥',
  'exchange.stream-opened': '解除数据流冻结',
  'site.retired': '移交站点',
  'site.taken-over': '接管站点',
  'site.clone-alarm': '发现站点副本',
  'integrity.checked': '完整性检查',
  'integrity.fault': '发现损坏',
  'integrity.repaired': '用备份修复附件',
  'request.refused': '拒绝访问',
  'clock.suspect': '时钟异常',
  'clock.confirmed': '确认日期',
  'policy.read': '查阅安全策略',
  'policy.changed': '修改安全策略',
  'policy.damaged': '安全策略被改动',
  'proposal.listed': '查阅两岗事项',
  'proposal.made': '提出两岗事项',
  'proposal.decided': '办理两岗事项',
  'account.withdrawn': '撤销未启用的帐号',
  'deputy.listed': '查阅代理',
  'deputy.enabled': '启用代理',
  'deputy.ended': '终止代理',
  'leaving.read': '查看人员离岗事项',
  'leaving.handed-over': '移交离岗事项',
  'copy.taken': '复制内容',
  'copy.refused': '阻止复制',
  'job.resumed': '解锁后继续办理',
  'journal.damaged': '锁定期间日志异常',
} as const;
/** Audit event. */
export type AuditEvent = keyof typeof auditEventNames;

/**
 * Names under which the input of a list says where in the answer it is: pages that differ in nothing else are one query,
 * with one audit row whose count they raise.
 */
export const pagingKeys = ['cursor', 'before', 'limit'] as const;

/** Declared beside every procedure; gate, audit vocabulary, tests and the permission matrix derive from it. */
export interface ProcedureMeta {
  /** query: reads only. command: one write transaction that also holds the audit row. job: several transactions of its own, audited at its end. */
  readonly mode: 'query' | 'command' | 'job';
  /** When it may be called. `always` also while locked. */
  readonly when: 'firstRun' | 'locked' | 'unlocked' | 'always';
  /** Needed act; `person` is anybody who is logged in, `anyone` needs no session. */
  readonly act: Act | readonly Act[] | 'person' | 'anyone';
  readonly audit: AuditEvent;
  /** Only the first call on the same object in a session is audited: field-by-field saving of one draft is one act. */
  readonly oncePerSession?: boolean;
  /** May be called while a password change is demanded. */
  readonly beforePasswordChange?: boolean;
  /**
   * What it does in every case that a condition of the site can withhold (an unconfirmed date, a restored site): the gate
   * refuses it then. What depends on the input (a move, a kind that is numbered at creation) is refused where it happens.
   */
  readonly does?: readonly WithholdableAct[];
  /**
   * A job that takes long under the key and whose input holds neither password nor contents: interrupted by a lock or by the end
   * of the program, it begins again by itself when the same person logs in.
   */
  readonly resumes?: boolean;
  /** Works at a site that was handed over, which is otherwise read-only. */
  readonly worksRetired?: boolean;
}

/** Declaration whose mode stands in the type, so that a handler's context follows from the contract. */
export type MetaOf<Mode extends ProcedureMeta['mode']> = ProcedureMeta & { readonly mode: Mode };

/**
 * Whether a full disk stops the procedure (spec 3 "Audit": business writes are refused). Reading, log-in, lock, backup and
 * the acts of the audit log always work.
 */
export function stopsWhenFull(path: string, meta: ProcedureMeta): boolean {
  if (meta.mode === 'query') return false;
  return !/^(?:session|backup|audit|disk)\./.test(path) && path !== 'people.unblock';
}

/** Starts the declaration of one procedure. */
export function procedure<const Mode extends ProcedureMeta['mode']>(
  meta: Omit<ProcedureMeta, 'mode'> & { readonly mode: Mode },
) {
  return oc.$meta<MetaOf<Mode>>(meta);
}
/** A reading procedure of an unlocked session. */
export function query(act: ProcedureMeta['act'], audit: AuditEvent, does: readonly WithholdableAct[] = []) {
  return procedure({ mode: 'query', when: 'unlocked', act, audit, does });
}
/** A writing procedure of an unlocked session. */
export function command(act: ProcedureMeta['act'], audit: AuditEvent, does: readonly WithholdableAct[] = []) {
  return procedure({ mode: 'command', when: 'unlocked', act, audit, does });
}
/** A long act of an unlocked session that works in several transactions and files. */
export function job(
  act: ProcedureMeta['act'],
  audit: AuditEvent,
  does: readonly WithholdableAct[] = [],
  options: Pick<ProcedureMeta, 'resumes'> = {},
) {
  return procedure({ mode: 'job', when: 'unlocked', act, audit, does, ...options });
}
