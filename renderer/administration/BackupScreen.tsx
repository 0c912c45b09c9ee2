import './administration.css';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CallOutput } from '../../shared/contract/contract.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import { api, client, queryClient } from '../client.ts';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import { Empty } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { PathField } from '../parts/PathField.tsx';
import { Progress, useProgress } from '../parts/Progress.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { sizeWords } from '../parts/words.ts';
import { enterSession, useSession } from '../shell/session.tsx';

type BackupSet = CallOutput<'backup.list'>['rows'][number];

const columns: readonly Column<BackupSet>[] = [
  { key: 'at', label: '时间', width: '148px', render: (row) => displayInstant(row.at) },
  {
    key: 'verified',
    label: '核对',
    width: '104px',
    render: (row) => (
      <ToneTag tone={row.verified ? 'done' : 'refused'}>{row.verified ? '已核对' : '未通过'}</ToneTag>
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

/** Backup target, state and sets; the daily one runs by itself, this runs one now. */
export function BackupScreen() {
  const { backupWarning } = useSession();
  const problem = useProblem();
  const list = useQuery(api.backup.list.queryOptions());
  const [running, setRunning] = useState(false);
  const progress = useProgress('backup.run', running);
  if (list.isError) throw list.error;
  const rows = list.data?.rows ?? [];
  const target = list.data?.target ?? null;
  const refresh = async () => {
    await Promise.all([queryClient.invalidateQueries({ queryKey: api.backup.key() }), enterSession()]);
  };
  const configure = (folder: string) => {
    client.backup.configure({ folder }).then(async () => {
      await refresh();
      showDone('已设置备份目标', '下一次自动备份写到这里；也可以现在就备份。');
    }, problem);
  };
  const run = () => {
    if (running || target === null) return;
    setRunning(true);
    client.backup.run().then(
      async ({ set }) => {
        await refresh();
        setRunning(false);
        showDone('备份完成', `${sizeWords(set.bytes)}，已打开核对。`);
      },
      (error: unknown) => {
        setRunning(false);
        problem(error);
      },
    );
  };
  return (
    <>
      <PageHeader
        title="备份"
        under="备份集 = 数据库 + 附件 + 密钥文件，写完打开核对。保留 7 日、5 周、13 月。"
      />
      <div className="page-body backup-body">
        {backupWarning !== null ? (
          <p className="callout refused" role="alert">
            <b>✕ {backupWarning}</b>
          </p>
        ) : (
          <p className="callout done">● 备份正常。最近一次：{displayInstant(rows[0]?.at ?? '')}</p>
        )}
        <div className="section act-form backup-target">
          <PathField
            label="备份目标"
            title="备份目标文件夹"
            hint="须在另一块磁盘上。更改目标会记入审计。"
            value={target}
            onChange={configure}
          />
        </div>
        {running && <Progress event={progress} what="正在备份" />}
      </div>
      <DataTable
        label="备份集"
        columns={columns}
        rows={rows}
        rowKey={(row) => `${row.at} ${row.folder}`}
        onOpen={() => undefined}
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
          busy={running}
          onAct={run}
        />
        <span className="page-foot-saved">{rows.length} 份</span>
      </div>
    </>
  );
}
