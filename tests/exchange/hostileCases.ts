import { membersWithRecords, text } from './forge.ts';
import { payloadCases, recordCases, tarCases } from './hostileArchives.ts';
import { type HostileCase, signed } from './hostileCase.ts';
import { ageCases, signatureCases } from './hostileHeads.ts';

/** All hostile files of the format level, by group of the specification's table. */
export const hostileCases: readonly HostileCase[] = [
  ...ageCases,
  ...signatureCases,
  ...payloadCases,
  ...tarCases,
  ...recordCases,
  signed(27, 'records: count lies', 'E_TOTALS', (w) =>
    membersWithRecords(w, text('{"id":"1","type":"t"}\n'), 2),
  ),
];
