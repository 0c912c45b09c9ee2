import { defineForm, type FormDefinition } from '../definition.ts';
import { field, options } from './blocks.ts';
import { partFields, partGroups, stepPart, wayWords } from './caseBlocks.ts';

/** Departments that needs are passed on to, as roles of the program (5.1.1; table 1: 3–6). */
export const departmentWords = {
  production: '生产部门',
  technical: '技术部门',
  marketing: '市场部门',
  qualityOfficer: '质量部',
  sparesKeeper: '备件管理',
} as const;
/** Department of the company in forwarding. */
export type Department = keyof typeof departmentWords;

const urgentParts = [
  stepPart('report', '报告', ['opened'], 'acknowledge'),
  stepPart('acks', '签收', ['opened', 'acknowledged', 'confirmed'], 'close'),
  stepPart('handling', '处置', ['acknowledged', 'confirmed'], 'close'),
];

/** 紧急信息报告 (5.2.2): a matter of large effect, reported the same day from the field. */
export const urgentReportForm: FormDefinition = defineForm({
  kind: 'urgentReport',
  version: 1,
  code: 'JJ',
  title: '紧急信息报告',
  clause: '5.2.2',
  head: { customer: 'optional', equipment: { min: 0, max: null }, task: 'optional' },
  occurredFrom: 'happenedAt',
  editableIn: ['opened', 'acknowledged', 'confirmed'],
  parts: urgentParts,
  fields: [
    ...partFields('report', [
      field('report', 'happenedAt', '发生时间', 'instant', { required: true, statistic: true }),
      field('report', 'reportedAt', '报告时间', 'instant', { required: true, statistic: true }),
      field('report', 'reportedBy', '报告人', 'text', { required: true, searchable: true, maxLength: 60 }),
      field('report', 'unitSite', '先报告的单位', 'text', {
        maxLength: 8,
        hint: '相关单位电话报来的，填单位的站点代码；单位的记录随后到达时关联，不另立案',
      }),
      field('report', 'reportWay', '报告方式', 'choice', {
        required: true,
        options: options({ phone: '电话', fax: '传真', onSite: '当面' }),
      }),
      field('report', 'place', '地点', 'text', { required: true, searchable: true, maxLength: 120 }),
      field('report', 'matter', '事项', 'longText', {
        required: true,
        searchable: true,
        width: 2,
        hint: '影响较大的质量和使用信息应立即报告（5.2.2）',
        paper: { lines: 4 },
      }),
      field('report', 'effect', '影响', 'longText', { required: true, searchable: true, width: 2 }),
      field('report', 'lateReason', '未在当日报告的原因', 'text', {
        width: 2,
        hint: '发生当日没有报告的必填',
      }),
    ]),
    ...partFields('acks', [
      field('acks', 'leaderAck', '中心领导签收', 'account', { readOnly: true }),
      field('acks', 'leaderAckAt', '签收时间', 'instant', { readOnly: true, statistic: true }),
      field('acks', 'qualityAck', '质量部签收', 'account', { readOnly: true }),
      field('acks', 'qualityAckAt', '签收时间', 'instant', { readOnly: true, statistic: true }),
    ]),
    ...partFields('handling', [
      field('handling', 'orders', '处置要求', 'longText', { searchable: true, width: 2 }),
      field('handling', 'result', '处置结果', 'longText', { required: true, searchable: true, width: 2 }),
    ]),
  ],
  layout: {
    groups: partGroups(urgentParts),
    quick: ['head.customer', 'happenedAt', 'reportedBy', 'place', 'matter', 'effect'],
    list: ['happenedAt', 'reportedBy', 'leaderAckAt', 'qualityAckAt'],
    summary: ['matter'],
    paper: { signatures: [{ label: '办结', move: 'close' }] },
  },
});

const needParts = [
  stepPart('need', '需求', ['opened'], 'forward'),
  stepPart('acks', '签收', ['forwarded', 'acknowledged'], 'answer'),
  stepPart('answer', '部门答复', ['acknowledged'], 'answer'),
  stepPart('reply', '回复用户', ['answered'], 'close'),
];

/** 需求转办单 (5.1.1): a customer's need or expectation passed on to a department. */
export const forwardedNeedForm: FormDefinition = defineForm({
  kind: 'forwardedNeed',
  version: 1,
  code: 'ZB',
  title: '需求转办单',
  clause: '5.1.1',
  head: { customer: 'required', equipment: { min: 0, max: null }, task: 'optional' },
  editableIn: ['opened', 'forwarded', 'acknowledged', 'answered'],
  parts: needParts,
  fields: [
    ...partFields('need', [
      field('need', 'department', '承办部门', 'choice', {
        required: true,
        statistic: true,
        options: options(departmentWords),
      }),
      field('need', 'answerDue', '要求答复日期', 'day', { required: true, statistic: true }),
      field('need', 'need', '用户需求和期望', 'longText', {
        required: true,
        searchable: true,
        width: 2,
        paper: { lines: 4 },
      }),
    ]),
    ...partFields('acks', [
      field('acks', 'acknowledgedBy', '签收人', 'account', { readOnly: true }),
      field('acks', 'acknowledgedAt', '签收时间', 'instant', { readOnly: true, statistic: true }),
    ]),
    ...partFields('answer', [
      field('answer', 'answer', '答复', 'longText', {
        required: true,
        searchable: true,
        width: 2,
        paper: { lines: 4 },
      }),
    ]),
    ...partFields('reply', [
      field('reply', 'repliedAt', '回复用户时间', 'instant', { required: true }),
      field('reply', 'replyWay', '回复方式', 'choice', { required: true, options: options(wayWords) }),
      field('reply', 'replyPerson', '回复人', 'text', { required: true, maxLength: 60 }),
    ]),
  ],
  layout: {
    groups: partGroups(needParts),
    quick: ['head.customer', 'department', 'answerDue', 'need'],
    list: ['department', 'answerDue'],
    summary: ['need'],
    paper: { signatures: [{ label: '部门答复', move: 'answer' }] },
  },
});

const propertyParts = [
  stepPart('finding', '发现', ['opened'], 'notify'),
  stepPart('notice', '报告用户', ['opened'], 'notify'),
  stepPart('settling', '处置', ['notified'], 'close'),
];

/** 用户财产异常报告单 (5.8): loss, damage or unfitness of what belongs to the customer, returned sets included. */
export const customerPropertyForm: FormDefinition = defineForm({
  kind: 'customerProperty',
  version: 1,
  code: 'CC',
  title: '用户财产异常报告单',
  clause: '5.8',
  head: { customer: 'required', equipment: { min: 0, max: null }, task: 'optional' },
  occurredFrom: 'foundAt',
  editableIn: ['opened', 'notified'],
  parts: propertyParts,
  fields: [
    ...partFields('finding', [
      field('finding', 'foundAt', '发现时间', 'instant', { required: true, statistic: true }),
      field('finding', 'propertyState', '情况', 'choice', {
        required: true,
        statistic: true,
        options: options({ lost: '丢失', damaged: '损坏', unfit: '不适用' }),
      }),
      field('finding', 'item', '财产名称和编号', 'text', {
        required: true,
        searchable: true,
        width: 2,
        maxLength: 200,
      }),
      field('finding', 'quantity', '数量', 'number', { required: true, min: 0 }),
      field('finding', 'place', '存放处', 'text', { searchable: true, maxLength: 120 }),
      field('finding', 'description', '情况说明', 'longText', {
        required: true,
        searchable: true,
        width: 2,
        paper: { lines: 4 },
      }),
    ]),
    ...partFields('notice', [
      field('notice', 'notifiedAt', '报告用户时间', 'instant', { required: true, statistic: true }),
      field('notice', 'notifyWay', '报告方式', 'choice', { required: true, options: options(wayWords) }),
      field('notice', 'notifiedPerson', '用户接收人', 'text', {
        required: true,
        sensitive: true,
        maxLength: 60,
      }),
    ]),
    ...partFields('settling', [
      field('settling', 'customerOpinion', '用户意见', 'longText', {
        required: true,
        searchable: true,
        width: 2,
      }),
      field('settling', 'disposition', '处置', 'choice', {
        required: true,
        statistic: true,
        options: options({
          repaired: '修复',
          replaced: '更换',
          compensated: '赔偿',
          kept: '让步接收',
          other: '其他',
        }),
      }),
      field('settling', 'result', '处置结果', 'longText', { required: true, searchable: true, width: 2 }),
    ]),
  ],
  layout: {
    groups: partGroups(propertyParts),
    quick: ['head.customer', 'foundAt', 'propertyState', 'item', 'quantity', 'description'],
    list: ['propertyState', 'item', 'notifiedAt'],
    summary: ['item', 'description'],
    paper: {
      signatures: [
        { label: '报告用户', move: 'notify' },
        { label: '办结', move: 'close' },
      ],
    },
  },
});
