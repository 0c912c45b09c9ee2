import type { Screen } from '../shell/screens.ts';
import { KnowingScreen } from './KnowingScreen.tsx';

/** Who may read, and how records are marked. */
export const screens: readonly Screen[] = [
  {
    key: 'knowing',
    title: '知悉与定密',
    component: KnowingScreen,
    navigation: {
      order: 95,
      shows: ({ person }) =>
        [
          'reader.grant',
          'emergency.ask',
          'emergency.decide',
          'mark.decide',
          'audit.read',
          'audit.review',
        ].some((act) => person.acts.includes(act)),
    },
    help: [
      {
        clause: '5.11',
        text: '知悉范围由知悉该记录的人申请、领导批准，写明理由和终止日期。申请人和被列入的人不能自己批准。',
      },
      {
        clause: '5.11',
        text: '紧急知悉由本人按编号申请，领导或当日值班领导批准，最长 24 小时，不得高于本人涉密等级。所有知悉人都会收到通知，审计员另有清单。',
      },
      {
        clause: '5.11',
        text: '是否有此编号的记录，申请时不作答复：审批的领导在自己的知悉范围内核对。',
      },
      {
        clause: '5.11',
        text: '密级和期限由拟制人提出（预），定密责任人决定（正式、变更、解除）。期限自制发之日起算，到期前 90 天列入“密级到期”。',
      },
    ],
  },
];
