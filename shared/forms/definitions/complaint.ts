import { defineForm, type FormDefinition } from '../definition.ts';
import { field, options } from './blocks.ts';
import { clockFields, clockGroup, partFields, partGroups, stepPart, wayWords } from './caseBlocks.ts';

const complaintParts = [
  stepPart('intake', '受理', ['opened'], 'reply'),
  stepPart('handler', '承办', ['opened', 'replied', 'corrected'], 'reply'),
  stepPart('firstReply', '首次答复', ['opened'], 'reply'),
  stepPart('handling', '原因与措施', ['replied'], 'correct'),
  stepPart('closing', '答复与办结', ['corrected'], 'close'),
];

/** 投诉处理单 (5.6). */
export const complaintForm: FormDefinition = defineForm({
  kind: 'complaint',
  version: 1,
  code: 'TS',
  title: '投诉处理单',
  clause: '5.6',
  head: { customer: 'required', equipment: { min: 0, max: null }, task: 'optional' },
  occurredFrom: 'receivedAt',
  editableIn: ['opened', 'replied', 'corrected'],
  parts: complaintParts,
  fields: [
    ...partFields('intake', [
      field('intake', 'receivedAt', '收到投诉时间', 'instant', {
        required: true,
        statistic: true,
        hint: '单位先收到的，填单位收到的时间；24 小时和 10 个工作日都从此时起算（5.6）',
      }),
      field('intake', 'receivedWay', '投诉方式', 'choice', {
        required: true,
        options: options({
          phone: '电话',
          fax: '传真',
          letter: '函件',
          visit: '当面、走访',
          report: '服务报告',
        }),
      }),
      field('intake', 'unitSite', '先受理的单位', 'text', {
        maxLength: 8,
        hint: '相关单位电话报来的，填单位的站点代码；单位的记录随后到达时关联，不另立案',
      }),
      field('intake', 'complainant', '投诉人', 'text', {
        required: true,
        searchable: true,
        sensitive: true,
        maxLength: 60,
      }),
      field('intake', 'complainantPhone', '投诉人电话', 'phone', { sensitive: true }),
      field('intake', 'complaintClass', '投诉类别', 'choice', {
        required: true,
        statistic: true,
        options: options({
          product: '产品质量',
          timeliness: '服务不及时',
          attitude: '服务态度、行为规范',
          skill: '技术水平、服务效果',
          delivery: '交付、合同',
          spares: '备件供应',
          other: '其他',
        }),
      }),
      field('intake', 'content', '投诉内容', 'longText', {
        required: true,
        searchable: true,
        width: 2,
        paper: { lines: 4 },
      }),
    ]),
    ...partFields('handler', [
      field('handler', 'handler', '承办专人', 'account', {
        required: true,
        hint: '投诉由专人处理（5.6）；只有承办专人能答复和办结',
      }),
    ]),
    ...partFields('firstReply', [
      field('firstReply', 'repliedAt', '首次答复时间', 'instant', { required: true, statistic: true }),
      field('firstReply', 'replyWay', '答复方式', 'choice', { required: true, options: options(wayWords) }),
      field('firstReply', 'replyContent', '首次答复内容', 'longText', {
        required: true,
        searchable: true,
        width: 2,
        paper: { lines: 2 },
      }),
      field('firstReply', 'lateReplyReason', '超过 24 小时的原因', 'text', {
        width: 2,
        hint: '首次答复超过 24 小时的必填',
      }),
    ]),
    ...partFields('handling', [
      field('handling', 'cause', '原因', 'longText', {
        required: true,
        searchable: true,
        width: 2,
        paper: { lines: 3 },
      }),
      field('handling', 'justified', '投诉是否属实', 'choice', {
        required: true,
        statistic: true,
        options: options({ yes: '属实', partly: '部分属实', no: '不属实' }),
      }),
      field('handling', 'responsibleDepartment', '责任部门或单位', 'text', {
        required: true,
        searchable: true,
        maxLength: 80,
      }),
      field('handling', 'correction', '纠正措施', 'longText', {
        required: true,
        searchable: true,
        width: 2,
        paper: { lines: 3 },
      }),
      field('handling', 'correctedDay', '措施完成日期', 'day', { required: true, statistic: true }),
    ]),
    ...partFields('closing', [
      field('closing', 'answeredAt', '答复用户时间', 'instant', { required: true, statistic: true }),
      field('closing', 'answerWay', '答复方式', 'choice', { required: true, options: options(wayWords) }),
      field('closing', 'answer', '答复内容', 'longText', {
        required: true,
        searchable: true,
        width: 2,
        paper: { lines: 3 },
      }),
      field('closing', 'satisfied', '用户是否满意', 'choice', {
        required: true,
        statistic: true,
        options: options({ yes: '满意', no: '不满意', unknown: '未表示' }),
      }),
      field('closing', 'lateReason', '超过 10 个工作日的原因', 'text', {
        width: 2,
        hint: '办结超过期限的必填',
      }),
    ]),
    ...clockFields,
  ],
  layout: {
    groups: [...partGroups(complaintParts), clockGroup],
    quick: ['head.customer', 'receivedAt', 'receivedWay', 'complainant', 'complaintClass', 'content'],
    list: ['complaintClass', 'handler', 'satisfied'],
    summary: ['content'],
    paper: {
      signatures: [
        { label: '首次答复', move: 'reply' },
        { label: '采取措施', move: 'correct' },
        { label: '办结', move: 'close' },
      ],
    },
  },
});

/** 投诉处理检查记录 (5.6): the quality department's periodic check: sample, finding, record. */
export const complaintCheckForm: FormDefinition = defineForm({
  kind: 'complaintCheck',
  version: 1,
  code: 'TJ',
  title: '投诉处理检查记录',
  clause: '5.6',
  head: { customer: 'none', equipment: { min: 0, max: 0 }, task: 'none' },
  occurredFrom: 'periodTo',
  fields: [
    field('sampling', 'periodFrom', '检查期起', 'day', { required: true }),
    field('sampling', 'periodTo', '检查期止', 'day', { required: true }),
    field('sampling', 'population', '期内投诉件数', 'integer', { readOnly: true, min: 0, statistic: true }),
    field('sampling', 'seed', '抽样种子', 'text', {
      readOnly: true,
      hint: '同一种子对同一检查期总是抽到同样的投诉，可以复核',
    }),
    field('sampling', 'sample', '抽样', 'itemList', {
      required: true,
      readOnly: true,
      width: 2,
      statistic: true,
      hint: '期内没有投诉的，抽样结果写明“无投诉”',
      columns: [
        { key: 'number', label: '编号', type: 'text', required: true, weight: 2 },
        { key: 'title', label: '投诉内容', type: 'text', weight: 4 },
        { key: 'state', label: '状态', type: 'text', weight: 2 },
        { key: 'firstReply', label: '首次答复', type: 'text', weight: 2 },
        { key: 'closing', label: '办结', type: 'text', weight: 2 },
      ],
    }),
    field('finding', 'findings', '检查发现', 'itemList', {
      required: true,
      minRows: 1,
      width: 2,
      searchable: true,
      columns: [
        { key: 'number', label: '投诉编号', type: 'text', required: true, weight: 2 },
        {
          key: 'verdict',
          label: '结论',
          type: 'choice',
          required: true,
          options: options({ good: '符合', minor: '轻微不符合', serious: '不符合' }),
        },
        { key: 'finding', label: '发现', type: 'longText', required: true, weight: 4 },
      ],
    }),
    field('finding', 'conclusion', '检查结论', 'longText', {
      required: true,
      searchable: true,
      width: 2,
      paper: { lines: 3 },
    }),
    field('finding', 'demands', '改进要求', 'longText', { searchable: true, width: 2, paper: { lines: 2 } }),
  ],
  layout: {
    groups: [
      { key: 'sampling', label: '抽样' },
      { key: 'finding', label: '发现与结论' },
    ],
    list: ['periodFrom', 'periodTo', 'population'],
    summary: ['periodFrom', 'periodTo', 'conclusion'],
    paper: {
      signatures: [
        { label: '质量部检查人', move: 'submit' },
        { label: '中心领导审阅', move: 'review' },
      ],
    },
  },
});
