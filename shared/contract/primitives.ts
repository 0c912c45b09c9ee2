import { z } from 'zod';
import { masterTypes, recordKinds } from '../forms/kinds.ts';
import {
  type AccountUid,
  type Day,
  type Instant,
  type MasterUid,
  type Month,
  type ObjectUid,
  type RecordUid,
  type Sha256Hex,
  type SiteCode,
  siteCodePattern,
  uidPattern,
} from '../ids.ts';
import { moves, states } from '../lifecycle/states.ts';
import { roles } from '../policy/roles.ts';

/** A text schema whose output carries a brand; the pattern is the whole check. */
function branded<T extends string>(pattern: RegExp): z.ZodType<T, T> {
  return z.string().regex(pattern) as unknown as z.ZodType<T, T>;
}

/** Public identity of a record. */
export const recordUid = branded<RecordUid>(uidPattern);
/** Public identity of a master-data entry. */
export const masterUid = branded<MasterUid>(uidPattern);
/** Public identity of an account. */
export const accountUid = branded<AccountUid>(uidPattern);
/** Public identity of anything else. */
export const objectUid = branded<ObjectUid>(uidPattern);
/** Site code. */
export const siteCode = branded<SiteCode>(siteCodePattern);
/** SHA-256, lower-case hexadecimal. */
export const sha256Hex = branded<Sha256Hex>(/^[0-9a-f]{64}$/);
/** Moment in UTC with milliseconds. */
export const instant = branded<Instant>(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
/** Day at the site. */
export const day = branded<Day>(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/);
/** Month at the site. */
export const month = branded<Month>(/^\d{4}-(0[1-9]|1[0-2])$/);

/** One line typed by a person. */
export const line = z.string().trim().min(1).max(200);
/** Text typed by a person, may be empty. */
export const note = z.string().max(4000);
/** A reason: never empty. */
export const reason = z.string().trim().min(2).max(1000);
/** Log-in name: small letters, digits, dot, hyphen. */
export const login = z.string().regex(/^[a-z][a-z0-9.-]{1,31}$/);
/** A password as typed; its quality is checked by policy, not here. */
export const password = z.string().min(1).max(256);
/** Rank of a secrecy level: 1 内部, 2 秘密, 3 机密. */
export const levelRank = z.union([z.literal(1), z.literal(2), z.literal(3)]);
/** A marking as written on paper: 内部, 秘密★5年, 机密★10年. */
export const markingText = z.string().min(2).max(40);
/** Path of a folder or file on this machine, chosen in a dialog of the main process: absolute, without NUL. */
export const localPath = z
  .string()
  .min(1)
  .max(4096)
  .refine((path) => /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(path) && !path.includes('\0'));
/** File content in base64; 32 MiB at most, larger files are picked by the main process. */
export const base64 = z
  .string()
  .max(45_000_000)
  .regex(/^[A-Za-z0-9+/]*={0,2}$/);

export const recordKind = z.enum(recordKinds);
export const masterType = z.enum(masterTypes);
export const state = z.enum(states);
export const move = z.enum(moves);
export const role = z.enum(roles);

/** JSON value of a form field; the form's own schema checks it further. */
export const fieldValue = z.json();
/** Content of a form: field key → value. */
export const formContent = z.record(z.string().max(40), fieldValue);

/** The other person of a two-person act, present at the same screen. */
export const secondPerson = z.strictObject({ login, password });

/** Acknowledgement without content. */
export const done = z.strictObject({ done: z.literal(true) });

/** A reference that shows itself: what a picker row or a link needs. */
export const masterRef = z.strictObject({ uid: masterUid, code: z.string(), name: z.string() });
/** Master-data reference as shown. */
export type MasterRef = z.infer<typeof masterRef>;
export const accountRef = z.strictObject({ uid: accountUid, name: z.string() });
/** Account reference as shown. */
export type AccountRef = z.infer<typeof accountRef>;
