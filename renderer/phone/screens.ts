import type { Screen } from '../shell/screens.ts';
import { PhoneScreen } from './PhoneScreen.tsx';

/** F2 from anywhere. */
export const screens: readonly Screen[] = [
  {
    key: 'phone',
    title: '新电话记录',
    component: PhoneScreen,
    help: [
      { clause: '5.1.2', text: '接听电话时记录用户需求、处理意见和处理结果。六栏，Ctrl+Enter 保存。' },
      { clause: '5.5.2', text: '工作日热线，值班电话 24 小时。需要服务的，登记为服务任务或归入未完任务。' },
    ],
  },
];
