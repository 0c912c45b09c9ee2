import { Select, TextInput } from '@mantine/core';
import { DateInput } from '@mantine/dates';
import { useState } from 'react';
import type { RecordDetail } from '../../../shared/contract/records.ts';
import { displayInstant } from '../../../shared/forms/display.ts';
import { latestForm } from '../../../shared/forms/registry.ts';
import type { Day } from '../../../shared/ids.ts';
import { type Move, moveWords, stateWords } from '../../../shared/lifecycle/states.ts';
import { client, refreshRecords } from '../../client.ts';
import { datePicker } from '../../parts/datePicker.ts';
import { Empty } from '../../parts/Empty.tsx';
import { parseTypedDay } from '../../parts/FieldEditor.tsx';
import { KeyButton } from '../../parts/KeyButton.tsx';
import { showDone, useProblem } from '../../parts/problem.tsx';
import { Timeline } from '../../parts/Timeline.tsx';
import { MarkingTag, StateTag, ToneTag } from '../../parts/tags.tsx';
import { useOpenRecord } from '../../shell/openRecord.ts';

const custodyWords = { received: '收到', handed: '移交', filed: '入柜', missing: '原件未到' } as const;

/** What a step of the history is called. */
export function actWords(act: string): string {
  return act in moveWords ? moveWords[act as Move] : act;
}

/** Records that this one is linked with. */
export function Links({ detail }: { detail: RecordDetail }) {
  const open = useOpenRecord();
  if (detail.links.length === 0) return <Empty why="没有关联记录。" />;
  return (
    <ul className="named-rows" aria-label="关联记录">
      {detail.links.map((link) => (
        <li key={`${link.relation}-${link.row.uid}`}>
          <span className="dim">{link.relation}</span>
          <button type="button" className="link-button" onClick={() => open(link.row)}>
            {latestForm(link.row.kind).title} {link.row.number}
          </button>
          <MarkingTag marking={link.row.marking} />
          <StateTag state={link.row.state} />
          <span>{link.row.title}</span>
        </li>
      ))}
    </ul>
  );
}

/** Where the paper original is and was; its moves are entered here. */
export function Custody({ detail }: { detail: RecordDetail }) {
  const problem = useProblem();
  const [event, setEvent] = useState<keyof typeof custodyWords>('received');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [place, setPlace] = useState('');
  const [file, setFile] = useState('');
  const [volume, setVolume] = useState('');
  const [page, setPage] = useState('');
  const [dueOn, setDueOn] = useState<Day | null>(null);
  const add = () => {
    client.records
      .recordCustody({
        uid: detail.row.uid,
        event,
        from,
        to,
        place,
        ...(event === 'filed' ? { file, volume, page } : {}),
        dueOn: event === 'missing' ? dueOn : null,
      })
      .then(async () => {
        setFrom('');
        setTo('');
        setPlace('');
        setFile('');
        setVolume('');
        setPage('');
        showDone('原件去向已登记');
        await refreshRecords();
      }, problem);
  };
  const gap =
    event === 'missing'
      ? dueOn === null
        ? '请填写补交期限。'
        : null
      : to === '' && place === ''
        ? '请填写接件人或存放处。'
        : event === 'handed' && (from.trim() === '' || to.trim() === '')
          ? '移交须写明交件人和接件人。'
          : null;
  return (
    <>
      {detail.custody.length > 0 && (
        <table className="small-table">
          <thead>
            <tr>
              <th scope="col">时间</th>
              <th scope="col">事项</th>
              <th scope="col">交</th>
              <th scope="col">接</th>
              <th scope="col">存放处</th>
            </tr>
          </thead>
          <tbody>
            {detail.custody.map((row) => (
              <tr key={`${row.at}-${row.event}`}>
                <td>{displayInstant(row.at)}</td>
                <td>
                  {custodyWords[row.event]}
                  {row.dueOn !== null && `，应于 ${row.dueOn} 收到`}
                </td>
                <td>{row.from}</td>
                <td>{row.to}</td>
                <td>
                  {row.place}
                  {row.file !== '' && ` 卷宗 ${row.file}`}
                  {row.volume !== '' && ` 第 ${row.volume} 册`}
                  {row.page !== '' && ` 第 ${row.page} 页`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div className="line-fields">
        <Select
          label="事项"
          w={110}
          allowDeselect={false}
          data={(['received', 'handed', 'filed', 'missing'] as const).map((value) => ({
            value,
            label: custodyWords[value],
          }))}
          value={event}
          onChange={(value) => value !== null && setEvent(value as keyof typeof custodyWords)}
        />
        {event === 'missing' ? (
          <DateInput
            label="补交期限"
            w={150}
            {...datePicker}
            valueFormat="YYYY-MM-DD"
            dateParser={(typed) => parseTypedDay(typed, false)}
            value={dueOn}
            onChange={(value) => setDueOn(value as Day | null)}
          />
        ) : (
          <>
            <TextInput label="交件人" w={110} value={from} onChange={(e) => setFrom(e.currentTarget.value)} />
            <TextInput label="接件人" w={110} value={to} onChange={(e) => setTo(e.currentTarget.value)} />
            <TextInput
              label="存放处"
              w={150}
              value={place}
              onChange={(e) => setPlace(e.currentTarget.value)}
            />
          </>
        )}
        {event === 'filed' && (
          <>
            <TextInput label="卷宗" w={110} value={file} onChange={(e) => setFile(e.currentTarget.value)} />
            <TextInput label="册" w={70} value={volume} onChange={(e) => setVolume(e.currentTarget.value)} />
            <TextInput label="页" w={70} value={page} onChange={(e) => setPage(e.currentTarget.value)} />
          </>
        )}
        <KeyButton label="登记原件去向" blocked={gap} onAct={add} />
      </div>
    </>
  );
}

/** Who did what, when, why; and the signatures with whether they still hold. */
export function History({ detail }: { detail: RecordDetail }) {
  return (
    <>
      <Timeline
        events={detail.history.map((entry, index) => ({
          key: `${entry.at}-${index}`,
          at: entry.at,
          by: entry.by,
          what:
            entry.from === null || entry.from === entry.to
              ? actWords(entry.act)
              : `${actWords(entry.act)}：${stateWords[entry.from].label} → ${stateWords[entry.to].label}`,
          why: entry.reason,
        }))}
      />
      {detail.signatures.length > 0 && (
        <ul className="named-rows" aria-label="签名">
          {detail.signatures.map((signature) => (
            <li key={`${signature.at}-${signature.purpose}`}>
              <ToneTag tone={signature.valid ? 'done' : 'refused'}>
                {signature.valid ? '签名有效' : '签名无效'}
              </ToneTag>
              {actWords(signature.purpose)}　{signature.by}　{displayInstant(signature.at)}
              <span className="dim">摘要 {signature.digest.slice(0, 16)}…</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
