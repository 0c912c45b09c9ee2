import type { Screen } from '../shell/screens.ts';
import { HomeScreen } from './HomeScreen.tsx';
import { QueueScreen } from './QueueScreen.tsx';
import { TrashScreen } from './Trash.tsx';

/** 首页 and the full list of one queue. */
export const screens: readonly Screen[] = [
  {
    key: 'home',
    title: '首页',
    component: HomeScreen,
    navigation: {
      order: 10,
      // Administrators work on no record; their home page is the state of the site.
      shows: ({ person }) =>
        ['record.work', 'account.create', 'account.enable', 'audit.read'].some((act) =>
          person.acts.includes(act),
        ),
    },
    help: [
      { clause: '5.5', text: '首页列出现在等您办理的事项，按期限排列。↑↓ 移动，Enter 打开。' },
      {
        clause: '5.11.2',
        text: '管理员的首页列出本站状态：磁盘、备份、待确认的两岗事项、待启用的帐号、没有人能办的事项。',
      },
      { clause: '5.5.6', text: '逾期以红色“逾期”标出；期限遇休息日顺延到下一个工作日。' },
      {
        clause: '5.5.6',
        text: '“逾期与暂停”：主管、单位领导、中心领导可写理由暂停计时；恢复后期限顺延停的天数。',
      },
      {
        clause: '全部',
        text: '“条款符合性”每块一条规定：红、黄的含义就是程序查询的条件，点开是证据。“检查抽样”按种子抽取，同一种子抽出同一清单。',
      },
    ],
  },
  {
    key: 'queue',
    title: '待办',
    component: QueueScreen,
    help: [{ clause: '5.5', text: '一类待办的全部记录。' }],
  },
  {
    key: 'trash',
    title: '回收站',
    component: TrashScreen,
    help: [{ clause: '5.11', text: '您删除的草稿和理由。取回后是一份内容相同的新草稿。' }],
  },
];
