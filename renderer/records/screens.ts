import type { Screen } from '../shell/screens.ts';
import { CommunicationScreen } from './CommunicationScreen.tsx';
import { communicationKinds } from './kinds.ts';
import { RecordScreen } from './RecordScreen.tsx';

/** 沟通记录 and the page of one record. */
export const screens: readonly Screen[] = [
  {
    key: 'communication',
    title: '沟通记录',
    component: CommunicationScreen,
    navigation: {
      order: 20,
      shows: ({ person }) => communicationKinds.some((kind) => person.reads.includes(kind)),
    },
    help: [
      {
        clause: '5.1.2',
        text: '每次电话、传真、收件、发件都要记录用户需求、处理意见和处理结果；转为服务任务的，结果记在任务中。',
      },
      { clause: '5.1.2.2', text: '未转服务任务的记录，须填写处理结果后才能办结。' },
      { clause: '5.7.1', text: '用户的要求、意见、建议、表扬和投诉用“用户信息记录处理表”处理和回复。' },
    ],
  },
  {
    key: 'record',
    title: '记录',
    component: RecordScreen,
    help: [
      { clause: '5.11', text: '离开每一栏时自动保存。归档后内容冻结，更正另建版本。' },
      {
        clause: '5.5.5',
        text: '现场服务报告经用户签署姓名或加盖公章后方为有效；打印供签字后改动内容，原签字失效。',
      },
      { clause: '5.5.6', text: '返回后 2 至 3 日内上交通知单和服务报告，主管签署后由管理信息部编号归档。' },
    ],
  },
];
