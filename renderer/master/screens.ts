import type { Screen } from '../shell/screens.ts';
import { MasterEntryScreen } from './MasterEntryScreen.tsx';
import { MasterScreen } from './MasterScreen.tsx';

/** 基础资料 and the page of one entry. */
export const screens: readonly Screen[] = [
  {
    key: 'master',
    title: '基础资料',
    component: MasterScreen,
    navigation: { order: 120, shows: ({ person }) => person.acts.includes('master.read') },
    help: [
      { clause: '5.2.1', text: '服务人员登记职称、熟悉的产品和两项培训的有效期；派工按此核对资格。' },
      { clause: '表1', text: '产品型号登记类别、阶段和已生产数量，决定是否批量和责任站点。' },
      { clause: '5.11', text: '更改须写明理由，旧版本保留。单位新建的条目为“暂定”，由中心接收或合并。' },
    ],
  },
  {
    key: 'masterEntry',
    title: '基础资料',
    component: MasterEntryScreen,
    help: [{ clause: '5.5.6', text: '每台产品一页，列出全寿命记录：交付、开通、故障、培训。' }],
  },
];
