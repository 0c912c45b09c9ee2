import { type FormKind, formKinds, type RecordKind, recordKinds } from '../forms/kinds.ts';
import { type SiteCode, siteCodePattern } from '../ids.ts';

/** Code of each of the eleven forms (section 7 of the procedure). */
export const formCodes: Readonly<Record<FormKind, string>> = {
  customerInformation: 'QR758-01A',
  phoneRecord: 'QR758-02A',
  faxRecord: 'QR758-03A',
  dispatchNotice: 'QR758-04A',
  trainingRecord: 'QR758-05A',
  repairReport: 'QR758-06A',
  commissioningReport: 'QR758-07A',
  batchReport: 'QR758-08A',
  outgoingItem: 'QR758-09A',
  incomingItem: 'QR758-10A',
  serviceInformation: 'QR758-11A',
};

/**
 * Series of registration numbers: two letters, so that a registration number is never taken for an archive number, which
 * starts with QR758 or DA.
 */
export const registrationSeries: Readonly<Record<RecordKind, string>> = {
  customerInformation: 'XX',
  phoneRecord: 'DH',
  faxRecord: 'CZ',
  dispatchNotice: 'TZ',
  trainingRecord: 'PX',
  repairReport: 'WX',
  commissioningReport: 'KT',
  batchReport: 'PL',
  outgoingItem: 'FJ',
  incomingItem: 'SJ',
  serviceInformation: 'FX',
  task: 'RW',
  situationReport: 'JB',
  complaint: 'TS',
  // Named by the procedure's own paper (5.7.2); it has no form number.
  qualityFeedback: 'FB',
  returnCase: 'FW',
  designChange: 'GG',
  improvement: 'GJ',
  urgentReport: 'JJ',
  forwardedNeed: 'ZB',
  customerProperty: 'CC',
  complaintCheck: 'TJ',
  sparesPlan: 'BP',
  stockTaking: 'PD',
  servicePlan: 'JH',
};

/** What a number is for: `registration` from the opening on, `archive` from archiving on. */
export type NumberUse = 'registration' | 'archive';

/** A number taken apart. */
export interface RecordNumber {
  readonly use: NumberUse;
  readonly kind: RecordKind;
  /** Year of occurrence. */
  readonly year: number;
  /** Owning site. */
  readonly site: SiteCode;
  /** Counter within kind, use, year and site, from 1, without gaps. */
  readonly counter: number;
}

/** Series part of the archive number: the form's code, or `DA-RW` for kinds without a form of section 7. */
export function archiveSeries(kind: RecordKind): string {
  return isFormKind(kind) ? formCodes[kind] : `DA-${registrationSeries[kind]}`;
}

/**
 * Archive number, such as `QR758-06A-2026-HQ-0001`.
 * @throws RangeError for a year, site or counter that no number can have
 */
export function formatArchiveNumber(kind: RecordKind, year: number, site: SiteCode, counter: number): string {
  return `${archiveSeries(kind)}-${tail(year, site, counter)}`;
}

/**
 * Registration number, such as `TZ-2026-HQ-0001`.
 * @throws RangeError for a year, site or counter that no number can have
 */
export function formatRegistrationNumber(
  kind: RecordKind,
  year: number,
  site: SiteCode,
  counter: number,
): string {
  return `${registrationSeries[kind]}-${tail(year, site, counter)}`;
}

/** Reads a number of either use, in any letter case and with spaces around it; null for anything else. */
export function parseRecordNumber(text: string): RecordNumber | null {
  const match = /^(QR758-\d{2}A|DA-[A-Z]{2}|[A-Z]{2})-(\d{4})-([A-Z][A-Z0-9]{1,7})-(\d{4,9})$/.exec(
    text.trim().toUpperCase(),
  );
  const [, series, year, site, counter] = match ?? [];
  if (series === undefined || year === undefined || site === undefined || counter === undefined) return null;
  // 00012 is not another way to write 0012: two texts must never name one number.
  if (Number(counter) === 0 || (counter.length > 4 && counter.startsWith('0'))) return null;
  const archived = recordKinds.find((kind) => archiveSeries(kind) === series);
  const kind = archived ?? recordKinds.find((candidate) => registrationSeries[candidate] === series);
  if (kind === undefined) return null;
  return {
    use: archived === undefined ? 'registration' : 'archive',
    kind,
    year: Number(year),
    site: site as SiteCode,
    counter: Number(counter),
  };
}

function tail(year: number, site: SiteCode, counter: number): string {
  if (!Number.isInteger(year) || year < 2000 || year > 2999) throw new RangeError(`year ${year}`);
  if (!siteCodePattern.test(site)) throw new RangeError(`site ${site}`);
  if (!Number.isInteger(counter) || counter < 1) throw new RangeError(`counter ${counter}`);
  return `${year}-${site}-${String(counter).padStart(4, '0')}`;
}

function isFormKind(kind: RecordKind): kind is FormKind {
  return (formKinds as readonly string[]).includes(kind);
}
