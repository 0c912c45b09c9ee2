import type { OpenRecord } from '../records/RecordPage/useRecord.ts';
import { BlankForms } from './BlankForms.tsx';
import { StaffChoice } from './StaffChoice.tsx';

/** What a dispatch notice has beside its form: who can be sent while it is written, which blank forms went with it afterwards. */
export function NoticeParts({ record }: { record: OpenRecord }) {
  return (
    <>
      <StaffChoice record={record} />
      <BlankForms record={record} />
    </>
  );
}
