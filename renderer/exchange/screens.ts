import type { Screen } from '../shell/screens.ts';
import { ExchangeScreen } from './ExchangeScreen.tsx';

const acts = [
  'package.prepare',
  'package.import',
  'package.approve',
  'package.release',
  'site.trust',
] as const;

/** The package desk. */
export const screens: readonly Screen[] = [
  {
    key: 'exchange',
    title: '包交换',
    component: ExchangeScreen,
    navigation: { order: 100, shows: ({ person }) => acts.some((act) => person.acts.includes(act)) },
    help: [
      {
        clause: '5.5.6',
        text: '导出分四步：准备、审批密级与介质、领导签发并写出、从介质读回核对。四步由不同的人办理，读回一致才算完成。',
      },
      {
        clause: '5.5.6',
        text: '导入分四步：检验、逐条预览、接收、回执。接收之前本站数据不变；接收在一次事务里完成，要么全部进来，要么全部不进来。',
      },
      { clause: '5.11.1', text: '数据包取各组成部分的最高密级，不得高于介质和接收站点的密级。' },
      {
        clause: '5.11.1',
        text: '两站第一次往来之前，须当面交换指纹和十二个口令词，由两人核对后建立信任。',
      },
    ],
  },
];
