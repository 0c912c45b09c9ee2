declare const brand: unique symbol;
/** A primitive that carries its meaning in the type; built only by the functions of this file or by a schema. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** Public identity of a record, the same at every site: owning site code, hyphen, 16 characters of Crockford base32. */
export type RecordUid = Brand<string, 'RecordUid'>;
/** Public identity of a master-data entry; same shape as {@link RecordUid}. */
export type MasterUid = Brand<string, 'MasterUid'>;
/** Public identity of an account; same shape as {@link RecordUid}. */
export type AccountUid = Brand<string, 'AccountUid'>;
/** Public identity of anything else that the page names (print job, package, attachment). */
export type ObjectUid = Brand<string, 'ObjectUid'>;
/** Row number inside one database. Never leaves the main process: a sequence would reveal how many rows are hidden. */
export type RowId = Brand<number, 'RowId'>;
/** Code of one installation: 2 to 8 capital letters or digits, a letter first (HQ, U1). */
export type SiteCode = Brand<string, 'SiteCode'>;
/** SHA-256 in 64 lower-case hexadecimal digits. */
export type Sha256Hex = Brand<string, 'Sha256Hex'>;
/** Moment in UTC, ISO 8601 with milliseconds: 2026-11-22T07:43:32.000Z. Sorts as text. */
export type Instant = Brand<string, 'Instant'>;
/** Calendar day at the site, 2026-11-22. Sorts as text. */
export type Day = Brand<string, 'Day'>;
/** Calendar month, 2026-11. */
export type Month = Brand<string, 'Month'>;
/** Duration in milliseconds. */
export type Millis = Brand<number, 'Millis'>;
/** Size in bytes. */
export type Bytes = Brand<number, 'Bytes'>;

/** Shape of every public identity. */
export const uidPattern = /^[A-Z][A-Z0-9]{1,7}-[0-9a-hjkmnp-tv-z]{16}$/;
/** Shape of a site code. */
export const siteCodePattern = /^[A-Z][A-Z0-9]{1,7}$/;

const crockford = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * Makes a public identity from 10 random bytes (80 bits: a clash within one site is out of reach).
 * @param site owning site
 * @param random exactly 10 bytes from a cryptographic source
 */
export function makeUid(site: SiteCode, random: Uint8Array): string {
  if (random.length !== 10) throw new RangeError('makeUid needs exactly 10 random bytes');
  let text = '';
  let bits = 0;
  let value = 0;
  for (const byte of random) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += crockford[(value >>> bits) & 31];
    }
    value &= (1 << bits) - 1;
  }
  return `${site}-${text}`;
}

/** The site part of a public identity. */
export function siteOfUid(uid: string): SiteCode {
  return uid.slice(0, uid.indexOf('-')) as SiteCode;
}

/** UTC moment of a `Date`. */
export function toInstant(date: Date): Instant {
  return date.toISOString() as Instant;
}

/** Offset of Beijing time from UTC; China has kept one zone without daylight saving since 1991. */
const beijingOffsetMs = 8 * 60 * 60 * 1000;

/** The calendar day at the site (Beijing time) of a moment. */
export function dayOf(instant: Instant): Day {
  return new Date(Date.parse(instant) + beijingOffsetMs).toISOString().slice(0, 10) as Day;
}

/** The calendar month of a day. */
export function monthOf(day: Day): Month {
  return day.slice(0, 7) as Month;
}
