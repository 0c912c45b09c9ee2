import type { Role } from '../../shared/policy/roles.ts';

/** A person of the staff register; those with a log-in have an account too. */
export interface DemoStaff {
  readonly code: string;
  readonly name: string;
  readonly title: 'none' | 'junior' | 'middle' | 'viceSenior' | 'senior';
  readonly login?: string;
  /** Trainings have run out: the program refuses to send this person. */
  readonly expired?: boolean;
}

/** An account of the demonstration. All names are invented. */
export interface DemoAccount {
  readonly login: string;
  readonly name: string;
  readonly roles: readonly Role[];
}

const centerStaff: readonly DemoStaff[] = [
  { code: 'R01', name: '郑远舟', title: 'senior', login: 'zhengyz' },
  { code: 'R02', name: '冯立川', title: 'middle', login: 'fenglc' },
  { code: 'R03', name: '陈默言', title: 'middle', login: 'chenmy' },
  { code: 'R04', name: '褚思齐', title: 'junior', login: 'chusq' },
  { code: 'R05', name: '卢见微', title: 'viceSenior', expired: true },
  { code: 'R06', name: '田小禾', title: 'none' },
];
const unitStaff: Readonly<Record<string, readonly DemoStaff[]>> = {
  U1: [
    { code: 'R11', name: '姜望川', title: 'middle', login: 'jiangwc' },
    { code: 'R12', name: '戚明远', title: 'junior', login: 'qimy' },
  ],
  U2: [
    { code: 'R21', name: '柏临风', title: 'middle', login: 'bailf' },
    { code: 'R22', name: '水清如', title: 'junior', login: 'shuiqr' },
  ],
  U3: [
    { code: 'R31', name: '江晚舟', title: 'middle', login: 'jiangwz' },
    { code: 'R32', name: '何沐风', title: 'junior', login: 'hemf' },
  ],
};

const centerAccounts: readonly DemoAccount[] = [
  { login: 'zhouna', name: '周念安', roles: ['operator'] },
  { login: 'weicq', name: '卫长青', roles: ['dispatcher'] },
  { login: 'shenzx', name: '沈知行', roles: ['supervisor'] },
  { login: 'hanrs', name: '韩若水', roles: ['complaintHandler'] },
  { login: 'yangcy', name: '杨存义', roles: ['sparesKeeper'] },
  { login: 'zhucp', name: '朱承平', roles: ['centerLeader'] },
  { login: 'qinyh', name: '秦以恒', roles: ['companyLeader'] },
  { login: 'yousw', name: '尤慎微', roles: ['qualityOfficer'] },
  { login: 'xusb', name: '许守白', roles: ['printKeeper'] },
  { login: 'heheng', name: '何衡', roles: ['markingOfficer'] },
  { login: 'lvgb', name: '吕工北', roles: ['production'] },
  { login: 'shiji', name: '施季', roles: ['technical'] },
  { login: 'zhangsy', name: '张市言', roles: ['marketing'] },
  { login: 'kongcha', name: '孔察', roles: ['inspector'] },
];
const unitAccounts: Readonly<Record<string, readonly DemoAccount[]>> = {
  U1: [
    { login: 'caoyx', name: '曹语心', roles: ['operator'] },
    { login: 'yanph', name: '严鹏华', roles: ['dispatcher'] },
    { login: 'huasc', name: '华守成', roles: ['unitLeader'] },
    { login: 'jinyl', name: '金印林', roles: ['printKeeper'] },
  ],
  U2: [
    { login: 'weify', name: '魏风远', roles: ['operator'] },
    { login: 'taoyd', name: '陶远道', roles: ['dispatcher'] },
    { login: 'jiangbs', name: '蒋伯山', roles: ['unitLeader'] },
    { login: 'qiyin', name: '戚印', roles: ['printKeeper'] },
  ],
  U3: [
    { login: 'tangym', name: '唐一鸣', roles: ['operator'] },
    { login: 'shaowen', name: '邵闻', roles: ['dispatcher'] },
    { login: 'duanqc', name: '段青川', roles: ['unitLeader'] },
    { login: 'shiym', name: '施印明', roles: ['printKeeper'] },
  ],
};
const clerks: Readonly<Record<string, DemoAccount>> = {
  HQ: { login: 'jiangml', name: '蒋明理', roles: ['informationOfficer'] },
  U1: { login: 'heyt', name: '何玉庭', roles: ['unitOfficer'] },
  U2: { login: 'zhangqf', name: '章启帆', roles: ['unitOfficer'] },
  U3: { login: 'luoyi', name: '骆宜', roles: ['unitOfficer'] },
};

/** Staff register of a site. */
export function staffOf(code: string): readonly DemoStaff[] {
  return code === 'HQ' ? centerStaff : (unitStaff[code] ?? []);
}

/** Who enters master data, archives (center) or prepares packages. */
export function clerkOf(code: string): DemoAccount {
  const clerk = clerks[code];
  if (clerk === undefined) throw new Error(`no clerk at ${code}`);
  return clerk;
}

/** Everybody else of a site. */
export function accountsOf(code: string): readonly DemoAccount[] {
  const own = code === 'HQ' ? centerAccounts : (unitAccounts[code] ?? []);
  const engineers = staffOf(code).flatMap(({ login, name }) =>
    login === undefined ? [] : [{ login, name, roles: ['engineer' as const] }],
  );
  return [...own, ...engineers];
}

/** Log-in of the holder of a role at a site. */
export function loginOf(code: string, role: Role): string {
  const found = [clerkOf(code), ...accountsOf(code)].find((account) => account.roles.includes(role));
  if (found === undefined) throw new Error(`nobody is ${role} at ${code}`);
  return found.login;
}

/** Names of the sites. */
export const siteNames: Readonly<Record<string, string>> = {
  HQ: '客户服务中心',
  U1: '第一研究所',
  U2: '海岸装备分部',
  U3: '数据链研究室',
};
