import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { auditHeadText } from '../../shared/contract/audit.ts';
import type { CallOutput } from '../../shared/contract/contract.ts';
import { client } from '../client.ts';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PathField } from '../parts/PathField.tsx';
import { Progress, useProgress } from '../parts/Progress.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { ScrollBody } from '../parts/ScrollBody.tsx';
import { ToneTag } from '../parts/tags.tsx';

type Verified = CallOutput<'audit.verify'>;

/** Whether the chain holds from its first row to its head, against every signed head and one from outside. */
export function ChainState() {
  const problem = useProblem();
  const [anchor, setAnchor] = useState('');
  const [folder, setFolder] = useState<string | null>(null);
  const [running, setRunning] = useState<'verify' | 'export' | null>(null);
  const [state, setState] = useState<Verified | null>(null);
  const progress = useProgress(running === 'export' ? 'audit.exportChain' : 'audit.verify', running !== null);
  const wrongAnchor = anchor.trim() !== '' && !auditHeadText.safeParse(anchor).success;
  const verify = () => {
    setRunning('verify');
    client.audit
      .verify({ segmentFolder: folder, anchor: anchor.trim() === '' ? null : anchor.trim() })
      .then(setState, problem)
      .finally(() => setRunning(null));
  };
  const exportChain = async () => {
    const { path } = await client.session.chooseFolder({ title: '导出审计记录到' });
    if (path === null) return;
    setRunning('export');
    const made = await client.audit.exportChain({ folder: path });
    showDone(`已导出 ${made.rows} 行并签署链头`, made.file);
  };
  return (
    <>
      <ScrollBody label="审计链" className="page-body audit-part">
        <p className="hint">
          从第一行起逐行重算摘要，与每次签署的链头比对。要发现末尾被截去，请填入留在外面的链头：数据包、回执或打印的审计报告上的“序号:摘要值”。
        </p>
        <div className="act-form">
          <TextInput
            label="外部链头（可不填）"
            placeholder="1234:0f3c…"
            autoComplete="off"
            spellCheck={false}
            value={anchor}
            error={wrongAnchor ? '应为“序号:64 位摘要值”' : undefined}
            onChange={(event) => setAnchor(event.currentTarget.value)}
          />
          <PathField
            label="年段文件现在的位置（与导出时相同可不选）"
            title="年段文件所在文件夹"
            value={folder}
            onChange={setFolder}
          />
        </div>
        {running !== null && (
          <Progress event={progress} what={running === 'export' ? '导出审计记录' : '校验审计链'} />
        )}
        {state !== null && running !== 'verify' && <Outcome state={state} />}
      </ScrollBody>
      <div className="page-foot">
        <KeyButton
          label="导出审计链…"
          busy={running === 'export'}
          onAct={() => {
            exportChain()
              .catch(problem)
              .finally(() => setRunning(null));
          }}
        />
        <KeyButton
          label="校验"
          keyName="main"
          tone="main"
          busy={running === 'verify'}
          blocked={wrongAnchor ? '外部链头的格式不对' : null}
          onAct={verify}
        />
      </div>
    </>
  );
}

function Outcome({ state }: { state: Verified }) {
  const count = (value: number) => value.toLocaleString('zh-CN');
  return (
    <section className="chain" aria-label="校验结果">
      <p className="chain-state" role="status">
        {state.intact ? (
          <ToneTag tone="done">链完整</ToneTag>
        ) : (
          <ToneTag tone="refused">{`链已断：${state.problem ?? ''}`}</ToneTag>
        )}
      </p>
      <dl className="facts">
        <dt>已校验</dt>
        <dd>{count(state.rows)} 行</dd>
        <dt>比对的链头</dt>
        <dd>{count(state.heads)} 个</dd>
        <dt>年段文件</dt>
        <dd className="wide">
          {state.segmentsRead === 0 && state.segmentsUnread.length === 0 && '没有移出的年段'}
          {state.segmentsRead > 0 && `读了 ${state.segmentsRead} 个`}
          {state.segmentsUnread.length > 0 &&
            `　没有找到：${state.segmentsUnread.join('、')}（只按登记接续，内容未校验）`}
        </dd>
        <dt>链头</dt>
        <dd className="wide digest">{`${state.headSeq}:${state.headDigest}`}</dd>
      </dl>
    </section>
  );
}
