import { defineForm, defineMasterForm, type FormDefinition, type MasterForm } from '../definition.ts';
import { field, options } from './blocks.ts';
import { partFields, stepPart } from './caseBlocks.ts';

/** Spare part (5.9). */
export const partMaster: MasterForm = defineMasterForm({
  master: 'part',
  version: 1,
  title: '备件',
  codeField: 'code',
  nameField: 'name',
  fields: [
    field('base', 'code', '备件代码', 'text', { required: true, searchable: true, maxLength: 60 }),
    field('base', 'name', '备件名称', 'text', { required: true, searchable: true, maxLength: 120 }),
    field('base', 'specification', '型号规格', 'text', { searchable: true, maxLength: 120 }),
    field('base', 'unit', '计量单位', 'text', { required: true, initial: '件', maxLength: 20 }),
    field('base', 'model', '用于产品型号', 'master', { master: 'model', searchable: true }),
    field('base', 'perSet', '每台（套）装用数', 'number', { min: 0, initial: 1 }),
    field('base', 'serialised', '按编号管理', 'boolean', {
      initial: false,
      hint: '按编号管理的备件，每次出入库登记编号',
    }),
    field('base', 'lowStock', '最低库存', 'integer', {
      min: 0,
      hint: '自有库存合计低于此数时列入低库存',
    }),
    field('base', 'turnRoundDays', '补充周期', 'integer', {
      unit: '日',
      min: 1,
      max: 3650,
      hint: '从提出到入库的日历日数，预投建议按此计算',
    }),
    field('base', 'note', '备注', 'longText', { width: 2, searchable: true }),
  ],
  layout: {
    groups: [{ key: 'base', label: '基本情况' }],
    list: ['code', 'name', 'specification', 'unit', 'lowStock'],
    summary: ['name'],
  },
});

/** Depot: the own one, or one that holds what belongs to a customer (5.8). */
export const depotMaster: MasterForm = defineMasterForm({
  master: 'depot',
  version: 1,
  title: '库房',
  codeField: 'code',
  nameField: 'name',
  fields: [
    field('base', 'code', '库房代码', 'text', { required: true, searchable: true, maxLength: 60 }),
    field('base', 'name', '库房名称', 'text', { required: true, searchable: true, maxLength: 120 }),
    field('base', 'ownership', '权属', 'choice', {
      required: true,
      statistic: true,
      options: options({ own: '自有备件库', customer: '用户备件库（用户财产）' }),
      hint: '用户财产与自有备件分开存放、分开记账（5.8）',
    }),
    field('base', 'customer', '所属用户', 'master', {
      master: 'customer',
      visibleWhen: [{ field: 'ownership', equals: 'customer' }],
      requiredWhen: [{ field: 'ownership', equals: 'customer' }],
    }),
    field('base', 'place', '存放地点', 'text', { width: 2, searchable: true }),
    field('base', 'note', '备注', 'longText', { width: 2, searchable: true }),
  ],
  layout: {
    groups: [{ key: 'base', label: '基本情况' }],
    list: ['code', 'name', 'ownership', 'customer'],
    summary: ['name'],
  },
});

/** 备件预投计划 (5.9): lines are suggested from demand and decided one by one. */
export const sparesPlanForm: FormDefinition = defineForm({
  kind: 'sparesPlan',
  version: 1,
  code: 'BP',
  title: '备件预投计划',
  clause: '5.9',
  head: { customer: 'none', equipment: { min: 0, max: 0 }, task: 'none' },
  parts: [
    { key: 'plan', label: '计划', use: 'always', editableIn: ['draft'], demandedAt: ['submit'] },
    stepPart('handOver', '移交', ['approved'], 'putInForce'),
  ],
  editableIn: ['draft'],
  fields: [
    ...partFields('plan', [
      field('plan', 'planYear', '计划年度', 'integer', {
        required: true,
        min: 2000,
        max: 2999,
        statistic: true,
      }),
      field('plan', 'target', '备件满足率目标', 'number', {
        required: true,
        initial: 95,
        unit: '%',
        min: 50,
        max: 99.99,
        hint: '取最小的库存 S，使补充周期内需求不超过 S 的概率不低于目标',
      }),
      field('plan', 'demandYears', '统计年数', 'integer', {
        required: true,
        initial: 3,
        unit: '年',
        min: 1,
        max: 10,
      }),
      field('plan', 'basis', '编制依据', 'longText', { searchable: true, width: 2, paper: { lines: 2 } }),
      field('plan', 'lines', '预投备件', 'itemList', {
        required: true,
        readOnly: true,
        minRows: 1,
        width: 2,
        searchable: true,
        statistic: true,
        columns: [
          { key: 'code', label: '备件代码', type: 'text', required: true, weight: 2 },
          { key: 'name', label: '名称', type: 'text', weight: 3 },
          { key: 'used', label: '统计期用量', type: 'number' },
          { key: 'mean', label: '周期均值', type: 'number' },
          { key: 'stock', label: '现有库存', type: 'number' },
          { key: 'level', label: '建议库存', type: 'number' },
          { key: 'suggested', label: '建议预投', type: 'number' },
          { key: 'decided', label: '决定预投', type: 'number' },
          { key: 'reason', label: '理由', type: 'text', weight: 3 },
        ],
      }),
    ]),
    ...partFields('handOver', [
      field('handOver', 'handOverDay', '移交日期', 'day', { required: true }),
      field('handOver', 'handedBy', '移交人', 'text', { required: true, maxLength: 60 }),
      field('handOver', 'takenBy', '生产部门接收人', 'text', { required: true, maxLength: 60 }),
      field('handOver', 'handOverNote', '列入生产计划情况', 'text', {
        required: true,
        width: 2,
        maxLength: 400,
      }),
    ]),
  ],
  layout: {
    groups: [
      { key: 'plan', label: '计划', part: 'plan' },
      { key: 'handOver', label: '移交生产', part: 'handOver' },
    ],
    list: ['planYear', 'target'],
    summary: ['planYear', 'basis'],
    paper: {
      orientation: 'landscape',
      signatures: [
        { label: '拟制', move: 'submit' },
        { label: '审核', move: 'review' },
        { label: '批准', move: 'approve' },
      ],
    },
  },
});

/** 盘点单 (5.8, 5.9): book against count of one depot; the difference is posted at approval. */
export const stockTakingForm: FormDefinition = defineForm({
  kind: 'stockTaking',
  version: 1,
  code: 'PD',
  title: '盘点单',
  clause: '5.8、5.9',
  head: { customer: 'none', equipment: { min: 0, max: 0 }, task: 'none' },
  occurredFrom: 'countedDay',
  fields: [
    field('count', 'depot', '库房', 'master', { required: true, master: 'depot', searchable: true }),
    field('count', 'countedDay', '盘点日期', 'day', { required: true }),
    field('count', 'witness', '监盘人', 'text', { required: true, maxLength: 60 }),
    field('count', 'lines', '盘点结果', 'itemList', {
      required: true,
      readOnly: true,
      minRows: 1,
      width: 2,
      searchable: true,
      columns: [
        { key: 'code', label: '备件代码', type: 'text', required: true, weight: 2 },
        { key: 'name', label: '名称', type: 'text', weight: 3 },
        { key: 'book', label: '账面数', type: 'number' },
        { key: 'counted', label: '实盘数', type: 'number' },
        { key: 'reason', label: '差异原因', type: 'text', weight: 3 },
      ],
    }),
    field('count', 'note', '说明', 'longText', { searchable: true, width: 2 }),
  ],
  layout: {
    groups: [{ key: 'count', label: '盘点' }],
    list: ['depot', 'countedDay'],
    summary: ['depot', 'countedDay'],
    paper: {
      signatures: [
        { label: '盘点人', move: 'submit' },
        { label: '批准', move: 'approve' },
      ],
    },
  },
});
