import type { Screen } from '../shell/screens.ts';
import { SparesScreen } from './SparesScreen.tsx';

/** 备件. */
export const screens: readonly Screen[] = [
  {
    key: 'spares',
    title: '备件',
    component: SparesScreen,
    navigation: { order: 70, shows: ({ person }) => person.acts.includes('spares.read') },
    help: [
      { clause: '5.8', text: '用户财产与自有备件分开存放、分开记账；丢失、损坏用户财产的，登记后报告用户。' },
      {
        clause: '5.9',
        text: '每次出入库都有记录。年度预投计划按近年用量、补充周期和现有库存给出建议，逐项决定，经公司主管领导批准后移交生产，入库对应计划统计到货。',
      },
      {
        clause: '5.5.5',
        text: '维修服务报告中填写备件代码和出库库房的更换件，审查通过时自动出库并记入产品装机配置。',
      },
    ],
  },
];
