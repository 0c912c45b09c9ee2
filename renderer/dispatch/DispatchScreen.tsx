import { fieldKinds } from '../records/kinds.ts';
import { RecordsArea } from '../records/RecordsArea.tsx';
import { StaffChoice } from './StaffChoice.tsx';

/** 派工与报告: dispatch notices and the reports that come back. */
export function DispatchScreen() {
  return (
    <RecordsArea
      name="dispatch"
      label="派工与报告"
      kinds={fieldKinds}
      extra={(record) => <StaffChoice record={record} />}
    />
  );
}
