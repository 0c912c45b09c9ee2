import { useQuery } from '@tanstack/react-query';
import type { Day } from '../../shared/ids.ts';
import { api } from '../client.ts';

const dayMs = 86_400_000;
const shownDays = 21;
const weekdays = ['日', '一', '二', '三', '四', '五', '六'] as const;

/** Three weeks from a day with working days, rest days and the days of the trip. */
export function DayStrip({ from, to }: { from: Day; to: Day }) {
  const last = new Date(Date.parse(from) + (shownDays - 1) * dayMs).toISOString().slice(0, 10) as Day;
  const calendar = useQuery(api.master.calendar.queryOptions({ input: { from, to: last } }));
  const days = calendar.data?.days ?? [];
  const lead = days[0] === undefined ? 0 : (new Date(`${days[0].day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return (
    <section className="day-strip" aria-label="出差日历">
      <div className="day-strip-grid">
        {[1, 2, 3, 4, 5, 6, 0].map((weekday) => (
          <span key={weekday} className="day-strip-head">
            {weekdays[weekday]}
          </span>
        ))}
        {Array.from({ length: lead }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: empty places before the first day
          <span key={`empty-${index}`} />
        ))}
        {days.map((entry) => {
          const trip = entry.day >= from && entry.day <= to;
          const words = `${entry.day}${entry.working ? '' : ' 休'}${entry.name === null ? '' : ` ${entry.name}`}${trip ? ' 路途' : ''}`;
          return (
            <span
              key={entry.day}
              title={words}
              className={`day-strip-day${entry.working ? '' : ' rest'}${trip ? ' trip' : ''}`}
            >
              {Number(entry.day.slice(8))}
              <span className="hidden-label">{words}</span>
            </span>
          );
        })}
      </div>
      <p className="hint">
        框内为出发至到达；灰底为休息日
        {days.some((entry) => entry.undecided) && '；部分日期的节假日安排尚未公布'}
      </p>
    </section>
  );
}
