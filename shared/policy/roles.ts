/** The three administrator posts of clause 5.11 (spec 3): exclusive of each other and of every business role. */
export const posts = ['systemAdmin', 'securityAdmin', 'auditor'] as const;
/** Administrator post. */
export type Post = (typeof posts)[number];

/** Roles of the people who carry out the procedure. */
export const businessRoles = [
  'operator',
  'engineer',
  'dispatcher',
  'informationOfficer',
  'supervisor',
  'complaintHandler',
  'sparesKeeper',
  'centerLeader',
  'companyLeader',
  'qualityOfficer',
  'unitOfficer',
  'unitLeader',
  'printKeeper',
  'markingOfficer',
  'production',
  'technical',
  'marketing',
  'inspector',
] as const;
/** Business role. */
export type BusinessRole = (typeof businessRoles)[number];

/** All roles. */
export const roles = [...posts, ...businessRoles] as const;
/** A post or a business role. */
export type Role = (typeof roles)[number];

/** Kind of an installation. */
export const siteKinds = ['center', 'unit', 'department'] as const;
/** Kind of an installation. */
export type SiteKind = (typeof siteKinds)[number];

/** Chinese name of each role. */
export const roleNames: Readonly<Record<Role, string>> = {
  systemAdmin: '系统管理员',
  securityAdmin: '安全保密管理员',
  auditor: '安全审计员',
  operator: '值班信息员',
  engineer: '服务工程师',
  dispatcher: '派工签发人',
  informationOfficer: '管理信息部',
  supervisor: '主管',
  complaintHandler: '投诉专员',
  sparesKeeper: '备件管理员',
  centerLeader: '中心领导',
  companyLeader: '公司主管领导',
  qualityOfficer: '质量部',
  unitOfficer: '单位专人',
  unitLeader: '单位领导',
  printKeeper: '文印管理员',
  markingOfficer: '定密责任人',
  production: '生产部门',
  technical: '技术部门',
  marketing: '市场部门',
  inspector: '检查人员',
};

/** Sites at which a business role exists; posts exist at every site. */
export const roleSites: Readonly<Record<BusinessRole, 'any' | 'center' | 'unit'>> = {
  operator: 'any',
  engineer: 'any',
  dispatcher: 'any',
  informationOfficer: 'center',
  supervisor: 'center',
  complaintHandler: 'center',
  sparesKeeper: 'any',
  centerLeader: 'center',
  companyLeader: 'center',
  qualityOfficer: 'center',
  unitOfficer: 'unit',
  unitLeader: 'unit',
  printKeeper: 'any',
  markingOfficer: 'any',
  production: 'center',
  technical: 'center',
  marketing: 'center',
  inspector: 'any',
};

/** True for one of the three administrator posts. */
export function isPost(role: Role): role is Post {
  return (posts as readonly Role[]).includes(role);
}

/** Whether a role exists at a site of this kind. A department belongs to the center. */
export function roleExistsAt(role: Role, site: SiteKind): boolean {
  if (isPost(role)) return true;
  const where = roleSites[role];
  return where === 'any' || (where === 'unit') === (site === 'unit');
}
