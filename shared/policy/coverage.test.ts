import { describe, expect, it } from 'vitest';
import { coverageGaps, type Person } from './coverage.ts';
import { businessRoles, posts, roleExistsAt, type SiteKind } from './roles.ts';

const three: readonly Person[] = posts.map((post) => ({ name: post, roles: [post] }));
/** Two holders of every role that the site has. */
const everybody = (site: SiteKind): Person[] => [
  ...three,
  ...businessRoles
    .filter((role) => roleExistsAt(role, site))
    .flatMap((role) => [1, 2].map((n) => ({ name: `${role}${n}`, roles: [role] }))),
];

describe('coverage of the acts', () => {
  it.each(['center', 'unit'] as const)('has no gap at a %s where every role has two holders', (site) => {
    expect(coverageGaps(everybody(site), site)).toEqual([]);
  });

  it('names each act that nobody can do, with the roles that could', () => {
    const people = everybody('center').filter(({ roles }) => !roles.includes('supervisor'));
    const gaps = coverageGaps(people, 'center');
    expect(gaps).toContainEqual({ what: '维修服务报告：审查通过', why: expect.stringContaining('主管') });
  });

  it('says that somebody alone may not review the own work', () => {
    const people = [...three, { name: '一人', roles: ['engineer', 'supervisor'] as const }];
    const gaps = coverageGaps(people, 'center');
    expect(gaps).toContainEqual({
      what: '维修服务报告：审查通过',
      why: '一人拟制的没有别人可办，而拟制、审查、批准不得为同一人',
    });
  });

  it('says that who applies for a print may not approve it alone', () => {
    const people = [...three, { name: '一人', roles: ['supervisor'] as const }];
    expect(coverageGaps(people, 'center')).toContainEqual({
      what: '申请打印与审批打印、授权供签字打印',
      why: '只有一人一人，而两者不得为同一人',
    });
  });

  it('finds almost everything missing where only the three administrators are', () => {
    expect(coverageGaps(three, 'center').length).toBeGreaterThan(50);
  });
});
