/**
 * The compliance board as data: one tile per rule of a clause, with the words of its definition. The query of each tile, under
 * the same key, is in `main/database/stores/compliance.ts`; the page shows the definition, so both must say the same.
 */
export const complianceTiles = {
  contactsClosed: {
    clause: '5.1.2.2',
    title: '来往有结果',
    red: '电话、传真、收件、发件登记超过 2 天仍未办结',
    amber: '登记超过 1 天仍未办结',
  },
  needsAnswered: {
    clause: '5.1.1',
    title: '需求转达有答复',
    red: '转各部门的需求超过期限未答复、未办结',
    amber: '期限在 2 天之内',
  },
  staffQualified: {
    clause: '5.2.1',
    title: '派出人员具备条件',
    red: '已签发的通知单上有不具备条件的人员，又没有批准派出的理由',
    amber: '不具备条件，经批准派出',
  },
  trainingKept: {
    clause: '5.2.1',
    title: '在外人员培训有效',
    red: '已签发、未返回的通知单上，有人员的服务规范培训已经到期',
    amber: '已签发、未返回的通知单上，有人员的服务规范培训 60 天内到期',
  },
  urgentReported: {
    clause: '5.2.2',
    title: '重大情况及时处理',
    red: '紧急报告超过期限未确认、未办结',
    amber: '期限在 2 天之内',
  },
  tasksInTime: {
    clause: '5.3',
    title: '任务按期完成',
    red: '服务任务超过要求完成日期未办结',
    amber: '要求完成日期在 2 天之内',
  },
  planInForce: {
    clause: '5.4',
    title: '年度计划按期下达',
    red: '年度技术服务计划超过期限未下达执行',
    amber: '期限在 30 天之内',
  },
  callsHandedOver: {
    clause: '5.5.2',
    title: '值班交接',
    red: '当班登记的来往没有办结，经手人的班次在今天以前已结束，又没有交班',
    amber: '已交班，对方还没有接班',
  },
  noticeIssued: {
    clause: '5.5.4',
    title: '现场服务凭通知单',
    red: '现场任务已有提交的服务报告，却没有签发过售后服务通知单',
    amber: '提交的服务报告没有归入任务，无从核对通知单',
  },
  thingsBack: {
    clause: '5.5.4',
    title: '携带物品带回',
    red: '涉密载体未带回，或其他物品未带回超过 3 天',
    amber: '其他物品未带回，3 天之内',
  },
  customerSigned: {
    clause: '5.5.5',
    title: '用户签字或盖章',
    red: '已提交的报告没有用户签署，又没有补签期限或期限已过',
    amber: '没有用户签署，补签期限未到',
  },
  evaluationAsked: {
    clause: '5.5.5',
    title: '请用户评价',
    red: '已提交的报告没有写明用户评价或未评的原因',
    amber: '已请用户评价，用户未评',
  },
  handedIn: {
    clause: '5.5.6',
    title: '返回后按期上交',
    red: '通知单或服务报告超过上交期限仍未上交',
    amber: '上交期限在明天之前',
  },
  reviewedInTime: {
    clause: '5.5.6',
    title: '上交后及时审查',
    red: '提交、上交后超过 10 天未审查',
    amber: '提交、上交后超过 3 天未审查',
  },
  archivedInTime: {
    clause: '5.5.6',
    title: '审查后及时归档',
    red: '审查、办结后超过 30 天未编号归档（中心）',
    amber: '审查、办结后超过 10 天未编号归档（中心）',
  },
  numbersKept: {
    clause: '5.5.6',
    title: '编号连续有据',
    red: '记录的编号不在编号登记簿上，或登记簿上是另一件；已归档而没有归档编号（中心）',
    amber: '编号已作废，登记簿上没有写理由',
  },
  unitsHandIn: {
    clause: '5.5.6',
    title: '单位按月上交',
    red: '上月以前审查完的记录，到本月 5 日以后仍未随数据包发往中心（单位）',
    amber: '上月以前审查完的记录，尚未随数据包发往中心（单位）',
  },
  originalsReceived: {
    clause: '5.5.6',
    title: '原件收齐',
    red: '纸质原件未到，补交期限已过或没有期限',
    amber: '纸质原件未到，补交期限未到',
  },
  unitInformation: {
    clause: '4 表1 2-2',
    title: '单位服务反馈信息',
    red: '由单位承担、已汇报上交的任务没有产品服务信息记录表',
    amber: '由单位承担、已实施的任务还没有产品服务信息记录表',
  },
  returnsRepaired: {
    clause: '5.5.7',
    title: '返厂维修按期',
    red: '返厂维修超过期限未办结',
    amber: '期限在 2 天之内',
  },
  complaintsHandled: {
    clause: '5.6',
    title: '投诉按期处理',
    red: '投诉超过期限未答复、未办结',
    amber: '期限在 2 天之内',
  },
  informationHandled: {
    clause: '5.7.1',
    title: '用户信息有处理有回复',
    red: '用户信息超过办理期限未提交',
    amber: '已提交的用户信息没有填写回复（表扬除外）',
  },
  qualityFollowed: {
    clause: '5.7.2',
    title: '质量反馈跟踪到底',
    red: '质量反馈超过期限未归零、未办结',
    amber: '期限在 2 天之内',
  },
  reportsSent: {
    clause: '5.7.3、5.7.4',
    title: '报表、简报按期报送',
    red: '简报、报表超过期限未报送',
    amber: '期限在 3 天之内',
  },
  customerProperty: {
    clause: '5.8',
    title: '顾客财产报告',
    red: '顾客财产丢失、损坏的报告超过期限未办结',
    amber: '期限在 2 天之内',
  },
  sparesPlanned: {
    clause: '5.9',
    title: '备件预投计划按期',
    red: '备件预投计划超过期限未批准',
    amber: '期限在 30 天之内',
  },
  improved: {
    clause: '5.10',
    title: '改进措施落实',
    red: '服务改进项超过期限未办结',
    amber: '期限在 2 天之内',
  },
  designChanges: {
    clause: '4 表1 1-5',
    title: '设计更改落实',
    red: '设计更改落实单超过期限未办结',
    amber: '期限在 2 天之内',
  },
  copiesAccounted: {
    clause: '5.11.1',
    title: '打印份数有着落',
    red: '送打印机超过 1 天的份没有登记打印结果',
    amber: '申请、批准的打印超过 3 天没有办',
  },
  marksInTerm: {
    clause: '5.11.1',
    title: '密级期限',
    red: '保密期限已满，没有变更或解除',
    amber: '保密期限在 90 天之内届满',
  },
} as const satisfies Record<
  string,
  { readonly clause: string; readonly title: string; readonly red: string; readonly amber: string }
>;

/** Key of a tile. */
export type ComplianceTile = keyof typeof complianceTiles;
/** All tiles in the order of the board. */
export const complianceKeys = Object.keys(complianceTiles) as readonly ComplianceTile[];
