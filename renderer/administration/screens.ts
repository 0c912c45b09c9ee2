import type { Screen } from '../shell/screens.ts';
import { BackupScreen } from './BackupScreen.tsx';
import { DeputiesScreen } from './Deputies.tsx';
import { HandOverScreen } from './Leaving.tsx';
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
      {
        clause: '5.11.1',
        text: '两人不同时在场时，一人在“两岗事项”或相应页面提出，另一岗位登录后确认或拒绝；提出人可以撤回，过期自动失效。',
      },
      {
        clause: '5.11.1',
        text: '“安全策略”列出每一个数值、默认值、底线和最近一次修改；安全保密管理员提出，系统管理员确认，任何策略都不能越过底线。',
      },
      {
        clause: '5.11.1',
        text: '“密钥”：每年、人员离岗或介质遗失后更换数据库密钥；恢复份额三份，任意两份加封装密钥即可打开全部数据，由三人分别密封保管。',
      },
      {
        clause: '5.11.1',
        text: '发现本站还有另一个副本在收发数据包时出现“站点副本”：两名管理员查明并停用副本，登记查明情况后解除报警。',
      },
      { clause: '5.11.1', text: '“岗位空缺”列出现有人员办不了的事项；补齐之前，这些事项会停在半路。' },
    ],
  },
  {
    key: 'deputies',
    title: '代理',
    component: DeputiesScreen,
    navigation: { order: 134, shows: ({ person }) => person.acts.includes('record.work') },
    help: [
      {
        clause: '5.11.1',
        text: '不在岗时申请由他人代理一个岗位，写明起止日期和理由，由安全保密管理员启用。代理人用自己的口令签署，签名注明“代”。',
      },
      {
        clause: '5.11.1',
        text: '被代理人办过的步骤，代理人不能再审查或批准。期满自动失效，也可以提前终止。',
      },
    ],
  },
  {
    key: 'handOver',
    title: '离岗移交',
    component: HandOverScreen,
    navigation: { order: 135, shows: ({ person }) => person.acts.includes('reader.grant') },
    help: [
      {
        clause: '5.11.1',
        text: '人员离岗前，由领导把任务、草稿和知悉范围移交给接替人。接替人的涉密等级须不低于记录的密级。',
      },
    ],
  },
  {
    key: 'backup',
    title: '备份与恢复',
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
      {
        clause: '5.11.2',
        text: '恢复演练只用备份集本身恢复到空文件夹，检查后删除，留下站点签名的演练单。真正恢复在首次启动画面或登录画面选择“从备份恢复”。',
      },
      {
        clause: '5.11.2',
        text: '由备份恢复后，须两个岗位登记见证编号、确认帐号、补办销毁、开启新纪元，之前只能填写草稿。',
      },
    ],
  },
];
