import { addDays } from '../../shared/calendar/calendar.ts';
import type { Day } from '../../shared/ids.ts';
import { ToneTag } from '../parts/tags.tsx';

const warnDays = 60;

/** End of a training: over in red, soon in amber. */
export function EndTag({ until, today }: { until: Day | null; today: string }) {
  if (until === null) return <ToneTag tone="refused">没有培训</ToneTag>;
  if (until < today) return <ToneTag tone="refused">{`${until} 过期`}</ToneTag>;
  if (until <= addDays(today as Day, warnDays)) return <ToneTag tone="attention">{`至 ${until}`}</ToneTag>;
  return <span>至 {until}</span>;
}
