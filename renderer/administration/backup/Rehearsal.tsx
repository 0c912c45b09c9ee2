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
  const [folder, setFolder] = useState<string | null>(null);
  if (kept.isError) throw kept.error;
  const save = () => {
    if (folder === null) return;
    client.backup.saveSheet({ uid, folder }).then(({ files }) => {
      showDone('演练单已写出', files[0] ?? '');
    }, problem);
  };
  return (
    <>
      <div className="page-body">
        {kept.data !== undefined && <SheetFacts sheet={kept.data.sheet} keyId={kept.data.keyId} />}
        <section className="section act-form">
          <PathField
            label="写出演练单的文件夹"
            title="写出演练单的文件夹"
            hint="写出 PDF（留签字位置）、文本和站点签名。"
            value={folder}
            onChange={setFolder}
          />
        </section>
      </div>
      <ActFoot
        act="写出演练单"
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
