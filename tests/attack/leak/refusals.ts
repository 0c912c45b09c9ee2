import { recordFilter } from '../../../shared/contract/records.ts';
import type { Day } from '../../../shared/ids.ts';
import type { Asking, Question } from './asking.ts';
import { dayAt } from './oracle.ts';
import type { PlainRecord } from './world.ts';

type Traced = Awaited<ReturnType<Asking['askTraced']>>;

/** Every act on one object: the refusal of a hidden one is the refusal of one that does not exist, and costs the same work. */
export const refusals: Question = async (asking) => {
  const { world, random, visible, askTraced } = asking;
  const hidden = random.pick(world.records);
  if (visible.includes(hidden)) return { got: 0, expected: 0 };
  const seen = visible.length === 0 ? null : random.pick(visible);
  const reason = '试探';
  const until = dayAt(asking.at) as Day;
  const acts: ((uid: never) => Promise<Traced>)[] = [
    (uid) => askTraced('records.saveField', { uid, field: 'need', value: 'x', version: null }),
    (uid) => askTraced('records.saveHead', { uid, marking: '内部' }),
    (uid) => askTraced('records.discard', { uid, reason }),
    (uid) => askTraced('records.link', { fromUid: uid, toUid: (seen?.uid ?? uid) as never, relation: '见' }),
    (uid) => askTraced('records.link', { fromUid: (seen?.uid ?? uid) as never, toUid: uid, relation: '见' }),
    (uid) =>
      askTraced('records.recordCustody', {
        uid,
        event: 'received',
        from: '',
        to: '',
        place: '',
        dueOn: null,
      }),
    (uid) => askTraced('access.restrict', { uid, restricted: true, reason }),
    (uid) => askTraced('access.endReader', { uid, reader: `a:${asking.person.uid}`, reason }),
    (uid) =>
      askTraced('access.askReader', { uid, reader: { type: 'office', role: 'technical' }, until, reason }),
    (uid) => askTraced('access.readers', { uid }),
    (uid) => askTraced('reports.figures', { uid }),
    (uid) => askTraced('service.chain', { uid }),
    (uid) =>
      askTraced('printing.apply', {
        recordUid: uid,
        class: 'draft',
        purpose: 'x',
        printer: 'p',
        recipients: ['a'],
      }),
    (uid) =>
      askTraced('service.startFor', {
        taskUid: uid,
        kind: 'phoneRecord',
        equipmentUids: [],
        noticeUid: null,
      }),
    (uid) => askTraced('records.blankForms', { noticeUid: uid }),
    (uid) => askTraced('records.compareTranscription', { uid }),
    (uid) => askTraced('staff.overrides', { noticeUid: uid }),
    (uid) => askTraced('staff.askOverride', { noticeUid: uid, staffUid: uid, reason }),
    (uid) => askTraced('service.askSupport', { taskUid: uid, question: reason }),
    (uid) => askTraced('service.hold', { uid, reason }),
    (uid) => askTraced('service.resume', { uid }),
    (uid) => askTraced('cases.overview', { uid }),
    (uid) => askTraced('cases.openFrom', { fromUid: uid, kind: 'complaint' }),
    (uid) => askTraced('cases.hold', { uid, reason }),
    (uid) => askTraced('spares.plan', { uid }),
    (uid) => askTraced('records.count', { filter: recordFilter.parse({ taskUid: uid }) }),
    (uid) =>
      askTraced('records.list', {
        filter: recordFilter.parse({}),
        sort: 'occurred',
        limit: 5,
        cursor: forgedCursor(uid, hidden),
      }),
  ];
  const act = random.pick(acts);
  const got = await act(hidden.uid as never);
  return { got, expected: await act(world.newUid() as never) };
};

/** Attachments and print orders go by identities of their own. */
export const belongings: Question = async ({ world, random, visible, askTraced }) => {
  const hidden = random.pick(world.records);
  if (visible.includes(hidden)) return { got: 0, expected: 0 };
  const none = world.newUid();
  const attachment = (uid: string) => askTraced('records.attachmentContent', { uid: uid as never });
  const decide = (uid: string) =>
    askTraced('printing.decide', { uid: uid as never, approve: true, reason: '' });
  return {
    got: [await attachment(hidden.attachment), await decide(hidden.printJob ?? none)],
    expected: [await attachment(none), await decide(none)],
  };
};

function forgedCursor(uid: string, of: PlainRecord): string {
  const parts = ['occurred', uid, of.occurredAt, of.kind, of.state, of.dueOn];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}
