import type { Screen } from '../shell/screens.ts';
import { AuditScreen } from './AuditScreen.tsx';

/** The audit desk. */
export const screens: readonly Screen[] = [
  {
    key: 'audit',
    title: '审计',
    component: AuditScreen,
    navigation: {
      order: 140,
      shows: ({ person }) =>
        person.acts.includes('audit.read') ||
        person.acts.includes('audit.review') ||
        person.acts.includes('audit.segment'),
    },
    help: [
      {
        clause: '5.11.1',
        text: '每件事一行，一行接一行成链；改动或抽去任何一行，“校验”都会指出第几行。日志里没有记录内容。',
      },
      {
        clause: '5.11.1',
        text: '安全审计员查阅全部；安全保密管理员查阅用户和审计员的行，不查阅两名管理员自己的。查阅本身也记一行。',
      },
      {
        clause: '5.11.1',
        text: '查询翻页不另记行：列表那一行的条数随翻页增加，翻页计数另成一链，由下一行锁住。',
      },
      {
        clause: '5.11.1',
        text: '一年结束后，审计员导出年段、程序读回核对；审计员与系统管理员一同移出。链头和登记不移出，校验时年段与现行记录当作一条链读。',
      },
      {
        clause: '5.11.1',
        text: '链头随每个数据包、回执和打印的审计报告留在外面。把外面的链头填进“审计链”再校验，末尾被截去就看得见。',
      },
      {
        clause: '5.11.1',
        text: '导出的审计链带签名的链头，可在另一台机器上用独立的校验程序核对：npm run verify -- audit 文件。',
      },
    ],
  },
];
