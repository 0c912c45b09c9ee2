import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Day, RecordUid } from '../../shared/ids.ts';
import { type ComplianceTile, complianceKeys } from '../../shared/rules/compliance.ts';
import { type Colleague, Office } from '../../tests/records/harness.ts';
import type { WriteTx } from '../database/handles.ts';
import { insertRecord } from '../database/stores/records.ts';

/** Monday 23 November 2026 is today. */
const period = { from: '2026-01-01' as Day, to: '2026-12-31' as Day };
const long = '2026-10-01T02:00:00.000Z';
const yesterday = '2026-11-22T01:30:00.000Z';

interface Planted {
  readonly kind: string;
  readonly state: string;
  readonly content?: Readonly<Record<string, unknown>>;
  readonly due_on?: string;
  readonly original_state?: 'missing';
  readonly original_due_on?: string;
  readonly level?: 2;
  readonly mark_ends_on?: string;
  readonly recorded_at?: string;
  /** Moment of the last step. */
  readonly steppedAt?: string;
  readonly task?: number;
}

let office: Office;
let leader: Colleague;

async function open(code: string, kind: 'center' | 'unit') {
  office = await Office.open(code, kind);
  leader = await office.hire(
    '马领导',
    kind === 'center'
      ? ['informationOfficer', 'qualityOfficer', 'supervisor']
      : ['unitOfficer', 'unitLeader'],
  );
}
beforeEach(() => open('HQ', 'center'));
afterEach(() => office.close());

/** Puts a record into the database as it would stand there after the acts that led to it. */
async function put(tx: WriteTx, planted: Planted): Promise<{ id: number; uid: RecordUid }> {
  const { task, steppedAt, content, mark_ends_on, ...columns } = planted;
  const record = await insertRecord(tx, {
    uid: office.newUid(),
    form_version: 1,
    owning_site: office.code,
    title: '试',
    level: 1,
    marking: '内部',
    occurred_at: long,
    recorded_at: yesterday,
    author_name: '某',
    changed_at: long,
    task_id: task ?? null,
    content: JSON.stringify(content ?? {}),
    ...columns,
  });
  // The store derives it from the marking; here it is the end itself that matters.
  if (mark_ends_on !== undefined)
    await tx.updateTable('records').set({ mark_ends_on }).where('id', '=', record.id).execute();
  await tx
    .insertInto('record_history')
    .values({
      record_id: record.id,
      at: steppedAt ?? yesterday,
      account_uid: 'x',
      account_name: '某',
      act: 'submit',
      from_state: 'draft',
      to_state: planted.state === 'draft' ? 'opened' : planted.state,
      version: 1,
      reason: '',
    })
    .execute();
  return { id: record.id, uid: record.uid as RecordUid };
}

const signed = { signature: 'signed', evaluationState: 'given' };
const item = { uid: 'i', name: 'U盘', number: '', quantity: 1 };

/** One violation for each tile, and beside it something like it that is none. */
const plants: Readonly<
  Record<
    ComplianceTile,
    {
      readonly site?: 'unit';
      readonly plant: (tx: WriteTx) => Promise<{ uid: RecordUid }>;
      readonly beside?: (tx: WriteTx) => Promise<unknown>;
    }
  >
> = (() => {
  const due = (kind: string, state = 'opened') => ({
    plant: (tx: WriteTx) => put(tx, { kind, state, due_on: '2026-11-20' }),
    beside: (tx: WriteTx) => put(tx, { kind, state: 'closed', due_on: '2026-11-20' }),
  });
  return {
    contactsClosed: {
      plant: (tx) => put(tx, { kind: 'phoneRecord', state: 'draft', recorded_at: long }),
      beside: (tx) => put(tx, { kind: 'phoneRecord', state: 'closed', recorded_at: long }),
    },
    needsAnswered: due('forwardedNeed'),
    staffQualified: {
      plant: (tx) =>
        put(tx, {
          kind: 'dispatchNotice',
          state: 'reviewed',
          content: { staff: [{ qualification: '培训过期' }] },
        }),
      beside: (tx) =>
        put(tx, {
          kind: 'dispatchNotice',
          state: 'reviewed',
          content: { staff: [{ qualification: '可派' }] },
        }),
    },
    urgentReported: due('urgentReport'),
    tasksInTime: due('task', 'organised'),
    noticeIssued: {
      plant: async (tx) => {
        const task = await put(tx, { kind: 'task', state: 'carriedOut', content: { mode: 'onSite' } });
        return await put(tx, { kind: 'repairReport', state: 'submitted', task: task.id, content: signed });
      },
      beside: async (tx) => {
        const task = await put(tx, { kind: 'task', state: 'carriedOut', content: { mode: 'onSite' } });
        await put(tx, { kind: 'dispatchNotice', state: 'issued', task: task.id });
        await put(tx, { kind: 'repairReport', state: 'submitted', task: task.id, content: signed });
      },
    },
    thingsBack: {
      plant: async (tx) => {
        const notice = await put(tx, { kind: 'dispatchNotice', state: 'returned' });
        await tx
          .insertInto('items_out')
          .values({ ...item, notice_id: notice.id, kind: 'medium', noted_at: yesterday })
          .execute();
        return notice;
      },
      beside: async (tx) => {
        const notice = await put(tx, { kind: 'dispatchNotice', state: 'returned' });
        await tx
          .insertInto('items_out')
          .values({
            ...item,
            uid: 'j',
            notice_id: notice.id,
            kind: 'medium',
            noted_at: long,
            settled_how: 'returned',
            settled_at: yesterday,
          })
          .execute();
      },
    },
    customerSigned: {
      plant: (tx) =>
        put(tx, {
          kind: 'repairReport',
          state: 'submitted',
          content: { ...signed, signature: 'none' },
          original_due_on: '2026-11-20',
        }),
      beside: (tx) =>
        put(tx, { kind: 'repairReport', state: 'invalid', content: { ...signed, signature: 'none' } }),
    },
    evaluationAsked: {
      plant: (tx) => put(tx, { kind: 'batchReport', state: 'submitted', content: { signature: 'signed' } }),
      beside: (tx) => put(tx, { kind: 'batchReport', state: 'submitted', content: signed }),
    },
    handedIn: {
      plant: (tx) => put(tx, { kind: 'dispatchNotice', state: 'issued', due_on: '2026-11-20' }),
      beside: (tx) => put(tx, { kind: 'dispatchNotice', state: 'returned', due_on: '2026-11-20' }),
    },
    reviewedInTime: {
      plant: (tx) => put(tx, { kind: 'serviceInformation', state: 'submitted', steppedAt: long }),
      beside: (tx) => put(tx, { kind: 'serviceInformation', state: 'reviewed' }),
    },
    archivedInTime: {
      plant: (tx) => put(tx, { kind: 'phoneRecord', state: 'closed', steppedAt: long }),
      beside: (tx) => put(tx, { kind: 'phoneRecord', state: 'archived', steppedAt: long }),
    },
    unitsHandIn: {
      site: 'unit',
      plant: (tx) => put(tx, { kind: 'serviceInformation', state: 'reviewed', steppedAt: long }),
      beside: (tx) => put(tx, { kind: 'serviceInformation', state: 'reviewed' }),
    },
    originalsReceived: {
      plant: (tx) =>
        put(tx, {
          kind: 'faxRecord',
          state: 'archived',
          original_state: 'missing',
          original_due_on: '2026-11-20',
        }),
      beside: (tx) => put(tx, { kind: 'faxRecord', state: 'archived' }),
    },
    unitInformation: {
      plant: async (tx) => {
        await tx
          .insertInto('sites')
          .values({ code: 'U1', name: '某单位', kind: 'unit', is_self: 0, highest_level: 2 })
          .execute();
        return await put(tx, { kind: 'task', state: 'handedIn', content: { responsibleSite: 'U1' } });
      },
      beside: async (tx) => {
        const task = await put(tx, { kind: 'task', state: 'handedIn', content: { responsibleSite: 'U1' } });
        await put(tx, { kind: 'serviceInformation', state: 'reviewed', task: task.id });
      },
    },
    returnsRepaired: due('returnCase'),
    complaintsHandled: due('complaint'),
    informationHandled: {
      plant: (tx) => put(tx, { kind: 'customerInformation', state: 'draft', due_on: '2026-11-20' }),
      beside: (tx) => put(tx, { kind: 'customerInformation', state: 'draft', due_on: '2026-11-30' }),
    },
    qualityFollowed: due('qualityFeedback'),
    reportsSent: {
      plant: (tx) => put(tx, { kind: 'situationReport', state: 'reviewed', due_on: '2026-11-20' }),
      beside: (tx) => put(tx, { kind: 'situationReport', state: 'dispatched', due_on: '2026-11-20' }),
    },
    customerProperty: due('customerProperty'),
    improved: due('improvement'),
    designChanges: due('designChange'),
    copiesAccounted: {
      plant: async (tx) => await printed(tx, 'submitted'),
      beside: async (tx) => await printed(tx, 'printed'),
    },
    marksInTerm: {
      plant: (tx) => put(tx, { kind: 'faxRecord', state: 'archived', level: 2, mark_ends_on: '2026-11-20' }),
      beside: (tx) => put(tx, { kind: 'faxRecord', state: 'archived', level: 2, mark_ends_on: '2030-11-20' }),
    },
  };
})();

/** A record with one printed copy in a state since long. */
async function printed(tx: WriteTx, state: 'submitted' | 'printed') {
  const record = await put(tx, { kind: 'phoneRecord', state: 'archived' });
  const applicant = await tx.selectFrom('accounts').select('id').executeTakeFirstOrThrow();
  const job = await tx
    .insertInto('print_jobs')
    .values({
      uid: office.newUid(),
      class: 'draft',
      record_id: record.id,
      version: 1,
      digest: '0'.repeat(64),
      document: '服务电话记录',
      level: 1,
      marking: '内部',
      purpose: '试',
      printer: '甲',
      applicant_id: applicant.id,
      applied_at: long,
      state: 'printed',
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const copy = await tx
    .insertInto('print_copies')
    .values({
      uid: office.newUid(),
      job_id: job.id,
      copy_number: state,
      trace_code: state,
      recipient: '某',
      state,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('print_copy_events')
    .values({
      copy_id: copy.id,
      from_state: 'waiting',
      to_state: 'submitted',
      at: long,
      account_uid: 'x',
      account_name: '某',
    })
    .execute();
  return record;
}

async function board() {
  const { tiles } = await leader.call('service.compliance', period);
  return new Map(tiles.map((tile) => [tile.key, tile]));
}

describe('the compliance board', () => {
  it('is green where nothing is recorded, and asks every tile', async () => {
    const tiles = await board();
    expect([...tiles.keys()]).toEqual(complianceKeys);
    expect([...tiles.values()].filter((tile) => tile.tone !== 'green')).toEqual([]);
  });

  it.each(complianceKeys)('%s turns red for its violation and lists exactly it', async (key) => {
    const { plant, beside, site } = plants[key];
    if (site === 'unit') {
      await office.close();
      await open('U1', 'unit');
    }
    const database = office.scratch.database;
    const planted = await database.inTransaction(plant);
    if (beside !== undefined) await database.inTransaction(beside);
    const tile = (await board()).get(key);
    expect(tile).toMatchObject({ tone: 'red', red: 1 });
    const evidence = await leader.call('service.complianceEvidence', { ...period, key });
    expect(evidence.red.map((row) => row.uid)).toEqual([planted.uid]);
    // A record that did not occur in the period is no evidence in it.
    const earlier = { from: '2026-01-01' as Day, to: '2026-09-30' as Day };
    expect((await leader.call('service.complianceEvidence', { ...earlier, key })).red).toEqual([]);
  });

  it('shows nobody a record that this person may not read', async () => {
    await office.scratch.database.inTransaction(plants.complaintsHandled.plant);
    const inspector = await office.hire('只读人', ['inspector']);
    const { tiles } = await inspector.call('service.compliance', period);
    expect(tiles.every((tile) => tile.red === 0 && tile.rows.length === 0)).toBe(true);
  });

  it('is amber for what is near or settled by an approval', async () => {
    await office.scratch.database.inTransaction(async (tx) => {
      await put(tx, { kind: 'task', state: 'organised', due_on: '2026-11-24' });
      await put(tx, {
        kind: 'dispatchNotice',
        state: 'issued',
        content: { staff: [{ qualification: '培训过期' }], overrideReason: '无他人' },
      });
    });
    const tiles = await board();
    expect(tiles.get('tasksInTime')).toMatchObject({ tone: 'amber', amber: 1, red: 0 });
    expect(tiles.get('staffQualified')).toMatchObject({ tone: 'amber', amber: 1, red: 0 });
  });
});

describe('an inspection list', () => {
  it('draws the same records for the same seed, others for another, and names their gaps', async () => {
    await office.scratch.database.inTransaction(async (tx) => {
      for (let n = 0; n < 30; n += 1)
        await put(tx, { kind: 'repairReport', state: 'submitted', content: { signature: 'none' } });
      await put(tx, { kind: 'repairReport', state: 'draft' });
    });
    const draw = (seed: string) =>
      leader.call('service.inspection', { ...period, kinds: ['repairReport'], count: 5, seed });
    const first = await draw('2026-A');
    expect(first.of).toBe(30);
    expect(first.rows).toHaveLength(5);
    expect((await draw('2026-A')).rows).toEqual(first.rows);
    const other = (await draw('2026-B')).rows.map((one) => one.row.uid);
    expect(other).not.toEqual(first.rows.map((one) => one.row.uid));
    expect(first.rows[0]?.gaps).toEqual(['无登记号', '未审查', '未归档', '用户未签署', '未写评价情况']);
  });
});

describe('saved filters', () => {
  it('count for each person what that person may read, and go only with their owner', async () => {
    await office.scratch.database.inTransaction(async (tx) => {
      await put(tx, { kind: 'complaint', state: 'opened' });
      await put(tx, { kind: 'phoneRecord', state: 'draft' });
    });
    const filter = { kinds: ['complaint' as const, 'phoneRecord' as const] };
    const { uid } = await leader.call('service.saveFilter', { name: '待查', filter, shared: true });
    // The same name again replaces it.
    expect(await leader.call('service.saveFilter', { name: '待查', filter, shared: true })).toEqual({ uid });
    const operator = await office.hire('周信息', ['sparesKeeper']);
    const count = async (who: Colleague) =>
      (await who.call('service.filters', undefined as never)).rows.map((row) => [
        row.name,
        row.count,
        row.mine,
      ]);
    expect(await count(leader)).toEqual([['待查', 2, true]]);
    expect(await count(operator)).toEqual([['待查', 0, false]]);
    await expect(operator.call('service.removeFilter', { uid })).rejects.toMatchObject({
      code: 'record.not-found',
    });
    await leader.call('service.removeFilter', { uid });
    expect(await count(operator)).toEqual([]);
  });
});
