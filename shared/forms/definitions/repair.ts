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

const repair = { part: 'repair' } as const;
const training = { part: 'training' } as const;
const support = { part: 'support' } as const;
const always = (fields: readonly FieldSource[]): FieldSource[] =>
  fields.map((source) => ({ ...source, part: 'customer' }));

/** QR758-06A: repair, training under 4 hours and support, as chosen for the case; then the customer's part. */
export const repairReport: FormDefinition = defineForm({
  kind: 'repairReport',
  version: 1,
  code: 'QR758-06A',
  title: '维修服务报告',
  clause: '5.5.5',
  customerSigned: true,
  head: { customer: 'required', equipment: { min: 1, max: 1 }, task: 'optional' },
  occurredFrom: 'serviceDay',
  parts: [
    { key: 'repair', label: '维修', use: 'chosen' },
    { key: 'training', label: '培训', use: 'chosen' },
    { key: 'support', label: '技术保障', use: 'chosen' },
    { key: 'customer', label: '验收、评价与签字', use: 'always' },
  ],
  fields: [
    field('service', 'serviceDay', '服务日期', 'day', { required: true }),
    field('service', 'place', '服务地点', 'text', { required: true, searchable: true }),
    field('service', 'staff', '服务人员', 'staffList', { required: true, minRows: 1, width: 2 }),
    field('product', 'serial', '产品编号', 'text', {
      required: true,
      searchable: true,
      maxLength: 60,
      ...repair,
    }),
    field('product', 'batch', '批次', 'text', {
      searchable: true,
      statistic: true,
      maxLength: 60,
      ...repair,
    }),
    field('product', 'deliveredDay', '交付日期', 'day', repair),
    field('product', 'inWarranty', '是否在保修期内', 'boolean', {
      required: true,
      statistic: true,
      ...repair,
    }),
    field('product', 'hoursUsed', '累计工作时间', 'number', {
      unit: '小时',
      min: 0,
      statistic: true,
      ...repair,
    }),
    field('fault', 'symptom', '故障现象', 'longText', {
      required: true,
      searchable: true,
      width: 2,
      paper: { lines: 3 },
      ...repair,
    }),
    field('fault', 'foundAt', '发现时间', 'instant', repair),
    field('fault', 'foundWhere', '发现地点', 'text', repair),
    field('fault', 'environment', '发现时机与环境', 'text', { width: 2, ...repair }),
    field('fault', 'causeClass', '故障原因类别', 'choice', {
      required: true,
      statistic: true,
      options: options({
        design: '设计',
        process: '工艺',
        component: '元器件',
        software: '软件',
        use: '使用',
        transport: '运输',
        external: '外部',
        unknown: '不明',
      }),
      ...repair,
    }),
    field('fault', 'location', '故障部位', 'text', { required: true, searchable: true, ...repair }),
    field('fault', 'action', '处理措施', 'longText', {
      required: true,
      searchable: true,
      width: 2,
      paper: { lines: 4 },
      ...repair,
    }),
    field('fault', 'partsSwapped', '更换件', 'itemList', {
      width: 2,
      searchable: true,
      statistic: true,
      columns: [
        { key: 'name', label: '名称', type: 'text', required: true, weight: 3 },
        { key: 'model', label: '型号规格', type: 'text', weight: 2 },
        { key: 'quantity', label: '数量', type: 'number', required: true },
        { key: 'oldSerial', label: '换下件编号', type: 'text', weight: 2 },
        { key: 'newSerial', label: '换上件编号', type: 'text', weight: 2 },
      ],
      ...repair,
    }),
    field('fault', 'restored', '是否恢复正常', 'boolean', { required: true, statistic: true, ...repair }),
    field('fault', 'reportedAt', '报修时间', 'instant', { required: true, statistic: true, ...repair }),
    field('fault', 'arrivedAt', '到达时间', 'instant', { statistic: true, ...repair }),
    field('fault', 'restoredAt', '恢复时间', 'instant', {
      statistic: true,
      requiredWhen: [{ field: 'restored', equals: true }],
      ...repair,
    }),
    field('trainingGiven', 'trainingHours', '培训时间', 'number', {
      required: true,
      unit: '小时',
      min: 0,
      max: 2000,
      statistic: true,
      hint: '不足 4 小时在此填写；4 小时以上填写用户培训记录',
      ...training,
    }),
    field('trainingGiven', 'trainingContent', '培训内容', 'longText', {
      required: true,
      searchable: true,
      width: 2,
      paper: { lines: 3 },
      ...training,
    }),
    field('trainingGiven', 'trainingPeople', '参训人数', 'integer', {
      required: true,
      unit: '人',
      min: 1,
      max: 9999,
      statistic: true,
      ...training,
    }),
    field('supportGiven', 'supportEvent', '保障活动', 'text', {
      required: true,
      searchable: true,
      width: 2,
      ...support,
    }),
    field('supportGiven', 'supportFrom', '保障开始日期', 'day', { required: true, ...support }),
    field('supportGiven', 'supportTo', '保障结束日期', 'day', { required: true, ...support }),
    field('supportGiven', 'supportWork', '保障情况', 'longText', {
      required: true,
      searchable: true,
      width: 2,
      hint: '演习前检查、通电联试、功能检查、现场排故',
      paper: { lines: 4 },
      ...support,
    }),
    ...always(acceptanceFields),
    ...always(evaluationFields),
    ...always(signatureFields),
  ],
  layout: {
    groups: [
      { key: 'service', label: '服务概况' },
      { key: 'product', label: '产品', part: 'repair' },
      { key: 'fault', label: '故障与维修', part: 'repair' },
      { key: 'trainingGiven', label: '培训', part: 'training' },
      { key: 'supportGiven', label: '技术保障', part: 'support' },
      ...customerGroups.map((group) => ({ ...group, part: 'customer' })),
    ],
    list: ['symptom', 'causeClass', 'restored'],
    summary: ['symptom', 'supportEvent', 'trainingContent'],
    paper: {
      signatures: [
        { label: '服务人员', move: 'submit' },
        { label: '主管审查', move: 'review' },
      ],
      customerSignature: true,
    },
  },
});
