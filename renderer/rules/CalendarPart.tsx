import './calendar.css';
import { SegmentedControl, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  addDays,
  builtInYears,
  type CalendarYear,
  calendarYearSchema,
  daysBetween,
} from '../../shared/calendar/calendar.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import type { Day } from '../../shared/ids.ts';
import { api, client, queryClient } from '../client.ts';
import { useCalendar } from '../parts/calendar.ts';
import { DayInput } from '../parts/DayInput.tsx';
import { Loading } from '../parts/Empty.tsx';
import { FilterBar } from '../parts/FilterBar.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { ScrollBody } from '../parts/ScrollBody.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { useMay, useSession } from '../shell/session.tsx';
import { YearGrid } from './YearGrid.tsx';

type Mark = 'holiday' | 'workday' | 'plain';

/** 工作日历: one file a year with holidays and make-up days. */
export function CalendarPart({ first }: { first?: number | undefined }) {
  const { today } = useSession();
  const calendar = useCalendar();
  const years = useQuery(api.calendar.years.queryOptions());
  const present = Number(today.slice(0, 4));
  const [year, setYear] = useState(first ?? present);
  const missing = years.data?.missing ?? null;
  const shown = [present - 1, present, present + 1, present + 2];
  if (years.isPending) return <Loading what="正在读取工作日历" />;
  return (
    <>
      <FilterBar
        chips={shown.map((one) => ({
          key: String(one),
          label: `${one} 年${calendar.years.has(one) ? '' : '（未定）'}`,
          on: one === year,
          onToggle: () => setYear(one),
        }))}
        count={missing === null ? '' : `请录入 ${missing} 年日历`}
      />
      <Year key={year} year={year} />
    </>
  );
}

function Year({ year }: { year: number }) {
  const may = useMay();
  const problem = useProblem();
  const calendar = useCalendar();
  const years = useQuery(api.calendar.years.queryOptions());
  const history = useQuery(api.calendar.history.queryOptions({ input: { year } }));
  const present = calendar.years.get(year);
  const [edited, setEdited] = useState<CalendarYear | null>(null);
  const [mark, setMark] = useState<Mark>('holiday');
  const [name, setName] = useState('');
  const [from, setFrom] = useState<Day | null>(null);
  const [to, setTo] = useState<Day | null>(null);
  const [source, setSource] = useState('');
  const [busy, setBusy] = useState(false);
  const file = edited ?? present ?? { year, holidays: {}, workdays: {} };
  const entered = years.data?.rows.find((row) => row.file.year === year);
  const builtIn = builtInYears.some((one) => one.year === year);
  const put = (days: readonly Day[]) => {
    const inYear = days.filter((day) => Number(day.slice(0, 4)) === year);
    setEdited(withMarks(file, inYear, mark, name.trim()));
  };
  const blocked =
    edited === null
      ? '还没有改动'
      : !calendarYearSchema.safeParse(edited).success
        ? '同一天不能既放假又上班'
        : source.trim().length < 2
          ? '依据未填写'
          : null;
  const save = () => {
    if (edited === null) return;
    setBusy(true);
    client.calendar
      .save({ file: edited, source: source.trim() })
      .then(async ({ moved }) => {
        await queryClient.invalidateQueries();
        setEdited(null);
        setSource('');
        showDone(`${year} 年工作日历已生效`, moved === 0 ? '期限没有变化。' : `${moved} 个期限已重新计算。`);
      }, problem)
      .finally(() => setBusy(false));
  };
  const edits = may.act('calendar.edit');
  return (
    <>
      <ScrollBody label={`${year} 年工作日历`}>
        <p className="dim">
          {present === undefined ? (
            <ToneTag tone="attention">未定：按周一至周五计算，期限注明“日历未定”</ToneTag>
          ) : entered === undefined ? (
            `${builtIn ? '程序自带（国务院办公厅通知）' : ''}`
          ) : (
            `第 ${entered.version} 版 · ${entered.source} · ${entered.editedBy} ${displayInstant(entered.editedAt)}`
          )}
        </p>
        {edits && (
          <section className="section" aria-label="标注日期">
            <div className="calendar-tools">
              <SegmentedControl
                aria-label="标注为"
                size="xs"
                transitionDuration={0}
                data={[
                  { value: 'holiday', label: '放假' },
                  { value: 'workday', label: '调休上班' },
                  { value: 'plain', label: '取消标注' },
                ]}
                value={mark}
                onChange={(value) => setMark(value as Mark)}
              />
              <TextInput
                aria-label="名称"
                placeholder="名称，如 春节"
                maxLength={40}
                disabled={mark === 'plain'}
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <DayInput label="起" hideLabel placeholder="起" value={from} onChange={setFrom} />
              <DayInput label="止" hideLabel placeholder="止" value={to} onChange={setTo} />
              <KeyButton
                label="标注这几天"
                blocked={
                  from === null || to === null || to < from
                    ? '起止日期未填写'
                    : mark !== 'plain' && name.trim() === ''
                      ? '名称未填写'
                      : null
                }
                onAct={() => from !== null && to !== null && put(daysFrom(from, to))}
              />
              <span className="dim">也可以逐日点选</span>
            </div>
          </section>
        )}
        <YearGrid
          file={file}
          onPick={
            !edits
              ? null
              : (day) => {
                  if (mark !== 'plain' && name.trim() === '') return '先填写名称';
                  put([day]);
                  return null;
                }
          }
        />
        {(history.data?.rows.length ?? 0) > 0 && (
          <section className="section">
            <h2>历次版本</h2>
            <ul className="rule-items">
              {history.data?.rows.map((row) => (
                <li key={row.version}>
                  第 {row.version} 版：放假 {row.holidays} 天，调休上班 {row.workdays} 天；{row.source}；
                  {row.editedBy} {displayInstant(row.editedAt)}
                </li>
              ))}
            </ul>
          </section>
        )}
      </ScrollBody>
      {edits && (
        <div className="page-foot">
          {edited !== null && <KeyButton label="放弃改动" keyName="back" onAct={() => setEdited(null)} />}
          <TextInput
            className="calendar-source"
            aria-label="依据"
            placeholder="依据：通知名称或文号"
            maxLength={200}
            value={source}
            onChange={(event) => setSource(event.currentTarget.value)}
          />
          <KeyButton
            label="生效"
            keyName="main"
            tone="main"
            blocked={blocked}
            reasonBeside
            busy={busy}
            onAct={save}
          />
        </div>
      )}
    </>
  );
}

function daysFrom(from: Day, to: Day): Day[] {
  const count = Math.min(daysBetween(from, to) + 1, 366);
  return Array.from({ length: count }, (_, n) => addDays(from, n));
}

function withMarks(file: CalendarYear, days: readonly Day[], mark: Mark, name: string): CalendarYear {
  const holidays = { ...file.holidays };
  const workdays = { ...file.workdays };
  for (const day of days) {
    delete holidays[day];
    delete workdays[day];
    if (mark === 'holiday') holidays[day] = name;
    if (mark === 'workday') workdays[day] = name;
  }
  return { year: file.year, holidays, workdays };
}
