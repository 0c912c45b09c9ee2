import type { Role } from '../../shared/policy/roles.ts';

/** One thing done before a picture is taken. */
export type Act =
  | { readonly area: string }
  | { readonly part: string }
  | { readonly button: string }
  /** Opens the n-th row of the list on the screen, or the first whose text fits. */
  | { readonly row: number | string }
  | { readonly key: string }
  | { readonly text: string };

/** A picture of a screen. */
export interface Shot {
  readonly screen: string;
  readonly acts: readonly Act[];
  /** Also in dark colours. */
  readonly dark?: boolean;
}

/** What one person shows, in the order in which the person would look at it. */
export interface Tour {
  readonly site: string;
  readonly role: Role;
  readonly shots: readonly Shot[];
}

/** Every main screen of the program, seen by the role that works there. */
export const tours: readonly Tour[] = [
  {
    site: 'HQ',
    role: 'operator',
    shots: [
      { screen: '值班信息员 首页', acts: [{ area: '首页' }] },
      { screen: '沟通记录 列表', acts: [{ area: '沟通记录' }], dark: true },
      { screen: '沟通记录 一条记录', acts: [{ area: '沟通记录' }, { row: '电话' }] },
      { screen: '新电话记录', acts: [{ key: 'F2' }], dark: true },
      { screen: '服务任务 列表', acts: [{ area: '服务任务' }] },
      { screen: '服务任务 全过程', acts: [{ area: '服务任务' }, { row: 2 }], dark: true },
      { screen: '搜索', acts: [{ key: 'Control+K' }, { text: '面板' }] },
      { screen: '本屏帮助', acts: [{ key: 'Escape' }, { area: '沟通记录' }, { key: 'F1' }] },
    ],
  },
  {
    site: 'HQ',
    role: 'dispatcher',
    shots: [
      { screen: '派工签发人 首页', acts: [{ area: '首页' }] },
      { screen: '售后服务通知单', acts: [{ area: '派工与报告' }, { row: 1 }] },
    ],
  },
  {
    site: 'HQ',
    role: 'engineer',
    shots: [
      { screen: '服务工程师 首页', acts: [{ area: '首页' }] },
      { screen: '派工与报告 列表', acts: [{ area: '派工与报告' }] },
      { screen: '维修服务报告', acts: [{ area: '派工与报告' }, { row: '维修服务报告' }], dark: true },
    ],
  },
  {
    site: 'HQ',
    role: 'supervisor',
    shots: [{ screen: '主管 首页', acts: [{ area: '首页' }], dark: true }],
  },
  {
    site: 'HQ',
    role: 'informationOfficer',
    shots: [
      { screen: '管理信息部 首页', acts: [{ area: '首页' }], dark: true },
      { screen: '基础资料', acts: [{ area: '基础资料' }] },
      { screen: '基础资料 一条', acts: [{ area: '基础资料' }, { row: 1 }] },
      { screen: '服务简报', acts: [{ area: '报告与打印' }] },
      {
        screen: '服务简报 一份',
        acts: [{ area: '报告与打印' }, { part: '服务简报' }, { row: 1 }],
        dark: true,
      },
      { screen: '打印台账', acts: [{ area: '报告与打印' }, { part: '打印台账' }] },
      { screen: '打印台账 一单', acts: [{ area: '报告与打印' }, { part: '打印台账' }, { row: 1 }] },
      { screen: '包交换 导出', acts: [{ area: '包交换' }, { part: '导出' }] },
      { screen: '包交换 导入', acts: [{ area: '包交换' }, { part: '导入' }] },
      { screen: '包交换 收发看板', acts: [{ area: '包交换' }, { part: '收发看板' }], dark: true },
      { screen: '包交换 站点与名册', acts: [{ area: '包交换' }, { part: '站点与名册' }] },
    ],
  },
  {
    site: 'HQ',
    role: 'centerLeader',
    shots: [
      { screen: '中心领导 首页', acts: [{ area: '首页' }] },
      { screen: '供签字打印授权', acts: [{ area: '报告与打印' }, { part: '供签字打印授权' }] },
    ],
  },
  {
    site: 'HQ',
    role: 'printKeeper',
    shots: [
      { screen: '文印管理员 打印台账', acts: [{ area: '报告与打印' }, { part: '打印台账' }, { row: 1 }] },
    ],
  },
  {
    site: 'HQ',
    role: 'systemAdmin',
    shots: [
      { screen: '帐号与安全', acts: [{ area: '帐号与安全' }, { row: 1 }] },
      { screen: '备份', acts: [{ area: '备份与恢复' }] },
    ],
  },
  {
    site: 'HQ',
    role: 'securityAdmin',
    shots: [
      { screen: '权限表', acts: [{ area: '帐号与安全' }, { part: '权限表' }] },
      { screen: '打印机登记', acts: [{ area: '帐号与安全' }, { part: '打印机' }] },
      { screen: '移动介质登记', acts: [{ area: '帐号与安全' }, { part: '移动介质' }] },
    ],
  },
  { site: 'HQ', role: 'auditor', shots: [{ screen: '审计', acts: [{ area: '审计' }], dark: true }] },
  {
    site: 'U1',
    role: 'unitOfficer',
    shots: [
      { screen: '单位专人 首页', acts: [{ area: '首页' }] },
      { screen: '单位 包交换 导出', acts: [{ area: '包交换' }, { part: '导出' }] },
    ],
  },
  { site: 'U1', role: 'unitLeader', shots: [{ screen: '单位领导 首页', acts: [{ area: '首页' }] }] },
];
