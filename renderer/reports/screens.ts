import type { Screen } from '../shell/screens.ts';
import { EvaluationScreen } from './EvaluationScreen.tsx';

/** Statistics, satisfaction, periods. */
export const screens: readonly Screen[] = [
  {
    key: 'evaluation',
    title: '统计评价',
    component: EvaluationScreen,
    navigation: {
      order: 80,
      shows: ({ person }) => person.acts.includes('statistics.totals'),
    },
    help: [
      {
        clause: '5.7.3',
        text: '统计：选定起止月份，可按用户分类、单位、型号、站点筛选；按任一指标，看口径、逐月走势和每一条来源记录。无效报告一律不计。',
      },
      {
        clause: '5.10',
        text: '满意度：按期末所用方法版本计算，评价份数和评价率同时列出；没有评价为“无数据”。有“不满意”项的逐份回访，低于界限的开立服务改进项并验证效果。方法在“服务规则”中编辑、批准。',
      },
      {
        clause: '5.7.3',
        text: '报告期：各单位各月数据包到达情况；期满后锁定，锁定后报告不再重新取数，迟到记录列入下一期报告的“补报与更正”。解锁由领导办理并写明理由。',
      },
    ],
  },
];
