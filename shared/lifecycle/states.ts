/** Every state that a record of any kind can have. Which kind has which: {@link lifecycleOf} in lifecycle.ts. */
export const states = [
  'draft',
  'closed',
  'issued',
  'returned',
  'submitted',
  'reviewed',
  'approved',
  'inForce',
  'dispatched',
  'executed',
  'archived',
  'compiled',
  'disposed',
  'voided',
  'invalid',
  'registered',
  'analysed',
  'organised',
  'carriedOut',
  'accepted',
  'handedIn',
  'followedUp',
  'opened',
] as const;
/** State of a record. */
export type State = (typeof states)[number];

/** Every move that changes a state. */
export const moves = [
  'close',
  'issue',
  'recordReturn',
  'submit',
  'review',
  'approve',
  'putInForce',
  'dispatch',
  'execute',
  'archive',
  'compile',
  'dispose',
  'sendBack',
  'void',
  'declareInvalid',
  'analyse',
  'organise',
  'carryOut',
  'accept',
  'handIn',
  'followUp',
] as const;
/** A named change of state. */
export type Move = (typeof moves)[number];

/** What a state means to the eye: grey draft, blue under way, green done, red refused or void (design: four meanings). */
export type StateTone = 'draft' | 'underway' | 'done' | 'refused';

/** Chinese label and colour meaning of every state. */
export const stateWords: Readonly<Record<State, { readonly label: string; readonly tone: StateTone }>> = {
  draft: { label: '草稿', tone: 'draft' },
  closed: { label: '已办结', tone: 'underway' },
  issued: { label: '已签发', tone: 'underway' },
  returned: { label: '已返回上交', tone: 'underway' },
  submitted: { label: '已提交', tone: 'underway' },
  reviewed: { label: '已审查', tone: 'underway' },
  approved: { label: '已批准', tone: 'underway' },
  inForce: { label: '执行中', tone: 'underway' },
  dispatched: { label: '已报送', tone: 'done' },
  executed: { label: '已执行', tone: 'done' },
  archived: { label: '已归档', tone: 'done' },
  compiled: { label: '已汇编成册', tone: 'done' },
  disposed: { label: '已销毁', tone: 'done' },
  voided: { label: '已作废', tone: 'refused' },
  invalid: { label: '无效', tone: 'refused' },
  registered: { label: '已登记', tone: 'draft' },
  analysed: { label: '已定方式', tone: 'underway' },
  organised: { label: '已组织', tone: 'underway' },
  carriedOut: { label: '已实施', tone: 'underway' },
  accepted: { label: '用户已验收', tone: 'underway' },
  handedIn: { label: '已汇报上交', tone: 'underway' },
  followedUp: { label: '跟踪中', tone: 'underway' },
  opened: { label: '已立案', tone: 'underway' },
};

/** Chinese verb of every move, as written on its button. */
export const moveWords: Readonly<Record<Move, string>> = {
  close: '办结',
  issue: '签发',
  recordReturn: '返回上交',
  submit: '提交',
  review: '审查通过',
  approve: '批准',
  putInForce: '生效执行',
  dispatch: '报送',
  execute: '执行',
  archive: '编号归档',
  compile: '汇编成册',
  dispose: '销毁',
  sendBack: '退回修改',
  void: '作废',
  declareInvalid: '判为无效',
  analyse: '确定服务方式',
  organise: '组织落实',
  carryOut: '实施完成',
  accept: '用户验收签字',
  handIn: '汇报上交',
  followUp: '转入跟踪',
};
