import type { Screen } from '../shell/screens.ts';
import { SheetsScreen } from './SheetsScreen.tsx';

const acts = ['sheet.export', 'sheet.approve', 'sheet.import'] as const;

/** 表格导出与导入. */
export const screens: readonly Screen[] = [
  {
    key: 'sheets',
    title: '表格',
    component: SheetsScreen,
    navigation: { order: 96, shows: ({ person }) => acts.some((act) => person.acts.includes(act)) },
    help: [
      {
        clause: '5.11.1',
        text: '导出就是复制：在清单上按“导出…”提出申请，写明用途和登记过的介质，由领导或主管另一人审批，再由申请人写出一次。每份文件有密级和追踪码。',
      },
      {
        clause: '5.11.1',
        text: '申请后清单内容有变动、密级升高或超出知悉范围的，不能写出，须重新申请。表格中只有您有权知悉的记录。',
      },
      {
        clause: '5.11',
        text: '导入先检查整个文件，逐行逐栏列出错误；有一处错误就什么也不导入。空格不改动原值；编号所在的列须设为文本。',
      },
      {
        clause: '5.11',
        text: '导入的内容还没有人使用或更改时，可以整次撤销：新建的条目停用，改过的恢复原样，草稿进回收站。',
      },
    ],
  },
];
