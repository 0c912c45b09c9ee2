import { z } from 'zod';
import { officeRoles } from '../policy/permissions.ts';
import {
  accountUid,
  day,
  done,
  instant,
  line,
  markingText,
  note,
  objectUid,
  reason,
  recordKind,
  recordUid,
  siteCode,
} from './primitives.ts';
import { command, query } from './procedure.ts';
import { recordRow } from './records.ts';

/** Who is to read: a person, an office of this site, or another site. */
export const readerChoice = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('person'), accountUid }),
  z.strictObject({ type: z.literal('office'), role: z.enum(officeRoles) }),
  z.strictObject({ type: z.literal('site'), code: siteCode }),
]);
/** Who is to read. */
export type ReaderChoice = z.infer<typeof readerChoice>;

/** Named reader of one record. */
export const namedReader = z.strictObject({
  /** Name in the register: `a:…` person, `r:…` office, `s:…` site. */
  reader: z.string(),
  name: z.string(),
  reason: z.string(),
  until: instant.nullable(),
  /** Ended already. */
  ended: z.boolean(),
  emergency: z.boolean(),
  /** Chinese reason why the present person cannot end it; null when possible. */
  endBlocked: z.string().nullable(),
});
/** Request that a leader has not decided. */
export const readerRequestRow = z.strictObject({
  uid: objectUid,
  row: recordRow,
  reader: z.string(),
  until: day,
  reason: z.string(),
  askedBy: z.string(),
  askedAt: instant,
  /** Chinese reason why the present person cannot decide it; null when possible. */
  blocked: z.string().nullable(),
});
/** Request that a leader has not decided. */
export type ReaderRequestRow = z.infer<typeof readerRequestRow>;

const emergencyRow = z.strictObject({
  uid: objectUid,
  number: z.string(),
  reason: z.string(),
  hours: z.number(),
  askedBy: z.string(),
  askedAt: instant,
  /** Undecided until then, it has run out. */
  endsAt: instant,
  ended: z.boolean(),
  decision: z.enum(['approved', 'refused']).nullable(),
  decidedBy: z.string().nullable(),
  answer: z.string(),
  until: instant.nullable(),
});

const reader = z.string().regex(/^(a:[A-Z0-9]{2,8}-[0-9a-z]{16}|r:[A-Za-z]{2,30}|s:[A-Z][A-Z0-9]{1,7})$/);

/** Who may read a record: readers, emergency access, marks (spec 3). */
export const access = {
  /** The 知悉范围 panel of one record. */
  readers: query('record.work', 'none')
    .input(z.strictObject({ uid: recordUid }))
    .output(
      z.strictObject({
        restricted: z.boolean(),
        /** Roles that read by default, in Chinese. */
        defaults: z.array(z.string()),
        named: z.array(namedReader),
        requests: z.array(readerRequestRow),
        askBlocked: z.string().nullable(),
        decideBlocked: z.string().nullable(),
        /** Other sites that the record may be sent to. */
        sites: z.array(z.strictObject({ code: siteCode, name: z.string() })),
      }),
    ),
  /** Somebody who reads the record asks that another may, until a day. */
  askReader: command('reader.ask', 'record.reader-asked')
    .input(z.strictObject({ uid: recordUid, reader: readerChoice, until: day, reason }))
    .output(done),
  /** A leader who reads the record and did not ask decides. */
  decideReader: command('reader.grant', 'record.reader-granted')
    .input(z.strictObject({ uid: objectUid, approve: z.boolean(), answer: note }))
    .output(done),
  /** Ends a grant at once. */
  endReader: command('reader.grant', 'record.reader-ended')
    .input(z.strictObject({ uid: recordUid, reader, reason }))
    .output(done),
  /** 限定知悉: withdraws the record from its default readers, or gives it back. */
  restrict: command('reader.grant', 'record.restricted')
    .input(z.strictObject({ uid: recordUid, restricted: z.boolean(), reason }))
    .output(done),
  /** Requests that wait for a leader. */
  requests: query('reader.grant', 'none').output(z.strictObject({ rows: z.array(readerRequestRow) })),
  /** Asks for reading one record in an emergency, by its number. The answer is the same whether or not there is such a record. */
  askEmergency: command('emergency.ask', 'record.emergency-asked')
    .input(z.strictObject({ number: line, reason, hours: z.number().int().min(1).max(24) }))
    .output(done),
  /** The present person's own requests; a granted one opens until its end. */
  ownEmergencies: query('emergency.ask', 'none').output(
    z.strictObject({
      rows: z.array(z.strictObject({ ...emergencyRow.shape, recordUid: recordUid.nullable() })),
    }),
  ),
  /** Open requests with the record that the deciding person finds under the number. */
  emergencies: query('emergency.decide', 'none').output(
    z.strictObject({
      rows: z.array(
        z.strictObject({
          ...emergencyRow.shape,
          row: recordRow.nullable(),
          blocked: z.string().nullable(),
        }),
      ),
    }),
  ),
  /** A leader or the duty leader grants (at most 24 hours) or refuses. */
  decideEmergency: command('emergency.decide', 'record.emergency-granted')
    .input(z.strictObject({ uid: objectUid, approve: z.boolean(), answer: note }))
    .output(done),
  /** Every emergency access ever asked for, by numbers and names, without contents: for the auditor. */
  emergencyLog: query(['audit.read', 'audit.review'], 'audit.read').output(
    z.strictObject({
      rows: z.array(
        z.strictObject({
          ...emergencyRow.shape,
          kind: recordKind.nullable(),
          marking: markingText.nullable(),
        }),
      ),
    }),
  ),
  /** What happened to records that the present person reads. */
  notices: query('record.work', 'none').output(
    z.strictObject({
      rows: z.array(
        z.strictObject({
          uid: objectUid,
          at: instant,
          who: z.string(),
          grantedBy: z.string(),
          until: instant,
          row: recordRow,
        }),
      ),
    }),
  ),
  acknowledge: command('record.work', 'none')
    .input(z.strictObject({ uid: objectUid }))
    .output(done),
  /** Who stands in for the leaders for emergency access, and when. */
  duty: query('emergency.decide', 'none').output(
    z.strictObject({
      rows: z.array(
        z.strictObject({
          uid: objectUid,
          name: z.string(),
          from: day,
          to: day,
          appointedBy: z.string(),
          today: z.boolean(),
        }),
      ),
    }),
  ),
  appointDuty: command('reader.grant', 'duty.appointed')
    .input(z.strictObject({ accountUid, from: day, to: day }))
    .output(done),
  withdrawDuty: command('reader.grant', 'duty.withdrawn')
    .input(z.strictObject({ uid: objectUid }))
    .output(done),
  /** Markings that authors proposed and nobody has decided. */
  marksProposed: query('mark.decide', 'none').output(
    z.strictObject({
      rows: z.array(z.strictObject({ row: recordRow, marking: markingText, by: z.string(), at: instant })),
    }),
  ),
  /** Marks that end within 90 days or have ended, the first to end first. */
  marksEnding: query('mark.decide', 'none').output(
    z.strictObject({ rows: z.array(z.strictObject({ row: recordRow, endsOn: day })) }),
  ),
};
