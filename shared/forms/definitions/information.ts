import { defineForm, type FormDefinition } from '../definition.ts';
import { field, options, serviceWords } from './blocks.ts';

/** QR758-01A. */
export const customerInformation: FormDefinition = defineForm({
  kind: 'customerInformation',
  version: 1,
  code: 'QR758-01A',
  title: '用户信息记录处理表',
  clause: '5.7.1',
  head: { customer: 'required', equipment: { min: 0, max: null }, task: 'optional' },
  fields: [
    field('information', 'source', '信息来源', 'choice', {
      required: true,
      statistic: true,
      options: options({ phone: '电话', fax: '传真', letter: '函件', report: '服务报告', visit: '走访' }),
    }),
    field('information', 'informationKind', '信息类别', 'choice', {
      required: true,
      statistic: true,
      options: options({
        request: '要求',
        opinion: '意见',
        suggestion: '建议',
        praise: '表扬（感谢）',
        complaint: '投诉',
        quality: '质量',
      }),
    }),
    field('information', 'informant', '反映人', 'text', { searchable: true, sensitive: true, maxLength: 60 }),
    field('information', 'urgency', '紧急程度', 'choice', {
      required: true,
      initial: 'normal',
      statistic: true,
      options: options({ normal: '一般', urgent: '紧急', critical: '特急' }),
    }),
    field('information', 'content', '信息内容', 'longText', {
      required: true,
      searchable: true,
      width: 2,
      paper: { lines: 6 },
    }),
    field('handling', 'handlingOpinion', '处理意见', 'longText', {
      required: true,
      searchable: true,
      width: 2,
      paper: { lines: 4 },
    }),
    field('handling', 'department', '承办部门', 'text', { required: true, searchable: true, maxLength: 80 }),
    field('handling', 'acknowledgedBy', '承办部门签收人', 'text', { maxLength: 60 }),
    field('handling', 'acknowledgedDay', '签收日期', 'day'),
    field('handling', 'due', '办理期限', 'day'),
    field('handling', 'result', '处理结果', 'longText', {
      required: true,
      searchable: true,
      width: 2,
      paper: { lines: 4 },
    }),
    field('reply', 'repliedAt', '回复时间', 'instant'),
    field('reply', 'replyWay', '回复方式', 'choice', {
      requiredWhen: [{ field: 'repliedAt', filled: true }],
      options: options({ phone: '电话', fax: '传真', letter: '函件', onSite: '当面' }),
    }),
    field('reply', 'replyPerson', '回复人', 'text', {
      requiredWhen: [{ field: 'repliedAt', filled: true }],
      maxLength: 60,
    }),
    field('reply', 'satisfied', '用户是否满意', 'choice', {
      statistic: true,
      options: options({ yes: '满意', no: '不满意', unknown: '未表示' }),
    }),
    field('reply', 'closedBy', '办结人', 'text', { maxLength: 60 }),
  ],
  layout: {
    groups: [
      { key: 'information', label: '用户信息' },
      { key: 'handling', label: '处理' },
      { key: 'reply', label: '回复' },
    ],
    quick: ['head.customer', 'source', 'informationKind', 'urgency', 'content', 'handlingOpinion'],
    list: ['informationKind', 'urgency', 'content'],
    summary: ['content'],
    paper: {
      signatures: [
        { label: '记录人', move: 'submit' },
        { label: '审查', move: 'review' },
      ],
    },
  },
});

/** QR758-11A: filled by the participating staff of a unit after each service (table 1, 2-2). */
export const serviceInformation: FormDefinition = defineForm({
  kind: 'serviceInformation',
  version: 1,
  code: 'QR758-11A',
  title: '产品服务信息记录表',
  clause: '4 表1 2-2',
  head: { customer: 'required', equipment: { min: 0, max: null }, task: 'optional' },
  occurredFrom: 'periodTo',
  fields: [
    field('service', 'unit', '服务单位', 'text', { required: true, searchable: true, maxLength: 80 }),
    field('service', 'serviceKind', '服务类别', 'choice', {
      required: true,
      statistic: true,
      options: options(serviceWords),
    }),
    field('service', 'model', '产品型号', 'master', {
      required: true,
      master: 'model',
      searchable: true,
      statistic: true,
    }),
    field('service', 'periodFrom', '服务开始日期', 'day', { required: true }),
    field('service', 'periodTo', '服务结束日期', 'day', { required: true }),
    field('service', 'staff', '参与服务人员', 'staffList', { required: true, minRows: 1, width: 2 }),
    field('findings', 'qualityInformation', '产品质量信息', 'longText', {
      required: true,
      searchable: true,
      width: 2,
      hint: '没有发现质量问题的，填“无”',
      paper: { lines: 6 },
    }),
    field('findings', 'serviceInformation', '服务信息', 'longText', {
      required: true,
      searchable: true,
      width: 2,
      paper: { lines: 6 },
    }),
    field('findings', 'suggestion', '意见和建议', 'longText', {
      searchable: true,
      width: 2,
      paper: { lines: 4 },
    }),
    field('findings', 'unitLeader', '单位领导', 'text', { required: true, maxLength: 60 }),
  ],
  layout: {
    groups: [
      { key: 'service', label: '服务概况' },
      { key: 'findings', label: '信息' },
    ],
    list: ['unit', 'serviceKind', 'periodTo'],
    summary: ['serviceKind', 'serviceInformation'],
    paper: {
      signatures: [
        { label: '填表人', move: 'submit' },
        { label: '单位领导', move: 'review' },
      ],
    },
  },
});
