import { addDays, type CalendarYear } from '../../shared/calendar/calendar.ts';
import type { Day } from '../../shared/ids.ts';
import { showDone } from '../parts/problem.tsx';

const weekdays = ['一', '二', '三', '四', '五', '六', '日'] as const;

/** Twelve months; a day says what it is by colour, sign and word. ←→↑↓ move, Enter marks. */
export function YearGrid(props: {
  file: CalendarYear;
  /** Marks a day and answers why it could not; null when nothing can be marked. */
  onPick: ((day: Day) => string | null) | null;
}) {
  return (
    <div className="year-grid">
      {Array.from({ length: 12 }, (_, index) => index + 1).map((month) => (
        <Month key={month} month={month} {...props} />
      ))}
    </div>
  );
}

function Month({
  file,
  month,
  onPick,
}: {
  file: CalendarYear;
  month: number;
  onPick: ((day: Day) => string | null) | null;
}) {
  const first = `${file.year}-${String(month).padStart(2, '0')}-01` as Day;
  const lead = (new Date(`${first}T00:00:00Z`).getUTCDay() + 6) % 7;
  const count = new Date(Date.UTC(file.year, month, 0)).getUTCDate();
  const days = Array.from({ length: count }, (_, n) => addDays(first, n));
  return (
    <section aria-label={`${month} 月`} className="cal-month">
      <h3>{month} 月</h3>
      <div className="cal-days">
        {weekdays.map((weekday) => (
          <span key={weekday} className="cal-head">
            {weekday}
          </span>
        ))}
        {days.map((day, index) => (
          <DayCell key={day} day={day} file={file} offset={index === 0 ? lead : 0} onPick={onPick} />
        ))}
      </div>
    </section>
  );
}

function DayCell(props: {
  day: Day;
  file: CalendarYear;
  offset: number;
  onPick: ((day: Day) => string | null) | null;
}) {
  const { day, file, onPick } = props;
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  const weekend = weekday === 0 || weekday === 6;
  const holiday = file.holidays[day];
  const workday = file.workdays[day];
  const state = workday !== undefined ? 'work' : holiday !== undefined ? 'off' : weekend ? 'rest' : 'plain';
  const word =
    workday !== undefined
      ? `上班 ${workday}`
      : holiday !== undefined
        ? `放假 ${holiday}`
        : weekend
          ? '休'
          : '';
  const style = props.offset === 0 ? undefined : { gridColumnStart: props.offset + 1 };
  const inner = (
    <>
      <span className="hidden-label">{`${day.slice(0, 4)} 年 ${Number(day.slice(5, 7))} 月`}</span>
      {Number(day.slice(8))}
      <span className="cal-sign" aria-hidden="true">
        {state === 'work' ? '班' : state === 'off' ? '休' : ''}
      </span>
      <span className="hidden-label">{word}</span>
    </>
  );
  if (onPick === null) {
    return (
      <span className={`cal-day cal-${state}`} style={style} title={`${day} ${word}`}>
        {inner}
      </span>
    );
  }
  return (
    <button
      type="button"
      className={`cal-day cal-${state}`}
      style={style}
      title={`${day} ${word}`}
      onClick={() => {
        const refused = onPick(day);
        if (refused !== null) showDone('未标注', refused);
      }}
    >
      {inner}
    </button>
  );
}
