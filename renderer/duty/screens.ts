import type { Screen } from '../shell/screens.ts';
import { DutyScreen } from './DutyScreen.tsx';

/** 值班: who is on duty, the roster, hand-over of open calls. */
export const screens: readonly Screen[] = [
  {
    key: 'duty',
    title: '值班',
    component: DutyScreen,
    navigation: { order: 24, shows: ({ person }) => person.acts.includes('record.work') },
    help: [
      {
        clause: '5.5.2',
        text: '服务热线工作日 08:30 至 17:30 有人，值班电话全天 24 小时有人。值班表按日编排，无人的日期标红并在首页提醒。',
      },
      {
        clause: '5.5.2',
        text: '交班时把本人未办结的来电、传真、收发件逐件交给接班人；接班人接收之后由接班人负责，经过中记双方姓名。',
      },
      { clause: '5.5.2', text: '更换或撤销班次须写明理由，原班次保留。' },
    ],
  },
];
