import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObjectUid } from '../../shared/ids.ts';
import { expectPlan } from '../../tests/database/expectPlan.ts';
import { PrintRoom } from '../../tests/printing/printRoom.ts';
import type { Colleague } from '../../tests/records/harness.ts';
import { ledgerPage } from '../database/stores/printing.ts';

let room: PrintRoom;

beforeAll(async () => {
  room = await PrintRoom.open();
});
afterAll(async () => {
  await room.desk.close();
});

describe('who sees the ledger', () => {
  it('shows an order to nobody who may not read the record, by list, cursor, trace code or identity', async () => {
    const record = await room.closedRecord();
    const { job } = await room.desk.call(room.officer, 'printing.run', {
      uid: await room.approvedOrder(record),
    });
    const copy = job.copies[0];
    const { rows } = await room.desk.call(room.stranger, 'printing.ledger', {});
    expect(rows).toEqual([]);
    const traced = await room.desk.call(room.stranger, 'printing.trace', {
      traceCode: copy?.traceCode ?? '',
    });
    expect(traced).toEqual({ job: null, copyUid: null });
    await expect(room.desk.call(room.stranger, 'printing.run', { uid: job.uid })).rejects.toMatchObject({
      code: 'print.not-found',
    });
    const moving = room.desk.call(room.stranger, 'printing.moveCopy', {
      copyUid: copy?.uid as ObjectUid,
      to: 'printed',
      holder: '我',
    });
    await expect(moving).rejects.toMatchObject({ code: 'print.not-found' });
    const cursor = Buffer.from(JSON.stringify([job.uid])).toString('base64url');
    const paging = room.desk.call(room.stranger, 'printing.ledger', { cursor });
    await expect(paging).rejects.toMatchObject({ code: 'cursor.bad' });
  });

  it('shows the whole ledger to the print room.keeper page by page, without gap or repetition', async () => {
    const record = await room.callRecord();
    for (let count = 0; count < 7; count += 1) await room.order(record, { class: 'draft' });
    const all = await room.desk.call(room.keeper, 'printing.ledger', { limit: 200 });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof room.desk.call<'printing.ledger'>>> = await room.desk.call(
        room.keeper,
        'printing.ledger',
        {
          limit: 3,
          cursor,
        },
      );
      seen.push(...page.rows.map((row) => row.uid));
      cursor = page.next;
    } while (cursor !== null);
    expect(seen).toEqual(all.rows.map((row) => row.uid));
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(7);
  });

  it('finds a copy by the trace code as somebody types it', async () => {
    const { job } = await room.desk.call(room.officer, 'printing.run', {
      uid: await room.approvedOrder(await room.closedRecord()),
    });
    const code = job.copies[0]?.traceCode ?? '';
    const typed = `hq ${code.slice(3).replace('-', '').toLowerCase()}`;
    const traced = await room.desk.call(room.keeper, 'printing.trace', { traceCode: typed });
    expect(traced.copyUid).toBe(job.copies[0]?.uid);
    expect(traced.job?.uid).toBe(job.uid);
  });
});

describe('the life of a copy', () => {
  it('goes to its end only by moves that exist, the last by two persons', async () => {
    const { job } = await room.desk.call(room.officer, 'printing.run', {
      uid: await room.approvedOrder(await room.closedRecord()),
    });
    const copyUid = job.copies[0]?.uid as ObjectUid;
    const move = (
      person: Colleague,
      to: 'printed' | 'issued' | 'acknowledged' | 'returned' | 'destroyed',
      second: Colleague | null = null,
    ) =>
      (async () =>
        await room.desk.call(person, 'printing.moveCopy', {
          copyUid,
          to,
          holder: '质量部 周工',
          second: second === null ? null : await room.credentials(second),
        }))();
    await expect(move(room.officer, 'issued')).rejects.toMatchObject({ code: 'print.state' });
    await move(room.officer, 'printed');
    await expect(move(room.officer, 'issued')).rejects.toMatchObject({ code: 'gate.forbidden' });
    await move(room.keeper, 'issued');
    await move(room.keeper, 'acknowledged');
    await expect(move(room.keeper, 'destroyed', room.leader)).rejects.toMatchObject({ code: 'print.state' });
    await move(room.keeper, 'returned');
    await expect(move(room.keeper, 'destroyed')).rejects.toMatchObject({
      code: 'people.second-person-refused',
    });
    await expect(move(room.keeper, 'destroyed', room.keeper)).rejects.toMatchObject({
      code: 'people.same-person',
    });
    await expect(move(room.keeper, 'destroyed', room.stranger)).rejects.toMatchObject({
      code: 'people.second-person-refused',
    });
    await move(room.keeper, 'destroyed', room.leader);
    await expect(move(room.keeper, 'returned')).rejects.toMatchObject({ code: 'print.state' });
    const events = (await room.lineOf(job.uid)).copies[0]?.events ?? [];
    expect(events.map((event) => event.to)).toEqual([
      'submitted',
      'printed',
      'issued',
      'acknowledged',
      'returned',
      'destroyed',
    ]);
    expect(events.at(-1)?.second).toBe('王垚赟');
  });
});

describe('the query of the ledger', () => {
  it.each([
    { name: 'the newest page', filter: {} },
    { name: 'one record', filter: { recordUid: 'HQ-0123456789abcdef' } },
    { name: 'one state', filter: { state: 'applied' as const } },
    { name: 'a period', filter: { from: '2026-10-01', before: '2026-11-01' } },
  ])('reads no table from end to end for $name', async ({ filter }) => {
    const { read } = room.desk.office.scratch.database;
    const whole = { from: null, before: null, state: null, recordUid: null, ...filter };
    const query = ledgerPage(read, { all: true, clearance: 3 }, whole, 1_000_000, 50);
    await expectPlan(read, query).scansNoTable();
  });
});
