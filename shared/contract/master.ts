import { z } from 'zod';
import { day, done, formContent, instant, masterRef, masterType, masterUid, reason } from './primitives.ts';
import { command, query } from './procedure.ts';
import { recordRow } from './records.ts';

export const masterRow = z.strictObject({
  uid: masterUid,
  type: masterType,
  code: z.string(),
  name: z.string(),
  state: z.enum(['active', 'provisional', 'merged', 'retired']),
  /** What tells two alike apart: unit, serial, site. */
  hint: z.string(),
  content: formContent,
  customer: masterRef.nullable(),
  model: masterRef.nullable(),
  owningSite: z.string(),
  changedAt: instant,
});
/** Row of master data. */
export type MasterRow = z.infer<typeof masterRow>;

/** Customers, models, equipment, staff, military offices. */
export const master = {
  /** Picks by name, code or pinyin initials; keyset by code. */
  list: query('master.read', 'master.listed')
    .input(
      z.strictObject({
        type: masterType,
        text: z.string().max(60).default(''),
        customerUid: masterUid.nullable().default(null),
        modelUid: masterUid.nullable().default(null),
        cursor: z.string().max(200).nullable().default(null),
        limit: z.number().int().min(1).max(200).default(50),
      }),
    )
    .output(z.strictObject({ rows: z.array(masterRow), next: z.string().nullable() })),
  open: query('master.read', 'master.opened')
    .input(z.strictObject({ uid: masterUid }))
    .output(
      z.strictObject({
        row: masterRow,
        version: z.number(),
        history: z.array(
          z.strictObject({ version: z.number(), at: instant, by: z.string(), reason: z.string() }),
        ),
        /** Whole life of an equipment, or everything of a customer, as far as the reader may see. */
        records: z.array(recordRow),
        equipment: z.array(masterRow),
      }),
    ),
  /** Creates (uid null) or changes an entry; units create provisional entries. */
  save: command('master.edit', 'master.saved')
    .input(
      z.strictObject({
        uid: masterUid.nullable(),
        type: masterType,
        content: formContent,
        reason: reason.nullable().default(null),
      }),
    )
    .output(z.strictObject({ uid: masterUid })),
  retire: command('master.edit', 'master.saved')
    .input(z.strictObject({ uid: masterUid, reason }))
    .output(done),
  /** The center says that an entry, mostly a provisional one of a unit, is the same as another one of its type. */
  join: command('master.edit', 'master.saved')
    .input(z.strictObject({ uid: masterUid, into: masterUid, reason }))
    .output(done),
  calendar: query('master.read', 'none')
    .input(z.strictObject({ from: day, to: day }))
    .output(
      z.strictObject({
        days: z.array(
          z.strictObject({ day, working: z.boolean(), name: z.string().nullable(), undecided: z.boolean() }),
        ),
      }),
    ),
};
