import { type Clause, planted, test, testFiles } from './clause.ts';

const { boundaries, rules, cases, matters, following, service, way, plan, spares } = testFiles;

/** Chapters 1 to 4: purpose, scope, words and who does what. */
export const duties: readonly Clause[] = [
  {
    clause: '1',
    asks: '识别并确定用户对技术服务的需求，提供满意的服务',
    screens: ['首页', '服务任务'],
    rules: ['main/service/queues.ts', 'shared/lifecycle/tables.ts'],
    accepts: test(way, 'goes from call to archive with notice, report, signed scan and review'),
    violates: test(service, 'is not closed over open records and unsettled checks'),
  },
  {
    clause: '2',
    asks: '适用范围：开通、维修、改造、现场保障、培训、咨询、返厂维修、备件供应、信息收集',
    screens: ['服务任务', '规则与日历'],
    rules: ['shared/rules/serviceTable.ts'],
    accepts: test(rules, 'has every service in exactly one row with all six columns'),
    violates: test(rules, 'is data that survives JSON and refuses a service in two rows'),
  },
  {
    clause: '3',
    asks: '批量：单机 10 台以上，系统 2 套以上',
    screens: ['服务任务', '规则与日历'],
    rules: ['shared/rules/responsibility.ts', 'shared/rules/thresholds.ts'],
    accepts: test(boundaries, '%s, %i made: %s by the figures of the document'),
    violates: test(boundaries, 'begins exactly at the figure, whatever it is, for both sorts of product'),
  },
  {
    clause: '4 表1 1-1',
    asks: '客户服务中心主管本过程，组织计划的制定和实施',
    screens: ['年度计划', '首页'],
    rules: ['main/service/plan/plans.ts'],
    accepts: test(
      plan,
      'makes tasks of its lines on their dates, counts them done when handed in, and the unplanned apart',
    ),
    violates: test(plan, 'is not submitted with a line outside its year'),
  },
  {
    clause: '4 表1 1-2',
    asks: '中心服务批量、转产定型产品',
    screens: ['服务任务'],
    rules: ['shared/rules/responsibility.ts'],
    accepts: test(
      boundaries,
      'decides the site only where the rules say so, and each decision names clause and reason',
    ),
    violates: test(service, 'asks for a reason when the task goes to another site than the procedure says'),
  },
  {
    clause: '4 表1 1-3',
    asks: '收集、汇总和处理质量信息和服务信息',
    screens: ['投诉与质量', '沟通记录'],
    rules: ['main/service/cases/opening.ts'],
    accepts: test(
      cases,
      'is opened from a call with what the call says, numbered at once, and runs from its receipt',
    ),
    violates: planted,
  },
  {
    clause: '4 表1 1-4',
    asks: '走访、调研；妥善处理抱怨和投诉',
    screens: ['年度计划', '投诉与质量'],
    rules: ['main/service/plan/plans.ts', 'main/service/cases/hooks.ts'],
    accepts: test(
      cases,
      'goes from first reply to closing by its handler, each step signed, and the archive number follows',
    ),
    violates: test(cases, 'is not answered by anybody but the named handler, nor without one'),
  },
  {
    clause: '4 表1 1-5',
    asks: '组织已交付批量、转产定型产品的设计更改',
    screens: ['投诉与质量'],
    rules: ['main/service/cases/changes.ts'],
    accepts: test(
      matters,
      'closes only when every affected serial is done by 07A or 08A or waived with a reason',
    ),
    violates: test(matters, 'leaves a serial open again when its task was voided'),
  },
  {
    clause: '4 表1 1-6',
    asks: '其它相关服务工作',
    screens: ['服务任务'],
    rules: ['main/service/support.ts'],
    accepts: test(
      following,
      'is answered by another person, keeps its answer, and keeps the task open until it is closed',
    ),
    violates: test(following, 'is not answered by the person who asked'),
  },
  {
    clause: '4 表1 2-1',
    asks: '相关单位服务边研制边生产产品、新产品和工程类项目',
    screens: ['服务任务'],
    rules: ['shared/rules/responsibility.ts'],
    accepts: test(rules, '%s, %i single products made: %s'),
    violates: test(service, 'asks for a reason when the task goes to another site than the procedure says'),
  },
  {
    clause: '4 表1 2-2',
    asks: '单位人员服务后用产品服务信息记录表传递信息',
    screens: ['派工与报告', '包交换'],
    rules: ['shared/rules/demandedReports.ts'],
    accepts: test(rules, 'demands QR758-11A for everything done by a unit (table 1, 2-2)'),
    violates: planted,
  },
  {
    clause: '4 表1 3',
    asks: '生产部门按计划提供维修备件',
    screens: ['备件', '年度计划'],
    rules: ['main/service/spares/planning.ts'],
    accepts: test(
      spares,
      'suggests the smallest stock for demand, turn-round time and stock; decided line by line, approved, handed over, delivered',
    ),
    violates: test(spares, 'is due at the end of October of the year before'),
  },
  {
    clause: '4 表1 4',
    asks: '质量部门跟踪用户信息反馈的处理',
    screens: ['投诉与质量'],
    rules: ['main/service/cases/hooks.ts'],
    accepts: test(cases, 'has the series FB, its model from the set, and 10 or 30 working days by its grade'),
    violates: test(
      cases,
      'is not closed with one of the ten items empty, and its effect is verified by somebody else',
    ),
  },
  {
    clause: '4 表1 5',
    asks: '技术部门提供技术支援',
    screens: ['服务任务'],
    rules: ['main/service/support.ts'],
    accepts: test(
      following,
      'is answered by another person, keeps its answer, and keeps the task open until it is closed',
    ),
    violates: test(following, 'is not answered by the person who asked'),
  },
  {
    clause: '4 表1 6',
    asks: '市场部门提供执行服务的相关信息',
    screens: ['投诉与质量'],
    rules: ['shared/forms/definitions/matters.ts'],
    accepts: test(matters, 'is acknowledged and answered by that department, then the customer is told'),
    violates: planted,
  },
];
