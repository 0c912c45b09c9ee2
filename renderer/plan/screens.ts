import type { Screen } from '../shell/screens.ts';
import { PlanScreen } from './PlanScreen.tsx';

/** 年度计划. */
export const screens: readonly Screen[] = [
  {
    key: 'plan',
    title: '年度计划',
    component: PlanScreen,
    navigation: { order: 50, shows: ({ person }) => person.reads.includes('servicePlan') },
    help: [
      {
        clause: '5.4',
        text: '技术服务计划每年 4 月前拟制，中心领导审核，公司主管领导批准，下达后执行。修订另立版本，批准下达后代替前一版本，编号不变。',
      },
      {
        clause: '5.4',
        text: '培训和走访计划项到日期后登记为任务，任务汇报上交即为完成；措施和教材完成后登记结果。',
      },
      {
        clause: '5.4',
        text: '新计划下达之前，上年未完的计划项继续执行。不是由计划项来的任务列为计划外需求。',
      },
      { clause: '5.4、5.9', text: '第六部分直接取自备件预投计划，不另行填写。' },
    ],
  },
];
