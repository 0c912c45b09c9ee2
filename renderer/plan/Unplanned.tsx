import { Select, Textarea } from '@mantine/core';
import { useState } from 'react';
import { client } from '../client.ts';
import { AskDialog } from '../parts/dialogs.tsx';
import { Empty } from '../parts/Empty.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { ScrollBody } from '../parts/ScrollBody.tsx';
import { MarkingTag, StateTag } from '../parts/tags.tsx';
import { useMay } from '../shell/session.tsx';
import { useTabs } from '../shell/tabs.tsx';
import { becomesTask, type PlanOverview, refreshPlan } from './words.ts';

type Task = PlanOverview['unplanned'][number];

/** Tasks of the year that no line asked for; one that does carry out a line is put to it with a reason. */
export function Unplanned({ year, data }: { year: number; data: PlanOverview }) {
  const tabs = useTabs();
  const may = useMay();
  const problem = useProblem();
  const [asking, setAsking] = useState<Task | null>(null);
  const lines = data.lines.filter((line) => becomesTask(line) && line.state !== 'dropped');
  if (data.unplanned.length === 0) return <Empty why={`${year} 年没有计划外的任务。`} />;
  return (
    <ScrollBody label="计划外需求">
      <table className="small-table">
        <thead>
          <tr>
            <th scope="col">登记日期</th>
            <th scope="col">任务</th>
            <th scope="col">服务类别</th>
            <th scope="col">需求</th>
            <th scope="col">状态</th>
            <th scope="col">办理</th>
          </tr>
        </thead>
        <tbody>
          {data.unplanned.map((task) => (
            <tr key={task.uid}>
              <td className="whole">{task.day}</td>
              <td className="whole">
                <button
                  type="button"
                  className="link-button"
                  onClick={() => tabs.open('task', { uid: task.uid }, task.number)}
                >
                  {task.number}
                </button>{' '}
                <MarkingTag marking={task.marking} />
              </td>
              <td className="whole">{task.service}</td>
              <td>{task.title}</td>
              <td className="whole">
                <StateTag state={task.state} />
              </td>
              <td className="whole">
                {may.act('task.open') && lines.length > 0 && (
                  <button
                    type="button"
                    className="link-button"
                    aria-label={`${task.number} 对应计划项`}
                    onClick={() => setAsking(task)}
                  >
                    对应计划项
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {asking !== null && (
        <LinkDialog
          task={asking}
          lines={lines.map((line) => ({
            value: line.line,
            label: `${line.line} ${line.what} ${line.customer}`,
          }))}
          onClose={() => setAsking(null)}
          onConfirm={(line, reason) => {
            setAsking(null);
            client.plan.link({ taskUid: asking.uid, year, line, reason }).then(async () => {
              await refreshPlan();
              showDone(`${asking.number} 已对应计划项 ${line}`);
            }, problem);
          }}
        />
      )}
    </ScrollBody>
  );
}

function LinkDialog(props: {
  task: Task;
  lines: readonly { value: string; label: string }[];
  onConfirm: (line: string, reason: string) => void;
  onClose: () => void;
}) {
  const [line, setLine] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  return (
    <AskDialog
      title={`${props.task.number} 对应计划项`}
      confirm="对应"
      blocked={line === null || reason.trim().length < 2}
      onConfirm={() => line !== null && props.onConfirm(line, reason.trim())}
      onClose={props.onClose}
    >
      <Select
        label="计划项"
        searchable
        nothingFoundMessage="没有这一项"
        data={[...props.lines]}
        value={line}
        onChange={setLine}
      />
      <Textarea
        label="理由"
        autosize
        minRows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </AskDialog>
  );
}
