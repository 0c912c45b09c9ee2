import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { recordById } from '../../main/database/stores/records.ts';
import { recordDigest, wholeOf } from '../../main/records/wholeRecord.ts';
import { dayOf, type Instant } from '../../shared/ids.ts';
import { createTestRenderer } from '../printing/renderForTest.ts';
import { bareHost, quickCost, Site } from '../program/site.ts';
import { print, type Result, single, timed } from './measure.ts';
import { databaseOf } from './site.ts';

const pages = 5000;

/**
 * A volume of five thousand pages of archived phone records, by the program's own renderer: seconds, and the most memory that
 * the process held over what it held before.
 */
export async function measureVolume(folder: string): Promise<Result[]> {
  await rm(folder, { recursive: true, force: true });
  const renderer = createTestRenderer();
  const site = await Site.create({
    folder: join(folder, 'HQ'),
    code: 'HQ',
    name: '客户服务中心',
    kind: 'center',
    highestLevel: 2,
    passwordCost: quickCost,
    host: { ...bareHost, renderPdf: (html) => renderer.render(html) },
  });
  try {
    await site.addPeople([
      { login: 'guanli', name: '管理员', roles: ['informationOfficer', 'operator'], clearance: 2 },
    ]);
    await site.as('guanli');
    await archivedCalls(site, pages);
    let most = 0;
    const before = process.memoryUsage.rss();
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss() - before);
    }, 200);
    let made = 0;
    const year = Number(dayOf(new Date().toISOString() as Instant).slice(0, 4));
    const milliseconds = await timed(async () => {
      made = (await site.call('archive.compose', { class: 'communication', year })).pages;
    });
    clearInterval(watch);
    return [
      print(single('volume: bound', made, 's', milliseconds / 1000)),
      print(single('volume: memory over before', made, 'MiB', most / 1024 ** 2)),
    ];
  } finally {
    await site.close();
    await renderer.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** One record on its whole way, and copies of it under identities and numbers of their own. */
async function archivedCalls(site: Site, count: number): Promise<void> {
  const { uid } = await site.call('records.create', {
    kind: 'phoneRecord',
    taskUid: null,
    customerUid: null,
    equipmentUids: [],
    occurredAt: null,
    parts: [],
    content: {
      direction: 'in',
      startedAt: new Date().toISOString(),
      caller: '林某',
      need: '雷达显示异常，询问处理方法',
      opinion: '按手册第三章检查电源',
      solvedOnCall: true,
      result: '用户按指导恢复正常',
    },
  });
  await site.call('records.move', { uid, move: 'close' });
  const original = { received: true, from: '周', place: '柜', dueOn: null };
  await site.call('records.move', { uid, move: 'archive', original });
  await databaseOf(site).inTransaction(async (tx) => {
    const first = await tx.selectFrom('records').selectAll().where('uid', '=', uid).executeTakeFirstOrThrow();
    for (let n = 1; n < count; n += 1) {
      const { id: _, ...rest } = first;
      const copy = {
        ...rest,
        uid: `HQ-${String(n).padStart(16, '0')}`,
        state: 'closed',
        registration_number: null,
        archive_number: `QR758-02A-2099-HQ-${String(n).padStart(4, '0')}`,
      };
      const { id } = await tx.insertInto('records').values(copy).returning('id').executeTakeFirstOrThrow();
      const digest = recordDigest(await wholeOf(tx, await recordById(tx, id)));
      await tx.updateTable('records').set({ digest, state: 'archived' }).where('id', '=', id).execute();
    }
  });
}
