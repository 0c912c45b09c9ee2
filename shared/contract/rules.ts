import { z } from 'zod';
import { ruleSetSchema } from '../rules/ruleSet.ts';
import { day, done, instant, password, reason, recordUid } from './primitives.ts';
import { command, job, procedure, query } from './procedure.ts';

/** A version of the rules in the list of versions. */
export const ruleVersion = z.strictObject({
  version: z.number(),
  state: z.enum(['builtIn', 'draft', 'submitted', 'approved', 'refused']),
  /** First day of a version that was approved, or is to be. */
  fromDay: day.nullable(),
  /** Holds today. */
  inForce: z.boolean(),
  note: z.string(),
  editedBy: z.string(),
  editedAt: instant.nullable(),
  decidedBy: z.string(),
  decidedAt: instant.nullable(),
  decisionNote: z.string(),
});
/** Row of the list of versions. */
export type RuleVersion = z.infer<typeof ruleVersion>;

const ruleNote = z.string().trim().max(1000);

/** Rules of the procedure as versioned data: edited by the information office, approved by the center leader. */
export const rules = {
  versions: query('master.read', 'rules.read').output(z.strictObject({ rows: z.array(ruleVersion) })),
  open: query('master.read', 'rules.read')
    .input(z.strictObject({ version: z.int().min(1) }))
    .output(
      z.strictObject({
        row: ruleVersion,
        rules: ruleSetSchema,
        /** What keeps it from being submitted. */
        problems: z.array(z.string()),
        /** In what it differs from the version before it that was approved. */
        differences: z.array(
          z.strictObject({ clause: z.string(), what: z.string(), before: z.string(), after: z.string() }),
        ),
        comparedWith: z.number(),
      }),
    ),
  /** Starts the one draft from the version that holds last, or answers the one there is. */
  begin: command('rules.edit', 'rules.edited').output(z.strictObject({ version: z.number() })),
  /** Writes the draft; each change on the screen is one call. */
  save: procedure({
    mode: 'command',
    when: 'unlocked',
    act: 'rules.edit',
    audit: 'rules.edited',
    oncePerSession: true,
  })
    .input(z.strictObject({ rules: ruleSetSchema, fromDay: day.nullable(), note: ruleNote }))
    .output(z.strictObject({ savedAt: instant })),
  /** Hands the draft to the center leader. */
  submit: command('rules.edit', 'rules.submitted')
    .input(z.strictObject({ version: z.int().min(2) }))
    .output(done),
  /** Takes a draft or a submitted version back: to draft, or away altogether. */
  withdraw: command('rules.edit', 'rules.edited')
    .input(z.strictObject({ version: z.int().min(2), discard: z.boolean(), reason }))
    .output(done),
  /** Approval is a signature over the digest by the leader's own key. */
  decide: job('rules.approve', 'rules.decided')
    .input(z.strictObject({ version: z.int().min(2), approve: z.boolean(), note: ruleNote, password }))
    .output(done),
  /** What would be different for the open tasks that the person may see; they keep their own version. */
  preview: query('master.read', 'rules.read')
    .input(z.strictObject({ version: z.int().min(1) }))
    .output(
      z.strictObject({
        looked: z.number(),
        rows: z.array(
          z.strictObject({
            uid: recordUid,
            number: z.string(),
            title: z.string(),
            marking: z.string(),
            version: z.number(),
            changes: z.array(z.string()),
          }),
        ),
      }),
    ),
};
