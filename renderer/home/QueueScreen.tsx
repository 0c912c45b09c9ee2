import type { RecordFilter } from '../../shared/contract/records.ts';
import { recordKinds } from '../../shared/forms/kinds.ts';
import { RecordsArea } from '../records/RecordsArea.tsx';
import type { ScreenProps } from '../shell/screens.ts';

/** All records of one queue of the home page. */
export function QueueScreen({ params }: ScreenProps) {
  const filter = JSON.parse(params.filter ?? '{}') as RecordFilter;
  const kinds = filter.kinds.length === 0 ? recordKinds : filter.kinds;
  return <RecordsArea name="queue" label={params.title ?? '待办'} kinds={kinds} fixed={filter} />;
}
