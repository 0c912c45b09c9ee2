import type { Lifecycle, MoveRule, Party, SegregationRule, Step } from './shape.ts';
import type { State } from './states.ts';

/** A move without reason, signature or completeness. */
export const plain = { needsReason: false, needsSignature: false, completes: false } as const;
/** A move signed with the person's own key. */
export const signed = { ...plain, needsSignature: true } as const;
/** A move that needs a reason. */
export const reasoned = { ...plain, needsReason: true } as const;

/** Steps that follow archiving for every kind. */
export const archiveSteps: readonly Step[] = [
  { state: 'archived', label: '编号归档', parties: ['center'] },
  { state: 'compiled', label: '汇编成册', parties: ['center'] },
  { state: 'disposed', label: '到期销毁', parties: ['center'] },
];

/** Moves that follow archiving for every kind. */
export const archiveMoves: readonly MoveRule[] = [
  { move: 'compile', from: ['archived'], to: 'compiled', ...plain },
  { move: 'dispose', from: ['archived', 'compiled'], to: 'disposed', ...signed },
];

/** States in which the database freezes content. */
export const frozen: readonly State[] = ['archived', 'compiled', 'disposed', 'voided', 'invalid'];

/** Author ≠ reviewer ≠ approver (spec 2). */
export const authorIsNotReviewer: SegregationRule = {
  move: 'review',
  differsFrom: ['author', 'submit', 'issue'],
};

/** 02A, 03A, 09A, 10A. */
export const communication: Lifecycle = {
  initial: 'draft',
  steps: [
    { state: 'draft', label: '记录', parties: ['center', 'units'] },
    { state: 'closed', label: '办结', parties: ['center', 'units'] },
    ...archiveSteps,
  ],
  moves: [
    { move: 'close', from: ['draft'], to: 'closed', ...plain, completes: true },
    { move: 'archive', from: ['closed'], to: 'archived', ...plain, completes: true },
    ...archiveMoves,
    { move: 'sendBack', from: ['closed'], to: 'draft', ...reasoned },
    { move: 'void', from: ['draft', 'closed'], to: 'voided', ...reasoned },
  ],
  segregation: [],
  editable: ['draft'],
  frozen,
};

/** 01A and 11A; the base of the reports that the customer signs. */
export const report: Lifecycle = {
  initial: 'draft',
  steps: [
    { state: 'draft', label: '填写', parties: ['staff'] },
    { state: 'submitted', label: '提交', parties: ['staff'] },
    { state: 'reviewed', label: '审查', parties: ['center', 'units'] },
    ...archiveSteps,
  ],
  moves: [
    { move: 'submit', from: ['draft'], to: 'submitted', ...signed, completes: true },
    { move: 'review', from: ['submitted'], to: 'reviewed', ...signed, completes: true },
    { move: 'archive', from: ['reviewed'], to: 'archived', ...plain, completes: true },
    ...archiveMoves,
    { move: 'sendBack', from: ['submitted', 'reviewed'], to: 'draft', ...reasoned },
    { move: 'void', from: ['draft', 'submitted', 'reviewed'], to: 'voided', ...reasoned },
  ],
  segregation: [authorIsNotReviewer],
  editable: ['draft'],
  frozen,
};

/**
 * 05A–08A. Without the customer's signature or seal the supervisor may declare a report 无效: it is kept with the 04A, not
 * counted and not reported (5.5.5, spec 2).
 */
export const customerSignedReport: Lifecycle = {
  ...report,
  moves: [
    ...report.moves,
    {
      move: 'declareInvalid',
      from: ['draft', 'submitted'],
      to: 'invalid',
      ...reasoned,
      needsSignature: true,
    },
    { move: 'dispose', from: ['invalid'], to: 'disposed', ...signed },
  ],
};

/**
 * 04A. Sending back a returned or reviewed notice goes to `issued`, not to `draft`: the issued part stays frozen by
 * the issuer's signature, only the return part is written again. A wrong issued part is voided and issued anew.
 */
export const dispatchNotice: Lifecycle = {
  initial: 'draft',
  steps: [
    { state: 'draft', label: '拟制', parties: ['center', 'units'] },
    { state: 'issued', label: '签发', parties: ['center', 'units'] },
    { state: 'returned', label: '返回上交', parties: ['staff'] },
    { state: 'reviewed', label: '审查', parties: ['center', 'units'] },
    ...archiveSteps,
  ],
  moves: [
    { move: 'issue', from: ['draft'], to: 'issued', ...signed, completes: true },
    { move: 'recordReturn', from: ['issued'], to: 'returned', ...plain, completes: true },
    { move: 'review', from: ['returned'], to: 'reviewed', ...signed, completes: true },
    { move: 'archive', from: ['reviewed'], to: 'archived', ...plain, completes: true },
    ...archiveMoves,
    { move: 'sendBack', from: ['returned', 'reviewed'], to: 'issued', ...reasoned },
    {
      move: 'void',
      from: ['draft', 'issued', 'returned', 'reviewed'],
      to: 'voided',
      ...reasoned,
    },
  ],
  segregation: [authorIsNotReviewer],
  editable: ['draft', 'issued'],
  frozen,
};

/** 售后服务情况报表 and 服务简报 (5.7.3, 5.7.4). Data are frozen at submission. */
export const situationReport: Lifecycle = {
  initial: 'draft',
  steps: [
    { state: 'draft', label: '拟制', parties: ['center'] },
    { state: 'submitted', label: '提交（数据冻结）', parties: ['center'] },
    { state: 'reviewed', label: '部门领导审核', parties: ['center'] },
    { state: 'approved', label: '主管领导批准', parties: ['center'] },
    { state: 'dispatched', label: '报送', parties: ['center'] },
    ...archiveSteps,
  ],
  moves: [
    { move: 'submit', from: ['draft'], to: 'submitted', ...signed, completes: true },
    { move: 'review', from: ['submitted'], to: 'reviewed', ...signed },
    { move: 'approve', from: ['reviewed'], to: 'approved', ...signed },
    { move: 'dispatch', from: ['approved'], to: 'dispatched', ...plain },
    { move: 'archive', from: ['dispatched'], to: 'archived', ...plain },
    ...archiveMoves,
    { move: 'sendBack', from: ['submitted', 'reviewed'], to: 'draft', ...reasoned },
    // A later change is a new version: the approval ends in sight of everybody, and the copies of the old one stay in the ledger.
    {
      move: 'reopen',
      from: ['approved', 'dispatched'],
      to: 'draft',
      ...reasoned,
      label: '修改（原批准作废）',
    },
    {
      move: 'void',
      from: ['draft', 'submitted', 'reviewed', 'approved'],
      to: 'voided',
      ...reasoned,
    },
  ],
  segregation: [
    { move: 'review', differsFrom: ['author', 'submit'] },
    { move: 'approve', differsFrom: ['author', 'submit', 'review'] },
  ],
  editable: ['draft'],
  frozen,
};

const both: readonly Party[] = ['center', 'units'];
const openTask: readonly State[] = [
  'registered',
  'analysed',
  'organised',
  'carriedOut',
  'accepted',
  'handedIn',
  'followedUp',
];

/** Service task: the steps of figure 1 with the parties drawn there. A state names the last step that is done. */
export const task: Lifecycle = {
  initial: 'registered',
  steps: [
    { state: 'registered', label: '沟通、登记', parties: both },
    { state: 'analysed', label: '分析原因、确定服务方式', parties: both },
    { state: 'organised', label: '组织落实', parties: both },
    { state: 'carriedOut', label: '实施服务', parties: ['staff'] },
    { state: 'accepted', label: '用户验收、评价、签字', parties: ['staff', 'customer'] },
    { state: 'handedIn', label: '汇报完成情况、上交', parties: ['staff'] },
    { state: 'followedUp', label: '跟踪服务情况', parties: ['center'] },
    { state: 'closed', label: '办结、改进', parties: ['center'] },
    ...archiveSteps,
  ],
  moves: [
    { move: 'analyse', from: ['registered'], to: 'analysed', ...plain, completes: true },
    { move: 'organise', from: ['analysed'], to: 'organised', ...plain },
    { move: 'carryOut', from: ['organised'], to: 'carriedOut', ...plain },
    { move: 'accept', from: ['carriedOut'], to: 'accepted', ...plain },
    { move: 'handIn', from: ['accepted'], to: 'handedIn', ...plain },
    {
      // Remote help and returned products have no customer on the spot who could accept and sign (figure 1, left way).
      move: 'handIn',
      from: ['carriedOut'],
      to: 'handedIn',
      ...plain,
      when: [{ field: 'mode', oneOf: ['remote', 'return'] }],
    },
    { move: 'followUp', from: ['handedIn'], to: 'followedUp', ...plain },
    { move: 'close', from: ['followedUp'], to: 'closed', ...plain, completes: true },
    { move: 'archive', from: ['closed'], to: 'archived', ...plain },
    ...archiveMoves,
    {
      move: 'sendBack',
      from: ['analysed', 'organised', 'carriedOut', 'accepted', 'handedIn', 'followedUp', 'closed'],
      to: 'registered',
      ...reasoned,
      label: '退回重新分析',
    },
    { move: 'void', from: openTask, to: 'voided', ...reasoned },
  ],
  segregation: [],
  editable: openTask,
  frozen,
};
