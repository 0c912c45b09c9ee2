import { cp, mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manifestText, readManifest } from '../../main/database/backupManifest.ts';
import { checkAudit } from '../../resources/verifier/auditCheck.ts';
import type { SetOpening } from '../../shared/contract/backup.ts';
import type { RecordUid } from '../../shared/ids.ts';
import { type KeySite, keySite, type Papers } from '../program/keySite.ts';
import { Site } from '../program/site.ts';
import { closedCall, openDatabaseOf, restored, source, witness } from './restoreGround.ts';
import { outcome, phoneRecord } from './siteUnderAttack.ts';

let at: KeySite;
let papers: Papers;
/** The set that everything is restored from. */
let set: string;
let secondLost: RecordUid;

beforeAll(async () => {
  at = await keySite();
  const { site } = at;
  await site.addPeople([{ login: 'zhiban', name: '值班', roles: ['operator'], clearance: 2 }]);
  papers = await at.split();
  await mkdir(join(at.folder, 'target'));
  await site.asPost('systemAdmin');
  await site.call('backup.configure', { folder: join(at.folder, 'target'), second: posts()[1] });
  await site.as('zhiban');
  await closedCall(site, '转动轴承异响');
  await site.call('records.addAttachment', {
    uid: await phoneRecord(site, '带附件的草稿'),
    name: '照片.bin',
    role: 'file',
    mediaType: 'application/octet-stream',
    content: Buffer.from('attachment of the first call').toString('base64'),
  });
  await site.asPost('systemAdmin');
  set = (await site.call('backup.run')).set.folder;
  await site.as('zhiban');
  secondLost = await closedCall(site, '备份之后的来电');
}, 300_000);
afterAll(() => at.remove());

const posts = (): [{ login: string; password: string }, { login: string; password: string }] => [
  at.site.second(at.site.loginOf('systemAdmin')),
  at.site.second(at.site.loginOf('securityAdmin')),
];
const byPosts = (): SetOpening => ({ with: 'posts', people: posts(), stationSecret: papers.stationSecret });

/** A machine that has nothing of the site. */
async function bare(name: string): Promise<Site> {
  const folder = join(at.folder, name);
  await mkdir(folder, { recursive: true });
  return (await Site.open({ ...at.site.options, folder })).adopt(at.site);
}

describe('a rehearsal', () => {
  it('restores a set from the set alone, by passwords or by shares, and signs what it found', async () => {
    const { site } = at;
    await site.asPost('systemAdmin');
    const ways: [string, SetOpening][] = [
      ['by-posts', byPosts()],
      [
        'by-shares',
        {
          with: 'shares',
          shares: [papers.shares[2], papers.shares[0]],
          stationSecret: null,
          newPasswords: [],
        },
      ],
    ];
    for (const [name, opening] of ways) {
      const work = join(at.folder, name);
      await mkdir(work);
      const { sheet } = await site.call('backup.rehearse', { folder: set, workFolder: work, opening });
      expect(sheet.lines.filter((line) => !line.passed)).toEqual([]);
      expect(sheet.passed).toBe(true);
      expect(sheet.lines.find((line) => line.what === '随机抽查附件')?.found).toMatch(/^1 个/);
      expect(await readdir(work)).toEqual([]);
      const kept = await site.call('backup.rehearsal', { uid: sheet.uid });
      expect(kept.signature).toContain('BEGIN SSH SIGNATURE');
      const { files } = await site.call('backup.saveSheet', { uid: sheet.uid, folder: work });
      expect(await readFile(files[0] ?? '', 'utf8')).toContain('结论：可以恢复');
    }
  });

  it('is refused in the data, in the set, and in a folder that holds something', async () => {
    await at.site.asPost('systemAdmin');
    for (const workFolder of [join(at.folder, 'data'), set, join(at.folder, 'target')])
      expect(
        await outcome(at.site.call('backup.rehearse', { folder: set, workFolder, opening: byPosts() })),
      ).toBe('restore.rehearsal-folder');
  });
});

describe('a set that is not whole', () => {
  it('is refused with a reason, whatever byte of whatever file is changed or cut, and nothing is written', async () => {
    const copy = join(at.folder, 'damaged-set');
    const site = await bare('damaged');
    const files = (await readdir(set, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(set.length + 1));
    expect(files.length).toBeGreaterThanOrEqual(5);
    const attempt = async (): Promise<string> =>
      await outcome(site.call('backup.restore', { folder: copy, opening: byPosts(), handOver: null }));
    for (const file of files) {
      await rm(copy, { recursive: true, force: true });
      await cp(set, copy, { recursive: true });
      const path = join(copy, file);
      const whole = await readFile(path);
      const places = [0, Math.floor(whole.length / 3), whole.length - 1];
      for (const place of places) {
        const damaged = Buffer.from(whole);
        damaged[place] = (damaged[place] ?? 0) ^ 0x10;
        await writeFile(path, damaged);
        expect(await attempt(), `${file} byte ${place}`).toBe('backup.set-damaged');
        await writeFile(path, whole);
        await truncate(path, place);
        expect(await attempt(), `${file} cut at ${place}`).toBe('backup.set-damaged');
        await writeFile(path, whole);
      }
      await rm(path);
      expect(await attempt(), `${file} missing`).toBe('backup.set-damaged');
    }
    expect(await readdir(join(at.folder, 'damaged', 'data'))).toEqual([]);
    expect(site.app.station.phase).toBe('firstRun');
    await site.close();
  });

  it('is refused when the manifest was written anew by somebody without the site key', async () => {
    const copy = join(at.folder, 'forged-set');
    await cp(set, copy, { recursive: true });
    const { manifest } = await readManifest(copy);
    const core = { ...manifest.core, at: '2026-12-24T00:00:00.000Z' };
    await writeFile(join(copy, 'manifest.json'), manifestText({ ...manifest, core }));
    const site = await bare('forged');
    const answer = site.call('backup.restore', { folder: copy, opening: byPosts(), handOver: null });
    await expect(answer).rejects.toMatchObject({
      code: 'backup.set-damaged',
      params: { detail: '清单签名不符' },
    });
    expect(await readdir(join(at.folder, 'forged', 'data'))).toEqual([]);
    await site.close();
  });
});

describe('a set opens for nobody else', () => {
  it.each([
    ['one post twice', () => [posts()[0], posts()[0]], 'restore.posts-refused'],
    [
      'a wrong password',
      () => [posts()[0], { ...posts()[1], password: 'Wrong#1234567' }],
      'restore.posts-refused',
    ],
    ['a business account as second', () => [posts()[0], at.site.second('zhiban')], 'restore.posts-refused'],
    [
      'two posts without the system administrator',
      () => [posts()[1], at.site.second(at.site.loginOf('auditor'))],
      'restore.posts-refused',
    ],
  ] as const)('%s', async (name, people, code) => {
    const site = await bare(`refused ${name}`);
    const opening: SetOpening = { with: 'posts', people: [...people()], stationSecret: papers.stationSecret };
    expect(await outcome(site.call('backup.restore', { folder: set, opening, handOver: null }))).toBe(code);
    expect(await readdir(join(site.options.folder, 'data'))).toEqual([]);
    await site.close();
  });

  it('without the station secret, with a wrong one, with one share twice, and makes whoever guesses wait', async () => {
    const site = await bare('refused secrets');
    const attempt = async (opening: SetOpening): Promise<string> =>
      await outcome(site.call('backup.restore', { folder: set, opening, handOver: null }));
    expect(await attempt({ ...byPosts(), stationSecret: null } as SetOpening)).toBe(
      'restore.station-secret-refused',
    );
    expect(await attempt({ ...byPosts(), stationSecret: papers.shares[0] } as SetOpening)).toBe(
      'recovery.text-damaged',
    );
    const twice: SetOpening = {
      with: 'shares',
      shares: [papers.shares[0], papers.shares[0]],
      stationSecret: null,
      newPasswords: [],
    };
    for (let n = 0; n < 4; n++) expect(await attempt(twice)).toBe('recovery.too-few');
    expect(await attempt(twice)).toBe('restore.wait');
    expect(await attempt(byPosts())).toBe('restore.wait');
    await site.close();
  });

  it('while somebody is logged in', async () => {
    await at.site.asPost('systemAdmin');
    const answer = at.site.call('backup.restore', { folder: set, opening: byPosts(), handOver: null });
    expect(await outcome(answer)).toBe('restore.while-open');
  });
});

describe('a site restored on a bare machine', () => {
  let site: Site;
  const second = () => posts()[1];

  beforeAll(async () => {
    site = await bare('new machine');
    const { set: facts } = await site.call('backup.inspectSet', { folder: set });
    expect(facts.site).toBe('HQ');
    const answer = await site.call('backup.restore', { folder: set, opening: byPosts(), handOver: null });
    expect(answer).toMatchObject({ site: 'HQ', state: 'restored', replaced: null });
  });
  afterAll(async () => await site.close());

  it('opens with the passwords of that time, takes drafts, and numbers, archives, prints and sends nothing', async () => {
    await site.as('zhiban');
    expect(await outcome(site.call('records.open', { uid: secondLost }))).toBe('record.not-found');
    expect(await outcome(closedCall(site, '恢复后的来电'))).toBe('site.restored');
    const state = await site.call('session.state');
    expect(state).toMatchObject({ conditions: ['restored'] });
  });

  it('the database itself issues no number and keeps the state, whatever the program does', async () => {
    await site.asPost('systemAdmin');
    const attempt = async (text: string): Promise<string> => {
      return await openDatabaseOf(site)
        .inTransaction(async (tx) => await sql.raw(text).execute(tx))
        .then(
          () => 'done',
          (error: Error) => error.message,
        );
    };
    expect(
      await attempt(`INSERT INTO number_register (number, series, year, site, n, status, at)
        VALUES ('DH-2026-HQ-0002', 'DH', 2026, 'HQ', 2, 'issued', '2026-11-22T00:00:00.000Z')`),
    ).toContain('site is restored');
    expect(await attempt(`DELETE FROM meta WHERE key = 'restored'`)).toContain('site is restored');
    expect(await attempt('UPDATE restorations SET ended_at = at')).toContain('CHECK');
    expect(await attempt('DELETE FROM restorations')).toContain('never forgotten');
  });

  it('ends the state only when every step was done by two posts', async () => {
    await site.asPost('systemAdmin');
    expect(await outcome(site.call('backup.endRestored', { second: second() }))).toBe('restored.incomplete');
    const state = await restored(site);
    const good = witness(state, 2);
    const lost = { seq: state.setHead.seq + 30, digest: 'ab'.repeat(32) as never };
    const enter = (more: object) =>
      outcome(site.call('backup.witnessNumbers', { ...good, lostHead: lost, second: second(), ...more }));
    expect(await enter({ second: posts()[0] })).toBe('people.same-person');
    expect(await enter({ second: at.site.second('zhiban') })).toBe('people.second-person-refused');
    expect(await enter({ numbers: good.numbers.slice(1) })).toBe('restored.incomplete');
    expect(await enter({ lostHead: { ...lost, seq: 1 } })).toBe('restored.below');
    expect(await enter({})).toBe('done');
    expect(await enter({})).toBe('people.already-decided');
    const { accounts } = await restored(site);
    const [one, ...others] = accounts.map((account) => account.uid);
    const confirm = (uids: readonly (typeof one)[]) =>
      outcome(site.call('backup.confirmAccounts', { uids: uids as never, second: second() }));
    expect(await confirm(others)).toBe('done');
    expect(await outcome(site.call('backup.endRestored', { second: second() }))).toBe('restored.incomplete');
    expect(await confirm([one])).toBe('done');
    const dispose = (numbers: { number: string; witness: string }[]) =>
      outcome(site.call('backup.confirmDisposals', { numbers, second: second() }));
    expect(await dispose([{ number: 'QR758-02A-2026-HQ-0001', witness: source }])).toBe(
      'restored.incomplete',
    );
    expect(await dispose([])).toBe('done');
    expect(await outcome(site.call('backup.endRestored', { second: second() }))).toBe('restored.incomplete');
    const epoch = await site.call('exchange.openEpoch', {
      rootKeyFile: at.site.rootKeyFile,
      rootPassphrase: at.site.rootPassphrase,
      folder: join(at.folder, 'roster'),
      knownEpoch: 'e03',
      second: second(),
    });
    expect(epoch.epoch).toBe('e04');
    expect(await outcome(site.call('backup.endRestored', { second: second() }))).toBe('done');
    expect((await site.call('backup.restoredState')).state).toBeNull();
  });

  it('goes on twenty numbers beyond the witness; what was skipped stands in the register as 恢复作废', async () => {
    await site.as('zhiban');
    const uid = await closedCall(site, '核对之后');
    expect((await site.call('records.open', { uid })).row.registrationNumber).toMatch(/-0023$/);
    const rows = await openDatabaseOf(site)
      .read.selectFrom('number_register')
      .select(['n', 'status', 'reason'])
      .where('series', '=', 'DH')
      .orderBy('n')
      .execute();
    expect(rows.filter((row) => row.status === 'voidedByRestore').map((row) => row.n)).toEqual(
      Array.from({ length: 21 }, (_, n) => n + 2),
    );
    expect(new Set(rows.slice(1, 22).map((row) => row.reason))).toEqual(new Set(['恢复作废']));
  });

  it('shows the cut in its audit chain by one row, and the independent verifier accepts lost heads by it alone', async () => {
    await site.asPost('auditor');
    expect(await site.call('audit.verify', {} as never)).toMatchObject({ intact: true });
    const { rows } = await site.call('audit.list', { act: 'audit.cut-declared' });
    expect(rows.filter((row) => row.outcome === 'done')).toHaveLength(1);
    const folder = join(at.folder, 'audit');
    await mkdir(folder);
    const { file } = await site.call('audit.exportChain', { folder });
    const { head } = (await readManifest(set)).manifest.core;
    const anchors = [`${head.seq + 30}:${'ab'.repeat(32)}`];
    expect((await checkAudit(file, { head: null, anchors })).problems).toEqual([]);
    const other = [`${head.seq + 30}:${'cd'.repeat(32)}`];
    expect((await checkAudit(file, { head: null, anchors: other })).problems).toHaveLength(1);
  });
});

describe('a site restored by shares where the station secret is lost', () => {
  it('needs new passwords of two posts, opens with them, and keeps the shares good', async () => {
    const site = await bare('by shares');
    const opening = (newPasswords: { login: string; password: string }[]): SetOpening => ({
      with: 'shares',
      shares: [papers.shares[0], papers.shares[1]],
      stationSecret: null,
      newPasswords,
    });
    const attempt = async (list: { login: string; password: string }[]): Promise<string> =>
      await outcome(site.call('backup.restore', { folder: set, opening: opening(list), handOver: null }));
    expect(await attempt([])).toBe('restore.new-posts-needed');
    const fresh = posts().map((post, n) => ({ ...post, password: `Xin-mi-ma-${n}9` }));
    expect(await attempt(fresh.slice(0, 1))).toBe('restore.new-posts-needed');
    expect(await attempt(fresh)).toBe('done');
    for (const { login, password } of fresh) site.people.set(login, { ...site.person(login), password });
    await site.asPost('systemAdmin');
    expect((await restored(site)).openedWith).toBe('shares');
    const work = join(at.folder, 'shares-again');
    await mkdir(work);
    const { sheet } = await site.call('backup.rehearse', {
      folder: set,
      workFolder: work,
      opening: opening([]),
    });
    expect(sheet.passed).toBe(true);
    await site.close();
  });
});

describe('a restore in the place of a site', () => {
  it('keeps the replaced files aside and reads the newest audit head from them', async () => {
    const folder = join(at.folder, 'replaced');
    await at.site.close();
    for (const part of ['data', 'station'])
      await cp(join(at.folder, part), join(folder, part), { recursive: true });
    const site = (await Site.open({ ...at.site.options, folder })).adopt(at.site);
    const opening = { ...byPosts(), stationSecret: null } as SetOpening;
    const { replaced } = await site.call('backup.restore', { folder: set, opening, handOver: null });
    expect((await stat(join(replaced ?? '', 'site.db'))).isFile()).toBe(true);
    await site.asPost('systemAdmin');
    const state = await restored(site);
    expect(state.foundHead?.seq).toBeGreaterThan(state.setHead.seq);
    // The head that was found is the lost one, even when nobody types it.
    await site.call('backup.witnessNumbers', { ...witness(state, 2), lostHead: null, second: posts()[1] });
    expect((await restored(site)).lostHead).toEqual(state.foundHead);
    await site.close();
  });
});

describe('a site that is retired', () => {
  let moved: string;

  it('is sealed read-only and hands over its last set by a signed file', async () => {
    const { site } = at;
    moved = join(at.folder, 'moving');
    await site.asPost('systemAdmin');
    const made = await site.call('backup.retire', { folder: moved, second: posts()[1] });
    expect(made.file).toMatch(/HQ\.hand-over\.json$/);
    set = made.set;
    await site.as('zhiban');
    expect(await outcome(phoneRecord(site, '移交之后'))).toBe('site.retired');
    expect(await outcome(site.call('records.open', { uid: secondLost }))).toBe('done');
    await site.asPost('systemAdmin');
    expect(await outcome(site.call('backup.run'))).toBe('site.retired');
    // Cut short before the file was written, it is repeated.
    set = (await site.call('backup.retire', { folder: moved, second: posts()[1] })).set;
    await site.close();
  });

  it('goes on elsewhere without a new epoch, and only with its own file', async () => {
    const site = await bare('taken over');
    const attempt = async (handOver: string | null): Promise<string> =>
      await outcome(site.call('backup.restore', { folder: set, opening: byPosts(), handOver }));
    const file = join(moved, 'HQ.hand-over.json');
    expect(await attempt(null)).toBe('restore.hand-over-refused');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('"epoch": "e01"', '"epoch": "e09"'));
    expect(await attempt(file)).toBe('restore.hand-over-refused');
    await writeFile(file, text);
    expect(await attempt(file)).toBe('done');
    await site.as('zhiban');
    const uid = await closedCall(site, '新工作站');
    expect((await site.call('records.open', { uid })).row.registrationNumber).toMatch(/-0003$/);
    expect(await site.call('session.state')).toMatchObject({ conditions: [] });
    await site.close();
  });
});
