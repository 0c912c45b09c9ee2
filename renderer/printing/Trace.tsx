import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { CallOutput } from '../../shared/contract/contract.ts';
import { client } from '../client.ts';
import { KeyButton } from '../parts/KeyButton.tsx';
import { useProblem } from '../parts/problem.tsx';
import { MarkingTag } from '../parts/tags.tsx';
import { Order } from './Order.tsx';

/** Looks up the code from the foot of a page: which order, which copy, who had it. */
export function Trace() {
  const problem = useProblem();
  const [code, setCode] = useState('');
  const [asked, setAsked] = useState('');
  const [found, setFound] = useState<CallOutput<'printing.trace'> | null>(null);
  const blocked = code.trim().length < 4 ? '追踪码未填写' : null;
  const look = () => {
    if (blocked !== null) return;
    const traceCode = code.trim();
    client.printing.trace({ traceCode }).then((answer) => {
      setAsked(traceCode);
      setFound(answer);
    }, problem);
  };
  const copy = found?.job?.copies.find((one) => one.uid === found.copyUid);
  return (
    <div className="page-body">
      <form
        className="pair"
        onSubmit={(event) => {
          event.preventDefault();
          look();
        }}
      >
        <TextInput
          label="纸上的追踪码"
          description="每页页脚右侧，字母和数字，横线可省"
          inputWrapperOrder={['label', 'input', 'description']}
          className="trace"
          autoFocus
          autoComplete="off"
          spellCheck={false}
          maxLength={40}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <div className="act-row">
          <KeyButton label="查" tone="main" keyName="main" blocked={blocked} onAct={look} />
        </div>
      </form>
      <div className="section" style={{ marginTop: 16 }}>
        {found !== null && found.job === null && (
          <p className="callout attention" role="status">
            ▲ 没有追踪码为“{asked}”的印件，或您不在其知悉范围内。请核对易混字符（0 和 O、1 和 I）。
          </p>
        )}
        {found?.job != null && (
          <>
            <p className="callout" role="status">
              追踪码 {asked}：<b>{found.job.document}</b> <MarkingTag marking={found.job.marking} />
              {copy !== undefined && `，份号 ${copy.copyNumber}，接收人 ${copy.recipient}`}
              {copy !== undefined && copy.holder !== '' && `，现由 ${copy.holder} 持有`}。
            </p>
            <div style={{ marginTop: 12 }}>
              <Order job={found.job} />
            </div>
          </>
        )}
      </div>
    </div>
  );
}
