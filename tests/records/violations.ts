import type { WriteTx } from '../../main/database/handles.ts';
import type { RecordUid } from '../../shared/ids.ts';
import type { ComplianceTile } from '../../shared/rules/compliance.ts';
import type { Office } from './harness.ts';
import { long, put, yesterday } from './planted.ts';

const signed = { signature: 'signed', evaluationState: 'given' };
const item = { uid: 'i', name: 'U盘', number: '', quantity: 1 };

/** One violation for each tile, and beside it something like it that is none. */
export const plants = (
  office: Office,
): Readonly<
  Record<
    ComplianceTile,
    {
      readonly site?: 'unit';
      readonly plant: (tx: WriteTx) => Promise<{ uid: RecordUid }>;
      readonly beside?: (tx: WriteTx) => Promise<unknown>;
    }
  >
> => {
  const due = (kind: string, state = 'opened') => ({
    plant: (tx: WriteTx) => put(office, tx, { kind, state, due_on: '2026-11-20' }),
    beside: (tx: WriteTx) => put(office, tx, { kind, state: 'closed', due_on: '2026-11-20' }),
  });
  return {
    contactsClosed: {
      plant: (tx) => put(office, tx, { kind: 'phoneRecord', state: 'draft', recorded_at: long }),
      beside: (tx) => put(office, tx, { kind: 'phoneRecord', state: 'closed', recorded_at: long }),
    },
    needsAnswered: due('forwardedNeed'),
    staffQualified: {
      plant: (tx) =>
        put(office, tx, {
          kind: 'dispatchNotice',
          state: 'reviewed',
          content: { staff: [{ qualification: '培训过期' }] },
        }),
      beside: (tx) =>
        put(office, tx, {
          kind: 'dispatchNotice',
          state: 'reviewed',
          content: { staff: [{ qualification: '可派' }] },
        }),
    },
    trainingKept: {
      plant: (tx) => onNotice(office, tx, '2024-01-10'),
      beside: (tx) => onNotice(office, tx, '2026-06-10'),
    },
    urgentReported: due('urgentReport'),
    tasksInTime: due('task', 'organised'),
    planInForce: {
      plant: (tx) => put(office, tx, { kind: 'servicePlan', state: 'reviewed', due_on: '2026-03-31' }),
      beside: (tx) => put(office, tx, { kind: 'servicePlan', state: 'inForce' }),
    },
    callsHandedOver: {
      plant: (tx) => callInShift(office, tx, false),
      beside: (tx) => callInShift(office, tx, true),
    },
    noticeIssued: {
      plant: async (tx) => {
        const task = await put(office, tx, {
          kind: 'task',
          state: 'carriedOut',
          content: { mode: 'onSite' },
        });
        return await put(office, tx, {
          kind: 'repairReport',
          state: 'submitted',
          task: task.id,
          content: signed,
        });
      },
      beside: async (tx) => {
        const task = await put(office, tx, {
          kind: 'task',
          state: 'carriedOut',
          content: { mode: 'onSite' },
        });
        await put(office, tx, { kind: 'dispatchNotice', state: 'issued', task: task.id });
        await put(office, tx, { kind: 'repairReport', state: 'submitted', task: task.id, content: signed });
      },
    },
    thingsBack: {
      plant: async (tx) => {
        const notice = await put(office, tx, { kind: 'dispatchNotice', state: 'returned' });
        await tx
          .insertInto('items_out')
          .values({ ...item, notice_id: notice.id, kind: 'medium', noted_at: yesterday })
          .execute();
        return notice;
      },
      beside: async (tx) => {
        const notice = await put(office, tx, { kind: 'dispatchNotice', state: 'returned' });
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
        put(office, tx, {
          kind: 'repairReport',
          state: 'submitted',
          content: { ...signed, signature: 'none' },
          original_due_on: '2026-11-20',
        }),
      beside: (tx) =>
        put(office, tx, {
          kind: 'repairReport',
          state: 'invalid',
          content: { ...signed, signature: 'none' },
        }),
    },
    evaluationAsked: {
      plant: (tx) =>
        put(office, tx, { kind: 'batchReport', state: 'submitted', content: { signature: 'signed' } }),
      beside: (tx) => put(office, tx, { kind: 'batchReport', state: 'submitted', content: signed }),
    },
    handedIn: {
      plant: (tx) => put(office, tx, { kind: 'dispatchNotice', state: 'issued', due_on: '2026-11-20' }),
      beside: (tx) => put(office, tx, { kind: 'dispatchNotice', state: 'returned', due_on: '2026-11-20' }),
    },
    reviewedInTime: {
      plant: (tx) => put(office, tx, { kind: 'serviceInformation', state: 'submitted', steppedAt: long }),
      beside: (tx) => put(office, tx, { kind: 'serviceInformation', state: 'reviewed' }),
    },
    archivedInTime: {
      plant: (tx) => put(office, tx, { kind: 'phoneRecord', state: 'closed', steppedAt: long }),
      beside: (tx) => put(office, tx, { kind: 'phoneRecord', state: 'archived', steppedAt: long }),
    },
    numbersKept: {
      plant: (tx) =>
        put(office, tx, { kind: 'phoneRecord', state: 'closed', registration_number: 'QR758-02A-X-1' }),
      beside: async (tx) => {
        const number = 'QR758-02A-X-2';
        const record = await put(office, tx, {
          kind: 'phoneRecord',
          state: 'closed',
          registration_number: number,
        });
        await tx
          .insertInto('number_register')
          .values({
            number,
            series: 'X',
            year: 2026,
            site: 'HQ',
            n: 1,
            record_uid: record.uid,
            status: 'issued',
            at: long,
          })
          .execute();
      },
    },
    unitsHandIn: {
      site: 'unit',
      plant: (tx) => put(office, tx, { kind: 'serviceInformation', state: 'reviewed', steppedAt: long }),
      beside: (tx) => put(office, tx, { kind: 'serviceInformation', state: 'reviewed' }),
    },
    originalsReceived: {
      plant: (tx) =>
        put(office, tx, {
          kind: 'faxRecord',
          state: 'archived',
          original_state: 'missing',
          original_due_on: '2026-11-20',
        }),
      beside: (tx) => put(office, tx, { kind: 'faxRecord', state: 'archived' }),
    },
    unitInformation: {
      plant: async (tx) => {
        await tx
          .insertInto('sites')
          .values({ code: 'U1', name: '某单位', kind: 'unit', is_self: 0, highest_level: 2 })
          .execute();
        return await put(office, tx, { kind: 'task', state: 'handedIn', content: { responsibleSite: 'U1' } });
      },
      beside: async (tx) => {
        const task = await put(office, tx, {
          kind: 'task',
          state: 'handedIn',
          content: { responsibleSite: 'U1' },
        });
        await put(office, tx, { kind: 'serviceInformation', state: 'reviewed', task: task.id });
      },
    },
    returnsRepaired: due('returnCase'),
    complaintsHandled: due('complaint'),
    informationHandled: {
      plant: (tx) => put(office, tx, { kind: 'customerInformation', state: 'draft', due_on: '2026-11-20' }),
      beside: (tx) => put(office, tx, { kind: 'customerInformation', state: 'draft', due_on: '2026-11-30' }),
    },
    qualityFollowed: due('qualityFeedback'),
    reportsSent: {
      plant: (tx) => put(office, tx, { kind: 'situationReport', state: 'reviewed', due_on: '2026-11-20' }),
      beside: (tx) => put(office, tx, { kind: 'situationReport', state: 'dispatched', due_on: '2026-11-20' }),
    },
    customerProperty: due('customerProperty'),
    sparesPlanned: {
      plant: (tx) => put(office, tx, { kind: 'sparesPlan', state: 'submitted', due_on: '2026-10-31' }),
      beside: (tx) => put(office, tx, { kind: 'sparesPlan', state: 'approved', due_on: '2026-10-31' }),
    },
    improved: due('improvement'),
    designChanges: due('designChange'),
    copiesAccounted: {
      plant: async (tx) => await printed(office, tx, 'submitted'),
      beside: async (tx) => await printed(office, tx, 'printed'),
    },
    marksInTerm: {
      plant: (tx) =>
        put(office, tx, { kind: 'faxRecord', state: 'archived', level: 2, mark_ends_on: '2026-11-20' }),
      beside: (tx) =>
        put(office, tx, { kind: 'faxRecord', state: 'archived', level: 2, mark_ends_on: '2030-11-20' }),
    },
  };
};

/** An issued notice with somebody who was trained in service norms on a day. */
async function onNotice(office: Office, tx: WriteTx, day: string) {
  const uid = office.newUid();
  const content = JSON.stringify({ trainings: [{ kind: 'norms', day }] });
  const entry = {
    type: 'staff' as const,
    code: uid,
    name: '单',
    initials: 'd',
    form_version: 1,
    owning_site: office.code,
  };
  await tx
    .insertInto('master')
    .values({ ...entry, uid, content, state: 'active', changed_at: long })
    .execute();
  return await put(office, tx, {
    kind: 'dispatchNotice',
    state: 'issued',
    content: { staff: [{ staff: uid, name: '单', qualification: '可派' }] },
  });
}

/** An open call written by somebody on duty whose shift ended days ago, handed over and taken or not. */
async function callInShift(office: Office, tx: WriteTx, handed: boolean) {
  const { id, uid } = await tx.selectFrom('accounts').select(['id', 'uid']).executeTakeFirstOrThrow();
  const names = { account_name: '某', made_name: '某', made_at: long };
  await tx
    .insertInto('duty_shifts')
    .values({
      ...names,
      uid: office.newUid(),
      post: 'dutyPhone',
      from_at: `2026-11-${handed ? 19 : 20}T00:30:00.000Z`,
      to_at: `2026-11-${handed ? 20 : 21}T00:30:00.000Z`,
      account_uid: uid,
    })
    .execute();
  const call = await put(office, tx, {
    kind: 'phoneRecord',
    state: 'draft',
    recorded_at: `2026-11-${handed ? 19 : 20}T05:00:00.000Z`,
    responsible_id: id,
  });
  if (handed)
    await tx
      .insertInto('duty_handovers')
      .values({
        uid: office.newUid(),
        post: 'dutyPhone',
        from_uid: uid,
        from_name: '某',
        to_uid: 'x',
        to_name: '乙',
        note: '',
        calls: JSON.stringify([call.uid]),
        given_at: '2026-11-21T00:20:00.000Z',
        taken_at: '2026-11-21T00:30:00.000Z',
      })
      .execute();
  return call;
}

/** A record with one printed copy in a state since long. */
async function printed(office: Office, tx: WriteTx, state: 'submitted' | 'printed') {
  const record = await put(office, tx, { kind: 'phoneRecord', state: 'archived' });
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
