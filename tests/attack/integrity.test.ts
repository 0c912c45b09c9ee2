import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkSlice } from '../../main/access/integrity.ts';
import { outcome, phoneRecord, siteUnderAttack, type UnderAttack } from './siteUnderAttack.ts';

let at: UnderAttack;
let record: string;

beforeAll(async () => {
  at = await siteUnderAttack();
  const { site } = at;
  await site.addPeople([{ login: 'zhiban', name: '值班', roles: ['operator'], clearance: 2 }]);
  await site.as('zhiban');
  const uid = await phoneRecord(site, '带附件');
  record = uid;
  await site.call('records.addAttachment', {
    uid,
    role: 'file',
    name: '照片.bin',
    mediaType: 'application/octet-stream',
    content: Buffer.alloc(200_000, 7).toString('base64'),
  });
  const target = join(at.folder, 'target');
  await mkdir(target);
  await site.asPost('systemAdmin');
  await site.call('backup.configure', {
    folder: target,
    second: site.second(site.loginOf('securityAdmin')),
  });
  await site.call('backup.run');
}, 240_000);
afterAll(() => at.remove());

async function attachmentFile(): Promise<string> {
  const folder = join(at.folder, 'data', 'attachments');
  const found = (await readdir(folder, { recursive: true })).find((name) => /[0-9a-f]{64}$/.test(name));
  return join(folder, found ?? '');
}

async function flip(file: string, place: number): Promise<void> {
  const handle = await open(file, 'r+');
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, place);
  byte[0] = (byte[0] ?? 0) ^ 1;
  await handle.write(byte, 0, 1, place);
  await handle.close();
}

const warnings = async (): Promise<string> => {
  const state = await at.site.call('session.state');
  return state.phase === 'unlocked' ? state.warnings.join() : '';
};

describe('the checks of what lies on the disk', () => {
  it('find nothing wrong with what is whole, and know when they looked', async () => {
    const { site } = at;
    await site.asPost('systemAdmin');
    expect(await site.call('backup.integrity')).toMatchObject({
      lastPageCheck: null,
      attachments: 1,
      overdue: 1,
    });
    // The page check first, then the attachments: what runs in the background by itself.
    expect(await checkSlice(site.app.station)).toBe(true);
    expect(await checkSlice(site.app.station)).toBe(true);
    expect(await checkSlice(site.app.station)).toBe(false);
    const state = await site.call('backup.integrity');
    expect(state).toMatchObject({ attachments: 1, overdue: 0, faults: [] });
    expect(state.lastPageCheck).not.toBeNull();
  });

  it('are due again after 90 days for an attachment, after a week for the pages', async () => {
    const before = at.clock.now;
    at.clock.now = new Date(before.getTime() + 8 * 86_400_000);
    const { site } = at;
    expect(await checkSlice(site.app.station)).toBe(true);
    expect(await checkSlice(site.app.station)).toBe(false);
    at.clock.now = new Date(before.getTime() + 91 * 86_400_000);
    await checkSlice(site.app.station);
    expect((await site.call('backup.integrity')).overdue).toBe(1);
    expect(await checkSlice(site.app.station)).toBe(true);
    at.clock.now = before;
  });

  it.each([
    ['changed', async () => await flip(await attachmentFile(), 100_000)],
    ['missing', async () => await rm(await attachmentFile())],
  ] as const)(
    'name the record of an attachment that is %s and the set that has it whole, red on the home page',
    async (_, damage) => {
      const { site } = at;
      await site.asPost('systemAdmin');
      await damage();
      expect(await site.call('backup.checkIntegrity')).toMatchObject({ damagedPages: 0, damaged: 1 });
      const [fault] = (await site.call('backup.integrity')).faults;
      expect(fault).toMatchObject({ what: 'attachment', records: [record], clearedAt: null });
      expect(fault?.wholeSet).toContain(join(at.folder, 'target'));
      expect(await warnings()).toContain('1 处损坏，涉及 1 条记录');
      expect(await outcome(site.call('backup.repair', { id: fault?.id ?? 0 }))).toBe('done');
      expect(await warnings()).not.toContain('处损坏');
      expect(await outcome(site.call('backup.repair', { id: fault?.id ?? 0 }))).toBe(
        'people.already-decided',
      );
      expect(await site.call('backup.checkIntegrity')).toMatchObject({ damaged: 0 });
    },
  );

  it('tell damaged pages of the database and the newest set to restore', async () => {
    const { site } = at;
    await site.asPost('systemAdmin');
    await site.app.station.session?.database.checkpoint();
    await flip(join(at.folder, 'data', 'site.db'), 4096 * 30 + 1000);
    const { damagedPages } = await site.call('backup.checkIntegrity');
    expect(damagedPages).toBeGreaterThan(0);
    const fault = (await site.call('backup.integrity')).faults.find((one) => one.what === 'database');
    expect(fault?.wholeSet).toContain(join(at.folder, 'target'));
    expect(await warnings()).toContain('处损坏');
    await flip(join(at.folder, 'data', 'site.db'), 4096 * 30 + 1000);
    expect(await site.call('backup.checkIntegrity')).toMatchObject({ damagedPages: 0 });
    expect(await warnings()).not.toContain('处损坏');
  });
});
