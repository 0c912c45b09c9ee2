import { defineForm, type FormDefinition } from '../definition.ts';
import {
  acceptanceFields,
  customerGroups,
  evaluationFields,
  type FieldSource,
  field,
  options,
  signatureFields,
} from './blocks.ts';

const checked = options({ passed: '正常', failed: '不正常', notApplicable: '不适用' });
const signatures = [
  { label: '服务人员', move: 'submit' as const },
  { label: '主管审查', move: 'review' as const },
];
const openItems: FieldSource = field('work', 'openItems', '遗留问题', 'itemList', {
  width: 2,
  searchable: true,
  columns: [
    { key: 'item', label: '问题', type: 'text', required: true, weight: 4 },
    { key: 'responsible', label: '责任单位', type: 'text', weight: 2 },
    { key: 'due', label: '期限', type: 'day', weight: 1 },
  ],
});

/** QR758-05A. On-site training asks for evaluation like every on-site service (5.5.5). */
export const trainingRecord: FormDefinition = defineForm({
  kind: 'trainingRecord',
  version: 1,
  code: 'QR758-05A',
  title: '用户培训记录',
  clause: '5.5.5',
  customerSigned: true,
  head: { customer: 'required', equipment: { min: 0, max: null }, task: 'optional' },
  occurredFrom: 'startDay',
  fields: [
    field('training', 'model', '产品型号', 'master', {
      required: true,
      master: 'model',
      searchable: true,
      statistic: true,
    }),
    field('training', 'place', '培训地点', 'text', { required: true, searchable: true, width: 2 }),
    field('training', 'startDay', '开始日期', 'day', { required: true }),
    field('training', 'endDay', '结束日期', 'day', { required: true }),
    field('training', 'hours', '培训学时', 'number', {
      required: true,
      unit: '小时',
      min: 0,
      max: 2000,
      statistic: true,
      hint: '4 小时以上填写本表，不足 4 小时填写维修服务报告“培训”栏',
    }),
    field('training', 'mode', '培训方式', 'choice', {
      required: true,
      statistic: true,
      options: options({
        onSite: '上门培训',
        atCompany: '公司办班',
        disc: '随机多媒体教学光碟',
        mail: '邮寄培训资料',
        duringService: '服务中培训',
      }),
    }),
    field('training', 'syllabus', '培训内容与课程安排', 'longText', {
      required: true,
      searchable: true,
      width: 2,
      paper: { lines: 5 },
    }),
    field('training', 'teachers', '培训教员', 'staffList', { required: true, minRows: 1, width: 2 }),
    field('training', 'teachersConfirmed', '教员已确认', 'boolean', { required: true }),
    field('training', 'material', '培训教材', 'text', { required: true, searchable: true }),
    field('training', 'materialVersion', '教材版本', 'text', { required: true, maxLength: 40 }),
    field('people', 'participantCount', '参训人数', 'integer', {
      required: true,
      unit: '人',
      min: 1,
      max: 9999,
      statistic: true,
    }),
    field('people', 'participants', '参训人员', 'itemList', {
      width: 2,
      sensitive: true,
      columns: [
        { key: 'name', label: '姓名', type: 'text', required: true },
        { key: 'post', label: '职务', type: 'text' },
        { key: 'unit', label: '单位', type: 'text', weight: 2 },
        { key: 'score', label: '考核成绩', type: 'text' },
      ],
    }),
    field('people', 'testResult', '考核情况', 'longText', { width: 2, paper: { lines: 2 } }),
    field('evaluation', 'opinion', '用户意见', 'longText', {
      fromPaper: true,
      searchable: true,
      width: 2,
      paper: { lines: 3 },
    }),
    ...evaluationFields,
    ...signatureFields,
  ],
  layout: {
    groups: [
      { key: 'training', label: '培训' },
      { key: 'people', label: '参训人员' },
      ...customerGroups.slice(1),
    ],
    list: ['hours', 'participantCount', 'mode'],
    summary: ['syllabus'],
    paper: { signatures, customerSignature: true },
  },
});

const whenNotNormal = (key: string): FieldSource['requiredWhen'] => [{ field: key, equals: 'failed' }];

/** A check of 07A: result, and what was found when it is not normal. */
function checkPair(key: string, label: string, required: boolean): FieldSource[] {
  return [
    field('checks', key, label, 'choice', { required, options: checked, statistic: true }),
    field('checks', `${key}Note`, `${label}说明`, 'text', {
      requiredWhen: whenNotNormal(key),
      maxLength: 500,
    }),
  ];
}

/** QR758-07A: one equipment, one copy. */
export const commissioningReport: FormDefinition = defineForm({
  kind: 'commissioningReport',
  version: 1,
  code: 'QR758-07A',
  title: '开通/试验服务报告',
  clause: '5.5.5',
  customerSigned: true,
  head: { customer: 'required', equipment: { min: 1, max: 1 }, task: 'optional' },
  occurredFrom: 'finishedDay',
  fields: [
    field('work', 'workKind', '服务内容', 'choice', {
      required: true,
      statistic: true,
      options: options({ installation: '安装', opening: '开通', refit: '改造', trial: '试验' }),
    }),
    field('work', 'platform', '装载平台', 'text', { required: true, searchable: true }),
    field('work', 'startedDay', '开始日期', 'day', { required: true }),
    field('work', 'finishedDay', '完成日期', 'day', { required: true, statistic: true }),
    field('work', 'changeOrder', '更改单号', 'text', {
      visibleWhen: [{ field: 'workKind', equals: 'refit' }],
      requiredWhen: [{ field: 'workKind', equals: 'refit' }],
      searchable: true,
      maxLength: 60,
    }),
    field('work', 'staff', '服务人员', 'staffList', { required: true, minRows: 1, width: 2 }),
    ...checkPair('installationCheck', '安装检查', true),
    ...checkPair('powerOn', '通电检查', true),
    ...checkPair('linkTest', '联试', true),
    ...checkPair('functionCheck', '功能符合性检查', true),
    ...checkPair('mooringTrial', '系泊试验', false),
    ...checkPair('seaTrial', '航行试验', false),
    field('faults', 'faults', '故障及排除', 'itemList', {
      width: 2,
      searchable: true,
      statistic: true,
      columns: [
        { key: 'symptom', label: '故障现象', type: 'text', required: true, weight: 3 },
        { key: 'cause', label: '原因', type: 'text', weight: 2 },
        { key: 'action', label: '处理', type: 'text', weight: 3 },
        { key: 'cleared', label: '已排除', type: 'boolean', weight: 1 },
      ],
    }),
    field('faults', 'trainingGiven', '讲解、示范与培训', 'longText', {
      searchable: true,
      width: 2,
      paper: { lines: 3 },
    }),
    { ...openItems, group: 'faults' },
    ...acceptanceFields,
    ...evaluationFields,
    ...signatureFields,
  ],
  layout: {
    groups: [
      { key: 'work', label: '服务概况' },
      { key: 'checks', label: '检查与试验' },
      { key: 'faults', label: '故障、培训与遗留问题' },
      ...customerGroups,
    ],
    list: ['workKind', 'platform', 'finishedDay'],
    summary: ['workKind', 'platform'],
    paper: { signatures, customerSignature: true },
  },
});

/** QR758-08A: at least three normal sets of one model. */
export const batchReport: FormDefinition = defineForm({
  kind: 'batchReport',
  version: 1,
  code: 'QR758-08A',
  title: '正常批量开通/改造服务报告',
  clause: '5.5.5',
  customerSigned: true,
  head: { customer: 'required', equipment: { min: 3, max: null }, task: 'optional' },
  occurredFrom: 'finishedDay',
  fields: [
    field('work', 'workKind', '服务内容', 'choice', {
      required: true,
      statistic: true,
      options: options({ opening: '开通', refit: '改造' }),
    }),
    field('work', 'model', '产品型号', 'master', {
      required: true,
      master: 'model',
      searchable: true,
      statistic: true,
    }),
    field('work', 'place', '服务地点', 'text', { required: true, searchable: true }),
    field('work', 'startedDay', '开始日期', 'day', { required: true }),
    field('work', 'finishedDay', '完成日期', 'day', { required: true, statistic: true }),
    field('work', 'changeOrder', '更改单号', 'text', {
      visibleWhen: [{ field: 'workKind', equals: 'refit' }],
      requiredWhen: [{ field: 'workKind', equals: 'refit' }],
      searchable: true,
      maxLength: 60,
    }),
    field('work', 'staff', '服务人员', 'staffList', { required: true, minRows: 1, width: 2 }),
    field('work', 'serials', '正常开通（改造）产品', 'equipmentList', {
      required: true,
      minRows: 3,
      searchable: true,
      statistic: true,
      width: 2,
      hint: '同型号正常 3 台以上；不正常的另填单台报告',
    }),
    field('work', 'workDone', '开通（改造）情况', 'longText', {
      required: true,
      searchable: true,
      width: 2,
      paper: { lines: 6 },
    }),
    field('work', 'exceptions', '不正常产品', 'itemList', {
      width: 2,
      searchable: true,
      columns: [
        { key: 'serial', label: '产品编号', type: 'text', required: true, weight: 2 },
        { key: 'problem', label: '问题', type: 'text', required: true, weight: 4 },
        { key: 'report', label: '单台报告编号', type: 'text', weight: 2 },
      ],
    }),
    openItems,
    ...acceptanceFields,
    ...evaluationFields,
    ...signatureFields,
  ],
  layout: {
    groups: [{ key: 'work', label: '服务情况' }, ...customerGroups],
    list: ['workKind', 'serials', 'finishedDay'],
    summary: ['workKind', 'workDone'],
    paper: { signatures, customerSignature: true },
  },
});
