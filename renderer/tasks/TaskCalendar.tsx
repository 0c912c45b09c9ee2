import './tasks.css';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Month } from '../../shared/ids.ts';
import { api } from '../client.ts';
import { Empty, Loading } from '../parts/Empty.tsx';
import { problemOf } from '../parts/problem.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { useMarkingsOnScreen } from '../shell/marking.tsx';
import { useSession } from '../shell/session.tsx';
import { useTabs } from '../shell/tabs.tsx';

const weekdays = ['一', '二', '三', '四', '五', '六', '日'] as const;

function monthAfter(month: Month, by: number): Month {
  const [year = 0, n = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, n - 1 + by, 1)).toISOString().slice(0, 7) as Month;
}

/** A month of tasks: what is due on each day, and who is away on which notice. */
export function TaskCalendar() {
  const { today } = useSession();
  const tabs = useTabs();
  const [month, setMonth] = useState<Month>(today.slice(0, 7) as Month);
  const found = useQuery(
    api.service.taskCalendar.queryOptions({ input: { month }, placeholderData: (before) => before }),
  );
  const days = found.data?.days ?? [];
  useMarkingsOnScreen(days.flatMap((day) => day.due.map((row) => row.marking)));
  if (found.error !== null) return <Empty why={problemOf(found.error).message} />;
  if (found.data === undefined) return <Loading what="正在读取日历" />;
  const [first] = days;
  const lead = first === undefined ? 0 : (new Date(`${first.day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return (
    <div className="board-frame">
      <div className="board-bar">
        <Button size="xs" variant="default" onClick={() => setMonth(monthAfter(month, -1))}>
          上一月
        </Button>
        <b className="number">{month}</b>
        <Button size="xs" variant="default" onClick={() => setMonth(monthAfter(month, 1))}>
          下一月
        </Button>
        <span className="dim">到期任务和在外人员；灰底为休息日</span>
      </div>
      <ul className="month" aria-label={`${month} 任务日历`}>
        {weekdays.map((name) => (
          <li key={name} className="month-head" aria-hidden="true">
            {name}
          </li>
        ))}
        {Array.from({ length: lead }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: empty places before the first day
          <li key={`empty-${index}`} aria-hidden="true" />
        ))}
        {days.map((entry) => (
          <li
            key={entry.day}
            className={`month-day${entry.working ? '' : ' rest'}${entry.day === today ? ' today' : ''}`}
          >
            <span className="month-number">
              {Number(entry.day.slice(8))}
              {entry.name !== null && <span className="dim"> {entry.name}</span>}
            </span>
            {entry.due.map((row) => (
              <button
                key={row.uid}
                type="button"
                className="month-entry"
                title={`${row.number} ${row.title}`}
                onClick={() => tabs.open('task', { uid: row.uid }, row.number || '服务任务')}
              >
                <ToneTag tone={entry.day < today ? 'refused' : 'attention'}>到期</ToneTag> {row.title}
              </button>
            ))}
            {entry.away.map((notice) => (
              <button
                key={notice.uid}
                type="button"
                className="month-entry"
                title={`${notice.number} ${notice.words}`}
                onClick={() => tabs.open('record', { uid: notice.uid }, notice.number)}
              >
                <ToneTag tone="underway">在外</ToneTag> {notice.words}
              </button>
            ))}
          </li>
        ))}
      </ul>
    </div>
  );
}
