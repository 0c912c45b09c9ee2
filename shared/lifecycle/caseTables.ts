import type { Lifecycle, MoveRule, Party, SegregationRule, Step } from './shape.ts';
import type { State } from './states.ts';
import { archiveMoves, archiveSteps, frozen, plain, reasoned, report, signed } from './tables.ts';

const center: readonly Party[] = ['center'];
const both: readonly Party[] = ['center', 'units'];
const step = (state: State, label: string, parties: readonly Party[] = center): Step => ({
  state,
  label,
  parties,
});
/** A signed step of a case: its part must be complete, and is written no more afterwards. */
const done: Pick<MoveRule, 'needsReason' | 'needsSignature' | 'completes'> = { ...signed, completes: true };

/**
 * A case from its open states: steps, moves forward, what sends back where, and the way to the archive.
 * @param open states from the opening to the last before closing
 * @param closed state from which it is archived
 */
function caseTable(
  open: readonly State[],
  closed: State,
  steps: readonly Step[],
  moves: readonly MoveRule[],
  segregation: readonly SegregationRule[] = [],
): Lifecycle {
  const [initial] = open;
  if (initial === undefined) throw new RangeError('a case has a first state');
  return {
    initial,
    steps: [...steps, ...archiveSteps],
    moves: [
      ...moves,
      { move: 'archive', from: [closed], to: 'archived', ...plain },
      ...archiveMoves,
      { move: 'void', from: open, to: 'voided', ...reasoned },
    ],
    segregation,
    editable: open,
    frozen,
  };
}

/** 投诉处理单 (5.6): first reply, cause and correction, reply and closing, each signed by the named handler. */
export const complaint: Lifecycle = caseTable(
  ['opened', 'replied', 'corrected'],
  'closed',
  [
    step('opened', '受理、立案'),
    step('replied', '首次答复'),
    step('corrected', '查明原因、采取措施'),
    step('closed', '答复用户、办结'),
  ],
  [
    { move: 'reply', from: ['opened'], to: 'replied', ...done },
    { move: 'correct', from: ['replied'], to: 'corrected', ...done },
    { move: 'close', from: ['corrected'], to: 'closed', ...done },
    { move: 'sendBack', from: ['corrected'], to: 'replied', ...reasoned },
    { move: 'reopen', from: ['closed'], to: 'replied', ...reasoned },
  ],
);

/** 用户信息反馈/处理表 (5.7.2): graded, 归零 with its evidence, effect verified by somebody else, closed; may be reopened. */
export const qualityFeedback: Lifecycle = caseTable(
  ['opened', 'graded', 'corrected', 'verified'],
  'closed',
  [
    step('opened', '登记、转质量部', both),
    step('graded', '受理、定级'),
    step('corrected', '原因、措施、归零'),
    step('verified', '效果验证'),
    step('closed', '反馈用户、办结'),
  ],
  [
    { move: 'grade', from: ['opened'], to: 'graded', ...done },
    { move: 'correct', from: ['graded'], to: 'corrected', ...done },
    { move: 'verify', from: ['corrected'], to: 'verified', ...done },
    { move: 'close', from: ['verified'], to: 'closed', ...done },
    { move: 'sendBack', from: ['corrected', 'verified'], to: 'graded', ...reasoned },
    { move: 'reopen', from: ['closed'], to: 'graded', ...reasoned },
  ],
  [{ move: 'verify', differsFrom: ['correct'] }],
);

/** 返厂维修单 (5.5.7): each step dated and signed. Inspection after the repair is by somebody else. */
export const returnCase: Lifecycle = caseTable(
  ['opened', 'inspected', 'diagnosed', 'repaired', 'tested'],
  'sent',
  [
    step('opened', '收到', both),
    step('inspected', '开箱检查', both),
    step('diagnosed', '故障诊断', both),
    step('repaired', '修理', both),
    step('tested', '检验', both),
    step('sent', '发还用户', both),
  ],
  [
    { move: 'inspect', from: ['opened'], to: 'inspected', ...done },
    { move: 'diagnose', from: ['inspected'], to: 'diagnosed', ...done },
    { move: 'repair', from: ['diagnosed'], to: 'repaired', ...done },
    { move: 'test', from: ['repaired'], to: 'tested', ...done },
    { move: 'send', from: ['tested'], to: 'sent', ...done },
    { move: 'sendBack', from: ['repaired', 'tested'], to: 'diagnosed', ...reasoned, label: '退回重修' },
  ],
  [{ move: 'test', differsFrom: ['repair'] }],
);

/** 设计更改落实单 (table 1: 1-5): the affected serials are fixed, then each is settled. */
export const designChange: Lifecycle = caseTable(
  ['opened', 'organised'],
  'closed',
  [
    step('opened', '登记更改单'),
    step('organised', '确定受影响产品', both),
    step('closed', '逐台落实、办结', both),
  ],
  [
    { move: 'organise', from: ['opened'], to: 'organised', ...done, label: '确定受影响产品' },
    { move: 'close', from: ['organised'], to: 'closed', ...done },
    { move: 'sendBack', from: ['organised'], to: 'opened', ...reasoned },
  ],
);

/** 服务改进项 (5.10): measure with owner and date, done, effect checked by somebody else. */
export const improvement: Lifecycle = caseTable(
  ['opened', 'planned', 'carriedOut'],
  'closed',
  [
    step('opened', '提出', both),
    step('planned', '原因、措施、责任人'),
    step('carriedOut', '措施完成'),
    step('closed', '效果验证、办结'),
  ],
  [
    { move: 'plan', from: ['opened'], to: 'planned', ...done },
    { move: 'carryOut', from: ['planned'], to: 'carriedOut', ...done, label: '措施完成' },
    { move: 'close', from: ['carriedOut'], to: 'closed', ...done, label: '效果验证、办结' },
    { move: 'sendBack', from: ['planned', 'carriedOut'], to: 'opened', ...reasoned },
  ],
  [{ move: 'close', differsFrom: ['carryOut'] }],
);

/** 紧急信息报告 (5.2.2): before the center's leader and the quality department until both have acknowledged it. */
export const urgentReport: Lifecycle = caseTable(
  ['opened', 'acknowledged', 'confirmed'],
  'closed',
  [
    step('opened', '报告', both),
    step('acknowledged', '一方签收'),
    step('confirmed', '中心领导、质量部均签收'),
    step('closed', '处置、办结'),
  ],
  [
    { move: 'acknowledge', from: ['opened'], to: 'acknowledged', ...plain, completes: true },
    { move: 'confirm', from: ['acknowledged'], to: 'confirmed', ...plain },
    { move: 'close', from: ['confirmed'], to: 'closed', ...done },
  ],
  [{ move: 'confirm', differsFrom: ['acknowledge'] }],
);

/** 需求转办单 (5.1.1): to a department, acknowledged and answered by it, the customer told. */
export const forwardedNeed: Lifecycle = caseTable(
  ['opened', 'forwarded', 'acknowledged', 'answered'],
  'closed',
  [
    step('opened', '登记'),
    step('forwarded', '转办'),
    step('acknowledged', '部门签收'),
    step('answered', '部门答复'),
    step('closed', '回复用户、办结'),
  ],
  [
    { move: 'forward', from: ['opened'], to: 'forwarded', ...plain, completes: true },
    { move: 'acknowledge', from: ['forwarded'], to: 'acknowledged', ...plain },
    { move: 'answer', from: ['acknowledged'], to: 'answered', ...done },
    { move: 'close', from: ['answered'], to: 'closed', ...plain, completes: true },
    { move: 'sendBack', from: ['forwarded', 'answered'], to: 'opened', ...reasoned, label: '退回重转' },
  ],
);

/** 用户财产异常报告单 (5.8): loss, damage or unfitness is recorded and reported to the customer. */
export const customerProperty: Lifecycle = caseTable(
  ['opened', 'notified'],
  'closed',
  [
    step('opened', '发现、登记', both),
    step('notified', '报告用户', both),
    step('closed', '处置、办结', both),
  ],
  [
    { move: 'notify', from: ['opened'], to: 'notified', ...done },
    { move: 'close', from: ['notified'], to: 'closed', ...done },
  ],
);

/** 投诉处理检查记录 (5.6): drawn up by the quality department, seen by the center's leader. */
export const complaintCheck: Lifecycle = {
  ...report,
  steps: [
    step('draft', '抽样、检查'),
    step('submitted', '质量部签字'),
    step('reviewed', '中心领导审阅'),
    ...archiveSteps,
  ],
};

/** 备件预投计划 (5.9): reviewed by the center's leader, approved by the company's leader, handed over to production. */
export const sparesPlan: Lifecycle = {
  initial: 'draft',
  steps: [
    step('draft', '拟制'),
    step('submitted', '提交'),
    step('reviewed', '中心领导审核'),
    step('approved', '公司主管领导批准'),
    step('inForce', '移交生产、执行'),
    ...archiveSteps,
  ],
  moves: [
    { move: 'submit', from: ['draft'], to: 'submitted', ...done },
    { move: 'review', from: ['submitted'], to: 'reviewed', ...signed },
    { move: 'approve', from: ['reviewed'], to: 'approved', ...signed },
    { move: 'putInForce', from: ['approved'], to: 'inForce', ...done, label: '移交生产' },
    { move: 'archive', from: ['inForce'], to: 'archived', ...plain },
    ...archiveMoves,
    { move: 'sendBack', from: ['submitted', 'reviewed'], to: 'draft', ...reasoned },
    { move: 'void', from: ['draft', 'submitted', 'reviewed', 'approved'], to: 'voided', ...reasoned },
  ],
  segregation: [
    { move: 'review', differsFrom: ['author', 'submit'] },
    { move: 'approve', differsFrom: ['author', 'submit', 'review'] },
  ],
  editable: ['draft', 'approved'],
  frozen,
};

/** 盘点单 (5.8, 5.9): counted by the keeper, differences posted when the supervisor or unit leader approves. */
export const stockTaking: Lifecycle = {
  initial: 'draft',
  steps: [
    step('draft', '盘点', both),
    step('submitted', '提交', both),
    step('approved', '批准、调整账面', both),
    ...archiveSteps,
  ],
  moves: [
    { move: 'submit', from: ['draft'], to: 'submitted', ...done },
    { move: 'approve', from: ['submitted'], to: 'approved', ...signed },
    { move: 'archive', from: ['approved'], to: 'archived', ...plain },
    ...archiveMoves,
    { move: 'sendBack', from: ['submitted'], to: 'draft', ...reasoned },
    { move: 'void', from: ['draft', 'submitted'], to: 'voided', ...reasoned },
  ],
  segregation: [{ move: 'approve', differsFrom: ['author', 'submit'] }],
  editable: ['draft'],
  frozen,
};
