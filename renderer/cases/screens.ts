import { caseKinds } from '../../shared/forms/kinds.ts';
import type { Screen } from '../shell/screens.ts';
import { CasesScreen } from './CasesScreen.tsx';

/** 投诉与质量. */
export const screens: readonly Screen[] = [
  {
    key: 'cases',
    title: '投诉与质量',
    component: CasesScreen,
    navigation: { order: 60, shows: ({ person }) => caseKinds.some((kind) => person.reads.includes(kind)) },
    help: [
      {
        clause: '5.6',
        text: '投诉由承办专人处理：24 小时内首次答复，10 个工作日内办结；单位先电话报告的从单位受理时起算，其记录到达后关联，不另立案。',
      },
      {
        clause: '5.7.2',
        text: '质量反馈一般 10 个、严重和重大 30 个工作日办结；技术、管理归零各五项，一项为空不能办结，效果由另一人验证。',
      },
      {
        clause: '5.5.7',
        text: '返厂产品收到（10A）、检查、诊断、修理（06A）、检验、发还（09A），每步填日期并签字。',
      },
      {
        clause: '表1 1-5',
        text: '设计更改逐台落实：安排任务、07A 或 08A 完成、或注明不落实的理由，全部落实后办结。',
      },
      { clause: '5.2.2', text: '影响较大的信息当日报告，中心领导和质量部各签收一次。' },
      { clause: '5.1.1', text: '用户需求转办到部门，部门签收并答复后回复用户。' },
      { clause: '5.8', text: '用户财产丢失、损坏、不适用的登记并报告用户。' },
      {
        clause: '5.10',
        text: '满意度低、建议、投诉、走访中发现的问题开立改进项：原因、措施、责任人、期限、效果验证。',
      },
    ],
  },
];
