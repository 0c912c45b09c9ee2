import { fieldKinds } from '../records/kinds.ts';
import type { Screen } from '../shell/screens.ts';
import { DispatchScreen } from './DispatchScreen.tsx';

/** 派工与报告. */
export const screens: readonly Screen[] = [
  {
    key: 'dispatch',
    title: '派工与报告',
    component: DispatchScreen,
    navigation: { order: 40, shows: ({ person }) => fieldKinds.some((kind) => person.reads.includes(kind)) },
    help: [
      { clause: '5.5.4', text: '一切现场服务凭签发的售后服务通知单进行，一次派出一份。' },
      {
        clause: '5.2.1',
        text: '派出人员须有初级以上职称、熟悉产品，服务规范和产品技术培训均在有效期内；不具备条件的须经批准并写明理由。',
      },
      { clause: '5.5.5', text: '按服务一览表填写相应的服务报告，请用户评价，经用户签字或盖章后有效。' },
      { clause: '5.5.6', text: '返回后 2 至 3 日内上交；主管审查后由管理信息部编号归档。' },
    ],
  },
];
