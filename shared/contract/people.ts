import { z } from 'zod';
import {
  accountRef,
  accountUid,
  day,
  done,
  instant,
  levelRank,
  line,
  login,
  masterUid,
  password,
  role,
  secondPerson,
} from './primitives.ts';
import { job, query } from './procedure.ts';

const grant = z.strictObject({ role, until: day.nullable() });

/** An account as administrators see it: no key, no password, no record. */
export const accountRow = z.strictObject({
  uid: accountUid,
  login: z.string(),
  name: z.string(),
  state: z.enum(['created', 'active', 'disabled', 'closed']),
  clearance: levelRank,
  roles: z.array(grant),
  staffUid: masterUid.nullable(),
  staffName: z.string().nullable(),
  createdAt: instant,
  passwordChangedAt: instant,
  hasSigningKey: z.boolean(),
});
/** Account row. */
export type AccountRow = z.infer<typeof accountRow>;

/** Accounts, roles, clearance: every change takes two posts. */
export const people = {
  list: query(['account.create', 'account.enable', 'audit.read'], 'account.listed').output(
    z.strictObject({ rows: z.array(accountRow) }),
  ),
  /** Names of active accounts for pickers, by role where given. */
  choose: query('record.work', 'none')
    .input(z.strictObject({ role: role.nullable(), text: z.string().max(40) }))
    .output(z.strictObject({ rows: z.array(accountRef) })),
  /** systemAdmin: makes the account; it opens nothing until securityAdmin enables it. */
  create: job('account.create', 'account.proposed')
    .input(z.strictObject({ login, name: line, password, staffUid: masterUid.nullable() }))
    .output(z.strictObject({ uid: accountUid })),
  /** securityAdmin: enables a created account with roles and clearance. */
  enable: job('account.enable', 'account.enabled')
    .input(z.strictObject({ uid: accountUid, clearance: levelRank, roles: z.array(grant).min(1) }))
    .output(done),
  /** securityAdmin with a systemAdmin beside: changes roles and clearance of an active account. */
  setRoles: job('account.enable', 'account.roles-changed')
    .input(
      z.strictObject({
        uid: accountUid,
        clearance: levelRank,
        roles: z.array(grant).min(1),
        second: secondPerson,
      }),
    )
    .output(done),
  /** systemAdmin with a securityAdmin beside. */
  disable: job('account.create', 'account.disabled')
    .input(z.strictObject({ uid: accountUid, second: secondPerson }))
    .output(done),
  /** systemAdmin with a securityAdmin beside; destroys the signing key (spec 3). */
  resetPassword: job('account.create', 'account.password-reset')
    .input(z.strictObject({ uid: accountUid, newPassword: password, second: secondPerson }))
    .output(done),
  unblock: job('account.unlock', 'account.unblocked')
    .input(z.strictObject({ uid: accountUid }))
    .output(done),
  /** Which acts of the procedure nobody can do with the persons named at present (spec 2 "at setup the program computes"). */
  coverage: query(['account.create', 'account.enable'], 'none').output(
    z.strictObject({
      missing: z.array(z.strictObject({ what: z.string(), why: z.string() })),
      /** Named at the first run and without an account so far. */
      planned: z.array(z.strictObject({ name: z.string(), roles: z.array(role) })),
    }),
  ),
};
