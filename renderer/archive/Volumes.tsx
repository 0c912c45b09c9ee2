import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { volumeClassWords, volumeName } from '../../shared/archive/volumes.ts';
import type { VolumeRow } from '../../shared/contract/archive.ts';
import { api, client, refreshRecords } from '../client.ts';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import { Empty } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { Progress, useProgress } from '../parts/Progress.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { SplitView } from '../parts/SplitView.tsx';
import { MarkingTag, ToneTag } from '../parts/tags.tsx';
import { useMarkingsOnScreen } from '../shell/marking.tsx';
import { useMay } from '../shell/session.tsx';
import { refreshArchive } from './refreshArchive.ts';
import { VolumeDesk } from './VolumeDesk.tsx';
import { volumeStates } from './words.ts';

const columns: readonly Column<VolumeRow>[] = [
  {
    key: 'name',
    label: '册',
    width: 'minmax(200px, 2fr)',
    render: (row) => (
      <span className="number-cell">
        <span>{row.name}</span>
        <MarkingTag marking={row.marking} />
      </span>
    ),
  },
  { key: 'number', label: '册号', width: '150px', render: (row) => row.number ?? '—' },
  {
    key: 'state',
    label: '状态',
    width: '92px',
    render: (row) => <ToneTag tone={volumeStates[row.state].tone}>{volumeStates[row.state].label}</ToneTag>,
  },
  { key: 'records', label: '件数', width: '64px', numeric: true, render: (row) => row.records },
  { key: 'pages', label: '页数', width: '64px', numeric: true, render: (row) => row.pages },
  { key: 'kept', label: '保存至', width: '104px', render: (row) => row.keptUntil ?? '—' },
];
const compact = ['name', 'state', 'pages'];

/** What waits to be bound, and every volume with its desk beside it. */
export function Volumes() {
  const may = useMay();
  const problem = useProblem();
  const list = useQuery(api.archive.volumes.queryOptions());
  const [chosen, setChosen] = useState<string | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const stop = useRef<AbortController | null>(null);
  const progress = useProgress('archive.compose', busy !== null);
  if (list.isError) throw list.error;
  const rows = list.data?.rows ?? [];
  const waiting = list.data?.waiting ?? [];
  useMarkingsOnScreen(rows.map((row) => row.marking));
  const open = rows.find((row) => row.uid === chosen);

  const compose = (line: (typeof waiting)[number]) => {
    setBusy(`${line.year} ${line.class}`);
    const cancel = new AbortController();
    stop.current = cancel;
    client.archive
      .compose({ class: line.class, year: line.year }, { signal: cancel.signal })
      .then(async ({ uid, pages }) => {
        await refreshArchive();
        setChosen(uid);
        showDone(`已编好，共 ${pages} 页`, '下一步：翻看各页，无误后封卷。');
      })
      .catch((error: unknown) => {
        if (cancel.signal.aborted) showDone('已取消编册，没有留下任何内容');
        else problem(error);
      })
      .finally(() => setBusy(null));
  };
  return (
    <>
      {may.act('volume.compile') && waiting.length > 0 && (
        <section className="volume-waiting" aria-label="等待成册">
          {waiting.map((line) => {
            const key = `${line.year} ${line.class}`;
            const name = volumeName(line.class, line.year, 0);
            const composed = rows.some(
              (row) => row.class === line.class && row.year === line.year && row.state === 'composed',
            );
            return (
              <span key={key} className="act-row">
                <span>
                  {name}：<b>{line.records}</b> 件待成册
                </span>
                <KeyButton
                  label="编册"
                  size="compact-sm"
                  busy={busy === key}
                  blocked={
                    composed
                      ? '本类本年已有一册未封卷'
                      : busy !== null && busy !== key
                        ? '正在编另一册'
                        : null
                  }
                  onAct={() => compose(line)}
                />
                <span className="dim">（{volumeClassWords[line.class].clause}）</span>
              </span>
            );
          })}
        </section>
      )}
      {busy !== null && (
        <div className="volume-waiting">
          <Progress event={progress} what="正在编册" />
          <KeyButton label="取消编册" size="compact-sm" onAct={() => stop.current?.abort()} />
        </div>
      )}
      <SplitView
        name="volumes"
        listWidth={620}
        list={
          <DataTable
            label="各册"
            columns={open === undefined ? columns : columns.filter((column) => compact.includes(column.key))}
            rows={rows}
            rowKey={(row) => row.uid}
            chosen={chosen}
            onMove={(row) => chosen !== null && setChosen(row.uid)}
            onOpen={(row) => setChosen(row.uid)}
            onEscape={() => setChosen(null)}
            loading={list.isPending}
            empty={
              <Empty
                why={
                  waiting.length > 0
                    ? '还没有成册。上面列出了等待成册的类别和年度。'
                    : '还没有成册，也没有等待成册的归档记录。记录编号归档后在此汇编。'
                }
              />
            }
          />
        }
        detail={
          open === undefined ? null : (
            <VolumeDesk
              key={open.uid}
              row={open}
              onLeave={() => setChosen(null)}
              onChanged={async () => {
                await Promise.all([refreshArchive(), refreshRecords()]);
              }}
            />
          )
        }
      />
    </>
  );
}
