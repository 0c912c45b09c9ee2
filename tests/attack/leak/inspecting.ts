import { createHash } from 'node:crypto';
import { recordKinds } from '../../../shared/forms/kinds.ts';
import type { Day } from '../../../shared/ids.ts';
import type { ComplianceTile } from '../../../shared/rules/compliance.ts';
import { type Asking, permitted, type Question, shownBy } from './asking.ts';
import { dayAt, ordered } from './oracle.ts';
import { middle, type PlainRecord } from './world.ts';

const uids = (rows: readonly { uid: string }[]) => rows.map((row) => row.uid);
const dayMs = 86_400_000;
const finished = ['closed', 'archived', 'compiled', 'disposed', 'voided', 'invalid'];
const contacts = ['phoneRecord', 'faxRecord', 'outgoingItem', 'incomingItem'];
const onSite = ['trainingRecord', 'repairReport', 'commissioningReport', 'batchReport'];
const forms = [...contacts, ...onSite, 'customerInformation', 'dispatchNotice', 'serviceInformation'];
const dayFrom = (at: Date, days: number): string => dayAt(new Date(at.getTime() + days * dayMs));

type Tone = 'red' | 'amber' | null;
type Judge = (record: PlainRecord, at: Date) => Tone;

/** Red when the due day has passed, amber when it is near. */
const byDue =
  (kinds: readonly string[], near: number, states?: readonly string[]): Judge =>
  ({ kind, state, dueOn }, at) => {
    const open = states === undefined ? !finished.includes(state) : states.includes(state);
    if (!kinds.includes(kind) || !open || dueOn === null) return null;
    if (dueOn < dayFrom(at, 0)) return 'red';
    return dueOn <= dayFrom(at, near) ? 'amber' : null;
  };

/** Tiles whose meaning is plain enough to be written down twice. */
const tiles: Readonly<Partial<Record<ComplianceTile, Judge>>> = {
  needsAnswered: byDue(['forwardedNeed'], 2),
  urgentReported: byDue(['urgentReport'], 2),
  tasksInTime: byDue(['task'], 2),
  handedIn: byDue(['dispatchNotice', ...onSite], 1, ['draft', 'issued']),
  returnsRepaired: byDue(['returnCase'], 2),
  complaintsHandled: byDue(['complaint'], 2),
  qualityFollowed: byDue(['qualityFeedback'], 2),
  reportsSent: byDue(['situationReport'], 3, ['draft', 'submitted', 'reviewed', 'approved']),
  customerProperty: byDue(['customerProperty'], 2),
  improved: byDue(['improvement'], 2),
  designChanges: byDue(['designChange'], 2),
  originalsReceived: ({ kind, originalMissing }) => (forms.includes(kind) && originalMissing ? 'red' : null),
  marksInTerm: ({ kind, state, level, markEndsOn }, at) => {
    if (![...forms, 'task', 'situationReport'].includes(kind)) return null;
    if (level === 1 || state === 'disposed' || markEndsOn === null) return null;
    if (markEndsOn < dayFrom(at, 0)) return 'red';
    return markEndsOn <= dayFrom(at, 90) ? 'amber' : null;
  },
};

/** Some months around the records, and what of the visible ones lies in them. */
function period({ random, visible }: Asking) {
  const end = middle - random.below(60) * dayMs;
  const [from, to] = [end - (30 + random.below(240)) * dayMs, end].map((at) => dayAt(new Date(at)) as Day);
  if (from === undefined || to === undefined) throw new Error('no period');
  const within = visible.filter((record) => {
    const day = dayAt(new Date(record.occurredAt));
    return from <= day && day <= to;
  });
  return { from, to, within };
}

const evidence: Question = async (asking) => {
  const { ask, random, at } = asking;
  const { from, to, within } = period(asking);
  const [key, judge] = random.pick(Object.entries(tiles) as [ComplianceTile, Judge][]);
  const answer = shownBy(await ask('service.complianceEvidence', { from, to, key }));
  const of = (tone: Tone) =>
    uids(
      ordered(
        within.filter((r) => judge(r, at) === tone),
        'occurred',
      ).slice(0, 500),
    );
  return {
    got: [key, uids(answer?.red ?? []), uids(answer?.amber ?? [])],
    expected: [key, of('red'), of('amber')],
  };
};

const board: Question = async (asking) => {
  const { ask, at } = asking;
  const { from, to, within } = period(asking);
  const shown = shownBy(await ask('service.compliance', { from, to }))?.tiles ?? [];
  const known = shown.filter((tile) => tiles[tile.key] !== undefined);
  const there = new Set(uids(within));
  return {
    got: [
      known.map(({ key, red, amber }) => [key, red, amber]),
      shown.flatMap(({ rows }) => uids(rows)).filter((uid) => !there.has(uid)),
      shown.filter(({ red, amber }) => red + amber > within.length).map(({ key }) => key),
    ],
    expected: [
      known.map(({ key }) => {
        const tones = within.map((record) => tiles[key]?.(record, at));
        return [key, tones.filter((t) => t === 'red').length, tones.filter((t) => t === 'amber').length];
      }),
      [],
      [],
    ],
  };
};

/** The drawn list: who may not see a record draws from the others, and is not told of it by the number drawn from. */
const inspection: Question = async (asking) => {
  const { ask, random } = asking;
  const { from, to, within } = period(asking);
  const kinds = [random.pick(recordKinds), random.pick(recordKinds)];
  const seed = `S${random.below(1000)}`;
  const count = 1 + random.below(10);
  const answer = shownBy(await ask('service.inspection', { from, to, kinds, count, seed }));
  const drawnFrom = within.filter(
    ({ kind, state }) => kinds.some((one) => one === kind) && state !== 'draft',
  );
  const lot = (uid: string) => createHash('sha256').update(`${seed} ${uid}`).digest('hex');
  const drawn = uids(drawnFrom).sort((a, b) => (lot(a) < lot(b) ? -1 : 1));
  return {
    got: [answer?.rows.map(({ row }) => row.uid), answer?.of],
    expected: [drawn.slice(0, count), drawn.length],
  };
};

/** What an inspector asks, with how often each is asked. */
export const inspecting: readonly (readonly [string, Question, number])[] = [
  ['evidence', permitted('service.complianceEvidence', evidence), 2],
  ['compliance', permitted('service.compliance', board), 1],
  ['inspection', permitted('service.inspection', inspection), 2],
];
