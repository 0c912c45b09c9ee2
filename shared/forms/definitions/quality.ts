import { defineForm, type FormDefinition, type FormSource } from '../definition.ts';
import { type FieldSource, field, options } from './blocks.ts';
import { clockFields, clockGroup, partFields, partGroups, stepPart, wayWords } from './caseBlocks.ts';

/** The five conditions of technical 归零 and the five of management 归零, in their order. */
export const zeroingEvidence = {
  located: '定位准确',
  mechanism: '机理清楚',
  reproduced: '问题复现',
  measures: '措施有效',
  generalised: '举一反三',
  process: '过程清楚',
  responsibility: '责任明确',
  carriedThrough: '措施落实',
  treated: '严肃处理',
  regulated: '完善规章',
} as const;
/** Key of one of the ten items of evidence. */
export type ZeroingItem = keyof typeof zeroingEvidence;
const items = Object.keys(zeroingEvidence) as readonly ZeroingItem[];
/** Items that each kind of 归零 demands. */
export const zeroingItems: Readonly<
  Record<'none' | 'technical' | 'management' | 'both', readonly ZeroingItem[]>
> = {
  none: [],
  technical: items.slice(0, 5),
  management: items.slice(5),
  both: items,
};

const evidenceField = (key: ZeroingItem): FieldSource => {
  const kinds = (['technical', 'management', 'both'] as const).filter((kind) =>
    zeroingItems[kind].includes(key),
  );
  const when = [{ field: 'zeroing', oneOf: [...kinds] }];
  return field('evidence', key, zeroingEvidence[key], 'longText', {
    width: 2,
    searchable: true,
    visibleWhen: when,
    requiredWhen: when,
    hint: '写明依据；试验报告、照片、文件作为附件（5.7.2）',
    paper: { lines: 2 },
  });
};

const feedbackParts: NonNullable<FormSource['parts']> = [
  stepPart('intake', '质量信息', ['opened'], 'grade'),
  stepPart('grading', '受理与定级', ['opened'], 'grade'),
  // Asked again at closing: a case is never closed with one item empty.
  { ...stepPart('evidence', '原因、措施与归零', ['graded'], 'correct'), demandedAt: ['correct', 'close'] },
  stepPart('effect', '效果验证', ['corrected'], 'verify'),
  stepPart('closing', '反馈与办结', ['verified'], 'close'),
];

/** 用户信息反馈/处理表 (5.7.2), linked to its 01A. */
export const qualityFeedbackForm: FormDefinition = defineForm({
  kind: 'qualityFeedback',
  version: 1,
  code: 'FB',
  title: '用户信息反馈/处理表',
  clause: '5.7.2',
  head: { customer: 'required', equipment: { min: 0, max: null }, task: 'optional' },
  editableIn: ['opened', 'graded', 'corrected', 'verified'],
  parts: feedbackParts,
  fields: [
    ...partFields('intake', [
      field('intake', 'foundDay', '发现（收到）日期', 'day', {
        required: true,
        statistic: true,
        hint: '办理期限从此日起算',
      }),
      field('intake', 'foundWhere', '发现地点', 'text', { searchable: true, maxLength: 120 }),
      field('intake', 'model', '产品型号', 'master', {
        required: true,
        master: 'model',
        searchable: true,
        statistic: true,
      }),
      field('intake', 'unitSite', '先报告的单位', 'text', {
        maxLength: 8,
        hint: '相关单位电话报来的，填单位的站点代码；单位的记录随后到达时关联，不另立案',
      }),
      field('intake', 'reporter', '反映人', 'text', { required: true, searchable: true, maxLength: 60 }),
      field('intake', 'problem', '质量问题', 'longText', {
        required: true,
        searchable: true,
        width: 2,
        paper: { lines: 4 },
      }),
      field('intake', 'firstAid', '现场已采取的处置', 'longText', { searchable: true, width: 2 }),
    ]),
    ...partFields('grading', [
      field('grading', 'grade', '等级', 'choice', {
        required: true,
        statistic: true,
        options: options({ minor: '一般', serious: '严重', critical: '重大' }),
        hint: '一般 10 个工作日、严重和重大 30 个工作日内办结（5.7.2）',
      }),
      field('grading', 'zeroing', '归零类别', 'choice', {
        required: true,
        statistic: true,
        options: options({
          none: '不需归零',
          technical: '技术归零',
          management: '管理归零',
          both: '技术与管理双归零',
        }),
      }),
      field('grading', 'noZeroingReason', '不需归零的理由', 'text', {
        width: 2,
        visibleWhen: [{ field: 'zeroing', equals: 'none' }],
        requiredWhen: [{ field: 'zeroing', equals: 'none' }],
      }),
      field('grading', 'responsibleDepartment', '责任部门', 'text', {
        required: true,
        searchable: true,
        maxLength: 80,
      }),
    ]),
    ...partFields('evidence', [
      field('evidence', 'causeClass', '原因类别', 'choice', {
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
      }),
      field('evidence', 'cause', '原因分析', 'longText', {
        required: true,
        searchable: true,
        width: 2,
        paper: { lines: 3 },
      }),
      field('evidence', 'correction', '纠正措施', 'longText', {
        required: true,
        searchable: true,
        width: 2,
        paper: { lines: 3 },
      }),
      ...items.map(evidenceField),
    ]),
    ...partFields('effect', [
      field('effect', 'effectDay', '验证日期', 'day', { required: true, statistic: true }),
      field('effect', 'effectMethod', '验证方法', 'text', { required: true, width: 2, searchable: true }),
      field('effect', 'effective', '措施是否有效', 'boolean', { required: true, statistic: true }),
      field('effect', 'effectNote', '验证情况', 'longText', { searchable: true, width: 2 }),
    ]),
    ...partFields('closing', [
      field('closing', 'answeredAt', '反馈用户时间', 'instant', { required: true }),
      field('closing', 'answerWay', '反馈方式', 'choice', { required: true, options: options(wayWords) }),
      field('closing', 'answer', '反馈内容', 'longText', { required: true, searchable: true, width: 2 }),
      field('closing', 'lateReason', '超过期限的原因', 'text', { width: 2, hint: '办结超过期限的必填' }),
    ]),
    ...clockFields,
  ],
  layout: {
    groups: [...partGroups(feedbackParts), clockGroup],
    quick: ['head.customer', 'model', 'foundDay', 'reporter', 'problem'],
    list: ['grade', 'zeroing', 'responsibleDepartment'],
    summary: ['problem'],
    paper: {
      signatures: [
        { label: '受理定级', move: 'grade' },
        { label: '措施完成', move: 'correct' },
        { label: '效果验证', move: 'verify' },
        { label: '办结', move: 'close' },
      ],
    },
  },
});

const improvementParts = [
  stepPart('origin', '来源', ['opened'], 'plan'),
  stepPart('measure', '原因与措施', ['opened'], 'plan'),
  stepPart('carryingOut', '实施', ['planned'], 'carryOut'),
  stepPart('effect', '效果验证', ['carriedOut'], 'close'),
];

/** 服务改进项 (5.10): opened from low scores, suggestions, complaints and visits. */
export const improvementForm: FormDefinition = defineForm({
  kind: 'improvement',
  version: 1,
  code: 'GJ',
  title: '服务改进项',
  clause: '5.10',
  head: { customer: 'optional', equipment: { min: 0, max: null }, task: 'optional' },
  editableIn: ['opened', 'planned', 'carriedOut'],
  parts: improvementParts,
  fields: [
    ...partFields('origin', [
      field('origin', 'origin', '来源', 'choice', {
        required: true,
        statistic: true,
        options: options({
          score: '满意度低',
          suggestion: '用户建议',
          complaint: '投诉',
          visit: '走访、调研',
          check: '检查发现',
          quality: '质量问题',
          other: '其他',
        }),
      }),
      field('origin', 'problem', '需改进的问题', 'longText', {
        required: true,
        searchable: true,
        width: 2,
        paper: { lines: 3 },
      }),
    ]),
    ...partFields('measure', [
      field('measure', 'cause', '原因', 'longText', {
        required: true,
        searchable: true,
        width: 2,
        paper: { lines: 3 },
      }),
      field('measure', 'measure', '改进措施', 'longText', {
        required: true,
        searchable: true,
        width: 2,
        paper: { lines: 3 },
      }),
      field('measure', 'owner', '责任人', 'account', { required: true }),
      field('measure', 'due', '完成期限', 'day', { required: true, statistic: true }),
    ]),
    ...partFields('carryingOut', [
      field('carryingOut', 'doneDay', '完成日期', 'day', { required: true, statistic: true }),
      field('carryingOut', 'doneNote', '完成情况', 'longText', {
        required: true,
        searchable: true,
        width: 2,
      }),
    ]),
    ...partFields('effect', [
      field('effect', 'effectDay', '验证日期', 'day', { required: true }),
      field('effect', 'effective', '是否有效', 'boolean', { required: true, statistic: true }),
      field('effect', 'effectNote', '验证情况', 'longText', { required: true, searchable: true, width: 2 }),
    ]),
  ],
  layout: {
    groups: partGroups(improvementParts),
    quick: ['head.customer', 'origin', 'problem'],
    list: ['origin', 'owner', 'due'],
    summary: ['problem'],
    paper: {
      signatures: [
        { label: '确定措施', move: 'plan' },
        { label: '措施完成', move: 'carryOut' },
        { label: '效果验证', move: 'close' },
      ],
    },
  },
});
