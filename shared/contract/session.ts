import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { acts } from '../policy/acts.ts';
import { type PolicyKey, policyKeys } from '../policy/policyTable.ts';
import { posts, siteKinds } from '../policy/roles.ts';
import { type SiteCondition, siteConditionNames } from '../policy/siteConditions.ts';
import { recoveredAdministrator } from './keys.ts';
import {
  accountUid,
  done,
  levelRank,
  line,
  localPath,
  login,
  password,
  recordKind,
  role,
  siteCode,
} from './primitives.ts';
import { procedure } from './procedure.ts';

const siteIdentity = z.strictObject({
  code: siteCode,
  name: z.string(),
  kind: z.enum(siteKinds),
  highestLevel: levelRank,
});
const person = z.strictObject({
  uid: accountUid,
  login: z.string(),
  name: z.string(),
  roles: z.array(role),
  clearance: levelRank,
  acts: z.array(z.enum(acts as [string, ...string[]])),
  /** Kinds that the person may create, for the menus. */
  writes: z.array(recordKind),
  reads: z.array(recordKind),
});

/** What the page knows about the program's state; while locked it tells nothing but that. */
export const sessionState = z.discriminatedUnion('phase', [
  z.strictObject({ phase: z.literal('firstRun') }),
  z.strictObject({
    phase: z.literal('locked'),
    reason: z.string(),
    /** Sealed work that goes on under lock: what in general and how far, nothing else. */
    working: z.array(z.strictObject({ what: z.string(), done: z.number(), total: z.number() })).optional(),
  }),
  z.strictObject({
    phase: z.literal('unlocked'),
    site: siteIdentity,
    person,
    mustChangePassword: z.boolean(),
    today: z.string(),
    /** Red on every home page when true: no target, same device or last good set too old. */
    warnings: z.array(z.string()),
    /** Conditions of the site that withhold acts until somebody ends them. */
    conditions: z.array(z.enum(siteConditionNames as [SiteCondition, ...SiteCondition[]])),
    policy: z.record(z.enum(policyKeys as [PolicyKey, ...PolicyKey[]]), z.number()),
    runtime: z.enum(['electron', 'stand-in', 'none']),
  }),
]);
/** State of the program as shown to the page. */
export type SessionState = z.infer<typeof sessionState>;

/** Files of the site root key that two people take to the safe. */
const rootKeyPaper = z.strictObject({
  fingerprint: z.string(),
  words: z.array(z.string()),
  encryptedKeyFile: z.string(),
});

/** What the main process tells the page unasked: progress of long acts, and that the phase changed. */
export const stationEvent = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('progress'),
    path: z.string(),
    done: z.number(),
    total: z.number(),
    what: z.string(),
  }),
  z.strictObject({ type: z.literal('phase') }),
]);
/** Event from the main process. */
export type StationEvent = z.infer<typeof stationEvent>;

/** Log-in, lock, first run. */
export const session = {
  state: procedure({
    mode: 'query',
    when: 'always',
    act: 'anyone',
    audit: 'none',
    beforePasswordChange: true,
  }).output(sessionState),
  events: procedure({
    mode: 'query',
    when: 'always',
    act: 'anyone',
    audit: 'none',
    beforePasswordChange: true,
  }).output(eventIterator(stationEvent)),
  firstRun: procedure({ mode: 'job', when: 'firstRun', act: 'anyone', audit: 'site.created' })
    .input(
      z.strictObject({
        site: z.strictObject({
          code: siteCode,
          name: line,
          kind: z.enum(siteKinds),
          highestLevel: levelRank,
        }),
        administrators: z
          .array(z.strictObject({ post: z.enum(posts), login, name: line, password }))
          .length(3),
        /** Passphrase of the encrypted root key file, typed by two people one half each. */
        rootPassphrase: z.tuple([password, password]),
        /** Folder for the encrypted root key (openable by stock `age`). */
        rootFolder: localPath,
        backupFolder: localPath.nullable(),
        /** Who is to work here in which role: a plan, for the check whether every act can be done. Accounts come later. */
        people: z
          .array(z.strictObject({ name: line, roles: z.array(role).min(1).max(10) }))
          .max(200)
          .default([]),
      }),
    )
    .output(rootKeyPaper),
  unlock: procedure({ mode: 'job', when: 'locked', act: 'anyone', audit: 'session.unlocked' })
    .input(z.strictObject({ login, password }))
    .output(sessionState),
  /**
   * Opens the site with recovery shares where no administrator can log in: another machine, a lost station secret, lost slots,
   * forgotten passwords. The three administrators named can log in afterwards.
   */
  recover: procedure({ mode: 'job', when: 'locked', act: 'anyone', audit: 'site.recovered' })
    .input(
      z.strictObject({
        shares: z.array(z.string().trim().min(1).max(400)).min(1).max(3),
        /** From paper; null takes the one in the slot file. */
        wrappedKey: z.string().trim().max(800).nullable(),
        /** From paper; null keeps the one of this station, or makes a new one when there is none. */
        stationSecret: z.string().trim().max(400).nullable(),
        administrators: z.array(recoveredAdministrator).length(3),
      }),
    )
    .output(z.strictObject({ keptAccounts: z.boolean() })),
  lock: procedure({
    mode: 'job',
    when: 'unlocked',
    act: 'person',
    audit: 'session.locked',
    beforePasswordChange: true,
  }).output(done),
  changePassword: procedure({
    mode: 'job',
    when: 'unlocked',
    act: 'person',
    audit: 'session.password-changed',
    beforePasswordChange: true,
  })
    .input(z.strictObject({ oldPassword: password, newPassword: password }))
    .output(done),
  /** Tabs and view settings of the person, restored at next log-in. */
  saveSettings: procedure({
    mode: 'command',
    when: 'unlocked',
    act: 'person',
    audit: 'none',
    beforePasswordChange: true,
  })
    .input(
      z.strictObject({
        settings: z
          .record(z.string().max(60), z.json())
          .refine((value) => JSON.stringify(value).length <= 65_536),
      }),
    )
    .output(done),
  settings: procedure({
    mode: 'query',
    when: 'unlocked',
    act: 'person',
    audit: 'none',
    beforePasswordChange: true,
  }).output(z.strictObject({ settings: z.record(z.string(), z.json()) })),
  /** Opens a system dialog in the main process; the path goes back so that the person sees what was chosen. */
  chooseFolder: procedure({
    mode: 'job',
    when: 'always',
    act: 'anyone',
    audit: 'none',
    beforePasswordChange: true,
  })
    .input(z.strictObject({ title: line }))
    .output(z.strictObject({ path: z.string().nullable() })),
  chooseFile: procedure({
    mode: 'job',
    when: 'always',
    act: 'anyone',
    audit: 'none',
    beforePasswordChange: true,
  })
    .input(z.strictObject({ title: line, extensions: z.array(z.string().regex(/^[a-z0-9.]{1,12}$/)).max(8) }))
    .output(z.strictObject({ path: z.string().nullable() })),
};
