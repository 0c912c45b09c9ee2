import { PasswordInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CallOutput } from '../../shared/contract/contract.ts';
import { lineLabel } from '../../shared/exchange/lines.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import { isRecordKind } from '../../shared/forms/kinds.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import { api, client } from '../client.ts';
import { Loading } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { PathField } from '../parts/PathField.tsx';
import { Progress, useProgress } from '../parts/Progress.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { ScrollBody } from '../parts/ScrollBody.tsx';
import { StepBar } from '../parts/StepBar.tsx';
import { nobody, secondProblem, TwoPersons } from '../parts/TwoPersons.tsx';
import { MarkingTag, ToneTag } from '../parts/tags.tsx';
import { sizeWords } from '../parts/words.ts';
import { useMay, useSession } from '../shell/session.tsx';
import { exportSteps } from './exportSteps.ts';
import { PrintPaper } from './PrintPaper.tsx';
import { refreshExchange } from './refreshExchange.ts';
import { VoidPackage } from './VoidPackage.tsx';
import { kindWords, outStates, type PackageOut, packageName, type SiteRow } from './words.ts';

/** One package on its way out: the four steps, what leaves, and the act that is next. */
export function PackageDetail(props: { row: PackageOut; sites: readonly SiteRow[]; onLeave: () => void }) {
  const { row, sites } = props;
  const may = useMay();
  const { site, person } = useSession();
  const problem = useProblem();
  const contents = useQuery(api.exchange.contents.queryOptions({ input: { uid: row.uid } }));
  const [folder, setFolder] = useState<string | null>(null);
  const [password, setPassword] = useState('');
  const [second, setSecond] = useState(nobody);
  const [withdrawing, setWithdrawing] = useState(false);
  const [running, setRunning] = useState(false);
  const [written, setWritten] = useState<CallOutput<'exchange.release'> | null>(null);
  const progress = useProgress('exchange.release', running);
  // A void or a snapshot is signed by a second person when it is sealed.
  const twoPersons = row.state === 'approved' && (row.kind === 'void' || row.kind === 'snapshot');
  const recipient = sites.find((one) => one.code === row.recipient);

  const approve = (approved: boolean) => {
    client.exchange.approve({ uid: row.uid, approve: approved }).then(async () => {
      await refreshExchange();
      showDone(
        approved ? '已批准密级与介质' : '已退回',
        approved ? '下一步：领导本人签发并写出。' : '准备人可另行准备。',
      );
    }, problem);
  };
  const release = () => {
    if (folder === null || running) return;
    setRunning(true);
    client.exchange.release({ uid: row.uid, folder, password, ...(twoPersons ? { second } : {}) }).then(
      async (result) => {
        setPassword('');
        setWritten(result);
        await refreshExchange();
        setRunning(false);
        showDone('已写出并从介质读回核对一致', '把介质与移交清单交给对方，等待回执。');
      },
      async (error: unknown) => {
        setPassword('');
        await refreshExchange();
        setRunning(false);
        problem(error);
      },
    );
  };
  const approvable = row.state === 'prepared' && may.act('package.approve');
  const releasable =
    (row.state === 'approved' || row.state === 'sealed' || row.state === 'written') &&
    may.act('package.release');
  const ownPackage = row.preparedBy === person.name ? '准备人不能审批自己的数据包' : null;
  const { label, tone } =
    row.withdrawnBy === null ? outStates[row.state] : ({ label: '已作废', tone: 'refused' } as const);
  return (
    <>
      <PageHeader
        title={`发往 ${recipient?.name ?? row.recipient}`}
        number={packageName(site.code, row.recipient, row.epoch, row.seq)}
        marking={row.marking}
        state={<ToneTag tone={tone}>{label}</ToneTag>}
        under={`${row.period} · ${kindWords[row.kind] ?? row.kind} · ${row.recordCount} 条 · 介质 ${row.medium}`}
      />
      <StepBar label="导出步骤" steps={exportSteps(row.state)} />
      <ScrollBody label="数据包">
        {written !== null && (
          <section className="callout done section">
            <b>● 读回核对一致，导出完成。</b>
            <div className="field-text">{written.file}</div>
            <div className="digest">
              {sizeWords(written.bytes)}　SHA-256 {written.sha256}
            </div>
          </section>
        )}
        {releasable && (
          <section className="section">
            <h2>{row.state === 'approved' ? '签发写出' : '重新写出同一个数据包'}</h2>
            {row.state !== 'approved' && (
              <p className="hint">数据包已封存，内容、序号和签名不变，只是再加密、再写一次介质。</p>
            )}
            <div className="act-form">
              <PathField
                label="介质上的文件夹"
                title={`选择介质 ${row.medium}`}
                value={folder}
                onChange={setFolder}
              />
              <PasswordInput
                label="本人口令"
                description="用本人的签名密钥签发，须重新输入口令"
                inputWrapperOrder={['label', 'input', 'description']}
                autoComplete="off"
                value={password}
                onChange={(event) => setPassword(event.currentTarget.value)}
              />
              {twoPersons && (
                <TwoPersons
                  firstDoes="核对内容，用本人口令签发。"
                  post="securityAdmin"
                  secondDoes="核对种类和原因，用自己的口令签署；签署随包发出。"
                  value={second}
                  onChange={setSecond}
                />
              )}
              {running && <Progress event={progress} what="正在封存、加密、写出" />}
            </div>
          </section>
        )}
        {withdrawing && (
          <VoidPackage row={row} onDone={props.onLeave} onLeave={() => setWithdrawing(false)} />
        )}
        <section className="section">
          <h2>办理经过</h2>
          <dl className="facts">
            <dt>准备</dt>
            <dd>
              {row.preparedBy}　{displayInstant(row.preparedAt)}
            </dd>
            <dt>审批</dt>
            <dd>{row.approvedBy ?? '—'}</dd>
            <dt>签发</dt>
            <dd>{row.releasedBy ?? '—'}</dd>
            <dt>签发时间</dt>
            <dd>{row.releasedAt === null ? '—' : displayInstant(row.releasedAt)}</dd>
            {row.reason !== '' && (
              <>
                <dt>作废原因</dt>
                <dd className="wide">{row.reason}</dd>
              </>
            )}
            {row.withdrawnBy !== null && (
              <>
                <dt>由何包作废</dt>
                <dd>#{row.withdrawnBy}</dd>
              </>
            )}
            <dt>摘要值</dt>
            <dd className="wide digest">{row.digest ?? '封存时产生'}</dd>
          </dl>
        </section>
        {row.seq !== null && <PrintPaper paper={{ kind: 'handOver', uid: row.uid }} name="移交清单" />}
        <section className="section">
          <h2>包中内容</h2>
          {contents.data === undefined ? (
            <Loading />
          ) : (
            <table className="small-table">
              <thead>
                <tr>
                  <th scope="col">种类</th>
                  <th scope="col">编号</th>
                  <th scope="col">密级</th>
                </tr>
              </thead>
              <tbody>
                {contents.data.rows.map((line) => (
                  <tr key={line.uid}>
                    <td>{isRecordKind(line.kind) ? latestForm(line.kind).title : lineLabel(line.kind)}</td>
                    <td className="number">{line.number === '' ? '—' : line.number}</td>
                    <td>{line.marking === '' ? '—' : <MarkingTag marking={line.marking} />}</td>
                  </tr>
                ))}
                {contents.data.rows.length === 0 && (
                  <tr>
                    <td colSpan={3} className="dim">
                      没有记录，只含对收到数据包的累计回执。
                    </td>
                  </tr>
                )}
              </tbody>
            </table>
          )}
        </section>
      </ScrollBody>
      <div className="page-foot">
        <KeyButton label="返回" keyName="back" onAct={props.onLeave} />
        {row.seq !== null &&
          row.kind !== 'void' &&
          row.withdrawnBy === null &&
          may.act('package.prepare') && (
            <KeyButton label="作废此包…" tone="danger" onAct={() => setWithdrawing(true)} />
          )}
        {row.state === 'prepared' && (
          <>
            <KeyButton
              label="批准密级与介质"
              tone="main"
              keyName="main"
              blocked={approvable ? ownPackage : '由安全保密管理员审批'}
              reasonBeside={!approvable}
              onAct={() => approve(true)}
            />
            {approvable && <KeyButton label="退回" tone="danger" onAct={() => approve(false)} />}
          </>
        )}
        {(row.state === 'approved' || row.state === 'sealed' || row.state === 'written') && (
          <KeyButton
            label={row.state === 'approved' ? '签发并写出' : '再次写出'}
            tone="main"
            keyName="main"
            blocked={
              !releasable
                ? '由领导本人签发'
                : folder === null
                  ? '介质上的文件夹未选择'
                  : password === ''
                    ? '本人口令未填写'
                    : twoPersons
                      ? secondProblem(second, person.login)
                      : null
            }
            reasonBeside
            busy={running}
            onAct={release}
          />
        )}
      </div>
    </>
  );
}
