import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkTable } from '../../main/access/auditChecks.ts';
import { outcome, siteUnderAttack, type UnderAttack } from './siteUnderAttack.ts';

/** A violation of each check, as somebody with the database key would leave it; what the finding says of it. */
const violations: Readonly<Record<string, { plant: (at: UnderAttack) => Promise<void>; says: RegExp }>> = {
  oddHours: {
    plant: async (at) => {
      at.clock.now = new Date('2026-11-03T18:30:00.000Z');
      await at.site.as('zhiban');
    },
    says: /^值班 2026-11-04 02:30 登录$/,
  },
  repeatedFailures: {
    plant: async (at) => {
      await at.site.as('zhiban');
      for (let n = 0; n < 5; n += 1) await outcome(at.site.call('audit.verify'));
    },
    says: /^值班 .* 起被拒绝 5 次（校验审计链）$/,
  },
  printsWithoutApproval: {
    plant: async (at) => {
      await at.site.as('zhiban');
      const { uid } = await at.site.call('records.create', {
        kind: 'phoneRecord',
        taskUid: null,
        customerUid: null,
        equipmentUids: [],
        occurredAt: null,
        parts: [],
        content: { direction: 'in', caller: '林某', need: '打印' },
      });
      await at.write(
        `INSERT INTO print_jobs (uid, class, record_id, version, digest, document, level, marking, purpose, printer, applicant_id, applied_at, state)
         SELECT 'HQ-schwarz', 'draft', id, 1, 'd', 'x', 1, '内部', '私', '甲', author_id, '2026-11-03T02:00:00.000Z', 'printed' FROM records WHERE uid = '${uid}'`,
        `INSERT INTO print_jobs (uid, class, record_id, version, digest, document, level, marking, purpose, printer, applicant_id, approver_id, applied_at, state)
         SELECT 'HQ-stumm', 'draft', id, 1, 'd', 'x', 1, '内部', '私', '甲', author_id, 1, '2026-11-03T02:00:00.000Z', 'printed' FROM records WHERE uid = '${uid}'`,
      );
    },
    says: /HQ-schwarz：没有审批人|HQ-schwarz：台账为已打印|HQ-stumm：台账为已打印/,
  },
  exportsWithoutReceipt: {
    plant: async (at) => {
      await at.site.as('zhiban');
      await at.write(
        `INSERT INTO sites (code, name, kind, is_self, highest_level) VALUES ('U7', '七', 'unit', 0, 2)`,
        `INSERT INTO media VALUES ('M7', 'x', 's', 2, 'h', 'r', 'a', NULL)`,
        `INSERT INTO packages_out (uid, recipient, epoch, seq, period, kind, state, record_count, level, marking, medium, through_change_seq, prepared_by, prepared_at, released_at)
         VALUES ('HQ-p1', 'U7', 'e01', 1, '2026-09', 'delta', 'written', 0, 1, '内部', 'M7', 0, 1, 'a', '2026-09-20T02:00:00.000Z'),
                ('HQ-p2', 'U7', 'e01', 2, '2026-10', 'delta', 'written', 0, 1, '内部', 'M7', 0, 1, 'a', '2026-11-01T02:00:00.000Z'),
                ('HQ-p3', 'U7', 'e01', 3, '2026-10', 'delta', 'acknowledged', 0, 1, '内部', 'M7', 0, 1, 'a', '2026-09-20T02:00:00.000Z')`,
      );
    },
    says: /^发往 U7 的第 1 号数据包，2026-09-20 10:00 签发，尚无回执$/,
  },
  clock: {
    plant: async (at) => {
      at.clock.now = new Date('2026-11-16T05:00:00.000Z');
      await at.site.as('zhiban');
      at.clock.now = new Date('2026-11-16T04:00:00.000Z');
      await at.site.call('records.list', { filter: {} });
      at.clock.now = new Date('2026-11-16T06:00:00.000Z');
    },
    says: /^时间 2026-11-16 12:00 早于前一行的 2026-11-16 13:00$|时钟异常$/,
  },
  gaps: {
    plant: async (at) => {
      await at.site.as('zhiban');
      await at.write(
        `CREATE TRIGGER no_lock BEFORE INSERT ON audit WHEN NEW.act = 'session.locked' BEGIN SELECT RAISE(ABORT, 'x'); END`,
      );
      await at.site.app.station.lock('断电');
      await at.site.as('zhiban');
      await at.write('DROP TRIGGER no_lock');
    },
    says: /^值班 .* 登录时，上一次使用没有锁定记录$/,
  },
};

/** Day of November on which each is planted: working days, each with one to follow, in the order of the test. */
const dayOf: Readonly<Record<string, number>> = {
  oddHours: 3,
  repeatedFailures: 5,
  printsWithoutApproval: 9,
  exportsWithoutReceipt: 11,
  clock: 16,
  gaps: 18,
};

describe('the built-in checks of the auditor', () => {
  let at: UnderAttack;

  beforeAll(async () => {
    at = await siteUnderAttack();
    await at.site.addPeople([{ login: 'zhiban', name: '值班', roles: ['operator'], clearance: 2 }]);
  });
  afterAll(() => at.remove());

  /** Ten in the morning at the site, of a working day. */
  const morning = (day: number) => new Date(`2026-11-${String(day).padStart(2, '0')}T02:00:00.000Z`);
  const findings = async (day: number) => {
    at.clock.now = morning(day);
    await at.site.asPost('auditor');
    const { checks } = await at.site.call('audit.checks', {
      from: '2026-09-01' as never,
      to: '2026-11-30' as never,
    });
    await at.site.app.station.lock('试验');
    return new Map(checks.map((check) => [check.key, check.findings.map(({ text }) => text)]));
  };

  it('each has a definition and a violation in this test', () => {
    expect(checkTable.map(({ key }) => key).sort()).toEqual(Object.keys(violations).sort());
    for (const { definition } of checkTable) expect(definition.length).toBeGreaterThan(10);
  });

  it.each(Object.entries(violations))(
    '%s: finds the planted violation and nothing else',
    async (key, { plant, says }) => {
      const day = dayOf[key] ?? 0;
      const before = await findings(day);
      at.clock.now = new Date(morning(day).getTime() + 3_600_000);
      await plant(at);
      await at.site.app.station.lock('试验');
      for (const [name, texts] of await findings(day + 1)) {
        const fresh = texts.filter((text) => before.get(name)?.includes(text) !== true);
        if (name !== key) expect(fresh, name).toEqual([]);
        else expect(fresh.length).toBeGreaterThan(0);
        for (const text of fresh) expect(text).toMatch(says);
      }
    },
    120_000,
  );

  it('a row that is gone is a gap', async () => {
    at.clock.now = morning(26);
    await at.site.asPost('auditor');
    await at.write('DROP TRIGGER audit_no_delete', 'DELETE FROM audit WHERE seq = 5');
    expect((await findings(26)).get('gaps')).toContain('第 5 至 5 行缺失');
  });

  it('are the auditor’s alone', async () => {
    for (const post of ['systemAdmin', 'securityAdmin'] as const) {
      await at.site.asPost(post);
      const asked = at.site.call('audit.checks', { from: '2026-11-01' as never, to: '2026-11-30' as never });
      expect(await outcome(asked)).toBe('gate.forbidden');
    }
  });
});

describe('who reviews whom', () => {
  it('the security administrator never sees rows of one who once was an administrator, nor of the program; the system administrator none', async () => {
    const at = await siteUnderAttack();
    try {
      await at.site.addPeople([
        { login: 'zhiban', name: '值班', roles: ['operator'], clearance: 2 },
        { login: 'xiawu', name: '夏武', roles: ['systemAdmin'], clearance: 1 },
      ]);
      await at.site.as('xiawu');
      await at.site.call('people.list');
      const { uid } = at.site.person('xiawu');
      await at.site.asPost('auditor');
      // As a broken program would: the post ends and a business role begins.
      await at.write(
        `DELETE FROM account_roles WHERE account_id = (SELECT id FROM accounts WHERE uid = '${uid}')`,
        `INSERT INTO account_roles (account_id, role, granted_at) SELECT id, 'operator', '' FROM accounts WHERE uid = '${uid}'`,
      );
      await at.site.asPost('securityAdmin');
      for (const input of [
        {},
        { account: uid },
        { failuresOnly: true },
        { act: 'account.listed' as const },
        { before: 99_999 },
      ]) {
        const { rows } = await at.site.call('audit.list', { ...input, limit: 500 });
        const names = rows.map((row) => row.accountName);
        expect(names).not.toContain('夏武');
        expect(names).not.toContain('钟系统');
        expect(names).not.toContain('安保密');
        expect(names).not.toContain('程序');
      }
      await at.site.asPost('auditor');
      const { rows } = await at.site.call('audit.list', { limit: 500 });
      const all = new Set(rows.map((row) => row.accountName));
      for (const name of ['夏武', '钟系统', '安保密', '沈审计', '值班']) expect(all).toContain(name);
      await at.site.asPost('systemAdmin');
      expect(await outcome(at.site.call('audit.list', {}))).toBe('gate.forbidden');
      expect(await outcome(at.site.call('audit.verify'))).toBe('gate.forbidden');
    } finally {
      await at.remove();
    }
  }, 120_000);
});
