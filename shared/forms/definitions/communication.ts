import { defineForm, type FormDefinition, type FormSource } from '../definition.ts';
import { field, options } from './blocks.ts';

const direction = (incoming: string, outgoing: string) => options({ in: incoming, out: outgoing });
const noTask: FormSource['fields'][number]['requiredWhen'] = [{ field: 'head.task', filled: false }];
const resultHint = '未转服务任务的，须填写处理结果（5.1.2.2）';

/** QR758-02A. Six fields of quick entry, caller first. */
export const phoneRecord: FormDefinition = defineForm({
  kind: 'phoneRecord',
  version: 1,
  code: 'QR758-02A',
  title: '服务电话记录',
  clause: '5.1.2.2',
  head: { customer: 'optional', equipment: { min: 0, max: null }, task: 'optional' },
  occurredFrom: 'startedAt',
  fields: [
    field('call', 'direction', '来电/去电', 'choice', {
      required: true,
      initial: 'in',
      statistic: true,
      options: direction('来电', '去电'),
    }),
    field('call', 'startedAt', '通话时间', 'instant', { required: true }),
    field('call', 'minutes', '通话分钟', 'integer', { unit: '分钟', min: 0, max: 1440, statistic: true }),
    field('call', 'caller', '对方姓名', 'text', {
      required: true,
      searchable: true,
      sensitive: true,
      maxLength: 60,
    }),
    field('call', 'callerPost', '对方职务', 'text', { maxLength: 60 }),
    field('call', 'callerNumber', '对方电话', 'phone', { searchable: true, sensitive: true }),
    field('matter', 'need', '用户需求', 'longText', {
      required: true,
      searchable: true,
      width: 2,
      paper: { lines: 5 },
    }),
    field('matter', 'opinion', '处理意见', 'longText', {
      required: true,
      searchable: true,
      width: 2,
      paper: { lines: 4 },
    }),
    field('matter', 'solvedOnCall', '通话中已解决', 'boolean', { statistic: true }),
    field('matter', 'result', '处理结果', 'longText', {
      requiredWhen: noTask,
      searchable: true,
      width: 2,
      hint: resultHint,
      paper: { lines: 4 },
    }),
  ],
  layout: {
    groups: [
      { key: 'call', label: '通话' },
      { key: 'matter', label: '需求与处理' },
    ],
    quick: ['caller', 'head.customer', 'callerNumber', 'need', 'opinion', 'solvedOnCall'],
    list: ['caller', 'need', 'solvedOnCall'],
    summary: ['need'],
    paper: { signatures: [{ label: '记录人', move: 'close' }] },
  },
});

/** QR758-03A. */
export const faxRecord: FormDefinition = defineForm({
  kind: 'faxRecord',
  version: 1,
  code: 'QR758-03A',
  title: '服务传真记录',
  clause: '5.1.2.2',
  head: { customer: 'optional', equipment: { min: 0, max: null }, task: 'optional' },
  occurredFrom: 'faxedAt',
  fields: [
    field('fax', 'direction', '收/发', 'choice', {
      required: true,
      initial: 'in',
      statistic: true,
      options: direction('收', '发'),
    }),
    field('fax', 'faxNumber', '传真号码', 'phone', { required: true, searchable: true }),
    field('fax', 'faxedAt', '收发时间', 'instant', { required: true }),
    field('fax', 'pages', '页数', 'integer', { required: true, unit: '页', min: 1, max: 9999 }),
    field('fax', 'subject', '主题', 'text', { required: true, searchable: true, width: 2 }),
    field('matter', 'need', '用户需求', 'longText', {
      required: true,
      searchable: true,
      width: 2,
      paper: { lines: 4 },
    }),
    field('matter', 'opinion', '处理意见', 'longText', {
      required: true,
      searchable: true,
      width: 2,
      paper: { lines: 4 },
    }),
    field('matter', 'result', '处理结果', 'longText', {
      requiredWhen: noTask,
      searchable: true,
      width: 2,
      hint: resultHint,
      paper: { lines: 4 },
    }),
    field('matter', 'originalFiledAt', '原件存放处', 'text', { required: true, width: 2 }),
  ],
  layout: {
    groups: [
      { key: 'fax', label: '传真' },
      { key: 'matter', label: '需求与处理' },
    ],
    quick: ['faxNumber', 'head.customer', 'pages', 'subject', 'need', 'opinion'],
    list: ['subject', 'faxNumber', 'pages'],
    summary: ['subject'],
    paper: { signatures: [{ label: '记录人', move: 'close' }] },
  },
});

/** What 09A and 10A share: the procedure keeps both sides of the post in the same columns. */
function itemForm(side: 'out' | 'in'): FormSource {
  const out = side === 'out';
  return {
    kind: out ? 'outgoingItem' : 'incomingItem',
    version: 1,
    code: out ? 'QR758-09A' : 'QR758-10A',
    title: out ? '客户服务发件记录' : '客户服务收件记录',
    clause: '5.1.2.2',
    head: { customer: 'optional', equipment: { min: 0, max: null }, task: 'optional' },
    occurredFrom: 'itemDay',
    fields: [
      field('item', 'itemDay', out ? '发件日期' : '收件日期', 'day', { required: true }),
      field('item', 'itemNumber', out ? '发件编号' : '来件编号', 'text', { searchable: true, maxLength: 60 }),
      field('item', 'otherParty', out ? '收件单位、收件人' : '发件单位、发件人', 'text', {
        required: true,
        searchable: true,
        width: 2,
      }),
      field('item', 'itemKind', '类别', 'choice', {
        required: true,
        statistic: true,
        options: options({ material: '资料', part: '备件', set: '整机', document: '文件' }),
      }),
      field('item', 'level', '密级', 'choice', {
        required: true,
        initial: 'internal',
        options: options({ internal: '内部', secret: '秘密', confidential: '机密' }),
      }),
      field('item', 'items', '物品清单', 'itemList', {
        required: true,
        minRows: 1,
        searchable: true,
        width: 2,
        columns: [
          { key: 'name', label: '名称', type: 'text', required: true, weight: 3 },
          { key: 'specification', label: '型号规格', type: 'text', weight: 2 },
          { key: 'quantity', label: '数量', type: 'number', required: true },
          { key: 'serials', label: '编号', type: 'text', weight: 3 },
        ],
      }),
      field('transport', 'way', '传递方式', 'choice', {
        required: true,
        statistic: true,
        options: options({ confidentialPost: '机要', courier: '专人', freight: '货运' }),
      }),
      field('transport', 'packageNumber', '包装编号', 'text', { maxLength: 60 }),
      field('transport', 'waybill', '运单号', 'text', {
        searchable: true,
        maxLength: 60,
        requiredWhen: [{ field: 'way', equals: 'freight' }],
      }),
      field('transport', 'linkedOrder', '关联单据', 'text', { searchable: true, maxLength: 120 }),
      field('transport', 'condition', '物品状况', 'text', { required: !out, width: 2 }),
      field('transport', 'signedByReceiver', out ? '对方签收人' : '签收人', 'text', {
        required: !out,
        sensitive: true,
        maxLength: 60,
      }),
      field('transport', 'returnDue', out ? '应归还日期' : '应退回日期', 'day'),
      field('matter', 'need', '用户需求', 'longText', { searchable: true, width: 2, paper: { lines: 3 } }),
      field('matter', 'opinion', '处理意见', 'longText', { searchable: true, width: 2, paper: { lines: 3 } }),
      field('matter', 'result', '处理结果', 'longText', {
        requiredWhen: noTask,
        searchable: true,
        width: 2,
        hint: resultHint,
        paper: { lines: 3 },
      }),
    ],
    layout: {
      groups: [
        { key: 'item', label: out ? '发件' : '收件' },
        { key: 'transport', label: '传递与签收' },
        { key: 'matter', label: '需求与处理' },
      ],
      quick: ['otherParty', 'head.customer', 'itemKind', 'items', 'way', 'waybill'],
      list: ['otherParty', 'itemKind', 'way'],
      summary: ['otherParty', 'itemKind'],
      paper: { signatures: [{ label: out ? '经办人' : '收件人', move: 'close' }] },
    },
  };
}

/** QR758-09A. */
export const outgoingItem: FormDefinition = defineForm(itemForm('out'));
/** QR758-10A. */
export const incomingItem: FormDefinition = defineForm(itemForm('in'));
