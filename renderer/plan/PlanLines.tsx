import { Checkbox, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { PlanLineRow } from '../../shared/contract/plan.ts';
import type { Day } from '../../shared/ids.ts';
import { planPartKeys, planParts } from '../../shared/plan/lines.ts';
import { lineStates } from '../../shared/plan/progress.ts';
import { client } from '../client.ts';
import { DayInput } from '../parts/DayInput.tsx';
import { AskDialog } from '../parts/dialogs.tsx';
import { Empty } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { ScrollBody } from '../parts/ScrollBody.tsx';
import { MarkingTag, StateTag, ToneTag } from '../parts/tags.tsx';
import { useMay, useSession } from '../shell/session.tsx';
import { useTabs } from '../shell/tabs.tsx';
import { becomesTask, type PlanOverview, refreshPlan } from './words.ts';

type Outcome = 'done' | 'dropped' | 'reopened';
const outcomeWords: Readonly<Record<Outcome, string>> = {
  done: '登记完成',
  dropped: '取消',
  reopened: '恢复',
};

/** The lines that hold, part by part; chosen ones become tasks. */
export function PlanLines({ year, data }: { year: number; data: PlanOverview }) {
  const may = useMay();
  const problem = useProblem();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [asking, setAsking] = useState<{ line: PlanLineRow; outcome: Outcome } | null>(null);
  const [busy, setBusy] = useState(false);
  const canRaise = (line: PlanLineRow) =>
    becomesTask(line) && line.tasks.length === 0 && line.state !== 'done' && line.state !== 'dropped';
  const arrived = data.lines.filter(
    (line) => canRaise(line) && (line.state === 'due' || line.state === 'late'),
  );
  const picked = data.lines.filter((line) => canRaise(line) && chosen.includes(line.line));
  const wanted = picked.length > 0 ? picked : arrived;
  const raise = () => {
    setBusy(true);
    client.plan
      .raise({ year, lines: wanted.map((line) => line.line) })
      .then(async ({ tasks }) => {
        setChosen([]);
        await refreshPlan();
        showDone(`已登记 ${tasks.length} 个任务`, '在“服务任务”中确定服务方式、组织落实。');
      }, problem)
      .finally(() => setBusy(false));
  };
  const blocked = !may.act('task.open')
    ? '您的岗位不登记任务'
    : wanted.length === 0
      ? '没有到期的计划项；可先勾选'
      : null;
  return (
    <>
      <ScrollBody label="计划项">
        {data.lines.length === 0 && (
          <Empty why="没有执行中的计划项。计划批准下达后列在这里；在“编制与版本”中编制。" />
        )}
        {planPartKeys.map((part) => (
          <PartTable
            key={part}
            title={planParts[part].label}
            rows={data.lines.filter((line) => line.part === part)}
            canRaise={canRaise}
            settles={may.write('servicePlan')}
            chosen={chosen}
            onChoose={setChosen}
            onSettle={(line, outcome) => setAsking({ line, outcome })}
          />
        ))}
      </ScrollBody>
      <div className="page-foot">
        <KeyButton
          label={
            picked.length > 0 ? `登记所选 ${picked.length} 项为任务` : `登记到期 ${arrived.length} 项为任务`
          }
          keyName="main"
          tone="main"
          blocked={blocked}
          reasonBeside
          busy={busy}
          onAct={raise}
        />
      </div>
      {asking !== null && (
        <SettleDialog
          {...asking}
          onClose={() => setAsking(null)}
          onConfirm={(day, note) => {
            setAsking(null);
            client.plan
              .settle({ year, line: asking.line.line, outcome: asking.outcome, day, note })
              .then(async () => {
                await refreshPlan();
                showDone(`${asking.line.line} 已${outcomeWords[asking.outcome].replace('登记', '')}`);
              }, problem);
          }}
        />
      )}
    </>
  );
}

/** Same widths in every part, so that the columns stand under one another. */
const servedWidths = ['36px', '72px', 'auto', '16%', '108px', '84px', '104px', '24%', '148px'];
const plainWidths = ['72px', 'auto', '108px', '84px', '104px', '24%', '148px'];

function PartTable(props: {
  title: string;
  rows: readonly PlanLineRow[];
  canRaise: (line: PlanLineRow) => boolean;
  settles: boolean;
  chosen: readonly string[];
  onChoose: (lines: readonly string[]) => void;
  onSettle: (line: PlanLineRow, outcome: Outcome) => void;
}) {
  const tabs = useTabs();
  const { rows, chosen } = props;
  if (rows.length === 0) return null;
  const served = rows.some(becomesTask);
  return (
    <section className="section">
      <h2>
        {props.title} <b>{rows.length}</b>
      </h2>
      <table className="small-table plan-table">
        <colgroup>
          {(served ? servedWidths : plainWidths).map((width, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the place is the column
            <col key={index} style={{ width }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {served && (
              <th scope="col">
                <span className="hidden-label">选择</span>
              </th>
            )}
            <th scope="col">编号</th>
            <th scope="col">内容</th>
            {served && <th scope="col">用户单位</th>}
            <th scope="col">计划日期</th>
            <th scope="col">负责人</th>
            <th scope="col">状态</th>
            <th scope="col">{served ? '任务' : '说明'}</th>
            <th scope="col">办理</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.line}>
              {served && (
                <td>
                  {props.canRaise(row) && (
                    <Checkbox
                      aria-label={`选择 ${row.line}`}
                      checked={chosen.includes(row.line)}
                      onChange={(event) =>
                        props.onChoose(
                          event.currentTarget.checked
                            ? [...chosen, row.line]
                            : chosen.filter((line) => line !== row.line),
                        )
                      }
                    />
                  )}
                </td>
              )}
              <td className="number whole">{row.line}</td>
              <td>
                {row.what}
                {row.hours !== null && <span className="dim"> {row.hours} 学时</span>}
                {row.model !== '' && <span className="dim"> {row.model}</span>}
              </td>
              {served && <td>{row.customer}</td>}
              <td className="whole">{row.day ?? '—'}</td>
              <td>{row.owner}</td>
              <td className="whole">
                <ToneTag tone={lineStates[row.state].tone}>{lineStates[row.state].label}</ToneTag>
                {row.state === 'done' && row.stateDay !== null && <div className="dim">{row.stateDay}</div>}
              </td>
              <td>
                {row.tasks.map((task) => (
                  <div key={task.uid} className="whole">
                    <button
                      type="button"
                      className="link-button"
                      onClick={() => tabs.open('task', { uid: task.uid }, task.number)}
                    >
                      {task.number}
                    </button>{' '}
                    <MarkingTag marking={task.marking} /> <StateTag state={task.state} />
                  </div>
                ))}
                {row.note !== '' && <span className="dim">{row.note}</span>}
              </td>
              <td className="whole">{props.settles && <SettleActs row={row} onSettle={props.onSettle} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function SettleActs(props: { row: PlanLineRow; onSettle: (line: PlanLineRow, outcome: Outcome) => void }) {
  const { row } = props;
  const open = row.state !== 'done' && row.state !== 'dropped';
  const acts: Outcome[] = open
    ? becomesTask(row)
      ? ['dropped']
      : ['done', 'dropped']
    : row.note === ''
      ? []
      : ['reopened'];
  return acts.map((outcome) => (
    <button
      key={outcome}
      type="button"
      className="link-button"
      aria-label={`${outcomeWords[outcome]} ${row.line}`}
      onClick={() => props.onSettle(row, outcome)}
    >
      {outcomeWords[outcome]}
    </button>
  ));
}

function SettleDialog(props: {
  line: PlanLineRow;
  outcome: Outcome;
  onConfirm: (day: Day, note: string) => void;
  onClose: () => void;
}) {
  const { today } = useSession();
  const [day, setDay] = useState<Day | null>(today as Day);
  const [note, setNote] = useState('');
  const words = outcomeWords[props.outcome];
  return (
    <AskDialog
      title={`${words}：${props.line.line} ${props.line.what}`}
      confirm={words}
      blocked={day === null || note.trim().length < 2}
      onConfirm={() => day !== null && props.onConfirm(day, note.trim())}
      onClose={props.onClose}
    >
      {props.outcome === 'done' && <DayInput label="完成日期" value={day} onChange={setDay} />}
      <Textarea
        label={props.outcome === 'done' ? '完成情况' : '理由'}
        data-autofocus
        autosize
        minRows={3}
        maxLength={1000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </AskDialog>
  );
}
