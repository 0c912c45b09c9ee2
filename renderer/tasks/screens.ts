import type { Screen } from '../shell/screens.ts';
import { TaskScreen, TasksScreen } from './TaskScreens.tsx';

/** 服务任务 and the page of one task. */
export const screens: readonly Screen[] = [
  {
    key: 'tasks',
    title: '服务任务',
    component: TasksScreen,
    navigation: { order: 30, shows: ({ person }) => person.reads.includes('task') },
    help: [
      { clause: '5.3', text: '任务按图 1 的流程进行；每一步的责任方如图所示。' },
      {
        clause: '5.5.5',
        text: '应填的报告由服务一览表决定，并说明理由和条款；缺什么、由谁办，列在任务页上。',
      },
      { clause: '表1', text: '责任站点由产品阶段和批量决定；改派须写明理由。' },
    ],
  },
  {
    key: 'task',
    title: '服务任务',
    component: TaskScreen,
    help: [
      { clause: '5.3', text: '本页是任务的全过程：步骤、缺项、应填报告、记录、经过。' },
      { clause: '5.5.4', text: '现场服务先填写售后服务通知单，签发后派出。' },
    ],
  },
];
