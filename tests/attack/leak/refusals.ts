import { reportHandlers } from '../../../main/evaluation/reports.ts';
import { printingHandlers } from '../../../main/printing/handlers.ts';
import { accessHandlers } from '../../../main/records/accessHandlers.ts';
import { recordHandlers } from '../../../main/records/handlers.ts';
import { serviceHandlers } from '../../../main/service/handlers.ts';
import { recordFilter } from '../../../shared/contract/records.ts';
import type { Day } from '../../../shared/ids.ts';
import { type Question, settled } from './asking.ts';
import { dayAt } from './oracle.ts';
import type { PlainRecord } from './world.ts';

/** Every act on one object: the refusal of a hidden one is the refusal of one that does not exist. */
export const refusals: Question = async (asking) => {
  const { world, random, visible, tried, ctx } = asking;
  const hidden = random.pick(world.records);
  if (visible.includes(hidden)) return { got: 0, expected: 0, calls: 0 };
  const seen = visible.length === 0 ? null : random.pick(visible);
  const reason = '试探';
  const until = dayAt(asking.at) as Day;
  const acts: ((uid: never) => Promise<unknown>)[] = [
    (uid) => tried((w) => recordHandlers.saveField(w, { uid, field: 'need', value: 'x', version: null })),
    (uid) => tried((w) => recordHandlers.saveHead(w, { uid, marking: '内部' })),
    (uid) => tried((w) => recordHandlers.discard(w, { uid, reason })),
    (uid) =>
      tried((w) =>
        recordHandlers.link(w, { fromUid: uid, toUid: (seen?.uid ?? uid) as never, relation: '见' }),
      ),
    (uid) =>
      tried((w) =>
        recordHandlers.link(w, { fromUid: (seen?.uid ?? uid) as never, toUid: uid, relation: '见' }),
      ),
    (uid) =>
      tried((w) =>
        recordHandlers.recordCustody(w, { uid, event: 'received', from: '', to: '', place: '', dueOn: null }),
      ),
    (uid) => tried((w) => accessHandlers.restrict(w, { uid, restricted: true, reason })),
    (uid) =>
      tried((w) => accessHandlers.endReader(w, { uid, reader: `a:${asking.person.colleague.uid}`, reason })),
    (uid) =>
      tried((w) =>
        accessHandlers.askReader(w, { uid, reader: { type: 'office', role: 'technical' }, until, reason }),
      ),
    (uid) => accessHandlers.readers(ctx, { uid }),
    (uid) => reportHandlers.figures(ctx, { uid }),
    (uid) => serviceHandlers.chain(ctx, { uid }),
    (uid) =>
      tried((w) =>
        printingHandlers.apply(w, {
          recordUid: uid,
          class: 'draft',
          purpose: 'x',
          printer: 'p',
          recipients: ['a'],
        }),
      ),
    (uid) =>
      tried((w) =>
        serviceHandlers.startFor(w, {
          taskUid: uid,
          kind: 'phoneRecord',
          equipmentUids: [],
          noticeUid: null,
        }),
      ),
    (uid) =>
      recordHandlers.list(ctx, {
        filter: recordFilter.parse({}),
        sort: 'occurred',
        limit: 5,
        cursor: forgedCursor(uid, hidden),
      }),
  ];
  const act = random.pick(acts);
  const none = world.office.newUid() as never;
  const got = await settled(act(hidden.uid as never));
  return { got, expected: await settled(act(none)), calls: 2 };
};

/** Attachments and print orders go by identities of their own. */
export const belongings: Question = async (asking) => {
  const { ctx, world, random, visible, tried } = asking;
  const hidden = random.pick(world.records);
  if (visible.includes(hidden)) return { got: 0, expected: 0, calls: 0 };
  const none = world.office.newUid();
  const attachment = (uid: string) => settled(recordHandlers.attachmentContent(ctx, { uid: uid as never }));
  const decide = (uid: string) =>
    settled(tried((w) => printingHandlers.decide(w, { uid: uid as never, approve: true, reason: '' })));
  return {
    got: [await attachment(hidden.attachment), await decide(hidden.printJob ?? none)],
    expected: [await attachment(none), await decide(none)],
    calls: 4,
  };
};

function forgedCursor(uid: string, of: PlainRecord): string {
  const parts = ['occurred', uid, of.occurredAt, of.kind, of.state, of.dueOn];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}
