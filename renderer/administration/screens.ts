import type { Screen } from '../shell/screens.ts';
import { BackupScreen } from './BackupScreen.tsx';
import { SecurityScreen } from './SecurityScreen.tsx';

/** Screens of the administrators. */
export const screens: readonly Screen[] = [
  {
    key: 'security',
    title: '帐号与安全',
    component: SecurityScreen,
    navigation: {
      order: 130,
      shows: ({ person }) =>
        person.acts.includes('account.create') ||
        person.acts.includes('account.enable') ||
        person.acts.includes('audit.read'),
    },
    help: [
      {
        clause: '5.11.1',
        text: '系统管理员建立帐号，安全保密管理员启用并授予岗位和涉密等级。两人缺一不可，帐号在启用之前什么也打不开。',
      },
      { clause: '5.11.1', text: '停用、重置口令和变更岗位时，两名管理员在同一屏上分别输入自己的口令。' },
      { clause: '5.11.1', text: '“岗位空缺”列出现有人员办不了的事项；补齐之前，这些事项会停在半路。' },
    ],
  },
  {
    key: 'backup',
    title: '备份',
    component: BackupScreen,
    navigation: { order: 150, shows: ({ person }) => person.acts.includes('backup.run') },
    help: [
      {
        clause: '5.11.2',
        text: '备份集包含数据库、附件和密钥文件，写完后打开核对，核对通过才算备份成功。每天第一次登录时自动备份。',
      },
      {
        clause: '5.11.2',
        text: '备份目标须在另一块磁盘上；没有目标、同一块磁盘或超过两天未备份，首页显示红色提示。',
      },
    ],
  },
];
