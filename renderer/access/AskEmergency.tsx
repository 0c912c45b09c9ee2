import { NumberInput, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { displayInstant } from '../../shared/forms/display.ts';
import { api, client } from '../client.ts';
import { Empty } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { useTabs } from '../shell/tabs.tsx';
import { refreshAccess } from './refresh.ts';

/** Longest emergency access, in hours (spec 3). */
const longest = 24;

/** Asks for reading one record in an emergency, by its number; below, what became of earlier requests. */
export function AskEmergency() {
  const problem = useProblem();
  const tabs = useTabs();
  const own = useQuery(api.access.ownEmergencies.queryOptions());
  const [number, setNumber] = useState('');
  const [reason, setReason] = useState('');
  const [hours, setHours] = useState(8);
  const gap =
    number.trim() === '' ? '请填写记录编号。' : reason.trim().length < 2 ? '请填写紧急理由。' : null;
  const ask = () => {
    client.access.askEmergency({ number: number.trim(), reason: reason.trim(), hours }).then(async () => {
      setNumber('');
      setReason('');
      showDone('申请已提交', '领导或值班领导批准后，可在下面打开该记录。');
      await refreshAccess();
    }, problem);
  };
  const rows = own.data?.rows ?? [];
  return (
    <>
      <p className="hint">
        仅用于来不及按知悉范围办理的紧急情况。批准后该记录的所有知悉人都会收到通知，使用情况列入审计。申请时不答复有无此编号。
      </p>
      <div className="line-fields">
        <TextInput
          label="记录编号"
          w={240}
          value={number}
          onChange={(event) => setNumber(event.currentTarget.value)}
        />
        <NumberInput
          label="小时"
          w={90}
          min={1}
          max={longest}
          allowDecimal={false}
          clampBehavior="strict"
          value={hours}
          onChange={(value) => setHours(typeof value === 'number' ? value : 1)}
        />
        <Textarea
          label="紧急理由"
          w={360}
          autosize
          minRows={1}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <KeyButton label="申请紧急知悉" keyName="main" tone="main" blocked={gap} onAct={ask} />
      </div>
      <section className="section" aria-label="我的申请">
        <h2>我的申请</h2>
        {rows.length === 0 && <Empty why="没有申请过紧急知悉。" />}
        <ul className="decision-list" aria-label="我的紧急知悉申请">
          {rows.map((row) => (
            <li key={row.uid}>
              <div className="decision-line">
                <span className="number">{row.number}</span>
                {row.decision === null && !row.ended && (
                  <ToneTag tone="underway">{`待批，至 ${displayInstant(row.endsAt)}`}</ToneTag>
                )}
                {row.ended && <ToneTag tone="draft">无人审批，已过期</ToneTag>}
                {row.decision === 'refused' && <ToneTag tone="refused">未批准</ToneTag>}
                {row.decision === 'approved' && row.until !== null && (
                  <ToneTag tone={row.recordUid === null ? 'draft' : 'attention'}>
                    {row.recordUid === null ? '已到期' : `有效至 ${displayInstant(row.until)}`}
                  </ToneTag>
                )}
                <span>{row.reason}</span>
                <span className="dim">
                  {displayInstant(row.askedAt)}　{row.hours} 小时
                </span>
                {row.answer !== '' && <span>答复：{row.answer}</span>}
                {row.recordUid !== null && (
                  <KeyButton
                    label="打开记录"
                    onAct={() => tabs.open('record', { uid: row.recordUid ?? '' }, row.number)}
                  />
                )}
              </div>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
