import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Scratch, scratchDatabase } from '../../../tests/database/scratch.ts';
import { attachmentsOfRecords } from './exchangeContent.ts';

let scratch: Scratch;
beforeEach(async () => {
  scratch = await scratchDatabase();
});
afterEach(() => scratch.remove());

it('attachments are asked for more records than a statement takes values', async () => {
  const uids = Array.from({ length: 40_000 }, (_, at) => `U1-${String(at).padStart(16, '0')}`);
  expect(await attachmentsOfRecords(scratch.database.read, uids)).toEqual([]);
});
