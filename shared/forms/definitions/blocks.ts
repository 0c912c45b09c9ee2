import type { FieldOption, FormSource } from '../definition.ts';

/** A field as written down in a form source. */
export type FieldSource = FormSource['fields'][number];
type Extra = Omit<FieldSource, 'key' | 'label' | 'type' | 'group'>;

/** Writes a field in one line; `extra` holds what differs from the defaults. */
export function field(
  group: string,
  key: string,
  label: string,
  type: FieldSource['type'],
  extra: Extra = {},
): FieldSource {
  return { key, label, type, group, ...extra };
}

/** Options from pairs of value and Chinese label. */
export function options(pairs: Readonly<Record<string, string>>): FieldOption[] {
  return Object.entries(pairs).map(([value, label]) => ({ value, label }));
}

/** Classes of customers that military reports are split by (兵种, 用户分类). */
export const branchWords = {
  army: '陆军',
  navy: '海军',
  airForce: '空军',
  rocketForce: '火箭军',
  armedPolice: '武警',
  otherMilitary: '其他军兵种',
  civil: '地方用户',
} as const;
/** Class of customers. */
export type Branch = keyof typeof branchWords;
/** Branches whose products are military: reports of 5.7.4 exist for these only. */
export const militaryBranches: readonly Branch[] = [
  'army',
  'navy',
  'airForce',
  'rocketForce',
  'armedPolice',
  'otherMilitary',
];

/** The four answers of every evaluation item; their scores belong to the satisfaction method. */
export const satisfactionWords = {
  verySatisfied: '非常满意',
  satisfied: '满意',
  fair: '一般',
  dissatisfied: '不满意',
} as const;
/** One answer of an evaluation item. */
export type Satisfaction = keyof typeof satisfactionWords;

/** Evaluation items: key of the field, label. `product` is the product group, the others are the service group. */
export const evaluationItems = {
  evaluationProduct: '产品质量',
  evaluationTimeliness: '服务及时性',
  evaluationAttitude: '服务态度',
  evaluationSkill: '技术水平',
  evaluationEffect: '服务效果',
  evaluationManners: '行为规范',
} as const;
/** Key of an evaluation item. */
export type EvaluationItem = keyof typeof evaluationItems;

/** How a service came about (时机 of the service table). */
export const occasionWords = {
  plan: '年度计划安排',
  contract: '订货合同要求',
  customer: '用户要求',
  quality: '质量问题',
  newProduct: '新产品投放市场',
  exercise: '重大军事演习和活动',
  duringService: '维修服务中提出',
  other: '其他',
} as const;

/** Services of the service table in the rules. */
export const serviceWords = {
  installation: '安装',
  opening: '开通',
  refit: '改造',
  trial: '试验',
  training: '技术培训',
  support: '技术保障',
  consultation: '技术咨询/技术支持',
  onSiteRepair: '现场维修',
  returnRepair: '返厂维修',
  spares: '备件及配件供应',
  visit: '走访/调研',
  complaint: '用户投诉',
} as const;
/** Key of a service. */
export type Service = keyof typeof serviceWords;

/** How a service is rendered (figure 1). */
export const modeWords = {
  remote: '远程服务',
  onSite: '现场服务',
  training: '现场技术培训',
  return: '返厂维修',
} as const;
/** Way of rendering a service. */
export type Mode = keyof typeof modeWords;

/** Groups of an on-site report that the customer fills on paper, in their order. */
export const customerGroups = [
  { key: 'acceptance', label: '用户验收' },
  { key: 'evaluation', label: '用户评价' },
  { key: 'signature', label: '用户签字（盖章）' },
] as const;

/** Acceptance by the customer: accepted, with open items, refused. */
export const acceptanceFields: readonly FieldSource[] = [
  field('acceptance', 'acceptance', '验收结论', 'choice', {
    required: true,
    fromPaper: true,
    statistic: true,
    options: options({ accepted: '验收合格', withOpenItems: '合格，有遗留问题', refused: '不予验收' }),
  }),
  field('acceptance', 'acceptanceNote', '遗留问题或拒收原因', 'longText', {
    requiredWhen: [{ field: 'acceptance', oneOf: ['withOpenItems', 'refused'] }],
    visibleWhen: [{ field: 'acceptance', oneOf: ['withOpenItems', 'refused'] }],
    fromPaper: true,
    searchable: true,
    width: 2,
  }),
];

/** Evaluation of product and service, asked of every customer; may be declined with a reason (5.5.5). */
export const evaluationFields: readonly FieldSource[] = [
  field('evaluation', 'evaluationState', '评价情况', 'choice', {
    required: true,
    fromPaper: true,
    statistic: true,
    options: options({ given: '用户已评价', declined: '已请用户评价，用户未评' }),
    hint: '现场服务应请用户评价（5.5.5）',
  }),
  field('evaluation', 'evaluationDeclinedReason', '用户未评的原因', 'text', {
    requiredWhen: [{ field: 'evaluationState', equals: 'declined' }],
    visibleWhen: [{ field: 'evaluationState', equals: 'declined' }],
    fromPaper: true,
  }),
  ...Object.entries(evaluationItems).map(([key, label]) =>
    field('evaluation', key, label, 'choice', {
      options: options(satisfactionWords),
      visibleWhen: [{ field: 'evaluationState', equals: 'given' }],
      fromPaper: true,
      statistic: true,
    }),
  ),
  field('evaluation', 'suggestion', '改进意见或建议', 'longText', {
    fromPaper: true,
    searchable: true,
    width: 2,
    paper: { lines: 3 },
  }),
];

/** The customer's signature or seal, or why there is none and what the supervisor decided (5.5.5, spec 2). */
export const signatureFields: readonly FieldSource[] = [
  field('signature', 'signature', '签署方式', 'choice', {
    required: true,
    fromPaper: true,
    options: options({ signed: '用户签名', sealed: '加盖公章', both: '签名并盖章', none: '未签署' }),
    hint: '经用户签署姓名或加盖公章后方为有效（5.5.5）',
  }),
  field('signature', 'signedBy', '签署人', 'text', {
    requiredWhen: [{ field: 'signature', oneOf: ['signed', 'both'] }],
    visibleWhen: [{ field: 'signature', oneOf: ['signed', 'sealed', 'both'] }],
    fromPaper: true,
    searchable: true,
    sensitive: true,
    maxLength: 60,
  }),
  field('signature', 'signedByPost', '签署人职务', 'text', {
    visibleWhen: [{ field: 'signature', oneOf: ['signed', 'sealed', 'both'] }],
    fromPaper: true,
    maxLength: 60,
  }),
  field('signature', 'signedDay', '签署日期', 'day', {
    requiredWhen: [{ field: 'signature', oneOf: ['signed', 'sealed', 'both'] }],
    visibleWhen: [{ field: 'signature', oneOf: ['signed', 'sealed', 'both'] }],
    fromPaper: true,
  }),
  field('signature', 'signatureScan', '签字扫描件', 'attachmentList', {
    requiredWhen: [{ field: 'signature', oneOf: ['signed', 'sealed', 'both'] }],
    visibleWhen: [{ field: 'signature', oneOf: ['signed', 'sealed', 'both'] }],
    fromPaper: true,
    width: 2,
    paper: { show: false },
  }),
  field('signature', 'unsignedReason', '未签署的原因', 'longText', {
    requiredWhen: [{ field: 'signature', equals: 'none' }],
    visibleWhen: [{ field: 'signature', equals: 'none' }],
    fromPaper: true,
    width: 2,
    paper: { show: false },
  }),
];
