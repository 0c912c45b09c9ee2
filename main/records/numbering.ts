import { AppError } from '../../shared/errors.ts';
import type { RecordKind } from '../../shared/forms/kinds.ts';
import { dayOf, type Instant, type SiteCode } from '../../shared/ids.ts';
import type { Move } from '../../shared/lifecycle/lifecycle.ts';
import {
  archiveSeries,
  formatArchiveNumber,
  formatRegistrationNumber,
  type NumberUse,
  registrationSeries,
} from '../../shared/numbers/numbers.ts';
import { requireNotWithheld } from '../access/conditions.ts';
import type { WriteTx } from '../database/handles.ts';
import { nextCounter, registerNumber, voidNumbers } from '../database/stores/numbers.ts';
import type { StoredRecord } from '../database/stores/records.ts';
import { kindOf } from './wholeRecord.ts';

/** The opening of each kind: the step at which it gets its registration number (spec 2 "Numbers"). */
export const opening: Readonly<Record<RecordKind, 'create' | Move>> = {
  task: 'create',
  dispatchNotice: 'issue',
  phoneRecord: 'close',
  faxRecord: 'close',
  outgoingItem: 'close',
  incomingItem: 'close',
  customerInformation: 'submit',
  trainingRecord: 'submit',
  repairReport: 'submit',
  commissioningReport: 'submit',
  batchReport: 'submit',
  serviceInformation: 'submit',
  situationReport: 'submit',
  complaint: 'create',
  qualityFeedback: 'create',
  returnCase: 'create',
  designChange: 'create',
  improvement: 'create',
  urgentReport: 'create',
  forwardedNeed: 'create',
  customerProperty: 'create',
  complaintCheck: 'submit',
  sparesPlan: 'submit',
  stockTaking: 'submit',
  servicePlan: 'submit',
};

/**
 * Issues the next number of a record's series and year of occurrence, inside the writer's transaction: no gap, no
 * repetition. The site in the number is the owning site, also for archive numbers that the center gives to a unit.
 * @throws AppError record.number-year, site.date-unconfirmed, site.restored
 */
export async function issueNumber(
  tx: WriteTx,
  record: StoredRecord,
  use: NumberUse,
  at: Instant,
): Promise<string> {
  await requireNotWithheld(tx, ['numbering']);
  const kind = kindOf(record);
  const year = yearOfOccurrence(record.occurred_at as Instant);
  const site = record.owning_site as SiteCode;
  const series = use === 'archive' ? archiveSeries(kind) : registrationSeries[kind];
  const n = await nextCounter(tx, series, year, site);
  const number =
    use === 'archive'
      ? formatArchiveNumber(kind, year, site, n)
      : formatRegistrationNumber(kind, year, site, n);
  await registerNumber(tx, { number, series, year, site, n, recordUid: record.uid, at });
  return number;
}

/** Notes in the register that the numbers of a voided record stand for nothing; they are never used again. */
export async function voidNumbersOf(tx: WriteTx, record: StoredRecord, reason: string): Promise<void> {
  const numbers = [record.registration_number, record.archive_number].filter((number) => number !== null);
  await voidNumbers(tx, numbers, reason);
}

/**
 * Year of occurrence at the site, as it stands in numbers.
 * @throws AppError record.number-year for years that no number can have
 */
export function yearOfOccurrence(occurredAt: Instant): number {
  const year = Number(dayOf(occurredAt).slice(0, 4));
  if (year < 2000 || year > 2999) throw new AppError('record.number-year');
  return year;
}
