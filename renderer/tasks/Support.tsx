import './tasks.css';
import { Textarea } from '@mantine/core';
import { useState } from 'react';
import type { SupportRow } from '../../shared/contract/following.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import type { Day, ObjectUid, RecordUid } from '../../shared/ids.ts';
import { client, refreshRecords } from '../client.ts';
import { DayInput } from '../parts/DayInput.tsx';
import { ReasonDialog } from '../parts/dialogs.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { DueTag, ToneTag } from '../parts/tags.tsx';
import { useMay, useSession } from '../shell/session.tsx';

/** Questions to the technical department inside a task, and the form for a new one. */
export function Support(props: { taskUid: RecordUid; rows: readonly SupportRow[]; open: boolean }) {
  const may = useMay();
  if (props.rows.length === 0 && !(props.open && may.act('support.ask'))) return null;
  return (
    <section className="section" aria-label="技术支持请求">
      <h2>
        技术支持请求 <b>{props.rows.filter((row) => row.closedAt === null).length}</b>
        <span className="clause">4 表1 5</span>
      </h2>
      {props.rows.map((row) => (
        <SupportEntry key={row.uid} row={row} />
      ))}
      {props.open && may.act('support.ask') && <AskForm taskUid={props.taskUid} />}
    </section>
  );
}

/** One question with its answer, and what this person can do about it. */
export function SupportEntry({ row }: { row: SupportRow }) {
  const may = useMay();
  const problem = useProblem();
  const { today } = useSession();
  const [answer, setAnswer] = useState('');
  const [withdrawing, setWithdrawing] = useState(false);
  const done = async (words: string) => {
    showDone(words);
    await refreshRecords();
  };
  const close = (note: string) => {
    setWithdrawing(false);
    client.service
      .closeSupport({ uid: row.uid as ObjectUid, note })
      .then(() => done('技术支持请求已办结'), problem);
  };
  const open = row.closedAt === null;
  return (
    <div className="support-entry">
      <p>
        <ToneTag tone={open ? (row.answer === null ? 'attention' : 'underway') : 'done'}>
          {open ? (row.answer === null ? '待答复' : '已答复') : row.answer === null ? '已撤回' : '已办结'}
        </ToneTag>{' '}
        <b>{row.question}</b>{' '}
        <span className="dim">
          {row.askedBy} {displayInstant(row.askedAt)}
        </span>{' '}
        {open && row.answer === null && <DueTag dueOn={row.dueOn} today={today} />}
      </p>
      {row.answer !== null && (
        <p className="support-answer">
          {row.answer}{' '}
          <span className="dim">
            {row.answeredBy} {row.answeredAt === null ? '' : displayInstant(row.answeredAt)}
          </span>
        </p>
      )}
      {row.closedNote !== null && row.closedNote !== '' && <p className="dim">{row.closedNote}</p>}
      {open && row.answer === null && may.act('support.answer') && (
        <div className="line-fields">
          <Textarea
            label="答复"
            autosize
            minRows={2}
            w={520}
            value={answer}
            onChange={(event) => setAnswer(event.currentTarget.value)}
          />
          <KeyButton
            label="答复"
            blocked={answer.trim().length < 2 ? '请填写答复。' : null}
            onAct={() => {
              client.service
                .answerSupport({ uid: row.uid as ObjectUid, answer })
                .then(() => done('已答复，请求人的任务中可见'), problem);
            }}
          />
        </div>
      )}
      {open &&
        may.act('support.ask') &&
        (row.answer === null ? (
          <KeyButton label="撤回请求" size="xs" onAct={() => setWithdrawing(true)} />
        ) : (
          <KeyButton label="采用答复，办结" size="xs" onAct={() => close('')} />
        ))}
      {withdrawing && (
        <ReasonDialog
          title="撤回技术支持请求"
          confirm="撤回"
          onClose={() => setWithdrawing(false)}
          onConfirm={close}
        />
      )}
    </div>
  );
}

function AskForm({ taskUid }: { taskUid: RecordUid }) {
  const problem = useProblem();
  const [question, setQuestion] = useState('');
  const [dueOn, setDueOn] = useState<Day | null>(null);
  const ask = () => {
    client.service.askSupport({ taskUid, question, dueOn }).then(async () => {
      setQuestion('');
      setDueOn(null);
      showDone('已转技术部门，答复后任务中可见');
      await refreshRecords();
    }, problem);
  };
  return (
    <div className="line-fields">
      <Textarea
        label="请技术部门答复"
        autosize
        minRows={1}
        w={520}
        value={question}
        onChange={(event) => setQuestion(event.currentTarget.value)}
      />
      <DayInput label="要求答复日期" value={dueOn} onChange={setDueOn} />
      <KeyButton
        label="提出请求"
        blocked={question.trim().length < 2 ? '请写明要技术部门答复的问题。' : null}
        onAct={ask}
      />
    </div>
  );
}
