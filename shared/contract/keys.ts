import { z } from 'zod';
import { accountUid, done, instant, line, note, password, reason, secondPerson } from './primitives.ts';
import { job, query } from './procedure.ts';

/** Why the database key is changed. */
export const rotationReasons = ['yearly', 'leaver', 'lostMedium', 'other'] as const;
/** Reason of a change of the database key. */
export type RotationReason = (typeof rotationReasons)[number];

const paper = z.enum(['share1', 'share2', 'share3', 'wrapped']);

/** Something about the keys that is to be done now. */
const keyDue = z.strictObject({
  act: z.enum(['rotate', 'split', 'printWrapped']),
  why: z.string(),
});
/** Something about the keys that is to be done now. */
export type KeyDue = z.infer<typeof keyDue>;

const custodian = z.strictObject({ name: line, accountUid: accountUid.nullable() });

/** Database key and recovery shares: every change takes system and security administrator. No answer holds a key or a share. */
export const keys = {
  state: query('keys.manage', 'none').output(
    z.strictObject({
      generation: z.number(),
      rotation: z
        .strictObject({
          at: instant,
          reason: z.enum(rotationReasons),
          note: z.string(),
          /** Names of the two posts. */
          by: z.tuple([z.string(), z.string()]),
        })
        .nullable(),
      split: z
        .strictObject({
          splitId: z.string(),
          at: instant,
          reason: z.string(),
          /** Names of the two posts. */
          by: z.tuple([z.string(), z.string()]),
          papers: z.array(
            z.strictObject({
              paper,
              custodian: z.string(),
              /** No account of this site: somebody from outside, or a place. */
              outside: z.boolean(),
              custodianGone: z.boolean(),
              printedAt: instant,
              printer: z.string(),
            }),
          ),
        })
        .nullable(),
      dues: z.array(keyDue),
      /** Active accounts that may keep a share. */
      people: z.array(z.strictObject({ uid: accountUid, name: z.string(), login: z.string() })),
      /** Registered printers that make paper and may print what opens everything here. */
      printers: z.array(z.string()),
    }),
  ),
  /** Makes a new database key and file; everybody logs in again afterwards. */
  rotate: job('keys.manage', 'keys.rotated')
    .input(z.strictObject({ reason: z.enum(rotationReasons), note, second: secondPerson }))
    .output(done),
  /** Splits a new recovery secret and prints the papers; shares of the split before open the site no more. */
  split: job('keys.manage', 'keys.split')
    .input(
      z.strictObject({
        reason,
        custodians: z.tuple([custodian, custodian, custodian]),
        /** Who keeps wrapped key and station secret. */
        keeper: line,
        printer: line,
        second: secondPerson,
      }),
    )
    .output(z.strictObject({ splitId: z.string() })),
  /** Prints wrapped key and station secret again: after every change of the database key. */
  printWrapped: job('keys.manage', 'keys.paper-printed')
    .input(z.strictObject({ keeper: line, printer: line, second: secondPerson }))
    .output(done),
};

/** Administrator that a recovery makes able to log in: a present holder of the post, or a new account. */
export const recoveredAdministrator = z.strictObject({
  post: z.enum(['systemAdmin', 'securityAdmin', 'auditor']),
  login: z.string().regex(/^[a-z][a-z0-9.-]{1,31}$/),
  name: line,
  password,
});
