import { BriefScreen } from '../reports/BriefScreen.tsx';
import type { Screen } from '../shell/screens.ts';
import { PaperScreen } from './PaperScreen.tsx';
import { PrintScreen } from './PrintScreen.tsx';

/** Reports and controlled printing. */
export const screens: readonly Screen[] = [
  {
    key: 'paper',
    title: '报告与打印',
    component: PaperScreen,
    navigation: {
      order: 90,
      shows: ({ person }) =>
        person.acts.includes('print.apply') ||
        person.acts.includes('print.approve') ||
        person.acts.includes('print.ledger') ||
        person.reads.includes('situationReport'),
    },
    help: [
      {
        clause: '5.7.4',
        text: '军品按军兵种每月编制服务简报，由记录自动起草；提交时数据冻结，部门领导审核、主管领导批准后打印报送。',
      },
      {
        clause: '5.11.1',
        text: '打印先申请、后审批，一份一个接收人、一个份号。申请人和拟制人不能审批。',
      },
      {
        clause: '5.11.1',
        text: '每一份从打印、发出、签收、退回到销毁都登记在台账上；销毁由两人办理。纸上的追踪码可查到是哪一份。',
      },
    ],
  },
  {
    key: 'print',
    title: '打印',
    component: PrintScreen,
    help: [
      { clause: '5.11.1', text: '左边的版面与将要打印的完全一致，份号、水印和追踪码在打印时加在每一份上。' },
      {
        clause: '5.11.1',
        text: '已批准的版本打印正式件；草稿每页带“草稿”字样；供签字的表单按有效授权直接打印。',
      },
    ],
  },
  {
    key: 'brief',
    title: '服务简报',
    component: BriefScreen,
    help: [
      {
        clause: '5.7.4',
        text: '左边是简报正文，可在数据周围修改文字；按任一数据，右边列出它的口径和每一条来源记录。',
      },
      { clause: '5.7.4', text: '提交时数据和来源一并冻结，以后记录再变，本稿的数据也不变。' },
    ],
  },
];
