import { contradictions } from '../../shared/rules/ruleSet.ts';
import type { Screen } from '../shell/screens.ts';
import { RulesScreen } from './RulesScreen.tsx';

/** 规则与日历. */
export const screens: readonly Screen[] = [
  {
    key: 'rules',
    title: '规则与日历',
    component: RulesScreen,
    navigation: { order: 125, shows: ({ person }) => person.acts.includes('master.read') },
    help: [
      {
        clause: '5.5.1',
        text: '服务过程一览表、批量界限、服务责任和期限都是有版本的数据。管理信息部编辑，中心领导批准，自生效日期起用于新登记的任务；已登记的任务仍按开始时的版本办理。',
      },
      { clause: '5.5.1', text: '“推定”表示原文没有这一行，由条款推出，可以更改。' },
      {
        clause: '5.4、5.6、5.7',
        text: '工作日历一年一份：放假日和调休上班日。没有日历的年份按周一至周五计算，期限注明“日历未定”，收入日历后重新计算。',
      },
      ...contradictions.map((row) => ({ clause: row.clause, text: `${row.document}：${row.decision}。` })),
    ],
  },
];
