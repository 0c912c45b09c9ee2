import { defineForm, type FormDefinition } from '../definition.ts';
import { field, options } from './blocks.ts';
import { partFields, partGroups, stepPart } from './caseBlocks.ts';

const returnParts = [
  stepPart('receipt', '收到', ['opened'], 'inspect'),
  stepPart('inspection', '开箱检查', ['opened'], 'inspect'),
  stepPart('diagnosis', '故障诊断', ['inspected'], 'diagnose'),
  stepPart('repairing', '修理', ['diagnosed'], 'repair'),
  stepPart('testing', '检验', ['repaired'], 'test'),
  stepPart('dispatching', '发还', ['tested'], 'send'),
];

/** 返厂维修单 (5.5.7): received by 10A, repaired with 06A, sent by 09A; each step dated and signed. */
export const returnCaseForm: FormDefinition = defineForm({
  kind: 'returnCase',
  version: 1,
  code: 'FW',
  title: '返厂维修单',
  clause: '5.5.7',
  head: { customer: 'required', equipment: { min: 1, max: 1 }, task: 'optional' },
  occurredFrom: 'receivedDay',
  editableIn: ['opened', 'inspected', 'diagnosed', 'repaired', 'tested'],
  parts: returnParts,
  fields: [
    ...partFields('receipt', [
      field('receipt', 'receivedDay', '收到日期', 'day', { required: true, statistic: true }),
      field('receipt', 'symptom', '用户所述故障', 'longText', {
        required: true,
        searchable: true,
        width: 2,
        paper: { lines: 2 },
      }),
      field('receipt', 'accessories', '随带附件', 'text', { width: 2, maxLength: 400 }),
    ]),
    ...partFields('inspection', [
      field('inspection', 'inspectedDay', '检查日期', 'day', { required: true }),
      field('inspection', 'condition', '外观和随带附件', 'choice', {
        required: true,
        options: options({ complete: '完好齐全', damaged: '有损坏', lacking: '有缺少' }),
        hint: '有损坏或缺少的，登记用户财产异常报告单并报告用户（5.8）',
      }),
      field('inspection', 'inspectionNote', '检查情况', 'longText', {
        required: true,
        searchable: true,
        width: 2,
      }),
    ]),
    ...partFields('diagnosis', [
      field('diagnosis', 'diagnosedDay', '诊断日期', 'day', { required: true, statistic: true }),
      field('diagnosis', 'verdict', '诊断结论', 'choice', {
        required: true,
        statistic: true,
        options: options({ repair: '修理', replace: '更换', noFault: '未见故障', scrap: '不宜修理' }),
      }),
      field('diagnosis', 'diagnosis', '故障部位和原因', 'longText', {
        required: true,
        searchable: true,
        width: 2,
        paper: { lines: 3 },
      }),
    ]),
    ...partFields('repairing', [
      field('repairing', 'repairedDay', '修理完成日期', 'day', { required: true, statistic: true }),
      field('repairing', 'work', '修理内容', 'longText', {
        required: true,
        searchable: true,
        width: 2,
        paper: { lines: 3 },
      }),
    ]),
    ...partFields('testing', [
      field('testing', 'testedDay', '检验日期', 'day', { required: true, statistic: true }),
      field('testing', 'testResult', '检验结论', 'choice', {
        required: true,
        statistic: true,
        options: options({ passed: '合格', conditional: '让步放行', failed: '不合格' }),
      }),
      field('testing', 'testNote', '检验情况', 'longText', { required: true, searchable: true, width: 2 }),
    ]),
    ...partFields('dispatching', [
      field('dispatching', 'sentDay', '发还日期', 'day', { required: true, statistic: true }),
      field('dispatching', 'sentNote', '发还说明', 'text', { width: 2, maxLength: 400 }),
    ]),
  ],
  layout: {
    groups: partGroups(returnParts),
    quick: ['head.customer', 'head.equipment', 'receivedDay', 'symptom', 'accessories'],
    list: ['receivedDay', 'verdict', 'sentDay'],
    summary: ['symptom'],
    paper: {
      signatures: [
        { label: '检查', move: 'inspect' },
        { label: '诊断', move: 'diagnose' },
        { label: '修理', move: 'repair' },
        { label: '检验', move: 'test' },
        { label: '发还', move: 'send' },
      ],
    },
  },
});

/** How a serial of a design change stands. */
export const serialStates = { open: '未安排', task: '已安排任务', done: '已落实', waived: '不落实' } as const;

const changeParts = [
  stepPart('order', '更改', ['opened'], 'organise'),
  stepPart('closing', '办结', ['organised'], 'close'),
];

/** 设计更改落实单 (table 1: 1-5, with QS/PA730A). */
export const designChangeForm: FormDefinition = defineForm({
  kind: 'designChange',
  version: 1,
  code: 'GG',
  title: '设计更改落实单',
  clause: '4 表1 1-5',
  head: { customer: 'none', equipment: { min: 1, max: null }, task: 'none' },
  occurredFrom: 'orderDay',
  editableIn: ['opened', 'organised'],
  parts: changeParts,
  fields: [
    ...partFields('order', [
      field('order', 'changeOrder', '更改单编号', 'text', {
        required: true,
        searchable: true,
        statistic: true,
        maxLength: 60,
      }),
      field('order', 'orderDay', '更改单日期', 'day', { required: true }),
      field('order', 'model', '产品型号', 'master', {
        required: true,
        master: 'model',
        searchable: true,
        statistic: true,
      }),
      field('order', 'change', '更改内容', 'longText', {
        required: true,
        searchable: true,
        width: 2,
        paper: { lines: 4 },
      }),
      field('order', 'due', '要求完成日期', 'day', { required: true, statistic: true }),
    ]),
    field('serials', 'serials', '逐台落实', 'itemList', {
      readOnly: true,
      width: 2,
      searchable: true,
      statistic: true,
      columns: [
        { key: 'serial', label: '产品编号', type: 'text', required: true, weight: 2 },
        { key: 'state', label: '状态', type: 'choice', required: true, options: options(serialStates) },
        { key: 'record', label: '任务、报告或理由', type: 'text', weight: 4 },
      ],
    }),
    ...partFields('closing', [
      field('closing', 'result', '落实情况', 'longText', { required: true, searchable: true, width: 2 }),
    ]),
  ],
  layout: {
    groups: [
      { key: 'order', label: '更改', part: 'order' },
      { key: 'serials', label: '逐台落实' },
      { key: 'closing', label: '办结', part: 'closing' },
    ],
    quick: ['changeOrder', 'orderDay', 'model', 'change', 'due'],
    list: ['changeOrder', 'model', 'due'],
    summary: ['changeOrder', 'change'],
    paper: {
      signatures: [
        { label: '确定受影响产品', move: 'organise' },
        { label: '办结', move: 'close' },
      ],
    },
  },
});
