import { z } from 'zod';
import {
  accountRef,
  day,
  done,
  instant,
  masterRef,
  masterUid,
  note,
  objectUid,
  reason,
  recordUid,
} from './primitives.ts';
import { command, job, query } from './procedure.ts';

/** What a certificate proves. */
export const certificateAbout = z.enum(['title', 'norms', 'product']);
/** A certificate as kept with a person. */
export const certificate = z.strictObject({
  uid: objectUid,
  about: certificateAbout,
  model: z.string(),
  name: z.string(),
  mediaType: z.string(),
  bytes: z.number(),
  addedBy: z.string(),
  addedAt: instant,
  withdrawnAt: instant.nullable(),
  withdrawnReason: z.string(),
});
/** Certificate of a person. */
export type Certificate = z.infer<typeof certificate>;

/** One person of the register with everything that 5.2.1 looks at. */
export const staffRow = z.strictObject({
  staff: masterRef,
  site: z.string(),
  title: z.string(),
  account: accountRef.nullable(),
  /** Last valid day of the training in service norms; null without one. */
  normsUntil: day.nullable(),
  products: z.array(
    z.strictObject({ code: z.string(), name: z.string(), until: day.nullable(), certificates: z.number() }),
  ),
  certificates: z.number(),
  /** Trainings and titles without any certificate. */
  lacking: z.array(z.string()),
  state: z.string(),
  able: z.boolean(),
  reasons: z.array(z.string()),
});
/** Row of the staff register. */
export type StaffRegisterRow = z.infer<typeof staffRow>;

/** What a person does on a day. */
export const workload = z.enum(['away', 'planned', 'duty', 'plan']);
export const override = z.strictObject({
  uid: objectUid,
  staffUid: z.string(),
  staffName: z.string(),
  faults: z.array(z.string()),
  reason: z.string(),
  askedBy: z.string(),
  askedAt: instant,
  decision: z.enum(['approved', 'refused']).nullable(),
  decidedBy: z.string(),
  decidedAt: instant.nullable(),
  decisionNote: z.string(),
});
/** Request to send somebody who does not meet 5.2.1. */
export type Override = z.infer<typeof override>;

const file = { staffUid: masterUid, about: certificateAbout, model: z.string().trim().max(60) };

/** Staff (5.2.1): qualification register, certificates, approved overrides, workload. */
export const staff = {
  register: query('staff.choose', 'staff.read').output(z.strictObject({ rows: z.array(staffRow) })),
  certificates: query('master.read', 'staff.read')
    .input(z.strictObject({ staffUid: masterUid }))
    .output(z.strictObject({ rows: z.array(certificate) })),
  /** Asks for a file in the main process and streams it in, encrypted like every attachment. */
  pickCertificate: job('master.edit', 'staff.certificate-added')
    .input(z.strictObject(file))
    .output(z.strictObject({ uid: objectUid.nullable(), clearFile: z.string().nullable() })),
  /** Erases the clear file that a certificate was taken from, or leaves it to the person. */
  clearFile: job('master.edit', 'staff.certificate-added')
    .input(z.strictObject({ uid: objectUid, path: z.string().max(4096), erase: z.boolean() }))
    .output(done),
  certificateContent: query('master.read', 'staff.certificate-opened')
    .input(z.strictObject({ uid: objectUid }))
    .output(z.strictObject({ name: z.string(), mediaType: z.string(), content: z.string() })),
  withdrawCertificate: command('master.edit', 'staff.certificate-withdrawn')
    .input(z.strictObject({ uid: objectUid, reason }))
    .output(done),
  /** Who is where on each day: away on a notice, planned on a draft, on duty, owner of a line of the plan. */
  workload: query('staff.choose', 'staff.read')
    .input(z.strictObject({ from: day, days: z.int().min(1).max(62) }))
    .output(
      z.strictObject({
        days: z.array(z.strictObject({ day, working: z.boolean(), name: z.string().nullable() })),
        rows: z.array(
          z.strictObject({
            staff: masterRef,
            busy: z.number(),
            entries: z.array(z.strictObject({ day, what: workload, words: z.string() })),
          }),
        ),
      }),
    ),
  /** Requests for one notice, newest first. */
  overrides: query('record.work', 'none')
    .input(z.strictObject({ noticeUid: recordUid }))
    .output(
      z.strictObject({
        rows: z.array(override),
        /** Persons on the notice who may not be sent as they are, with what is against it. */
        unfit: z.array(
          z.strictObject({ staffUid: z.string(), name: z.string(), faults: z.array(z.string()) }),
        ),
      }),
    ),
  askOverride: command('staff.choose', 'override.asked')
    .input(z.strictObject({ noticeUid: recordUid, staffUid: masterUid, reason }))
    .output(z.strictObject({ uid: objectUid })),
  decideOverride: command('override.decide', 'override.decided')
    .input(z.strictObject({ uid: objectUid, approve: z.boolean(), note }))
    .output(done),
};
