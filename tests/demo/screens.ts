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
      { screen: '服务任务 全过程', acts: [{ area: '服务任务' }, { part: '列表' }, { row: 2 }], dark: true },
      { screen: '服务任务 看板', acts: [{ area: '服务任务' }, { part: '看板' }] },
      { screen: '服务任务 日历', acts: [{ area: '服务任务' }, { part: '日历' }] },
      { screen: '投诉与质量 投诉', acts: [{ area: '投诉与质量' }, { part: '投诉' }] },
      { screen: '投诉与质量 返厂维修', acts: [{ area: '投诉与质量' }, { part: '返厂维修' }] },
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
    shots: [
      { screen: '主管 首页', acts: [{ area: '首页' }, { part: '待办' }], dark: true },
      { screen: '逾期与暂停', acts: [{ area: '首页' }, { part: '逾期与暂停' }] },
      { screen: '值班 值班表', acts: [{ area: '值班' }], dark: true },
      { screen: '服务人员 工作量日历', acts: [{ area: '服务人员' }, { part: '工作量日历' }] },
      {
        screen: '投诉与质量 设计更改',
        acts: [{ area: '投诉与质量' }, { part: '设计更改' }, { row: 1 }],
      },
    ],
  },
  {
    site: 'HQ',
    role: 'informationOfficer',
    shots: [
      { screen: '管理信息部 首页', acts: [{ area: '首页' }, { part: '待办' }], dark: true },
      { screen: '条款符合性', acts: [{ area: '首页' }, { part: '条款符合性' }], dark: true },
      { screen: '检查抽样', acts: [{ area: '首页' }, { part: '检查抽样' }, { button: '抽取' }] },
      { screen: '年度计划 计划项', acts: [{ area: '年度计划' }, { part: '计划项' }], dark: true },
      { screen: '年度计划 年历', acts: [{ area: '年度计划' }, { part: '年历' }] },
      { screen: '年度计划 完成情况', acts: [{ area: '年度计划' }, { part: '完成情况' }] },
      { screen: '服务人员 资格与证书', acts: [{ area: '服务人员' }, { part: '资格与证书' }] },
      { screen: '服务规则', acts: [{ area: '规则与日历' }, { part: '服务规则' }] },
      { screen: '工作日历', acts: [{ area: '规则与日历' }, { part: '工作日历' }] },
      { screen: '基础资料', acts: [{ area: '基础资料' }] },
      { screen: '基础资料 一条', acts: [{ area: '基础资料' }, { row: 1 }] },
      { screen: '服务简报', acts: [{ area: '报告与打印' }] },
      {
        screen: '服务简报 一份',
        acts: [{ area: '报告与打印' }, { part: '简报与情况报表' }, { row: 1 }],
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
    role: 'complaintHandler',
    shots: [
      {
        screen: '投诉处理单',
        acts: [{ area: '投诉与质量' }, { part: '投诉' }, { row: '投诉处理单' }],
        dark: true,
      },
    ],
  },
  {
    site: 'HQ',
    role: 'qualityOfficer',
    shots: [
      { screen: '质量部 首页', acts: [{ area: '首页' }, { part: '待办' }] },
      {
        screen: '用户信息反馈/处理表',
        acts: [{ area: '投诉与质量' }, { part: '质量反馈' }, { row: 1 }],
      },
    ],
  },
  {
    site: 'HQ',
    role: 'sparesKeeper',
    shots: [
      { screen: '备件 库存', acts: [{ area: '备件' }, { part: '库存' }], dark: true },
      { screen: '备件 出入库记录', acts: [{ area: '备件' }, { part: '出入库记录' }] },
      { screen: '备件 预投计划', acts: [{ area: '备件' }, { part: '预投计划' }, { row: 1 }] },
      { screen: '备件 盘点', acts: [{ area: '备件' }, { part: '盘点' }, { row: 1 }] },
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
