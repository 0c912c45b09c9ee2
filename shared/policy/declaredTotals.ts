/**
 * The declared exceptions of spec 3 "Who may read a record": totals and facts that a role must know although they come from
 * records it may not read. Nothing else goes beyond the access rule. No entry shows a title, a customer or content.
 */
export const declaredTotals: readonly {
  /** Procedure that answers. */
  readonly where: string;
  /** What is told. */
  readonly what: string;
  readonly why: string;
}[] = [
  {
    where: 'reports.figures',
    what: '报告期内各项数字，含读者无权知悉的记录',
    why: '5.7.4 报告须完整；来源清单只列读者可读的记录，另说明有未列出的',
  },
  {
    where: 'reports.create',
    what: '组成部分的最高密级；同期报告已存在',
    why: '汇编取最高密级；同期同范围只编一份',
  },
  {
    where: 'evaluation.statistics',
    what: '全站各项数字和按用户单位、型号、站点的分布，含读者无权知悉的记录',
    why: '领导、管理信息部、主管、质量部评价服务须完整；来源清单只列读者可读的记录',
  },
  {
    where: 'evaluation.satisfaction',
    what: '各用户单位、兵种、型号的满意度结果和评价份数',
    why: '5.10 满意度须完整；须回访的评价只列读者可读的，另说明有未列出的',
  },
  {
    where: 'evaluation.periods',
    what: '各单位各月数据包的到达时间和记录份数；补报份数',
    why: '5.7.3 报告期管理，不显示记录内容',
  },
  {
    where: 'archive.volumes',
    what: '涉密等级以内各册的册名、密级、件数、页数，含册内有读者无权知悉的记录的册；目录和版面只给册内各件都可读的人',
    why: '5.11.2 册的保管须完整',
  },
  {
    where: 'service.candidates',
    what: '人员在外执行任务至某日，不显示地点',
    why: '5.2.1 不得重复派出',
  },
  {
    where: 'staff.workload',
    what: '人员某日在外执行任务，不显示地点',
    why: '5.2.1 不得重复派出',
  },
  {
    where: 'plan.overview',
    what: '计划项是否已有任务在办，不显示任务',
    why: '5.4 计划与完成情况须完整',
  },
  {
    where: 'cases.overview',
    what: '设计更改每台产品是否已处理，不显示任务和报告的编号；下一步缺少的资料种类',
    why: '5.8 更改须逐台落实',
  },
  {
    where: 'service.compliance',
    what: '可读记录缺少的通知单、服务信息表是否存在，不显示该记录',
    why: '5.5.2、5.5.6 派工须有通知单，单位须有信息表',
  },
  {
    where: 'duty.handovers',
    what: '交接的未办结来电件数',
    why: '5.5.2 值班交接',
  },
  {
    where: 'records.move',
    what: '任务缺少的报告种类和份数，有无未带回物品、未办结的打印，不显示名称、编号和内容',
    why: '5.5.6 任务办结须资料齐全',
  },
  {
    where: 'exchange.prepare',
    what: '数据包的份数、编号和最高密级',
    why: '发往中心的包含本站全部已完成记录，准备人核对份数和密级',
  },
  {
    where: 'printing.ledger',
    what: '文印管理员看到涉密等级以内的全部份号',
    why: '台账管理每一份，行内没有记录内容',
  },
  {
    where: 'access.emergencyLog',
    what: '审计员看到紧急知悉的编号、种类、密级和人员',
    why: '紧急知悉全部列入审计',
  },
];
