import { randomBytes } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AccountUid, type Instant, toInstant } from '../../shared/ids.ts';
import { quickSlots } from '../../tests/database/quickSlots.ts';
import { type Scratch, scratchDatabase, testClock } from '../../tests/database/scratch.ts';
import { type BackupFigures, makeBackup, presentSets, verifyBackup } from './backup.ts';
import { expiredSets, setMoment, setName } from './backupSets.ts';
import { ContentStore, type StoredContent } from './contentStore.ts';
import { openDatabase } from './database.ts';
import { Slots } from './slots.ts';

let scratch: Scratch;
let target: string;
let store: ContentStore;
let first: StoredContent;
let elapsedMs: number;
const kek = randomBytes(32);
const stationSecret = randomBytes(32);

const slotFolder = () => join(scratch.folder, 'keys');
const contentFolder = () => join(scratch.folder, 'content');
async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

beforeEach(async () => {
  scratch = await scratchDatabase();
  target = mkdtempSync(join(tmpdir(), 'backup-'));
  elapsedMs = 0;
  const accountUid = 'HQ-0000000000000001' as AccountUid;
  const admin = { login: 'admin', password: 'Pass-1', accountUid, afterFailures: 'wait' } as const;
  await Slots.create({ folder: slotFolder(), stationSecret, ...quickSlots }, [admin], scratch.key);
  store = new ContentStore(contentFolder(), kek);
  first = await store.put(bytes('attachment one'));
  await scratch.database.inTransaction((tx) =>
    tx.insertInto('meta').values({ key: 'a', value: '1' }).execute(),
  );
});
afterEach(async () => {
  await scratch.remove();
  rmSync(target, { recursive: true });
});

/** One set; the next one is a minute later, or as much as asked for. */
function backup(step = 60_000): Promise<BackupFigures> {
  const at = new Date(testClock().getTime() + elapsedMs);
  elapsedMs += step;
  return makeBackup({
    database: scratch.database,
    slotFolder: slotFolder(),
    contentFolder: contentFolder(),
    target,
    clock: () => at,
  });
}

describe('a backup set', () => {
  it('restores on its own: slots, database and attachments open from the set alone', async () => {
    const { folder } = await backup();
    const bare = join(target, 'bare');
    cpSync(folder, bare, { recursive: true });
    const slots = await Slots.open({ folder: join(bare, 'keys'), stationSecret, ...quickSlots });
    const { databaseKey } = await slots.unlock({ login: 'admin', password: 'Pass-1' });
    const database = await openDatabase({
      file: join(bare, 'site.db'),
      key: databaseKey,
      mode: 'existing',
      clock: testClock,
    });
    expect(await database.read.selectFrom('meta').selectAll().execute()).toEqual([{ key: 'a', value: '1' }]);
    await database.close();
    const content = new ContentStore(join(bare, 'content'), kek);
    expect((await content.readAll({ ...first, title: '' })).toString()).toBe('attachment one');
  });

  it('gives its figures and is found good', async () => {
    const figures = await backup();
    expect(figures).toMatchObject({ at: toInstant(testClock()), files: 4, newFiles: 1, removedSets: [] });
    expect(figures.sameDevice).toBe(statSync(target).dev === statSync(scratch.folder).dev);
    const check = await verifyBackup(figures.folder, scratch.key);
    expect(check).toMatchObject({
      at: figures.at,
      files: 4,
      bytes: figures.bytes,
      manifestDigest: figures.manifestDigest,
      faults: [],
    });
    expect(readdirSync(target)).toEqual(['20261122T080000000Z']);
  });

  it('shares unchanged attachments with the set before, and copies only new ones', async () => {
    const one = await backup(86_400_000);
    const second = await store.put(bytes('attachment two'));
    const two = await backup();
    expect(two.newFiles).toBe(1);
    const inSet = (figures: BackupFigures, stored: StoredContent) =>
      join(figures.folder, 'content', stored.name.slice(0, 2), stored.name);
    expect(statSync(inSet(two, first)).ino).toBe(statSync(inSet(one, first)).ino);
    expect(statSync(inSet(two, second)).isFile()).toBe(true);
    expect((await verifyBackup(two.folder, scratch.key)).faults).toEqual([]);
  });

  it('copies an attachment again when the one of the set before was cut', async () => {
    const one = await backup();
    writeFileSync(join(one.folder, 'content', first.name.slice(0, 2), first.name), 'cut');
    const two = await backup();
    expect(two.newFiles).toBe(1);
    expect((await verifyBackup(two.folder, scratch.key)).faults).toEqual([]);
  });

  it('names every damaged, missing and added file', async () => {
    const { folder } = await backup();
    const content = `content/${first.name.slice(0, 2)}/${first.name}`;
    writeFileSync(join(folder, content), 'changed');
    rmSync(join(folder, 'keys', 'slots-1.json'));
    writeFileSync(join(folder, 'keys', 'extra'), '');
    const { faults } = await verifyBackup(folder, scratch.key);
    expect(faults).toHaveLength(3);
    expect(faults).toEqual(
      expect.arrayContaining([
        { path: 'keys/extra', fault: 'unexpected' },
        { path: 'keys/slots-1.json', fault: 'missing' },
        { path: content, fault: 'changed' },
      ]),
    );
  });

  it('does not mind the empty log of a reader that was killed, and refuses a log with content', async () => {
    const { folder } = await backup();
    writeFileSync(join(folder, 'site.db-wal'), '');
    writeFileSync(join(folder, 'site.db-shm'), Buffer.alloc(32_768));
    expect((await verifyBackup(folder)).faults).toEqual([]);
    writeFileSync(join(folder, 'site.db-wal'), 'x');
    expect((await verifyBackup(folder)).faults.map((fault) => fault.path).sort()).toEqual([
      'site.db-shm',
      'site.db-wal',
    ]);
  });

  it('notices any flipped byte of the database copy, and a manifest that is changed or gone', async () => {
    const { folder, manifestDigest } = await backup();
    const file = join(folder, 'site.db');
    const whole = readFileSync(file);
    for (let at = 0; at < whole.length; at += Math.floor(whole.length / 60)) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      writeFileSync(file, damaged);
      expect((await verifyBackup(folder)).faults, `byte ${at}`).toEqual([
        { path: 'site.db', fault: 'changed' },
      ]);
    }
    writeFileSync(file, whole);
    const manifest = join(folder, 'manifest.json');
    const text = readFileSync(manifest);
    // Every byte of it: the first half of the text is the manifest, the rest its digest.
    for (let at = 0; at < text.length; at += 7) {
      const damaged = Buffer.from(text);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      writeFileSync(manifest, damaged);
      await expect(verifyBackup(folder), `byte ${at}`).rejects.toMatchObject({ code: 'backup.set-damaged' });
      writeFileSync(manifest, text.subarray(0, at));
      await expect(verifyBackup(folder), `cut at ${at}`).rejects.toMatchObject({
        code: 'backup.set-damaged',
      });
    }
    writeFileSync(manifest, text);
    expect((await verifyBackup(folder)).manifestDigest).toBe(manifestDigest);
    for (const broken of ['{}', 'no json', '']) {
      writeFileSync(manifest, broken);
      await expect(verifyBackup(folder)).rejects.toMatchObject({ code: 'backup.set-damaged' });
    }
    rmSync(manifest);
    await expect(verifyBackup(folder)).rejects.toMatchObject({ code: 'backup.set-damaged' });
  });

  it('removes what an interrupted run left, and leaves other folders alone', async () => {
    mkdirSync(join(target, '20261101T000000000Z.partial', 'keys'), { recursive: true });
    mkdirSync(join(target, 'holiday photos'));
    await backup();
    expect(readdirSync(target).sort()).toEqual(['20261122T080000000Z', 'holiday photos']);
  });

  it('says in Chinese why it could not be written, and leaves earlier sets', async () => {
    const one = await backup();
    rmSync(join(slotFolder(), 'slots-1.json'));
    const unreachable = makeBackup({
      database: scratch.database,
      slotFolder: slotFolder(),
      contentFolder: contentFolder(),
      target: join(target, 'none'),
      clock: testClock,
    });
    await expect(unreachable).rejects.toMatchObject({
      code: 'database.backup-failed',
      params: { detail: '找不到备份目标' },
    });
    expect((await verifyBackup(one.folder)).faults).toEqual([]);
  });

  it('goes on while the database is written to', async () => {
    const writes = Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        scratch.database.inTransaction((tx) =>
          tx
            .insertInto('meta')
            .values({ key: `k${n}`, value: 'x' })
            .execute(),
        ),
      ),
    );
    const { folder } = await backup();
    await writes;
    expect((await verifyBackup(folder, scratch.key)).faults).toEqual([]);
  });
});

describe('old sets', () => {
  const good = (moments: readonly Instant[]) => moments.map((at) => ({ at, good: true }));
  const daily = (count: number, from = Date.parse('2026-01-01T04:00:00Z')) =>
    Array.from({ length: count }, (_, n) => toInstant(new Date(from + n * 86_400_000)));

  it('are kept for 7 days, 5 weeks and 13 months', () => {
    const all = daily(500);
    const expired = expiredSets(good(all));
    const left = all.filter((at) => !expired.includes(at));
    expect(left.slice(-7)).toEqual(all.slice(-7));
    // Seven days always hold the newest of one or two of the weeks, five weeks the newest of one or two months.
    expect(left.length).toBeGreaterThanOrEqual(7 + 3 + 11);
    expect(left.length).toBeLessThanOrEqual(7 + 5 + 13);
    expect(left[0]?.slice(0, 7)).toBe('2026-05');
  });

  const at = (day: string, hour = '04') => `${day}T${hour}:00:00.000Z` as Instant;
  it.each([
    [
      'one day, three sets',
      [at('2026-11-22', '01'), at('2026-11-22', '09'), at('2026-11-22', '15')],
      [],
      [0, 1],
    ],
    ['the only set', [at('2026-11-22')], [], []],
    ['the only set, damaged', [at('2026-11-22')], [0], []],
    [
      'all damaged: nothing goes, something may still be read from them',
      [at('2026-11-21'), at('2026-11-22')],
      [0, 1],
      [],
    ],
    [
      'the newest damaged: the last good one stays',
      [at('2026-11-22', '01'), at('2026-11-22', '09')],
      [1],
      [],
    ],
    ['a damaged one older than a good one goes', [at('2026-11-20'), at('2026-11-21')], [0], [0]],
    [
      'a damaged one never stands for its day',
      [at('2026-11-20', '01'), at('2026-11-20', '09'), at('2026-11-21')],
      [1],
      [1],
    ],
    [
      'a day eight sets ago goes when its week and month have a newer one',
      daily(9, Date.parse('2026-11-02T04:00:00Z')),
      [],
      [0, 1],
    ],
  ] as const)('%s', (_, moments, damaged, gone) => {
    const sets = moments.map((moment, n) => ({
      at: moment,
      good: !(damaged as readonly number[]).includes(n),
    }));
    expect(expiredSets(sets)).toEqual(gone.map((n) => moments[n]));
  });

  it('stay during a pause: only days with a set count', () => {
    expect(expiredSets(good(daily(7, Date.parse('2020-03-01T04:00:00Z'))))).toEqual([]);
  });

  it('never include the last good one, and pruning twice removes no more than pruning once', () => {
    const moment = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(moment, fc.boolean()), { minLength: 1, maxLength: 60 }), (drawn) => {
        const sets = [...new Map(drawn.map(([date, whole]) => [toInstant(date), whole]))].map(
          ([one, whole]) => ({
            at: one,
            good: whole,
          }),
        );
        const expired = expiredSets(sets);
        const left = sets.filter((set) => !expired.includes(set.at));
        const lastGood = sets
          .filter((set) => set.good)
          .map((set) => set.at)
          .sort()
          .at(-1);
        if (lastGood !== undefined) expect(left.map((set) => set.at)).toContain(lastGood);
        else expect(expired).toEqual([]);
        expect(expiredSets(left)).toEqual([]);
      }),
    );
  });

  it('are found by their folder names and nothing else is', () => {
    const moment = '2026-11-22T08:00:00.123Z' as Instant;
    expect(setMoment(setName(moment))).toBe(moment);
    expect(setMoment('20261122T080000123Z.partial')).toBeUndefined();
    expect(setMoment('backup')).toBeUndefined();
  });

  it('are removed by the next backup, unless the newer ones are damaged', async () => {
    const one = await backup();
    const two = await backup();
    expect(readdirSync(target)).toEqual(['20261122T080100000Z']);
    rmSync(join(two.folder, 'manifest.json'));
    expect((await presentSets(target)).map((set) => set.good)).toEqual([false]);
    await backup();
    await backup();
    expect(one.at < two.at).toBe(true);
    expect(readdirSync(target)).toEqual(['20261122T080300000Z']);
  });
});
