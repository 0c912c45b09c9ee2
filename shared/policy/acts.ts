/**
 * What a person may do besides working on records: act → Chinese name. Procedures of the contract name the act they need;
 * who has it stands in `permissionTable`.
 */
export const actNames = {
  'account.create': '建立、停用帐号',
  'account.enable': '启用帐号、授予岗位和涉密等级',
  'account.unlock': '解除登录锁定',
  'keys.manage': '更换数据库密钥、分割恢复份额（两人）',
  'policy.change': '修改安全策略',
  'date.confirm': '确认日期',
  'number.copy': '复制编号',
  'audit.read': '查阅与校验审计记录',
  'audit.review': '审查用户与审计员的审计记录',
  'audit.segment': '移出已导出的审计年段（两人）',
  'backup.run': '备份与备份目标',
  'site.trust': '建立站点信任、签署名册',
  'media.register': '登记移动介质',
  'printer.register': '登记打印机',
  'package.approve': '审批数据包密级与介质',
  'package.prepare': '准备数据包',
  'package.release': '签发数据包',
  'package.import': '导入数据包',
  'task.open': '登记服务任务',
  'support.ask': '提出技术支持请求',
  'support.answer': '答复技术支持请求',
  'item.settle': '核销未带回的物品',
  'clock.hold': '暂停、恢复计时',
  'compliance.read': '查看条款符合性、抽取检查清单',
  'staff.choose': '查看人员资格',
  'master.read': '查阅基础资料',
  'master.edit': '维护基础资料',
  'rules.edit': '编辑服务规则',
  'rules.approve': '批准服务规则',
  'calendar.edit': '维护工作日历',
  'roster.edit': '编排值班',
  'override.decide': '批准派出不具备条件的人员',
  'record.work': '办理记录',
  'case.hold': '暂停、恢复办案计时',
  'spares.read': '查阅备件库存和出入库',
  'spares.move': '登记备件出入库、盘点',
  'spares.plan': '编制备件预投计划',
  'reader.ask': '申请增加知悉人',
  'reader.grant': '批准、终止、限定知悉范围',
  'emergency.ask': '申请紧急知悉',
  'emergency.decide': '审批紧急知悉（领导、值班领导）',
  'mark.decide': '定密',
  'report.prepare': '编制简报与情况报表',
  'statistics.read': '查阅统计',
  'print.apply': '申请打印',
  'print.approve': '审批打印、授权供签字打印',
  'print.ledger': '管理打印台账',
} as const;

/** Act that a procedure may demand. */
export type Act = keyof typeof actNames;
/** All acts. */
export const acts = Object.keys(actNames) as readonly Act[];
