import type { Screen } from '../shell/screens.ts';
import { StaffScreen } from './StaffScreen.tsx';

/** 服务人员: register and workload. */
export const screens: readonly Screen[] = [
  {
    key: 'staff',
    title: '服务人员',
    component: StaffScreen,
    navigation: { order: 42, shows: ({ person }) => person.acts.includes('staff.choose') },
    help: [
      {
        clause: '5.2.1',
        text: '派出人员须有规定的职称、熟悉产品，服务规范和产品技术两项培训在派出期内有效。缺哪一项、何时到期，逐人列出。',
      },
      {
        clause: '5.2.1',
        text: '证书扫描件加密保存在本人名下；有误的撤下并写明理由，不删除。',
      },
      {
        clause: '5.2.1',
        text: '不具备条件而必须派出的，派工签发人在通知单上申请，中心领导或单位领导批准；批准只对该通知单和当时的缺项有效。',
      },
      { clause: '5.5.4', text: '工作量日历按日列出在外、拟派、值班和计划项。' },
    ],
  },
];
