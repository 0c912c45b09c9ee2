import type { Screen } from '../shell/screens.ts';
import { ArchiveScreen } from './ArchiveScreen.tsx';

/** 档案: yearly volumes. */
export const screens: readonly Screen[] = [
  {
    key: 'archive',
    title: '档案',
    component: ArchiveScreen,
    navigation: { order: 110, shows: ({ person }) => person.acts.includes('volume.read') },
    help: [
      {
        clause: '5.1.2.2',
        text: '每年把已归档的记录按类汇编成册：封面、目录、各件、摘要清单、备考表、补充页，页码连续。签过字的记录以签字扫描件入册。',
      },
      {
        clause: '5.5.6',
        text: '编好的册先翻看，有误可拆开重编；封卷时由经办人签名取得册号，此后内容不再改变。封卷后归档的编补册。',
      },
      { clause: '5.11.2', text: '册和册内记录自封卷之日起保存 5 年，程序从不自动销毁任何内容。' },
    ],
  },
];
