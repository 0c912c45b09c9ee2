import { Button, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CallOutput } from '../../../shared/contract/contract.ts';
import { displayInstant } from '../../../shared/forms/display.ts';
import { api, client, queryClient } from '../../client.ts';
import { type Column, DataTable } from '../../parts/DataTable.tsx';
import { AskDialog } from '../../parts/dialogs.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { KeyButton } from '../../parts/KeyButton.tsx';
import { PathField } from '../../parts/PathField.tsx';
import { Progress, useProgress } from '../../parts/Progress.tsx';
import { showDone, useProblem } from '../../parts/problem.tsx';
import { nobody, secondProblem, TwoPersons } from '../../parts/TwoPersons.tsx';
import { ToneTag } from '../../parts/tags.tsx';
import { sizeWords } from '../../parts/words.ts';
import { enterSession, useSession } from '../../shell/session.tsx';

type BackupSet = CallOutput<'backup.list'>['rows'][number];

const columns: readonly Column<BackupSet>[] = [
  { key: 'at', label: '时间', width: '148px', render: (row) => displayInstant(row.at) },
  {
    key: 'verified',
    label: '核对',
    width: '104px',
    render: (row) => (
      <ToneTag tone={row.verified ? 'done' : 'refused'}>{row.verified ? '已核对' : '已损坏'}</ToneTag>
    ),
  },
  { key: 'bytes', label: '大小', width: '104px', numeric: true, render: (row) => sizeWords(row.bytes) },
  {
    key: 'sameDevice',
    label: '磁盘',
    width: '128px',
    render: (row) =>
      row.sameDevice ? <ToneTag tone="attention">与数据同盘</ToneTag> : <span>另一块磁盘</span>,
  },
  { key: 'folder', label: '位置', width: 'minmax(200px, 1fr)', render: (row) => row.folder },
];

/** Asks again for everything that a backup act changes. */
export async function refreshBackups(): Promise<void> {
  await Promise.all([queryClient.invalidateQueries({ queryKey: api.backup.key() }), enterSession()]);
}

/** Target, sets, one now, one checked, one to a medium; the daily one runs by itself. */
export function Sets() {
  const problem = useProblem();
  const list = useQuery(api.backup.list.queryOptions());
  const [running, setRunning] = useState<'run' | 'check' | null>(null);
  const [asking, setAsking] = useState<{ target: string } | { copy: BackupSet } | null>(null);
  const progress = useProgress(`backup.${running ?? 'run'}`, running !== null);
  if (list.isError) throw list.error;
  const rows = list.data?.rows ?? [];
  const target = list.data?.target ?? null;
  const run = () => {
    if (running !== null || target === null) return;
    setRunning('run');
    client.backup
      .run()
      .then(async ({ set }) => {
        await refreshBackups();
        showDone('备份完成', `${sizeWords(set.bytes)}，已打开核对。`);
      }, problem)
      .finally(() => setRunning(null));
  };
  const check = (folder: string) => {
    if (running !== null) return;
    setRunning('check');
    client.backup
      .check({ folder })
      .then(async ({ faults, set }) => {
        await refreshBackups();
        if (faults.length === 0) showDone('备份集完好', `${set.files} 个文件，数据库已打开核对。`);
        else showDone('备份集已损坏', `${faults.slice(0, 5).join('；')}。请改用另一份备份集。`);
      }, problem)
      .finally(() => setRunning(null));
  };
  return (
    <>
      <div className="page-body backup-body">
        <div className="section act-form backup-target">
          <PathField
            label="备份目标"
            title="备份目标文件夹"
            hint="须在另一块磁盘上。更改目标由两个岗位办理，记入审计。"
            value={target}
            onChange={(folder) => setAsking({ target: folder })}
          />
        </div>
        {running !== null && (
          <Progress event={progress} what={running === 'run' ? '正在备份' : '正在核对备份集'} />
        )}
      </div>
      <DataTable
        label="备份集"
        columns={[
          ...columns,
          {
            key: 'acts',
            label: '办理',
            width: '196px',
            render: (row) => (
              <span className="row-acts">
                <Button variant="default" size="compact-sm" onClick={() => check(row.folder)}>
                  核对
                </Button>
                <Button variant="default" size="compact-sm" onClick={() => setAsking({ copy: row })}>
                  复制到介质…
                </Button>
              </span>
            ),
          },
        ]}
        rows={rows}
        rowKey={(row) => `${row.at} ${row.folder}`}
        onOpen={(row) => check(row.folder)}
        loading={list.isPending}
        empty={<Empty why="还没有备份集。设置备份目标后，按“现在备份”做第一份。" />}
      />
      <div className="page-foot">
        <KeyButton
          label="现在备份"
          tone="main"
          keyName="main"
          blocked={target === null ? '尚未设置备份目标' : null}
          reasonBeside
          busy={running !== null}
          onAct={run}
        />
        <span className="page-foot-saved">{rows.length} 份</span>
      </div>
      {asking !== null && 'target' in asking && (
        <TargetDialog folder={asking.target} onClose={() => setAsking(null)} />
      )}
      {asking !== null && 'copy' in asking && (
        <CopyDialog set={asking.copy} onClose={() => setAsking(null)} />
      )}
    </>
  );
}

function TargetDialog({ folder, onClose }: { folder: string; onClose: () => void }) {
  const { person } = useSession();
  const problem = useProblem();
  const [second, setSecond] = useState(nobody);
  const [busy, setBusy] = useState(false);
  const confirm = () => {
    setBusy(true);
    client.backup
      .configure({ folder, second })
      .then(async ({ sameDevice }) => {
        await refreshBackups();
        showDone(
          '已设置备份目标',
          sameDevice ? '注意：与数据在同一块磁盘上，磁盘损坏时无法恢复。' : '可以现在就备份一次。',
        );
        onClose();
      }, problem)
      .finally(() => setBusy(false));
  };
  return (
    <AskDialog
      title="更改备份目标"
      confirm="两人确认"
      blocked={secondProblem(second, person.login) !== null}
      busy={busy}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p className="path-words">{folder}</p>
      <TwoPersons
        firstDoes="更改备份目标。"
        post="securityAdmin"
        secondDoes="确认新的目标在另一块磁盘上，输入自己的口令。"
        value={second}
        onChange={setSecond}
      />
    </AskDialog>
  );
}

function CopyDialog({ set, onClose }: { set: BackupSet; onClose: () => void }) {
  const { person } = useSession();
  const problem = useProblem();
  const media = useQuery(api.backup.media.queryOptions());
  const [medium, setMedium] = useState<string | null>(null);
  const [to, setTo] = useState<string | null>(null);
  const [second, setSecond] = useState(nobody);
  const [busy, setBusy] = useState(false);
  const progress = useProgress('backup.copyToMedium', busy);
  const blocked = medium === null || to === null || secondProblem(second, person.login) !== null;
  const confirm = () => {
    if (medium === null || to === null) return;
    setBusy(true);
    client.backup
      .copyToMedium({ folder: set.folder, medium, to, second })
      .then(({ bytes }) => {
        showDone('已复制到介质', `${sizeWords(bytes)}，逐个读回核对。请登记介质去向。`);
        onClose();
      }, problem)
      .finally(() => setBusy(false));
  };
  return (
    <AskDialog
      title="复制备份集到移动介质"
      confirm="两人确认并复制"
      blocked={blocked}
      busy={busy}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>
        备份集 {displayInstant(set.at)}，{sizeWords(set.bytes)}
        。含本站全部记录，介质密级不得低于本站最高密级。
      </p>
      <Select
        label="介质编号"
        placeholder="选择已登记的介质"
        data={(media.data?.rows ?? []).map((row) => ({
          value: row.number,
          label: `${row.number}　${row.kind}　${row.holder}`,
        }))}
        nothingFoundMessage="没有密级足够的已登记介质"
        value={medium}
        onChange={setMedium}
      />
      <PathField label="介质上的文件夹" title="介质上的文件夹" value={to} onChange={setTo} />
      <TwoPersons
        firstDoes="复制备份集。"
        post="securityAdmin"
        secondDoes="核对介质编号和密级，输入自己的口令。"
        value={second}
        onChange={setSecond}
      />
      {busy && <Progress event={progress} what="正在复制" />}
    </AskDialog>
  );
}
