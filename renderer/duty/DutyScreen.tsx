import './duty.css';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { addDays } from '../../shared/calendar/calendar.ts';
import type { Shift } from '../../shared/contract/duty.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import type { Day } from '../../shared/ids.ts';
import { dutyPosts } from '../../shared/rules/dutyHours.ts';
import { api } from '../client.ts';
import { AreaTabs, useAreaPart } from '../parts/AreaTabs.tsx';
import { Empty, Loading } from '../parts/Empty.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { problemOf } from '../parts/problem.tsx';
import { ToneTag } from '../parts/tags.tsx';
import type { ScreenProps } from '../shell/screens.ts';
import { useSession } from '../shell/session.tsx';
import { HandoverPart } from './HandoverPart.tsx';
import { RosterPart } from './RosterPart.tsx';

/** Days of the roster that are shown at once. */
const shownDays = 28;

/** 值班: who answers the telephone now and on each day, and what is handed over. */
export function DutyScreen({ params }: ScreenProps) {
  const { today, person } = useSession();
  const [from, setFrom] = useState<Day>(today as Day);
  const roster = useQuery(
    api.duty.roster.queryOptions({
      input: { from, days: shownDays },
      placeholderData: (before) => before,
    }),
  );
  const handovers = useQuery(api.duty.handovers.queryOptions());
  const parts = [
    { key: 'roster', label: '值班表' },
    {
      key: 'handover',
      label: '交接班',
      waiting: handovers.data?.rows.filter((row) => row.mine).length,
    },
  ] as const;
  const [saved, choose] = useAreaPart('duty', parts);
  // A notice of the home page opens its own part; what the person chooses afterwards holds.
  const [asked, setAsked] = useState(parts.find((one) => one.key === params.part)?.key);
  return (
    <>
      <PageHeader
        title="值班"
        under={
          roster.data === undefined ? undefined : (
            <span className="on-duty">
              {roster.data.now.map(({ post, shift }) => (
                <OnDuty key={post} post={post} shift={shift} own={shift?.person.uid === person.uid} />
              ))}
            </span>
          )
        }
      />
      <AreaTabs
        label="值班"
        parts={parts}
        chosen={asked ?? saved}
        onChoose={(key) => {
          setAsked(undefined);
          choose(key);
        }}
      />
      {roster.error !== null ? (
        <Empty why={problemOf(roster.error).message} />
      ) : roster.data === undefined ? (
        <Loading what="正在读取值班表" />
      ) : (asked ?? saved) === 'handover' ? (
        <HandoverPart people={roster.data.people} now={roster.data.now} handovers={handovers.data} />
      ) : (
        <RosterPart data={roster.data} from={from} onMove={(weeks) => setFrom(addDays(from, weeks * 7))} />
      )}
    </>
  );
}

function OnDuty({ post, shift, own }: { post: Shift['post']; shift: Shift | null; own: boolean }) {
  const { label } = dutyPosts[post];
  return (
    <span>
      {label}：
      {shift === null ? (
        <ToneTag tone={post === 'dutyPhone' ? 'refused' : 'draft'}>现在无人</ToneTag>
      ) : (
        <>
          <b>{shift.person.name}</b>
          {own && '（您）'} 至 {displayInstant(shift.to).slice(5)}
        </>
      )}
    </span>
  );
}
