import { PasswordInput, Select, TextInput } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { VolumeRow } from '../../shared/contract/archive.ts';
import { api, client } from '../client.ts';
import { AskDialog, SecondPersonFields } from '../parts/dialogs.tsx';
import { Loading } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { PathField } from '../parts/PathField.tsx';
import { PdfPages } from '../parts/PdfPages.tsx';
import { Progress, useProgress } from '../parts/Progress.tsx';
import { problemOf, showDone, useProblem } from '../parts/problem.tsx';
import { nobody } from '../parts/TwoPersons.tsx';
import { MarkingTag } from '../parts/tags.tsx';
import { levelNames } from '../parts/words.ts';
import { useMay } from '../shell/session.tsx';
import { useTabs } from '../shell/tabs.tsx';
import { volumeStates } from './words.ts';

const pagesAtOnce = 10;
const sourceWords = {
  scan: '扫描件',
  print: '数据打印',
  printNoScan: '数据打印（扫描件格式不能入册）',
} as const;
type Asking = 'close' | 'print' | 'export' | null;

/** One volume: its pages as bound, its contents, and what can be done with it. */
export function VolumeDesk(props: { row: VolumeRow; onLeave: () => void; onChanged: () => Promise<void> }) {
  const { row } = props;
  const may = useMay();
  const tabs = useTabs();
  const problem = useProblem();
  const [from, setFrom] = useState(1);
  const [asking, setAsking] = useState<Asking>(null);
  const volume = useQuery(api.archive.volume.queryOptions({ input: { uid: row.uid } }));
  const shown = useQuery(
    api.archive.pages.queryOptions({
      input: { uid: row.uid, from, count: pagesAtOnce },
      enabled: row.state !== 'disposed',
      placeholderData: keepPreviousData,
    }),
  );
  const compile = may.act('volume.compile');
  const discard = () => {
    client.archive.discard({ uid: row.uid }).then(async () => {
      await props.onChanged();
      props.onLeave();
      showDone(`${row.name} 已拆开`, '册内记录重新等待成册。');
    }, problem);
  };
  const ended = async (words: string, next: string) => {
    setAsking(null);
    await props.onChanged();
    showDone(words, next);
  };
  return (
    <>
      <PageHeader
        title={row.name}
        marking={row.marking}
        under={`${volumeStates[row.state].label} · ${row.number ?? '未取册号'} · ${row.records} 件 ${row.pages} 页${row.keptUntil === null ? '' : ` · 保存至 ${row.keptUntil}`}`}
      />
      <div className="page-body">
        {volume.isError && <p role="alert">{problemOf(volume.error).message}</p>}
        {row.state !== 'disposed' && (
          <section className="section" aria-label="版面">
            <div className="act-row">
              <KeyButton
                label="前几页"
                size="compact-sm"
                blocked={from === 1 ? '已是开头' : null}
                onAct={() => setFrom(Math.max(1, from - pagesAtOnce))}
              />
              <KeyButton
                label="后几页"
                size="compact-sm"
                blocked={from + pagesAtOnce > row.pages ? '已是末尾' : null}
                onAct={() => setFrom(from + pagesAtOnce)}
              />
              <span className="dim">
                第 {from}–{Math.min(row.pages, from + pagesAtOnce - 1)} 页，共 {row.pages} 页
              </span>
            </div>
            {shown.isError && <p role="alert">{problemOf(shown.error).message}</p>}
            {shown.data === undefined && !shown.isError && <Loading what="正在取出版面" />}
            {shown.data !== undefined && <PdfPages content={shown.data.pdf} label={row.name} width={560} />}
          </section>
        )}
        <section className="section" aria-label="目录">
          <h2>目录</h2>
          <table className="small-table">
            <thead>
              <tr>
                <th scope="col">序号</th>
                <th scope="col">归档编号</th>
                <th scope="col">题名</th>
                <th scope="col">来源</th>
                <th scope="col">起页</th>
                <th scope="col">页数</th>
              </tr>
            </thead>
            <tbody>
              {(volume.data?.lines ?? []).slice(0, mostLines).map((line) => (
                <tr key={line.recordUid}>
                  <td>{line.position}</td>
                  <td>
                    <button
                      type="button"
                      className="link-button"
                      onClick={() => tabs.open('record', { uid: line.recordUid }, line.number)}
                    >
                      {line.number}
                    </button>{' '}
                    <MarkingTag marking={line.marking} />
                  </td>
                  <td>{line.title}</td>
                  <td>{sourceWords[line.source]}</td>
                  <td>
                    <button
                      type="button"
                      className="link-button"
                      aria-label={`看第 ${line.firstPage} 页`}
                      onClick={() => setFrom(line.firstPage)}
                    >
                      {line.firstPage}
                    </button>
                  </td>
                  <td>{line.pages}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {(volume.data?.lines.length ?? 0) > mostLines && (
            <p className="dim">这里列出前 {mostLines} 件；全部目录在册的目录页上。</p>
          )}
        </section>
      </div>
      <div className="page-foot">
        <KeyButton label="返回" keyName="back" onAct={props.onLeave} />
        {compile && row.state === 'composed' && (
          <>
            <KeyButton label="拆开重编" tone="danger" onAct={discard} />
            <KeyButton label="封卷" tone="main" keyName="main" onAct={() => setAsking('close')} />
          </>
        )}
        {row.state === 'closed' && compile && (
          <KeyButton label="导出开放包…" onAct={() => setAsking('export')} />
        )}
        {row.state === 'closed' && may.act('print.apply') && (
          <KeyButton label="申请打印" tone="main" keyName="main" onAct={() => setAsking('print')} />
        )}
      </div>
      {asking === 'close' && <CloseDialog row={row} onClose={() => setAsking(null)} onDone={ended} />}
      {asking === 'print' && <PrintDialog row={row} onClose={() => setAsking(null)} onDone={ended} />}
      {asking === 'export' && <ExportDialog row={row} onClose={() => setAsking(null)} onDone={ended} />}
    </>
  );
}

const mostLines = 500;

interface DialogProps {
  readonly row: VolumeRow;
  readonly onClose: () => void;
  readonly onDone: (words: string, next: string) => Promise<void>;
}

function CloseDialog({ row, onClose, onDone }: DialogProps) {
  const problem = useProblem();
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const close = () => {
    setBusy(true);
    client.archive
      .close({ uid: row.uid, password })
      .then(({ number }) => onDone(`已封卷，册号 ${number}`, '下一步：申请打印，或导出开放包。'), problem)
      .finally(() => setBusy(false));
  };
  return (
    <AskDialog
      title={`封卷：${row.name}`}
      confirm="封卷"
      blocked={password === ''}
      busy={busy}
      onConfirm={close}
      onClose={onClose}
    >
      <p>
        封卷后取得册号，册内 {row.records} 件转为“已汇编成册”，内容不再改变，自今日起保存 5
        年。以后归档的编补册。
      </p>
      <PasswordInput
        label="本人口令（签名）"
        data-autofocus
        autoComplete="off"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
    </AskDialog>
  );
}

function PrintDialog({ row, onClose, onDone }: DialogProps) {
  const problem = useProblem();
  const printers = useQuery(api.printing.printers.queryOptions());
  const fit = (printers.data?.rows ?? []).filter(
    (one) => one.registered && one.present && one.level !== null && one.level >= row.level,
  );
  const [printer, setPrinter] = useState<string | null>(null);
  const [purpose, setPurpose] = useState('存档');
  const [recipient, setRecipient] = useState('档案室');
  const chosen = printer ?? fit[0]?.name ?? null;
  const apply = () => {
    if (chosen === null) return;
    client.archive
      .applyPrint({ uid: row.uid, purpose: purpose.trim(), printer: chosen, recipients: [recipient.trim()] })
      .then(() => onDone('已申请打印', '下一步：打印审批人批准，然后在打印台账中打印。'), problem);
  };
  return (
    <AskDialog
      title={`申请打印：${row.name}`}
      confirm="申请打印"
      blocked={chosen === null || purpose.trim() === '' || recipient.trim() === ''}
      onConfirm={apply}
      onClose={onClose}
    >
      <TextInput
        label="用途"
        maxLength={100}
        value={purpose}
        onChange={(event) => setPurpose(event.currentTarget.value)}
      />
      <TextInput
        label="接收人（一份）"
        maxLength={60}
        value={recipient}
        onChange={(event) => setRecipient(event.currentTarget.value)}
      />
      <Select
        label="打印机"
        allowDeselect={false}
        placeholder="没有密级够用的已登记打印机"
        data={fit.map((one) => ({
          value: one.name,
          label: `${one.name}（${one.level === null ? '' : levelNames[one.level]}，${one.place}）`,
        }))}
        value={chosen}
        onChange={setPrinter}
      />
    </AskDialog>
  );
}

function ExportDialog({ row, onClose, onDone }: DialogProps) {
  const problem = useProblem();
  const media = useQuery(api.exchange.media.queryOptions());
  const [medium, setMedium] = useState<string | null>(null);
  const [folder, setFolder] = useState<string | null>(null);
  const [second, setSecond] = useState(nobody);
  const [busy, setBusy] = useState(false);
  const stop = useRef<AbortController | null>(null);
  const progress = useProgress('archive.exportOpen', busy);
  const fit = (media.data?.rows ?? []).filter((one) => one.level >= row.level);
  const write = () => {
    if (medium === null || folder === null) return;
    setBusy(true);
    const cancel = new AbortController();
    stop.current = cancel;
    client.archive
      .exportOpen({ uid: row.uid, folder, medium, second }, { signal: cancel.signal })
      .then(
        ({ files }) => onDone(`开放包已写出并读回，共 ${files} 个文件`, '校验方法见其中的 verify.txt。'),
        (error: unknown) => {
          if (!cancel.signal.aborted) problem(error);
        },
      )
      .finally(() => setBusy(false));
  };
  return (
    <AskDialog
      title={`导出开放包：${row.name}`}
      confirm="导出"
      blocked={medium === null || folder === null || second.login === '' || second.password === ''}
      busy={busy}
      onConfirm={write}
      onClose={() => {
        stop.current?.abort();
        onClose();
      }}
    >
      <p>
        开放包不加密，供长期保存和不用本程序查阅。介质须已登记、密级不低于 {row.marking}
        ，由安全保密管理员当场批准。
      </p>
      <Select
        label="介质"
        allowDeselect={false}
        placeholder="没有密级够用的已登记介质"
        data={fit.map((one) => ({
          value: one.number,
          label: `${one.number}（${one.kind}，${levelNames[one.level]}）`,
        }))}
        value={medium}
        onChange={setMedium}
      />
      <PathField label="介质上的文件夹" title="选择介质上的文件夹" value={folder} onChange={setFolder} />
      <SecondPersonFields post="安全保密管理员" value={second} onChange={setSecond} />
      {busy && <Progress event={progress} what="正在写出开放包" />}
    </AskDialog>
  );
}
