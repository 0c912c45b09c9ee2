import { parseRecordNumber } from '../../shared/numbers/numbers.ts';
import type { ReadDb } from '../database/handles.ts';
import {
  type ClaimedRecord,
  clashingArchiveNumber,
  clashingAttachment,
  clashingRecord,
} from '../database/stores/exchangeClashes.ts';
import type { ImportedLine } from '../records/recordLine.ts';
import { PackageError } from './format/packageError.ts';
import type { ReceiptLine } from './receiptLine.ts';

/** Claims looked up together. */
const together = 1000;

/**
 * Names that the lines of one package lay claim to: numbers and attachments. Each may be claimed once, and none that
 * belongs to something else here; the database would refuse it too, but only when everything else is done.
 */
export class Claims {
  readonly #records: ClaimedRecord[] = [];
  readonly #numbers = new Set<string>();
  readonly #attachments = new Map<string, string>();
  readonly #archived = new Map<string, { record: string; kind: string }>();

  /** @throws PackageError E_RECORDS */
  ofRecord(line: ImportedLine): void {
    const { uid, kind, registrationNumber: number } = line;
    if (number !== null && this.#numbers.has(number)) throw new PackageError('E_RECORDS', '登记编号重复');
    if (number !== null) this.#numbers.add(number);
    this.#records.push({ uid, kind, number });
    for (const attachment of line.attachments) {
      if (this.#attachments.has(attachment.uid)) throw new PackageError('E_RECORDS', '附件编号重复');
      this.#attachments.set(attachment.uid, uid);
    }
  }

  /** @throws PackageError E_RECORDS */
  ofReceipt(line: ReceiptLine, owner: string): void {
    if ((line.verdict === 'archived') !== (line.archiveNumber !== null))
      throw new PackageError('E_RECORDS', '回执不合规定');
    if (line.archiveNumber === null) return;
    const number = parseRecordNumber(line.archiveNumber);
    const sound =
      number !== null &&
      number.use === 'archive' &&
      number.site === owner &&
      line.archiveNumber === line.archiveNumber.trim().toUpperCase();
    const known = this.#archived.get(line.archiveNumber);
    if (!sound || (known !== undefined && known.record !== line.record))
      throw new PackageError('E_RECORDS', '归档编号不合规定');
    this.#archived.set(line.archiveNumber, { record: line.record, kind: number.kind });
  }

  /** Against what is here. @throws PackageError E_RECORDS */
  async settle(db: ReadDb): Promise<void> {
    for (const part of parts(this.#records))
      if ((await clashingRecord(db, part)) !== undefined)
        throw new PackageError('E_RECORDS', '记录的种类或登记编号与本站已有的不符');
    const attachments = [...this.#attachments].map(([uid, record]) => ({ uid, record }));
    for (const part of parts(attachments))
      if ((await clashingAttachment(db, part)) !== undefined)
        throw new PackageError('E_RECORDS', '附件属于另一条记录');
    const archived = [...this.#archived].map(([number, given]) => ({ number, ...given }));
    for (const part of parts(archived))
      if ((await clashingArchiveNumber(db, part)) !== undefined)
        throw new PackageError('E_RECORDS', '归档编号属于另一条记录');
  }
}

function* parts<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += together) yield all.slice(from, from + together);
}
