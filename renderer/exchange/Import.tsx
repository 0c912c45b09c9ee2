import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CallOutput } from '../../shared/contract/contract.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import type { Day, ObjectUid } from '../../shared/ids.ts';
import { api, client, refreshRecords } from '../client.ts';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import { Empty } from '../parts/Empty.tsx';
import { FilterBar } from '../parts/FilterBar.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { PathField } from '../parts/PathField.tsx';
import { Progress, useProgress } from '../parts/Progress.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { type BarStep, StepBar } from '../parts/StepBar.tsx';
import { MarkingTag, ToneTag } from '../parts/tags.tsx';
import { levelNames } from '../parts/words.ts';
import { useSession } from '../shell/session.tsx';
import { ImportPreview } from './ImportPreview.tsx';
import { PrintPaper } from './PrintPaper.tsx';
import { refreshExchange } from './refreshExchange.ts';
import { type Checked, kindWords, type Overview, type PackageIn } from './words.ts';
import { yearStart } from './yearStart.ts';

const labels = [
  { key: 'check', label: '检验', party: '签名、摘要、序号' },
  { key: 'preview', label: '预览', party: '逐条核对' },
  { key: 'accept', label: '接收', party: '一次全部写入' },
  { key: 'receipt', label: '回执', party: '随下一个数据包发回' },
] as const;

/** Steps of an import with the given one current; the last one is done when everything is. */
function importSteps(at: number): BarStep[] {
  return labels.map((step, index) => ({
    ...step,
    state: index < at ? 'done' : index === at ? 'current' : 'ahead',
  }));
}

const columns: readonly Column<PackageIn>[] = [
  { key: 'sender', label: '发送站点', width: '84px', render: (row) => <b>{row.sender}</b> },
  { key: 'seq', label: '序号', width: '88px', render: (row) => `${row.epoch} #${row.seq}` },
  { key: 'period', label: '报告期', width: '80px', render: (row) => row.period },
  {
    key: 'state',
    label: '状态',
    width: '92px',
    render: (row) => (
      <ToneTag tone={row.state === 'imported' ? 'done' : 'refused'}>
        {row.state === 'imported' ? '已接收' : '已拒绝'}
      </ToneTag>
    ),
  },
  { key: 'marking', label: '密级', width: '96px', render: (row) => <MarkingTag marking={row.marking} /> },
  { key: 'kind', label: '种类', width: '64px', render: (row) => kindWords[row.kind] ?? row.kind },
  { key: 'count', label: '条数', width: '64px', numeric: true, render: (row) => row.recordCount },
  { key: 'medium', label: '介质', width: '112px', render: (row) => row.medium },
  { key: 'at', label: '接收时间', width: '140px', render: (row) => displayInstant(row.importedAt) },
  { key: 'by', label: '接收人', width: 'minmax(72px, 1fr)', render: (row) => row.importedBy },
];

/** Import in four steps above the register of what came in. */
export function Import({ overview }: { overview: Overview }) {
  const problem = useProblem();
  const media = useQuery(api.exchange.media.queryOptions());
  const [file, setFile] = useState<string | null>(null);
  const [medium, setMedium] = useState<string | null>(null);
  const [scanResult, setScanResult] = useState('');
  const [checked, setChecked] = useState<Checked | null>(null);
  const [receipt, setReceipt] = useState<CallOutput<'exchange.accept'> | null>(null);
  const [running, setRunning] = useState<'exchange.check' | 'exchange.accept' | null>(null);
  const [open, setOpen] = useState(false);
  const [log, setLog] = useState(false);
  const { today } = useSession();
  const progress = useProgress(running ?? 'exchange.check', running !== null);

  const start = () => {
    setFile(null);
    setScanResult('');
    setChecked(null);
    setReceipt(null);
    setOpen(true);
  };
  const blocked =
    file === null
      ? '数据包文件未选择'
      : medium === null
        ? '介质编号未选择'
        : scanResult.trim() === ''
          ? '中间机查杀结果未填写'
          : null;
  const check = () => {
    if (blocked !== null || file === null || medium === null || running !== null) return;
    setRunning('exchange.check');
    client.exchange.check({ file, medium, scanResult: scanResult.trim() }).then(
      async (result) => {
        setRunning(null);
        setChecked(result);
        if (result.verdict !== 'ready') await refreshExchange();
      },
      (error: unknown) => {
        setRunning(null);
        problem(error);
      },
    );
  };
  const checkHeld = (uid: ObjectUid) => {
    if (running !== null) return;
    start();
    setRunning('exchange.check');
    client.exchange.checkHeld({ uid }).then(
      async (result) => {
        setRunning(null);
        setChecked(result);
        await refreshExchange();
      },
      (error: unknown) => {
        setRunning(null);
        problem(error);
      },
    );
  };
  const accept = (previewUid: string) => {
    if (running !== null) return;
    setRunning('exchange.accept');
    client.exchange.accept({ previewUid: previewUid as ObjectUid }).then(
      async (result) => {
        setReceipt(result);
        setRunning(null);
        await Promise.all([refreshExchange(), refreshRecords()]);
        showDone('已接收', '回执随下一个发往对方的数据包带回。');
      },
      (error: unknown) => {
        setRunning(null);
        problem(error);
      },
    );
  };
  const discard = (previewUid: string) => {
    client.exchange.discardPreview({ previewUid: previewUid as ObjectUid }).then(async () => {
      await refreshExchange();
      setOpen(false);
      showDone('已拒收', '本站数据未改动，介质请封存备查。');
    }, problem);
  };

  if (!open)
    return (
      <>
        <FilterBar count={`${overview.incoming.length} 个数据包`} />
        {overview.held.map((one) => (
          <div key={one.uid} className={one.next ? 'callout attention' : 'callout'} role="status">
            {one.next ? '▲ ' : '◐ '}
            {one.sender} {one.epoch} #{one.seq} 已暂存（{displayInstant(one.heldAt)}），
            {one.next ? '前序已到，可以续接。' : '还缺前序数据包，已列入下一个发往对方的数据包索取。'}
            {one.next && <KeyButton label="续接检验" onAct={() => checkHeld(one.uid)} />}
          </div>
        ))}
        <DataTable
          label="收到的数据包"
          columns={columns}
          rows={overview.incoming}
          rowKey={(row) => row.uid}
          onOpen={() => undefined}
          empty={<Empty why="还没有收到过数据包。介质先在中间机查杀，再按“导入数据包”检验。" />}
        />
        <div className="page-foot">
          <KeyButton label="导入数据包" tone="main" keyName="create" onAct={start} />
          <KeyButton label="导入登记…" onAct={() => setLog(!log)} />
          <span className="hint">检验和预览不改动本站任何数据</span>
        </div>
        {log && (
          <div className="page-body">
            <PrintPaper
              paper={{ kind: 'importLog', from: yearStart(today), to: today as Day }}
              name="导入登记"
            />
          </div>
        )}
      </>
    );
  const at = receipt !== null ? 4 : checked?.verdict === 'ready' ? 1 : 0;
  return (
    <>
      <StepBar label="导入步骤" steps={importSteps(running === 'exchange.accept' ? 2 : at)} />
      {receipt !== null ? (
        <Accepted receipt={receipt} onDone={() => setOpen(false)} />
      ) : checked?.verdict === 'ready' ? (
        <ImportPreview
          ready={checked}
          busy={running !== null}
          progress={running === null ? null : <Progress event={progress} what="正在接收" />}
          onAccept={() => accept(checked.previewUid)}
          onDiscard={() => discard(checked.previewUid)}
        />
      ) : (
        <>
          <div className="page-body">
            {checked !== null && <Verdict checked={checked} />}
            <div className="act-form" style={{ marginTop: checked === null ? 0 : 16 }}>
              <PathField
                label="数据包文件"
                title="选择介质上的数据包"
                extensions={['age', '000']}
                value={file}
                onChange={setFile}
              />
              <Select
                label="介质编号"
                data={(media.data?.rows ?? []).map((row) => ({
                  value: row.number,
                  label: `${row.number} ${row.kind}（${levelNames[row.level]}）`,
                }))}
                value={medium}
                onChange={setMedium}
                allowDeselect={false}
                placeholder={media.data?.rows.length === 0 ? '没有登记的介质' : '选择已登记的介质'}
              />
              <TextInput
                label="中间机查杀结果"
                description="如：2026-11-22 查杀，未发现病毒，病毒库 2026-11-20"
                inputWrapperOrder={['label', 'input', 'description']}
                maxLength={200}
                value={scanResult}
                onChange={(event) => setScanResult(event.currentTarget.value)}
              />
              {running !== null && <Progress event={progress} what="正在复制并检验" />}
            </div>
          </div>
          <div className="page-foot">
            <KeyButton
              label="返回"
              keyName="back"
              blocked={running === null ? null : '正在检验'}
              onAct={() => setOpen(false)}
            />
            <KeyButton
              label="检验"
              tone="main"
              keyName="main"
              blocked={blocked}
              reasonBeside
              busy={running !== null}
              onAct={check}
            />
          </div>
        </>
      )}
    </>
  );
}

/** A verdict that ends the import before anything is applied. */
function Verdict({ checked }: { checked: Exclude<Checked, { verdict: 'ready' }> }) {
  if (checked.verdict === 'alreadyImported')
    return (
      <p className="callout done" role="status">
        <b>● 此数据包已经接收过</b>（{checked.sender} #{checked.seq}
        ），未重复导入。下次发往对方的数据包会再带一次回执。
      </p>
    );
  if (checked.verdict === 'held')
    return (
      <p className="callout attention" role="status">
        <b>▲ 缺少前序数据包</b>：收到 {checked.sender} #{checked.seq}，还缺 {checked.missing}
        。此包已暂存，未导入。请向对方索取缺少的数据包，收到后按序号先后检验、接收。
      </p>
    );
  return (
    <p className="callout refused" role="alert">
      <b>✕ 数据包已拒绝（{checked.code}）</b>：{checked.detail}。未导入任何内容，介质请封存备查。
    </p>
  );
}

function Accepted(props: { receipt: CallOutput<'exchange.accept'>; onDone: () => void }) {
  const { receipt } = props;
  const { package: row } = receipt;
  return (
    <>
      <PageHeader
        title="已接收"
        number={`${row.sender} ${row.epoch} #${row.seq}`}
        marking={row.marking}
        state={<ToneTag tone="done">已接收</ToneTag>}
      />
      <div className="page-body">
        <p className="callout done">
          ● 接收 {receipt.accepted} 条，拒收 {receipt.refused} 条。回执随下一个发往 {row.sender}{' '}
          的数据包带回。
        </p>
        <dl className="facts section" style={{ marginTop: 12 }}>
          <dt>接收人</dt>
          <dd>{row.importedBy}</dd>
          <dt>接收时间</dt>
          <dd>{displayInstant(row.importedAt)}</dd>
          <dt>介质</dt>
          <dd>{row.medium}</dd>
          <dt>报告期</dt>
          <dd>{row.period}</dd>
          <dt>摘要值</dt>
          <dd className="wide digest">{row.digest}</dd>
        </dl>
      </div>
      <div className="page-foot">
        <KeyButton label="完成" tone="main" keyName="main" onAct={props.onDone} />
      </div>
    </>
  );
}
