import { z } from 'zod';
import { type PolicyKey, policyKeys } from '../policy/policyTable.ts';
import { type TwoPostAct, twoPostActNames } from '../policy/twoPosts.ts';
import {
  accountUid,
  day,
  done,
  instant,
  note,
  objectUid,
  reason,
  recordUid,
  role,
  secondPerson,
} from './primitives.ts';
import { command, job, query } from './procedure.ts';

const policyKey = z.enum(policyKeys as [PolicyKey, ...PolicyKey[]]);
const policyChange = z.strictObject({ key: policyKey, value: z.number().int() });

/** What is proposed, by act; passwords are never part of it. */
export const twoPostPayload = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('changePolicy'), changes: z.array(policyChange).min(1).max(40) }),
  z.strictObject({ act: z.literal('disableAccount'), uid: accountUid }),
  z.strictObject({ act: z.literal('enableAgain'), uid: accountUid }),
  z.strictObject({
    act: z.literal('appointDeputy'),
    /** Who acts. */
    uid: accountUid,
    /** In whose place. */
    forUid: accountUid,
    role,
    from: day,
    to: day,
  }),
]);
/** Proposal of an act of two posts. */
export type TwoPostPayload = z.infer<typeof twoPostPayload>;

const proposalRow = z.strictObject({
  uid: objectUid,
  act: z.enum(twoPostActNames as [TwoPostAct, ...TwoPostAct[]]),
  /** What will be done, in Chinese, from the present names. */
  words: z.string(),
  reason: z.string(),
  proposedBy: z.string(),
  proposedAt: instant,
  endsAt: instant,
  state: z.enum(['waiting', 'confirmed', 'refused', 'withdrawn', 'ended']),
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
  note: z.string(),
  /** What this person may do with it now. */
  may: z.array(z.enum(['confirmed', 'refused', 'withdrawn'])),
});
/** Row of the list of pending acts. */
export type ProposalRow = z.infer<typeof proposalRow>;

const policyRow = z.strictObject({
  key: policyKey,
  value: z.number(),
  defaultValue: z.number(),
  /** The stored value is beyond its floor and does not hold. */
  faulty: z.boolean(),
  changed: z
    .strictObject({ by: z.string(), second: z.string(), at: instant, reason: z.string(), before: z.number() })
    .nullable(),
});
/** Row of the policy screen. */
export type PolicyRow = z.infer<typeof policyRow>;

const deputyRow = z.strictObject({
  uid: objectUid,
  name: z.string(),
  forName: z.string(),
  role,
  from: day,
  to: day,
  reason: z.string(),
  enabledBy: z.string(),
  enabledAt: instant,
  state: z.enum(['coming', 'active', 'over', 'ended']),
  mayEnd: z.boolean(),
});
/** Row of the register of deputies. */
export type DeputyRow = z.infer<typeof deputyRow>;

/** What can be open on a person who leaves. */
export const leavingItems = [
  'tasks',
  'drafts',
  'openRecords',
  'lastReader',
  'originals',
  'printCopies',
  'media',
  'recoveryShare',
  'deputies',
  'proposals',
  'soleRoles',
] as const;
/** What can be open on a person who leaves. */
export type LeavingItem = (typeof leavingItems)[number];
/** Items that a leader hands over to another person in one act. */
export const handedOver = [
  'tasks',
  'drafts',
  'openRecords',
  'lastReader',
] as const satisfies readonly LeavingItem[];

const administrates = ['account.create', 'account.enable', 'audit.read'] as const;

/** Policy, acts of two posts, deputies, leaving, date: the administrators' work beside the accounts themselves. */
export const administration = {
  policy: query([...administrates, 'policy.change'], 'policy.read').output(
    z.strictObject({ rows: z.array(policyRow), unknown: z.array(z.string()) }),
  ),
  proposals: query(['account.create', 'account.enable', 'record.work'], 'proposal.listed').output(
    z.strictObject({ rows: z.array(proposalRow) }),
  ),
  propose: command(['account.create', 'policy.change', 'reader.grant', 'record.work'], 'proposal.made')
    .input(z.strictObject({ payload: twoPostPayload, reason }))
    .output(z.strictObject({ uid: objectUid })),
  decide: job(['account.create', 'account.enable', 'policy.change', 'record.work'], 'proposal.decided')
    .input(
      z.strictObject({
        uid: objectUid,
        decision: z.enum(['confirmed', 'refused', 'withdrawn']),
        note: note.default(''),
      }),
    )
    .output(done),
  /** Takes back an account that was never enabled: withdrawn by systemAdmin, refused by securityAdmin. */
  withdrawAccount: job(['account.create', 'account.enable'], 'account.withdrawn')
    .input(z.strictObject({ uid: accountUid }))
    .output(done),
  deputies: query([...administrates, 'record.work'], 'deputy.listed').output(
    z.strictObject({ rows: z.array(deputyRow) }),
  ),
  endDeputy: command(['account.enable', 'record.work'], 'deputy.ended')
    .input(z.strictObject({ uid: objectUid }))
    .output(done),
  /** What is open on a person, as numbers: administrators see no record. */
  leaving: query(['account.create', 'reader.grant'], 'leaving.read')
    .input(z.strictObject({ uid: accountUid }))
    .output(
      z.strictObject({
        name: z.string(),
        rows: z.array(
          z.strictObject({
            item: z.enum(leavingItems),
            count: z.number(),
            /** What exactly where it is no record: media numbers, roles, copy numbers. */
            detail: z.array(z.string()),
          }),
        ),
      }),
    ),
  /** The leader names who goes on with it; the successor becomes reader, with the reason. */
  handOver: job('reader.grant', 'leaving.handed-over')
    .input(
      z.strictObject({
        uid: accountUid,
        toUid: accountUid,
        items: z.array(z.enum(handedOver)).min(1),
        reason,
      }),
    )
    .output(z.strictObject({ moved: z.number() })),
  /** The doubt about the date that waits for its confirmation. */
  dateDoubt: query('person', 'none').output(
    z.strictObject({
      doubt: z.strictObject({ lastTrustedAt: instant, doubtedAt: instant, now: instant }).nullable(),
    }),
  ),
  /** What showed that a second installation of this site lives, until two posts have looked into it; null when nothing did. */
  cloneAlarm: query('site.trust', 'none').output(z.strictObject({ alarm: z.string().nullable() })),
  /** systemAdmin and one other person say what day it is; both type or see the same date (spec 3 "Clock"). */
  confirmDate: job('date.confirm', 'clock.confirmed')
    .input(z.strictObject({ day, second: secondPerson }))
    .output(done),
  /** What an administrator must know at the start of the day. */
  health: query(administrates, 'none').output(
    z.strictObject({
      disk: z.strictObject({
        freeBytes: z.number(),
        totalBytes: z.number(),
        level: z.enum(['ok', 'warn', 'full']),
      }),
      backup: z.strictObject({ lastAt: instant.nullable(), warning: z.string().nullable() }),
      waitingProposals: z.number(),
      waitingAccounts: z.number(),
      gaps: z.number(),
      policyFaults: z.number(),
    }),
  ),
};

/** Copies out of the program. */
export const copying = {
  /** Puts the number of a record into the clipboard: the only content that may be copied out. */
  number: job('number.copy', 'copy.taken')
    .input(z.strictObject({ uid: recordUid }))
    .output(z.strictObject({ number: z.string() })),
  /** The page stopped an attempt to copy, drag, print or save; audited once per way and session. */
  refused: command('person', 'copy.refused')
    .input(z.strictObject({ how: z.enum(['copy', 'cut', 'drag', 'contextMenu', 'print', 'save', 'source']) }))
    .output(done),
};
