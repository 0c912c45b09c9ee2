import { backStates, takenKinds } from '../../rules/itemsOut.ts';
import { defineForm, type FormDefinition } from '../definition.ts';
import { field, occasionWords, options, serviceWords } from './blocks.ts';

const issued = { part: 'issued' } as const;
const back = { part: 'back' } as const;

/** QR758-04A: the issued part is frozen at the issuer's signature, the return part is signed at review. */
export const dispatchNoticeForm: FormDefinition = defineForm({
  kind: 'dispatchNotice',
  version: 1,
  code: 'QR758-04A',
  title: '售后服务通知单',
  clause: '5.5.4',
  head: { customer: 'required', equipment: { min: 0, max: null }, task: 'required' },
  occurredFrom: 'startDay',
  parts: [
    { key: 'issued', label: '签发', use: 'always', editableIn: ['draft'] },
    {
      key: 'back',
      label: '返回',
      use: 'always',
      demandedAt: ['recordReturn', 'review', 'archive'],
      editableIn: ['issued'],
    },
  ],
  fields: [
    field('order', 'reason', '派出原因', 'choice', {
      required: true,
      statistic: true,
      options: options({
        plan: occasionWords.plan,
        contract: occasionWords.contract,
        customer: occasionWords.customer,
        quality: occasionWords.quality,
      }),
      ...issued,
    }),
    field('order', 'service', '服务类别', 'choice', {
      required: true,
      statistic: true,
      options: options(serviceWords),
      ...issued,
    }),
    field('order', 'place', '服务地点', 'text', { required: true, searchable: true, width: 2, ...issued }),
    field('order', 'contact', '用户联系人', 'text', {
      required: true,
      searchable: true,
      sensitive: true,
      maxLength: 60,
      ...issued,
    }),
    field('order', 'contactPhone', '联系电话', 'phone', { sensitive: true, ...issued }),
    field('order', 'taskText', '任务内容', 'longText', {
      required: true,
      searchable: true,
      width: 2,
      paper: { lines: 5 },
      ...issued,
    }),
    field('order', 'startDay', '出发日期', 'day', { required: true, ...issued }),
    field('order', 'dueOnSite', '要求到达日期', 'day', { required: true, statistic: true, ...issued }),
    field('people', 'staff', '派出人员', 'staffList', {
      required: true,
      minRows: 1,
      searchable: true,
      statistic: true,
      width: 2,
      hint: '初级以上职称，熟悉产品，服务规范和产品技术培训有效（5.2.1）',
      ...issued,
    }),
    field('people', 'overrideReason', '不具备条件仍派出的理由', 'longText', { width: 2, ...issued }),
    field('people', 'overrideBy', '批准派出', 'account', { readOnly: true, ...issued }),
    field('taken', 'taken', '携带物品', 'itemList', {
      width: 2,
      columns: [
        {
          key: 'kind',
          label: '类别',
          type: 'choice',
          required: true,
          options: options(takenKinds),
        },
        { key: 'name', label: '名称', type: 'text', required: true, weight: 3 },
        { key: 'quantity', label: '数量', type: 'number', required: true },
        { key: 'number', label: '编号', type: 'text', weight: 2 },
      ],
      ...issued,
    }),
    field('taken', 'issuedBy', '签发人', 'account', { readOnly: true, ...issued }),
    field('taken', 'issuedAt', '签发时间', 'instant', { readOnly: true, ...issued }),
    field('return', 'arrivedDay', '到达日期', 'day', { required: true, statistic: true, ...back }),
    field('return', 'returnedDay', '返回日期', 'day', {
      required: true,
      statistic: true,
      hint: '返回 2 至 3 日内上交通知单和服务报告（5.5.6）',
      ...back,
    }),
    field('return', 'handedInDay', '上交日期', 'day', { required: true, statistic: true, ...back }),
    field('return', 'broughtBack', '带回物品', 'itemList', {
      width: 2,
      hint: '携带的物品逐项填写去向；未带回、未说明的由程序列出，继续追查',
      columns: [
        { key: 'name', label: '名称', type: 'text', required: true, weight: 3 },
        { key: 'quantity', label: '数量', type: 'number', required: true },
        { key: 'number', label: '编号', type: 'text', weight: 2 },
        {
          key: 'state',
          label: '状况',
          type: 'choice',
          options: options(backStates),
        },
      ],
      ...back,
    }),
    field('return', 'outcome', '完成情况', 'longText', {
      required: true,
      searchable: true,
      width: 2,
      paper: { lines: 5 },
      ...back,
    }),
    field('return', 'linkedReports', '服务报告', 'recordList', { width: 2, ...back }),
  ],
  layout: {
    groups: [
      { key: 'order', label: '任务', part: 'issued' },
      { key: 'people', label: '派出人员', part: 'issued' },
      { key: 'taken', label: '携带与签发', part: 'issued' },
      { key: 'return', label: '返回', part: 'back' },
    ],
    list: ['place', 'staff', 'dueOnSite'],
    summary: ['taskText'],
    paper: {
      signatures: [
        { label: '签发', move: 'issue' },
        { label: '派出人员', move: 'recordReturn' },
        { label: '审查', move: 'review' },
      ],
    },
  },
});
