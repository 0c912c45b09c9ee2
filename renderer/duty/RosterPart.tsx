import { Button, Checkbox, SegmentedControl, Select } from '@mantine/core';
import { useState } from 'react';
import type { CallOutput } from '../../shared/contract/contract.ts';
import type { Shift } from '../../shared/contract/duty.ts';
import { type AccountUid, type Day, dayOf } from '../../shared/ids.ts';
import { type DutyPost, dutyPosts } from '../../shared/rules/dutyHours.ts';
import { api, client, queryClient } from '../client.ts';
import { DayInput } from '../parts/DayInput.tsx';
import { ReasonDialog } from '../parts/dialogs.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { ScrollBody } from '../parts/ScrollBody.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { useMay, useSession } from '../shell/session.tsx';

type Roster = CallOutput<'duty.roster'>;
const weekdays = ['日', '一', '二', '三', '四', '五', '六'] as const;
const posts = Object.keys(dutyPosts) as readonly DutyPost[];

/** Roster and notices again after a change. */
export async function refreshDuty(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: api.duty.key() }),
    queryClient.invalidateQueries({ queryKey: api.notices.key() }),
  ]);
}

/** Four weeks of both duties, and the form that puts somebody on them. */
export function RosterPart(props: { data: Roster; from: Day; onMove: (weeks: number) => void }) {
  const { data } = props;
  const { today } = useSession();
  const may = useMay();
  const problem = useProblem();
  const [leaving, setLeaving] = useState<Shift | null>(null);
  const edits = may.act('roster.edit');
  return (
    <>
      <div className="roster-bar">
        <Button size="xs" variant="default" onClick={() => props.onMove(-4)}>
          前四周
        </Button>
        <b className="number">
          {props.from} 至 {data.days.at(-1)?.day}
        </b>
        <Button size="xs" variant="default" onClick={() => props.onMove(4)}>
          后四周
        </Button>
        <span className="dim">
          {posts.map((post) => `${dutyPosts[post].label} ${dutyPosts[post].when}`).join('；')}
        </span>
      </div>
      <ScrollBody label="值班表">
        {edits && <AssignForm data={data} />}
        <table className="small-table roster">
          <thead>
            <tr>
              <th scope="col">日期</th>
              {posts.map((post) => (
                <th key={post} scope="col">
                  {dutyPosts[post].label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.days.map((entry) => (
              <tr key={entry.day} className={entry.working ? '' : 'rest-day'}>
                <th scope="row" className={entry.day === today ? 'present-day' : ''}>
                  <span className="number">{entry.day}</span>{' '}
                  {weekdays[new Date(`${entry.day}T00:00:00Z`).getUTCDay()]}
                  <span className="dim">
                    {' '}
                    {entry.name ?? ''}
                    {entry.undecided && ' 日历未定'}
                  </span>
                </th>
                {posts.map((post) => {
                  const own = entry.shifts.filter(
                    (shift) => shift.post === post && dayOf(shift.from) === entry.day,
                  );
                  const gap = entry.gaps.includes(post);
                  return (
                    <td key={post}>
                      {own.map((shift) => (
                        <span key={shift.uid} className="roster-name">
                          {shift.person.name}
                          {edits && entry.day >= today && (
                            <button
                              type="button"
                              className="link-button"
                              aria-label={`撤销 ${entry.day} ${dutyPosts[post].label} ${shift.person.name}`}
                              onClick={() => setLeaving(shift)}
                            >
                              撤销
                            </button>
                          )}
                        </span>
                      ))}
                      {gap && <ToneTag tone={entry.day < today ? 'draft' : 'refused'}>无人</ToneTag>}
                      {!gap && own.length === 0 && <span className="dim">—</span>}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBody>
      {leaving !== null && (
        <ReasonDialog
          title={`撤销 ${dayOf(leaving.from)} ${dutyPosts[leaving.post].label}（${leaving.person.name}）`}
          confirm="撤销"
          onClose={() => setLeaving(null)}
          onConfirm={(reason) => {
            setLeaving(null);
            client.duty.takeOff({ uid: leaving.uid, reason }).then(refreshDuty, problem);
          }}
        />
      )}
    </>
  );
}

function AssignForm({ data }: { data: Roster }) {
  const { today } = useSession();
  const problem = useProblem();
  const [post, setPost] = useState<DutyPost>('dutyPhone');
  const [person, setPerson] = useState<string | null>(null);
  const [from, setFrom] = useState<Day | null>(today as Day);
  const [to, setTo] = useState<Day | null>(null);
  const [replace, setReplace] = useState(false);
  const [busy, setBusy] = useState(false);
  const blocked =
    person === null
      ? '人员未选择'
      : from === null || to === null
        ? '起止日期未填写'
        : to < from
          ? '止日早于起日'
          : null;
  const assign = () => {
    if (person === null || from === null || to === null) return;
    setBusy(true);
    client.duty
      .assign({ post, accountUid: person as AccountUid, from, to, replace })
      .then(async ({ made, skipped }) => {
        await refreshDuty();
        showDone(`已编排 ${made} 班`, skipped === 0 ? undefined : `${skipped} 天不变（休息日或已是本人）。`);
      }, problem)
      .finally(() => setBusy(false));
  };
  return (
    <section className="section" aria-label="编排值班">
      <div className="roster-form">
        <SegmentedControl
          aria-label="值班"
          size="xs"
          transitionDuration={0}
          data={posts.map((value) => ({ value, label: dutyPosts[value].label }))}
          value={post}
          onChange={(value) => setPost(value as DutyPost)}
        />
        <Select
          aria-label="人员"
          placeholder="人员"
          searchable
          nothingFoundMessage="没有找到"
          data={data.people.map((one) => ({ value: one.uid, label: one.name }))}
          value={person}
          onChange={setPerson}
        />
        <DayInput label="起" hideLabel placeholder="起" value={from} onChange={setFrom} />
        <DayInput label="止" hideLabel placeholder="止（含）" value={to} onChange={setTo} />
        <Checkbox
          label="更换现有人员"
          checked={replace}
          onChange={(event) => setReplace(event.currentTarget.checked)}
        />
        <KeyButton
          label="编排"
          keyName="main"
          tone="main"
          size="xs"
          blocked={blocked}
          busy={busy}
          onAct={assign}
        />
      </div>
    </section>
  );
}
