import { useState } from 'react';
import type { PrintJobRow } from '../../shared/contract/printing.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import { classWords } from '../../shared/printing/classWords.ts';
import { client } from '../client.ts';
import { ReasonDialog } from '../parts/dialogs.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { Progress, useProgress } from '../parts/Progress.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { useMay, useSession } from '../shell/session.tsx';
import { Copies } from './Copies.tsx';
import { refreshPrinting } from './refreshPrinting.ts';
import { jobStates } from './words.ts';

/** One print order: application, approval, printing, copies and their holders. */
export function Order({ job }: { job: PrintJobRow }) {
  const may = useMay();
  const { person } = useSession();
  const problem = useProblem();
  const [refusing, setRefusing] = useState(false);
  const [running, setRunning] = useState(false);
  const progress = useProgress('printing.run', running);
  const { label, tone } = jobStates[job.state];

  const decide = (approve: boolean, reason: string) => {
    client.printing.decide({ uid: job.uid, approve, reason }).then(async () => {
      setRefusing(false);
      await refreshPrinting();
      showDone(
        approve ? '已批准打印' : '已退回申请',
        approve ? `${job.applicant}可以打印。` : '份号已作废登记。',
      );
    }, problem);
  };
  const run = () => {
    if (running) return;
    setRunning(true);
    client.printing.run({ uid: job.uid }).then(
      async ({ job: printed }) => {
        await refreshPrinting();
        setRunning(false);
        showDone(`已送打印机，${printed.copies.length} 份`, '取纸核对后，逐份确认“已打印”或作废。');
      },
      async (error: unknown) => {
        await refreshPrinting();
        setRunning(false);
        problem(error);
      },
    );
  };
  const own = job.applicant === person.name;
  return (
    <section className="order" aria-label={`打印申请 ${job.document}`}>
      <div className="order-head">
        <ToneTag tone={tone}>{label}</ToneTag>
        <b>{classWords[job.class]}</b>
        <span>{job.copies.length} 份</span>
        <span className="dim">{job.printer}</span>
        {job.pages !== null && <span className="dim">{job.pages} 页</span>}
      </div>
      <div className="order-body">
        <dl className="facts">
          <dt>申请</dt>
          <dd>
            {job.applicant}
            <br />
            <span className="dim">{displayInstant(job.appliedAt)}</span>
          </dd>
          <dt>审批</dt>
          <dd>
            {job.approver ?? (job.class === 'forSignature' ? '按供签字打印授权' : '—')}
            <br />
            <span className="dim">{job.approvedAt === null ? '' : displayInstant(job.approvedAt)}</span>
          </dd>
          <dt>用途</dt>
          <dd className="wide">{job.purpose}</dd>
          <dt>版本</dt>
          <dd className="wide" title={job.digest}>
            第 {job.version} 稿<span className="dim digest">　摘要 {job.digest.slice(0, 16)}…</span>
          </dd>
          {job.refusal !== null && (
            <>
              <dt>退回理由</dt>
              <dd className="wide tone-refused">{job.refusal}</dd>
            </>
          )}
        </dl>
        <Copies job={job} />
        {running && <Progress event={progress} what="正在排版并送打印机" />}
        <div className="act-row">
          {job.state === 'applied' && (
            <>
              <KeyButton
                label="批准打印"
                tone="main"
                blocked={
                  !may.act('print.approve') ? '由打印审批人批准' : own ? '申请人不能审批自己的申请' : null
                }
                reasonBeside
                onAct={() => decide(true, '')}
              />
              {may.act('print.approve') && !own && (
                <KeyButton label="不批准" tone="danger" onAct={() => setRefusing(true)} />
              )}
            </>
          )}
          {job.state === 'approved' && (
            <KeyButton
              label={`打印 ${job.copies.length} 份`}
              tone="main"
              blocked={own || may.act('print.ledger') ? null : '由申请人或文印管理员打印'}
              reasonBeside
              busy={running}
              onAct={run}
            />
          )}
        </div>
      </div>
      {refusing && (
        <ReasonDialog
          title={`不批准打印：${job.document}`}
          confirm="不批准"
          hint="理由退给申请人；已给出的份号作废登记。"
          onConfirm={(reason) => decide(false, reason)}
          onClose={() => setRefusing(false)}
        />
      )}
    </section>
  );
}
