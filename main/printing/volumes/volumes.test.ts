import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument } from '@cantoo/pdf-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObjectUid, RecordUid } from '../../../shared/ids.ts';
import { outcome } from '../../../tests/attack/siteUnderAttack.ts';
import { createTestRenderer, pdfFacts } from '../../../tests/printing/renderForTest.ts';
import { bareHost, quickCost, Site } from '../../../tests/program/site.ts';
import { openContents } from '../../access/contents.ts';
import { insertAttachment } from '../../database/stores/attachments.ts';
import { recordByUid } from '../../database/stores/records.ts';

const printer = '文印室';

describe('a yearly volume', () => {
  let folder: string;
  let site: Site;
  const renderer = createTestRenderer();
  const taken: { name: string; pdf: Uint8Array }[] = [];
  const records: RecordUid[] = [];
  let now = new Date('2026-02-03T02:00:00.000Z');
  let volume: ObjectUid;
  let number: string;

  const archived = async (need: string, scan?: Uint8Array): Promise<RecordUid> => {
    await site.as('zhou');
    const { uid } = await site.call('records.create', {
      kind: 'phoneRecord',
      taskUid: null,
      customerUid: null,
      equipmentUids: [],
      occurredAt: null,
      parts: [],
      content: {
        direction: 'in',
        startedAt: now.toISOString(),
        caller: '林某',
        need,
        opinion: '已电话指导',
        solvedOnCall: true,
        result: '恢复正常',
      },
    });
    if (scan !== undefined) {
      const session = site.app.station.session;
      if (session === undefined) throw new Error('nobody is logged in');
      const { store, contents } = await openContents(
        session.database.read,
        join(folder, 'data', 'attachments'),
      );
      const content = await contents.put([scan]);
      store.close();
      await session.database.inTransaction(async (tx) => {
        const record = await recordByUid(tx, uid);
        if (record === undefined) throw new Error('no record');
        await insertAttachment(tx, {
          uid: `HQ-${'s'.repeat(15)}${records.length}`,
          record_id: record.id,
          role: 'signedScan',
          name: '扫描.pdf',
          media_type: 'application/pdf',
          sha256: content.sha256,
          bytes: content.bytes,
          content_name: content.contentName,
          wrapped_key: content.wrappedKey,
          trace_code: null,
          bound_version: 1,
          bound_digest: null,
          voided_at: null,
          clear_file_erased: null,
          added_by: 'test',
          added_at: now.toISOString(),
        });
      });
    }
    await site.call('records.move', { uid, move: 'close' });
    await site.as('wang');
    const original = { received: true, from: '周', place: '柜', dueOn: null };
    await site.call('records.move', { uid, move: 'archive', original });
    records.push(uid);
    return uid;
  };
  const password = (login: string): string => site.person(login).password;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'volume-'));
    site = await Site.create({
      folder,
      code: 'HQ',
      name: '客户服务中心',
      kind: 'center',
      highestLevel: 2,
      passwordCost: quickCost,
      confirmsDate: true,
      clock: () => {
        now = new Date(now.getTime() + 1);
        return now;
      },
      host: {
        ...bareHost,
        listPrinters: async () => [{ name: printer, writesFiles: false }],
        renderPdf: (html) => renderer.render(html),
        print: async (pdf, _, name) => void taken.push({ name, pdf }),
      },
    });
    await site.asPost('securityAdmin');
    await site.call('printing.registerPrinter', {
      name: printer,
      level: 2,
      writesFiles: false,
      place: '一楼',
    });
    await site.call('exchange.registerMedium', {
      number: 'CD-1',
      kind: '光盘',
      serial: 'X1',
      level: 2,
      holder: '王管理',
    });
    await site.addPeople([
      { login: 'zhou', name: '周信息', roles: ['operator'], clearance: 2 },
      { login: 'wang', name: '王管理', roles: ['informationOfficer'], clearance: 2 },
      { login: 'lin', name: '林主任', roles: ['centerLeader'], clearance: 2 },
      { login: 'wen', name: '文印', roles: ['printKeeper'], clearance: 2 },
      { login: 'low', name: '低密', roles: ['centerLeader'], clearance: 1 },
    ]);
    const scan = await PDFDocument.create();
    scan.addPage([842, 595]).drawText('SIGNED SCAN ONE', { x: 80, y: 300 });
    scan.addPage([595, 842]).drawText('SIGNED SCAN TWO', { x: 80, y: 300 });
    await archived('第一件来电');
    await archived('第二件来电，已有签字扫描件', await scan.save());
    await archived(`第三件来电${'，内容很长，须占多页'.repeat(180)}`);
  }, 300_000);
  afterAll(async () => {
    await site.close();
    await renderer.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('waits by class and year, and binds cover, contents, records, digests, closing sheet and spare sheet', async () => {
    await site.as('wang');
    const { waiting } = await site.call('archive.volumes');
    expect(waiting).toEqual([{ class: 'communication', year: 2026, records: 3 }]);
    const composed = await site.call('archive.compose', { class: 'communication', year: 2026 });
    volume = composed.uid;
    const { row, lines } = await site.call('archive.volume', { uid: volume });
    expect(row).toMatchObject({
      state: 'composed',
      number: null,
      records: 3,
      marking: '内部',
      keptUntil: null,
    });
    expect(lines.map((line) => line.source)).toEqual(['print', 'scan', 'print']);
    expect(lines.map((line) => line.recordUid)).toEqual(records);
    // Contents give every page its place: the pages of one record follow those of the one before.
    expect(lines[0]?.firstPage).toBe(3);
    expect(lines[1]?.firstPage).toBe(3 + (lines[0]?.pages ?? 0));
    expect(lines[1]?.pages).toBe(2);
    expect(lines[2]?.pages).toBeGreaterThan(1);
  }, 300_000);

  it('is one PDF whose pages are numbered through, extracted as text and embedded in fonts', async () => {
    const shown = await site.call('archive.pages', { uid: volume, from: 1, count: 30 });
    const { pages } = shown;
    const pdf = Buffer.from(shown.pdf, 'base64');
    if (process.env.VOLUME_OUT !== undefined) await writeFile(process.env.VOLUME_OUT, pdf);
    const facts = pdfFacts(pdf);
    expect(facts.pages).toBe(pages);
    for (const [index, text] of facts.texts.entries()) {
      const words = text.replace(/\s/g, '');
      expect(words).toContain(`第${index + 1}页共${pages}页`);
    }
    const all = facts.texts.join('').replace(/\s/g, '');
    for (const words of [
      '2026年沟通记录',
      '目录',
      '第一件来电',
      'SIGNEDSCANONE',
      '摘要清单',
      '卷内备考表',
      '补充页',
      '预览',
    ])
      expect(all).toContain(words.replace(/\s/g, ''));
    expect(facts.fonts.filter((font) => !font.embedded).map((font) => font.name)).toEqual([
      // Of the scan, which came so.
      'Helvetica',
      'Helvetica',
    ]);
    execFileSync('qpdf', ['--check', await saved(pdf)], { stdio: 'pipe' });
  }, 300_000);

  it('is closed by a signature; number, states and keeping time follow', async () => {
    await site.as('wang');
    expect(await outcome(site.call('archive.compose', { class: 'communication', year: 2026 }))).toBe(
      'volume.open',
    );
    expect(await outcome(site.call('archive.close', { uid: volume, password: 'wrong' }))).toBe(
      'slots.wrong-credentials',
    );
    number = (await site.call('archive.close', { uid: volume, password: password('wang') })).number;
    expect(number).toBe('JC-2026-HQ-0001');
    const { row } = await site.call('archive.volume', { uid: volume });
    expect(row).toMatchObject({ state: 'closed', closedBy: '王管理', keptUntil: '2031-02-03' });
    for (const uid of records) {
      expect((await site.call('records.open', { uid })).row.state).toBe('compiled');
    }
    expect(await outcome(site.call('archive.discard', { uid: volume }))).toBe('volume.state');
    expect(await outcome(site.call('archive.close', { uid: volume, password: password('wang') }))).toBe(
      'volume.state',
    );
    await site.as('low');
    await site.as('zhou');
    expect(await outcome(site.call('archive.volumes'))).toBe('gate.forbidden');
  }, 300_000);

  it('prints after approval with a layer of its own over a body that stays the same bytes', async () => {
    for (const turn of [1, 2]) {
      await site.as('wang');
      const { uid } = await site.call('archive.applyPrint', {
        uid: volume,
        purpose: '存档',
        printer,
        recipients: [`档案室${turn}`],
      });
      expect(await outcome(site.call('printing.decide', { uid, approve: true }))).toBe('gate.forbidden');
      await site.as('lin');
      await site.call('printing.decide', { uid, approve: true });
      await site.as('wang');
      const { job } = await site.call('printing.run', { uid });
      expect(job).toMatchObject({ class: 'volume', state: 'printed', copies: [{ state: 'submitted' }] });
    }
    const [one, other] = taken.slice(-2).map(({ pdf }) => Buffer.from(pdf));
    if (one === undefined || other === undefined) throw new Error('two copies');
    const body = bodyOf(one);
    expect(bodyOf(other).equals(body)).toBe(true);
    expect(one.equals(other)).toBe(false);
    const digest = createHash('sha256').update(body).digest('hex');
    const { rows } = await site.call('printing.ledger', {});
    const jobs = rows.filter((row) => row.class === 'volume');
    expect(jobs).toHaveLength(2);
    const session = site.app.station.session;
    const stored = await session?.database.read.selectFrom('volumes').select('body_sha256').execute();
    expect(stored).toEqual([{ body_sha256: digest }]);
    for (const [index, pdf] of [other, one].entries()) {
      execFileSync('qpdf', ['--check', await saved(pdf)], { stdio: 'pipe' });
      const text = pdfFacts(pdf).texts.map((page) => page.replace(/\s/g, ''));
      const copy = jobs[index]?.copies[0];
      for (const page of text) {
        expect(page).toContain(`份号${copy?.copyNumber}`);
        expect(page).toContain(`追踪码${copy?.traceCode.replace(/\s/g, '')}`);
      }
    }
  }, 300_000);

  it('is exported as an open package that stock tools verify, onto a medium that two persons answer for', async () => {
    await site.as('wang');
    const ask = { uid: volume, folder, medium: 'CD-1', second: site.second('anquan') };
    expect(await outcome(site.call('archive.exportOpen', { ...ask, medium: 'CD-9' }))).toBe('volume.medium');
    expect(await outcome(site.call('archive.exportOpen', { ...ask, second: site.second('lin') }))).toBe(
      'people.second-person-refused',
    );
    const done = await site.call('archive.exportOpen', ask);
    const run = (command: string): string =>
      execFileSync('bash', ['-c', command], { cwd: done.folder, encoding: 'utf8', stdio: 'pipe' });
    expect(
      run('sha256sum -c --quiet manifest-sha256.txt && sha256sum -c --quiet tagmanifest-sha256.txt'),
    ).toBe('');
    for (const line of (await readFile(join(done.folder, 'verify.txt'), 'utf8')).split('\n')) {
      if (line.startsWith('ssh-keygen')) expect(run(line)).toContain('Good "spm-volume-v1" signature');
    }
    const head = JSON.parse(await readFile(join(done.folder, 'volume.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    expect(head).toMatchObject({ number, records: 3 });
    expect(run('sha256sum manifest-sha256.txt').slice(0, 64)).toBe(head.manifest);
    expect(run('sha256sum data/volume.pdf').slice(0, 64)).toBe(head.body);
    expect(run('wc -l < data/records.jsonl').trim()).toBe('3');
    expect(await outcome(site.call('archive.exportOpen', ask))).toBe('volume.folder');
  }, 300_000);

  it('a late record goes into a supplement, which can be taken apart until it is closed', async () => {
    await archived('迟到的来电');
    const { waiting } = await site.call('archive.volumes');
    expect(waiting).toEqual([{ class: 'communication', year: 2026, records: 1 }]);
    const { uid } = await site.call('archive.compose', {
      class: 'communication',
      year: 2026,
      marking: '秘密★5年',
    });
    const { row } = await site.call('archive.volume', { uid });
    expect(row).toMatchObject({ part: 1, name: '2026年沟通记录（补册1）', marking: '秘密★5年', level: 2 });
    await site.call('archive.discard', { uid });
    expect((await site.call('archive.volumes')).waiting).toEqual(waiting);
    const beyond = { class: 'communication', year: 2026, marking: '机密★5年' } as const;
    expect(await outcome(site.call('archive.compose', beyond))).toBe('volume.marking');
  }, 300_000);

  async function saved(pdf: Uint8Array): Promise<string> {
    const file = join(folder, 'checked.pdf');
    await writeFile(file, pdf);
    return file;
  }
  /** Everything up to the end of the first table. */
  function bodyOf(pdf: Buffer): Buffer {
    return pdf.subarray(0, pdf.indexOf('%%EOF\n') + 6);
  }
});
