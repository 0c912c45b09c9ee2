import { describe, expect, it } from 'vitest';
import { procedures } from '../contract/contract.ts';
import { recordKinds } from '../forms/kinds.ts';
import { actNames, acts } from './acts.ts';
import { declaredTotals } from './declaredTotals.ts';
import { actMatrix, kindMatrix } from './matrix.ts';
import { foreignReaderRoles, mayReview, permissionTable } from './permissions.ts';
import { roleExistsAt, roles } from './roles.ts';

describe('the permission matrix', () => {
  it.each(['center', 'unit'] as const)('says of a %s what the table says, cell by cell', (site) => {
    const table = actMatrix(site);
    for (const row of table.rows) {
      table.columns.forEach((column, index) => {
        const act = acts.find((one) => actNames[one] === column);
        const may = act !== undefined && permissionTable[row.role].acts.includes(act);
        expect([row.role, column, row.cells[index]]).toEqual([row.role, column, may ? '✓' : '']);
      });
    }
    expect(table.rows.map((row) => row.role)).toEqual(roles.filter((role) => roleExistsAt(role, site)));
    expect(kindMatrix(site).columns).toHaveLength(recordKinds.length);
  });

  it('opens records of other sites to the two offices of the specification alone', () => {
    for (const kind of recordKinds)
      expect(foreignReaderRoles[kind]).toEqual(['informationOfficer', 'unitOfficer']);
  });

  it('gives somebody the right to review every kind at the center and at a unit', () => {
    for (const site of ['center', 'unit'] as const) {
      for (const kind of recordKinds) {
        if (site === 'unit' && kind === 'situationReport') continue;
        const able = roles.filter((role) => roleExistsAt(role, site) && mayReview([role], kind));
        expect([site, kind, able.length > 0]).toEqual([site, kind, true]);
      }
    }
  });

  it('declares exceptions of procedures that there are', () => {
    const paths: readonly string[] = procedures.map((entry) => entry.path);
    for (const { where } of declaredTotals) expect(paths).toContain(where);
  });
});
