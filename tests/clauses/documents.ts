import { type Clause, type NamedTest, planted, test, testFiles } from './clause.ts';

const {
  boundaries,
  rules,
  forms,
  validate,
  cases,
  matters,
  service,
  way,
  staff,
  spares,
  satisfaction,
  exchange,
} = testFiles;
const serviceTable = ['shared/rules/serviceTableV1.ts', 'shared/rules/demandedReports.ts'];

/** A form of section 7: declared field by field, refused when broken. */
function form(code: string, title: string, screens: readonly string[], definition: string): Clause {
  return {
    clause: `7 ${code}`,
    asks: title,
    screens,
    rules: [`shared/forms/definitions/${definition}.ts`, 'shared/forms/validate.ts'],
    accepts: test(forms, '%s declares every field of spec 2'),
    violates: test(validate, 'says in Chinese why %s may not be %j'),
  };
}

/** A document that 6 refers to: its own text was not supplied, so the rule is what this procedure itself asks for. */
function reference(
  clause: string,
  asks: string,
  screens: readonly string[],
  ruleFiles: readonly string[],
  accepts: NamedTest,
  violates: NamedTest,
): Clause {
  return { clause, asks, screens, rules: ruleFiles, accepts, violates };
}

/** Chapters 6 and 7, the service table, and what units send. */
export const documents: readonly Clause[] = [
  reference(
    '6.1',
    'QS/PA730A 设计控制程序',
    ['投诉与质量'],
    ['main/service/cases/changes.ts'],
    test(matters, 'closes only when every affected serial is done by 07A or 08A or waived with a reason'),
    test(matters, 'leaves a serial open again when its task was voided'),
  ),
  reference(
    '6.2',
    'QS/PA754A 顾客财产管理程序',
    ['投诉与质量'],
    ['main/service/spares/moving.ts'],
    test(
      spares,
      'report the loss of customer property to the customer, the loss of own property to nobody (5.8)',
    ),
    test(matters, 'that arrives damaged is not inspected before the customer property is recorded (5.8)'),
  ),
  reference(
    '6.3',
    'QS/PA758-01A 客户服务人员服务规范',
    ['服务人员'],
    ['shared/rules/qualification.ts'],
    test(
      staff,
      'tells of each person title, both trainings with their ends, and what stands against a dispatch',
    ),
    test(way, 'refuses unqualified staff, and lets only a leader override with a reason'),
  ),
  reference(
    '6.4',
    'QS/PA758-02A 产品返厂维修实施细则',
    ['投诉与质量'],
    ['shared/forms/definitions/returned.ts'],
    test(
      matters,
      'goes received, inspected, diagnosed, repaired, inspected, sent, each step dated and signed by its doer',
    ),
    test(matters, 'that arrives damaged is not inspected before the customer property is recorded (5.8)'),
  ),
  reference(
    '6.5',
    'QS/PA758-03A 用户投诉处理细则',
    ['投诉与质量'],
    ['main/service/cases/hooks.ts'],
    test(
      cases,
      'goes from first reply to closing by its handler, each step signed, and the archive number follows',
    ),
    test(cases, 'asks why when the first reply came after 24 hours, and accepts it with the reason'),
  ),
  reference(
    '6.6',
    'QS/PA758-04A 用户信息记录处理细则',
    ['沟通记录'],
    ['shared/forms/definitions/information.ts'],
    test(forms, '%s declares every field of spec 2'),
    planted,
  ),
  reference(
    '6.7',
    'QS/PA758-05A 用户备件库管理办法',
    ['备件'],
    ['main/service/spares/moving.ts'],
    test(spares, 'keep own and customer stock apart, and every one stays as a row'),
    test(
      spares,
      'take no more than there is, not from the future, and by number where the part is kept by number',
    ),
  ),
  reference(
    '6.8',
    'QS/PA758-06A 维修备件管理制度',
    ['备件'],
    ['main/service/spares/counting.ts'],
    test(spares, 'posts the difference with its reason when somebody else approves'),
    test(spares, 'counts nothing against a book that has moved since'),
  ),
  reference(
    '6.9',
    'QS/PA758-07A 服务（产品）用户满意度测评办法',
    ['服务简报'],
    ['shared/rules/satisfaction.ts'],
    test(satisfaction, 'has weights that add up to 1 and the scores of the method'),
    test(satisfaction, 'leaves out what was not answered and flags it'),
  ),
  reference(
    '6.10',
    'QS/PA758-08A 边研制边生产产品、新产品和工程类项目服务管理办法',
    ['服务任务'],
    ['shared/rules/responsibility.ts'],
    test(rules, '%s, %i single products made: %s'),
    test(service, 'asks for a reason when the task goes to another site than the procedure says'),
  ),
  form('QR758-01A', '用户信息记录处理表', ['沟通记录'], 'information'),
  form('QR758-02A', '服务电话记录', ['新电话记录', '沟通记录'], 'communication'),
  form('QR758-03A', '服务传真记录', ['沟通记录'], 'communication'),
  form('QR758-04A', '售后服务通知单', ['派工与报告'], 'dispatch'),
  form('QR758-05A', '用户培训记录', ['派工与报告'], 'reports'),
  form('QR758-06A', '维修服务报告', ['派工与报告'], 'repair'),
  form('QR758-07A', '开通/试验服务报告', ['派工与报告'], 'reports'),
  form('QR758-08A', '正常批量开通/改造服务报告', ['派工与报告'], 'reports'),
  form('QR758-09A', '客户服务发件记录', ['沟通记录'], 'communication'),
  form('QR758-10A', '客户服务收件记录', ['沟通记录'], 'communication'),
  form('QR758-11A', '产品服务信息记录表', ['派工与报告'], 'information'),
  {
    clause: '一览表 1',
    asks: '安装、开通、改造、试验：一台一份；同型号正常开通 3 台以上一份批量报告',
    screens: ['服务任务'],
    rules: serviceTable,
    accepts: test(boundaries, '%i normal sets'),
    violates: test(
      boundaries,
      'counts what is left after the exceptions, at every figure, and covers each set exactly once',
    ),
  },
  {
    clause: '一览表 2',
    asks: '技术培训：4 小时以上填培训记录，4 小时内填“培训”栏',
    screens: ['服务任务'],
    rules: serviceTable,
    accepts: test(boundaries, '%s hours: %s'),
    violates: test(boundaries, 'asks for exactly one of the two records at every figure'),
  },
  {
    clause: '一览表 3',
    asks: '技术保障：维修服务报告一台一份，专题总结',
    screens: ['服务任务'],
    rules: serviceTable,
    accepts: test(rules, '%s with %i sets'),
    violates: test(service, 'waits for the summary of a support assignment, which the task itself holds'),
  },
  {
    clause: '一览表 4',
    asks: '技术咨询、支持：电话、传真、收发件记录；其余各行推定',
    screens: ['服务任务', '规则与日历'],
    rules: serviceTable,
    accepts: test(rules, 'marks what the surviving text does not hold as 推定'),
    violates: test(rules, 'writes 推定 into the reason of an inferred row'),
  },
  {
    clause: '交换',
    asks: '5.5.6：单位专人每月提交，中心编号归档',
    screens: ['包交换'],
    rules: ['main/exchange/incoming.ts'],
    accepts: test(exchange, 'carries a record to the center and its archive number back'),
    violates: test(exchange, 'refuses a package for another site, a cut one, a changed one'),
  },
];
