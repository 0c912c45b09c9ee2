import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RehearsalSheet } from '../../../shared/contract/backup.ts';
import type { CallOutput } from '../../../shared/contract/contract.ts';
import { displayInstant } from '../../../shared/forms/display.ts';
import { api, client } from '../../client.ts';
import { ActFoot } from '../../parts/ActFoot.tsx';
import { type Column, DataTable } from '../../parts/DataTable.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { KeyButton } from '../../parts/KeyButton.tsx';
import { PathField } from '../../parts/PathField.tsx';
import { PdfPages } from '../../parts/PdfPages.tsx';
import { Progress, useProgress } from '../../parts/Progress.tsx';
import { showDone, useProblem } from '../../parts/problem.tsx';
import { emptyOpening, openingOf, openingProblem, SetOpeningFields } from '../../parts/SetOpeningFields.tsx';
import { ToneTag } from '../../parts/tags.tsx';
import { refreshBackups } from './Sets.tsx';

type Row = CallOutput<'backup.list'>['rehearsals'][number];

const columns: readonly Column<Row>[] = [
  { key: 'at', label: '演练时间', width: '168px', render: (row) => displayInstant(row.at) },
  { key: 'set', label: '备份集', width: '168px', render: (row) => displayInstant(row.setAt) },
  {
    key: 'passed',
    label: '结论',
    width: 'minmax(140px, 1fr)',
    render: (row) => (
      <ToneTag tone={row.passed ? 'done' : 'refused'}>{row.passed ? '可以恢复' : '不能恢复'}</ToneTag>
    ),
  },
];

/** Past rehearsals, one sheet, or a new rehearsal. */
export function Rehearsal() {
  const list = useQuery(api.backup.list.queryOptions());
  const [view, setView] = useState<'list' | 'new' | { uid: Row['uid'] }>('list');
  if (list.isError) throw list.error;
  if (view === 'new') return <NewRehearsal onDone={(uid) => setView(uid === null ? 'list' : { uid })} />;
  if (view !== 'list') return <Sheet uid={view.uid} onLeave={() => setView('list')} />;
  return (
    <>
      <DataTable
        label="恢复演练"
        columns={columns}
        rows={list.data?.rehearsals ?? []}
        rowKey={(row) => row.uid}
        onOpen={(row) => setView({ uid: row.uid })}
        loading={list.isPending}
        empty={
          <Empty why="还没有演练过。备份只有演练过才算可靠，建议每年至少一次，由保管人带恢复份额到场。" />
        }
      />
      <div className="page-foot">
        <KeyButton label="开始演练" tone="main" keyName="main" onAct={() => setView('new')} />
      </div>
    </>
  );
}

function NewRehearsal({ onDone }: { onDone: (uid: Row['uid'] | null) => void }) {
  const problem = useProblem();
  const [folder, setFolder] = useState<string | null>(null);
  const [workFolder, setWorkFolder] = useState<string | null>(null);
  const [opening, setOpening] = useState(emptyOpening);
  const [busy, setBusy] = useState(false);
  const progress = useProgress('backup.rehearse', busy);
  const blocked =
    folder === null ? '备份集未选择' : workFolder === null ? '演练文件夹未选择' : openingProblem(opening);
  const run = () => {
    if (blocked !== null || folder === null || workFolder === null || busy) return;
    setBusy(true);
    client.backup
      .rehearse({ folder, workFolder, opening: openingOf(opening) })
      .then(async ({ sheet }) => {
        setOpening(emptyOpening);
        await refreshBackups();
        showDone(sheet.passed ? '演练通过' : '演练未通过', '演练单已签名保存。演练文件夹中的内容已删除。');
        onDone(sheet.uid);
      }, problem)
      .finally(() => setBusy(false));
  };
  return (
    <>
      <form className="page-body" onSubmit={(event) => event.preventDefault()}>
        <section className="section">
          <h2>1　备份集和空文件夹</h2>
          <p className="dim">只用备份集本身恢复到空文件夹，检查之后删除。现用的数据不读也不写。</p>
          <div className="pair">
            <PathField label="备份集" title="选择一份备份集的文件夹" value={folder} onChange={setFolder} />
            <PathField
              label="演练文件夹（空）"
              title="选择一个空文件夹"
              value={workFolder}
              onChange={setWorkFolder}
            />
          </div>
        </section>
        <section className="section">
          <h2>2　打开备份集</h2>
          <SetOpeningFields value={opening} onChange={setOpening} secretHere forRestore={false} />
        </section>
        {busy && <Progress event={progress} what="正在演练" />}
      </form>
      <ActFoot act="恢复并检查" blocked={blocked} busy={busy} onAct={run} onBack={() => onDone(null)} />
    </>
  );
}

function Sheet({ uid, onLeave }: { uid: Row['uid']; onLeave: () => void }) {
  const problem = useProblem();
  const kept = useQuery(api.backup.rehearsal.queryOptions({ input: { uid } }));
  const printers = useQuery(api.printing.printers.queryOptions());
  const [folder, setFolder] = useState<string | null>(null);
  const [printer, setPrinter] = useState<string | null>(null);
  const [pdf, setPdf] = useState<string | null>(null);
  const [busy, setBusy] = useState<'preview' | 'print' | null>(null);
  if (kept.isError) throw kept.error;
  const ready = (printers.data?.rows ?? []).filter((row) => row.registered && row.present);
  const run = (what: 'preview' | 'print', act: () => Promise<void>) => {
    setBusy(what);
    act()
      .catch(problem)
      .finally(() => setBusy(null));
  };
  const preview = () =>
    run('preview', async () => setPdf((await client.printing.previewRehearsal({ uid })).pdf));
  const print = () =>
    run('print', async () => {
      if (printer === null) return;
      const { copyNumber } = await client.printing.printRehearsal({ uid, printer });
      showDone(`演练单已送打印机，份号 ${copyNumber}`, '请两名管理员签字后存档。');
    });
  const save = () => {
    if (folder === null) return;
    client.backup.saveSheet({ uid, folder }).then(({ files }) => {
      showDone('演练单文本和签名已写出', files[0] ?? '');
    }, problem);
  };
  if (pdf !== null)
    return (
      <>
        <PdfPages content={pdf} label="恢复演练单版面" />
        <div className="page-foot">
          <KeyButton label="返回" keyName="back" onAct={() => setPdf(null)} />
        </div>
      </>
    );
  return (
    <>
      <div className="page-body">
        {kept.data !== undefined && <SheetFacts sheet={kept.data.sheet} keyId={kept.data.keyId} />}
        <section className="section act-form">
          <h2>纸质演练单</h2>
          <p className="hint">照样编份号、进打印台账、加水印；两名管理员签字后存档。</p>
          <div className="line-fields">
            <Select
              label="打印机"
              w={280}
              placeholder={ready.length === 0 ? '没有已登记且在线的打印机' : '选择打印机'}
              data={ready.map((row) => ({ value: row.name, label: `${row.name}　${row.place}` }))}
              value={printer}
              onChange={setPrinter}
            />
            <KeyButton label="预览演练单" busy={busy === 'preview'} onAct={preview} />
            <KeyButton
              label="打印演练单"
              busy={busy === 'print'}
              blocked={printer === null ? '打印机未选择' : null}
              onAct={print}
            />
          </div>
        </section>
        <section className="section act-form">
          <h2>签名的文本</h2>
          <PathField
            label="写出文本和签名的文件夹"
            title="写出演练单文本和签名的文件夹"
            hint="写出文本和站点签名，供在别处核验。"
            value={folder}
            onChange={setFolder}
          />
        </section>
      </div>
      <ActFoot
        act="写出文本和签名"
        blocked={folder === null ? '文件夹未选择' : null}
        onAct={save}
        onBack={onLeave}
      />
    </>
  );
}

function SheetFacts({ sheet, keyId }: { sheet: RehearsalSheet; keyId: string }) {
  return (
    <section className="section" aria-label="恢复演练单">
      <p className={sheet.passed ? 'callout done' : 'callout refused'}>
        <b>{sheet.passed ? '● 备份集可以恢复' : '✕ 备份集不能恢复，须立即处理'}</b>
      </p>
      <dl className="facts">
        <dt>演练时间</dt>
        <dd>{displayInstant(sheet.at)}</dd>
        <dt>备份集</dt>
        <dd>
          {displayInstant(sheet.set.at)}，{sheet.set.files} 个文件
        </dd>
        <dt>打开方式</dt>
        <dd>
          {sheet.openedWith === 'posts' ? '两名管理员当时的口令' : '恢复份额'}：{sheet.people.join('、')}
        </dd>
        <dt>审计链头</dt>
        <dd className="digest">
          {sheet.set.head.seq}:{sheet.set.head.digest}
        </dd>
        <dt>签名密钥</dt>
        <dd>{keyId}</dd>
      </dl>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">检查项</th>
            <th scope="col">结论</th>
            <th scope="col">结果</th>
          </tr>
        </thead>
        <tbody>
          {sheet.lines.map((line) => (
            <tr key={line.what}>
              <td>{line.what}</td>
              <td>
                <ToneTag tone={line.passed ? 'done' : 'refused'}>{line.passed ? '通过' : '未通过'}</ToneTag>
              </td>
              <td>{line.found}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
