import { z } from 'zod';
import { accountRef, accountUid, day, done, instant, note, objectUid, reason } from './primitives.ts';
import { command, query } from './procedure.ts';
import { recordRow } from './records.ts';

/** The two duties of 5.5.2. */
export const dutyPost = z.enum(['hotline', 'dutyPhone']);
/** One shift of the roster. */
export const shift = z.strictObject({
  uid: objectUid,
  post: dutyPost,
  from: instant,
  to: instant,
  person: accountRef,
  madeBy: z.string(),
});
/** Shift of the roster. */
export type Shift = z.infer<typeof shift>;
/** A hand-over of open calls from one shift to the next. */
export const handover = z.strictObject({
  uid: objectUid,
  post: dutyPost,
  from: accountRef,
  to: accountRef,
  note: z.string(),
  calls: z.number(),
  givenAt: instant,
  takenAt: instant.nullable(),
  /** The acting person is to take it over. */
  mine: z.boolean(),
});
/** Hand-over of duty. */
export type Handover = z.infer<typeof handover>;

/** Duty roster (5.5.2): hotline on workdays, duty phone round the clock, hand-over of open calls. */
export const duty = {
  /** Shifts of a month, gaps, and who is on duty now. */
  roster: query('record.work', 'roster.read')
    .input(z.strictObject({ from: day, days: z.int().min(1).max(62) }))
    .output(
      z.strictObject({
        now: z.array(z.strictObject({ post: dutyPost, shift: shift.nullable() })),
        days: z.array(
          z.strictObject({
            day,
            working: z.boolean(),
            name: z.string().nullable(),
            undecided: z.boolean(),
            shifts: z.array(shift),
            /** Posts that somebody must hold on that day and nobody does for some of it. */
            gaps: z.array(dutyPost),
          }),
        ),
        people: z.array(accountRef),
      }),
    ),
  /** Puts a person on duty for one or several days by the hours of the post; days off are left out for the hotline. */
  assign: command('roster.edit', 'roster.edited')
    .input(
      z.strictObject({
        post: dutyPost,
        accountUid,
        from: day,
        to: day,
        /** Replaces who is there; without it a day that is taken is refused. */
        replace: z.boolean(),
      }),
    )
    .output(z.strictObject({ made: z.number(), skipped: z.number() })),
  /** Takes a shift off the roster. */
  takeOff: command('roster.edit', 'roster.edited')
    .input(z.strictObject({ uid: objectUid, reason }))
    .output(done),
  /** Open calls of the acting person that a hand-over would pass on, and hand-overs of the last days. */
  handovers: query('record.work', 'roster.read').output(
    z.strictObject({ open: z.array(recordRow), rows: z.array(handover) }),
  ),
  /** Gives the open calls to the next person; they stay with the giver until they are taken. */
  give: command('record.work', 'duty.handed-over')
    .input(z.strictObject({ post: dutyPost, toUid: accountUid, note }))
    .output(z.strictObject({ uid: objectUid, calls: z.number() })),
  /** Takes them over: from now on they are the taker's. */
  take: command('record.work', 'duty.taken-over')
    .input(z.strictObject({ uid: objectUid }))
    .output(z.strictObject({ calls: z.number() })),
};
