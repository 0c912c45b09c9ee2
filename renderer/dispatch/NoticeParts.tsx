import type { OpenRecord } from '../records/RecordPage/useRecord.ts';
import { BlankForms } from './BlankForms.tsx';
import { StaffChoice } from './StaffChoice.tsx';
import { TakenAndBack } from './TakenAndBack.tsx';

/** What a dispatch notice has beside its form: who can be sent while it is written; afterwards what was taken along and which blank forms. */
export function NoticeParts({ record }: { record: OpenRecord }) {
  return (
    <>
      <StaffChoice record={record} />
      <TakenAndBack record={record} />
      <BlankForms record={record} />
    </>
  );
}
