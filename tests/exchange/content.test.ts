import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweepCutImport } from '../../main/access/contents.ts';
import { ContentStore } from '../../main/database/contentStore.ts';
import type { RecordUid } from '../../shared/ids.ts';
import { scratchDatabase } from '../database/scratch.ts';
import type { Site } from '../program/site.ts';
import { Ground, refusal } from './ground.ts';

describe('what travels of records after they were sent', () => {
  let ground: Ground;
  let center: Site;
  let unit: Site;

  const exchange = async (): Promise<void> => {
    await ground.take(center, (await ground.send(unit, center)).file);
  };
  const atCenter = async (uid: RecordUid) => {
    await center.as('xinxi');
    return await center.call('records.open', { uid });
  };
  const decideMark = async (uid: RecordUid, marking: string): Promise<void> => {
    await unit.as('dingmi');
    await unit.call('records.decideMarking', {
      uid,
      marking,
      reason: '涉及装备性能',
      password: unit.person('dingmi').password,
    });
  };

  beforeAll(async () => {
    ground = await Ground.create();
    center = await ground.makeSite('HQ', 'center');
    unit = await ground.makeSite('U1', 'unit');
    const hq = await ground.signRoster(center);
    const u1 = await ground.signRoster(unit);
    await ground.pin(center, unit, u1);
    await ground.pin(unit, center, hq);
  });
  afterAll(() => ground.remove());

  it('a record that its unit voids is voided at the center too; one that was never sent is not told of', async () => {
    const sent = await ground.closedCall(unit, '登记有误');
    await exchange();
    const kept = await ground.closedCall(unit, '从未发出');
    await unit.as('zhuanren');
    for (const uid of [sent, kept])
      await unit.call('records.move', { uid, move: 'void', reason: '重复登记' });
    const next = await ground.send(unit, center);
    expect(next.recordCount).toBe(1);
    await ground.take(center, next.file);
    expect((await atCenter(sent)).row.state).toBe('voided');
    expect(await refusal(center.call('records.open', { uid: kept }))).toBe('record.not-found');
  });

  it('decisions on a mark travel with their signatures, before and after the center has archived', async () => {
    const uid = await ground.closedCall(unit, '涉及性能参数', '秘密★5年');
    await exchange();
    await decideMark(uid, '秘密★5年');
    await exchange();
    const marked = await atCenter(uid);
    expect(marked.row).toMatchObject({ marking: '秘密★5年' });
    await center.call('records.move', {
      uid,
      move: 'archive',
      original: { received: true, from: '机要', place: '2026-02A-1', dueOn: null },
    });
    await ground.take(unit, (await ground.send(center, unit)).file);
    await decideMark(uid, '内部');
    await exchange();
    const lifted = await atCenter(uid);
    expect(lifted.row).toMatchObject({ marking: '内部', state: 'archived' });
    expect(lifted.markings.map((line) => [line.status, line.marking])).toEqual([
      ['proposed', '秘密★5年'],
      ['formal', '秘密★5年'],
      ['lifted', '内部'],
    ]);
    expect(lifted.markProblem ?? null).toBeNull();
  });
});

describe('content that an import stored before it was cut off', () => {
  it('is swept at the next log-in, and nothing else is', async () => {
    const scratch = await scratchDatabase();
    const folder = await mkdtemp(join(tmpdir(), 'cut-import-'));
    try {
      const store = new ContentStore(folder, Buffer.alloc(32, 7));
      const put = async (text: string) =>
        await store.put(
          (async function* () {
            yield Buffer.from(text);
          })(),
        );
      const cut = await put('导入到一半');
      const other = await put('另一份');
      await sweepCutImport(scratch.database.read, store, JSON.stringify([cut.sha256, 'ab'.repeat(32)]));
      expect(await store.names()).toEqual([other.name]);
    } finally {
      await scratch.remove();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
