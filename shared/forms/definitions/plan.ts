import { defineForm, type FormDefinition, type FormSource } from '../definition.ts';
import { field } from './blocks.ts';

type Column = NonNullable<FormSource['fields'][number]['columns']>[number];

const number: Column = { key: 'line', label: '编号', type: 'text' };
const day: Column = { key: 'day', label: '计划日期', type: 'day', required: true };
const customer: Column = {
  key: 'customer',
  label: '用户单位',
  type: 'text',
  required: true,
  master: 'customer',
  weight: 2,
};
const model: Column = { key: 'model', label: '产品型号', type: 'text', master: 'model', weight: 2 };
const owner: Column = { key: 'owner', label: '负责人', type: 'text' };

/** 技术服务计划 (5.4): six parts; the sixth is a view of the spares plan and holds only where that stands. */
export const servicePlanForm: FormDefinition = defineForm({
  kind: 'servicePlan',
  version: 1,
  code: 'JH',
  title: '技术服务计划',
  clause: '5.4',
  head: { customer: 'none', equipment: { min: 0, max: 0 }, task: 'none' },
  fields: [
    field('head', 'planYear', '计划年度', 'integer', {
      required: true,
      min: 2000,
      max: 2999,
      statistic: true,
      readOnly: true,
    }),
    field('head', 'amendment', '修订次数', 'integer', {
      required: true,
      min: 0,
      initial: 0,
      readOnly: true,
      hint: '0 为原计划；修订另立版本，批准生效后代替前一版本',
    }),
    field('head', 'amendReason', '修订理由', 'longText', {
      width: 2,
      searchable: true,
      requiredWhen: [{ field: 'amends', filled: true }],
      visibleWhen: [{ field: 'amends', filled: true }],
    }),
    field('head', 'amends', '修订的计划', 'text', {
      readOnly: true,
      maxLength: 80,
      visibleWhen: [{ field: 'amends', filled: true }],
    }),
    field('goals', 'goals', '服务目标和方针', 'longText', {
      required: true,
      searchable: true,
      width: 2,
      paper: { lines: 6 },
    }),
    field('measures', 'measures', '服务措施', 'itemList', {
      required: true,
      minRows: 1,
      width: 2,
      searchable: true,
      columns: [number, { key: 'what', label: '措施', type: 'text', required: true, weight: 4 }, day, owner],
    }),
    field('trainings', 'trainings', '用户培训计划', 'itemList', {
      width: 2,
      searchable: true,
      statistic: true,
      columns: [
        number,
        customer,
        model,
        { key: 'what', label: '培训内容', type: 'text', required: true, weight: 3 },
        { key: 'hours', label: '学时', type: 'number' },
        { key: 'place', label: '地点', type: 'text' },
        day,
        owner,
      ],
    }),
    field('visits', 'visits', '走访计划', 'itemList', {
      width: 2,
      searchable: true,
      statistic: true,
      columns: [
        number,
        customer,
        { key: 'what', label: '走访内容', type: 'text', required: true, weight: 3 },
        { key: 'place', label: '地点', type: 'text' },
        day,
        owner,
      ],
    }),
    field('materials', 'materials', '培训教材编制计划', 'itemList', {
      width: 2,
      searchable: true,
      columns: [
        number,
        model,
        { key: 'what', label: '教材名称', type: 'text', required: true, weight: 3 },
        day,
        owner,
      ],
    }),
    field('spares', 'spares', '维修备件预投计划', 'text', {
      readOnly: true,
      width: 2,
      maxLength: 200,
      hint: '内容在备件预投计划中，此处只列出处，不另行填写（5.4、5.9）',
    }),
  ],
  layout: {
    groups: [
      { key: 'head', label: '计划' },
      { key: 'goals', label: '一、服务目标和方针' },
      { key: 'measures', label: '二、服务措施' },
      { key: 'trainings', label: '三、用户培训计划' },
      { key: 'visits', label: '四、走访计划' },
      { key: 'materials', label: '五、培训教材编制计划' },
      { key: 'spares', label: '六、维修备件预投' },
    ],
    list: ['planYear', 'amendment'],
    summary: ['planYear', 'goals'],
    paper: {
      signatures: [
        { label: '拟制', move: 'submit' },
        { label: '审核', move: 'review' },
        { label: '批准', move: 'approve' },
      ],
    },
  },
});
