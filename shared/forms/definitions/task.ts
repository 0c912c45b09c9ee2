import { defineForm, type FormDefinition } from '../definition.ts';
import { branchWords, field, modeWords, occasionWords, options, serviceWords } from './blocks.ts';

/** Service task: shows its step of figure 1 and carries the check list of its service. */
export const taskForm: FormDefinition = defineForm({
  kind: 'task',
  version: 1,
  code: 'RW',
  title: '服务任务',
  clause: '5.3',
  head: { customer: 'required', equipment: { min: 0, max: null }, task: 'none' },
  editableIn: ['registered', 'analysed', 'organised', 'carriedOut', 'accepted', 'handedIn', 'followedUp'],
  fields: [
    field('need', 'service', '服务类别', 'choice', {
      required: true,
      statistic: true,
      options: options(serviceWords),
    }),
    field('need', 'occasion', '服务时机', 'choice', {
      required: true,
      statistic: true,
      options: options(occasionWords),
    }),
    field('need', 'description', '需求说明', 'longText', { required: true, searchable: true, width: 2 }),
    field('need', 'model', '产品型号', 'master', { master: 'model', searchable: true, statistic: true }),
    field('need', 'place', '服务地点', 'text', { searchable: true }),
    field('need', 'neededBy', '要求完成日期', 'day', { statistic: true }),
    field('analysis', 'mode', '服务方式', 'choice', {
      required: true,
      statistic: true,
      options: options(modeWords),
    }),
    field('analysis', 'analysis', '原因分析', 'longText', { searchable: true, width: 2 }),
    field('analysis', 'responsibleSite', '责任站点', 'text', {
      required: true,
      statistic: true,
      maxLength: 8,
    }),
    field('analysis', 'responsibleReason', '责任划分依据', 'text', { readOnly: true, maxLength: 400 }),
    field('analysis', 'responsibleOverride', '改派理由', 'text', {
      maxLength: 400,
      hint: '与程序规定的责任站点不同时必填（表1）',
    }),
    field('analysis', 'trainingHours', '培训学时', 'number', {
      unit: '小时',
      min: 0,
      max: 2000,
      visibleWhen: [{ field: 'service', equals: 'training' }],
      requiredWhen: [{ field: 'service', equals: 'training' }],
    }),
    field('analysis', 'atCompany', '在本公司办班', 'boolean', {
      visibleWhen: [{ field: 'service', equals: 'training' }],
      hint: '在本公司办班不需要售后服务通知单',
    }),
    field('analysis', 'exceptions', '不正常产品', 'equipmentList', {
      width: 2,
      visibleWhen: [{ field: 'service', oneOf: ['opening', 'refit'] }],
      hint: '不正常的产品单独填写报告，不计入批量',
    }),
    field('work', 'checkList', '核对项目', 'checkList', { width: 2 }),
    field('work', 'rulesVersion', '一览表版本', 'integer', { readOnly: true, min: 1 }),
    field('work', 'specialSummary', '专题总结', 'longText', {
      searchable: true,
      width: 2,
      visibleWhen: [{ field: 'service', equals: 'support' }],
      hint: '每次技术保障一份专题总结汇报：保障经过、设备状况、问题和建议（5.5.1 表1-3）',
    }),
    field('work', 'result', '任务结果', 'longText', { searchable: true, width: 2 }),
    field('work', 'closingProof', '办结核对', 'longText', {
      readOnly: true,
      width: 2,
      visibleWhen: [{ field: 'closingProof', filled: true }],
      hint: '办结时由程序逐项核对，没有未了事项方可办结',
    }),
  ],
  layout: {
    groups: [
      { key: 'need', label: '需求' },
      { key: 'analysis', label: '分析与方式' },
      { key: 'work', label: '实施与结果' },
    ],
    quick: ['head.customer', 'service', 'occasion', 'description', 'neededBy', 'mode'],
    list: ['service', 'mode', 'neededBy'],
    summary: ['description'],
  },
});

const section = (key: string, label: string) =>
  field('text', key, label, 'longText', { searchable: true, width: 2 });

/** Situation report and month brief; `figures` is frozen at submission together with its digest. */
export const situationReportForm: FormDefinition = defineForm({
  kind: 'situationReport',
  version: 1,
  code: 'JB',
  title: '服务情况报告',
  clause: '5.7.3、5.7.4',
  head: { customer: 'none', equipment: { min: 0, max: 0 }, task: 'none' },
  occurredFrom: 'periodTo',
  fields: [
    field('period', 'reportKind', '报告种类', 'choice', {
      required: true,
      statistic: true,
      options: options({ brief: '服务简报', situation: '售后服务情况报表' }),
      hint: '军品月度为服务简报，其余为情况报表（5.7.4）',
    }),
    field('period', 'periodKind', '报告期', 'choice', {
      required: true,
      statistic: true,
      options: options({ month: '月度', halfYear: '半年度', year: '年度' }),
    }),
    field('period', 'periodFrom', '起始日期', 'day', { required: true }),
    field('period', 'periodTo', '截止日期', 'day', { required: true }),
    field('period', 'branch', '用户分类', 'choice', {
      statistic: true,
      options: options(branchWords),
      requiredWhen: [{ field: 'reportKind', equals: 'brief' }],
    }),
    field('text', 'heading', '标题', 'text', { required: true, searchable: true, width: 2 }),
    section('overview', '一、总体情况'),
    section('deliveries', '二、交付与开通'),
    section('faults', '三、故障与维修'),
    section('quality', '四、质量问题与归零'),
    section('training', '五、培训与走访'),
    section('parts', '六、备件'),
    section('complaints', '七、投诉与满意度'),
    section('nextPlan', '八、遗留问题与下期计划'),
    section('changeNote', '变更说明'),
    field('figures', 'figures', '数据', 'data', { readOnly: true, width: 2 }),
    field('figures', 'figuresDigest', '数据摘要值', 'text', { readOnly: true, maxLength: 64 }),
    field('figures', 'distribution', '报送单位', 'itemList', {
      width: 2,
      columns: [
        { key: 'code', label: '代码', type: 'text', required: true },
        { key: 'name', label: '单位', type: 'text', required: true, weight: 3 },
        { key: 'copies', label: '份数', type: 'integer', required: true },
      ],
    }),
  ],
  layout: {
    groups: [
      { key: 'period', label: '报告期' },
      { key: 'text', label: '正文' },
      { key: 'figures', label: '数据与报送' },
    ],
    list: ['reportKind', 'periodKind', 'branch'],
    summary: ['heading'],
    paper: {
      signatures: [
        { label: '拟制', move: 'submit' },
        { label: '审核', move: 'review' },
        { label: '批准', move: 'approve' },
      ],
    },
  },
});
