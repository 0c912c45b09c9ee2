import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoCenter } from './demoSite.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'demo-site-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const logins = [{ account: 'clerk', password: 'p', roles: ['clerk', 'engineer'] }];

function writeSites(...sites: object[]): void {
  writeFileSync(join(folder, 'summary.json'), JSON.stringify({ runtime: 'stand-in', sites }));
}

describe('the demonstration that npm start opens', () => {
  it('is not there before the demonstration was made', () => {
    expect(demoCenter(folder)).toBeUndefined();
  });

  it('is its center, with the station secret beside the data folder', () => {
    writeSites(
      { code: 'U1', kind: 'unit', database: 'sites/U1/data/site.db', logins: [] },
      { code: 'C', kind: 'center', database: 'sites/C/data/site.db', logins },
    );
    expect(demoCenter(folder)).toEqual({
      args: ['--data', join(folder, 'sites/C/data'), '--secret', join(folder, 'sites/C/station')],
      logins: ['clerk  p  clerk, engineer'],
    });
  });

  it('is refused when there is no center in it', () => {
    writeSites({ code: 'U1', kind: 'unit', database: 'sites/U1/data/site.db', logins: [] });
    expect(() => demoCenter(folder)).toThrow(/summary\.json names no center$/);
  });
});
