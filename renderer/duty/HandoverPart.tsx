import { Select, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { CallOutput } from '../../shared/contract/contract.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import type { AccountUid } from '../../shared/ids.ts';
import { type DutyPost, dutyPosts } from '../../shared/rules/dutyHours.ts';
import { client, refreshRecords } from '../client.ts';
import { Empty, Loading } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { ScrollBody } from '../parts/ScrollBody.tsx';
import { MarkingTag, ToneTag } from '../parts/tags.tsx';
import { useMarkingsOnScreen } from '../shell/marking.tsx';
import { useMay, useSession } from '../shell/session.tsx';
import { useTabs } from '../shell/tabs.tsx';
import { refreshDuty } from './RosterPart.tsx';

const posts = Object.keys(dutyPosts) as readonly DutyPost[];

/** What I pass on, what waits for me, and what was passed on lately. */
export function HandoverPart(props: {
  people: CallOutput<'duty.roster'>['people'];
  now: CallOutput<'duty.roster'>['now'];
  handovers: CallOutput<'duty.handovers'> | undefined;
}) {
  const { person } = useSession();
  const may = useMay();
  const tabs = useTabs();
  const problem = useProblem();
  const own = props.now.find(({ shift }) => shift?.person.uid === person.uid)?.post;
  const [post, setPost] = useState<DutyPost>(own ?? 'dutyPhone');
  const [to, setTo] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  useMarkingsOnScreen((props.handovers?.open ?? []).map((row) => row.marking));
  if (props.handovers === undefined) return <Loading what="正在读取交接班" />;
  const { open, rows } = props.handovers;
  const waiting = rows.filter((row) => row.mine);
  const act = (promise: Promise<unknown>, what: string, next: string) => {
    setBusy(true);
    promise
      .then(async () => {
        await Promise.all([refreshDuty(), refreshRecords()]);
        showDone(what, next);
      }, problem)
      .finally(() => setBusy(false));
  };
  const blocked = !may.write('phoneRecord')
    ? '您的岗位不办理来电'
    : to === null
      ? '接班人未选择'
      : open.length === 0 && note.trim() === ''
        ? '没有未办结的来电，请至少写明交班情况'
        : null;
  return (
    <>
      <ScrollBody label="交接班">
        {waiting.map((row) => (
          <section key={row.uid} className="section ask-bar" aria-label="待接班">
            <span>
              <b>{row.from.name}</b> {displayInstant(row.givenAt)} 向您交班（{dutyPosts[row.post].label}）：
              {row.calls} 件未办结。{row.note}
            </span>
            <KeyButton
              label="接班"
              tone="main"
              size="xs"
              busy={busy}
              onAct={() =>
                act(client.duty.take({ uid: row.uid }), '已接班', '未办结的来电现由您负责，列在首页待办中。')
              }
            />
          </section>
        ))}
        <section className="section">
          <h2>
            我未办结的来电、传真、收发件 <b>{open.length}</b>
          </h2>
          {open.length === 0 ? (
            <Empty why="没有未办结的。" />
          ) : (
            <table className="small-table">
              <thead>
                <tr>
                  <th scope="col">编号</th>
                  <th scope="col">表单</th>
                  <th scope="col">摘要</th>
                  <th scope="col">用户单位</th>
                  <th scope="col">发生时间</th>
                </tr>
              </thead>
              <tbody>
                {open.map((row) => (
                  <tr key={row.uid}>
                    <td className="whole">
                      <button
                        type="button"
                        className="link-button"
                        onClick={() =>
                          tabs.open('record', { uid: row.uid }, row.number || latestForm(row.kind).title)
                        }
                      >
                        {row.number || '未编号'}
                      </button>{' '}
                      <MarkingTag marking={row.marking} />
                    </td>
                    <td className="whole">{latestForm(row.kind).title}</td>
                    <td>{row.title}</td>
                    <td>{row.customer?.name ?? ''}</td>
                    <td className="whole">{displayInstant(row.occurredAt)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </section>
        <section className="section pair" aria-label="交班">
          <Select
            label="值班"
            allowDeselect={false}
            data={posts.map((value) => ({ value, label: dutyPosts[value].label }))}
            value={post}
            onChange={(value) => value !== null && setPost(value as DutyPost)}
          />
          <Select
            label="接班人"
            searchable
            nothingFoundMessage="没有找到"
            data={props.people
              .filter((one) => one.uid !== person.uid)
              .map((one) => ({ value: one.uid, label: one.name }))}
            value={to}
            onChange={setTo}
          />
          <div className="wide">
            <Textarea
              label="交班情况"
              autosize
              minRows={2}
              maxLength={2000}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
          </div>
        </section>
        <section className="section">
          <h2>近 30 天的交接</h2>
          {rows.length === 0 ? (
            <Empty why="还没有交接班。" />
          ) : (
            <table className="small-table">
              <thead>
                <tr>
                  <th scope="col">交班时间</th>
                  <th scope="col">值班</th>
                  <th scope="col">交班人</th>
                  <th scope="col">接班人</th>
                  <th scope="col">件数</th>
                  <th scope="col">情况</th>
                  <th scope="col">接班</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.uid}>
                    <td className="whole">{displayInstant(row.givenAt)}</td>
                    <td className="whole">{dutyPosts[row.post].label}</td>
                    <td className="whole">{row.from.name}</td>
                    <td className="whole">{row.to.name}</td>
                    <td>{row.calls}</td>
                    <td>{row.note}</td>
                    <td className="whole">
                      {row.takenAt === null ? (
                        <ToneTag tone="attention">未接收</ToneTag>
                      ) : (
                        displayInstant(row.takenAt)
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </section>
      </ScrollBody>
      <div className="page-foot">
        <KeyButton
          label={`交班 ${open.length} 件`}
          keyName="main"
          tone="main"
          blocked={blocked}
          reasonBeside
          busy={busy}
          onAct={() =>
            to !== null &&
            act(
              client.duty.give({ post, toUid: to as AccountUid, note: note.trim() }).then(() => setNote('')),
              '已交班',
              '接班人接收之后由接班人负责；接收之前仍由您负责。',
            )
          }
        />
      </div>
    </>
  );
}
