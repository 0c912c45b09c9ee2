import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CallOutput } from '../../../shared/contract/contract.ts';
import { displayInstant } from '../../../shared/forms/display.ts';
import { api, client } from '../../client.ts';
import { type Column, DataTable } from '../../parts/DataTable.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { KeyButton } from '../../parts/KeyButton.tsx';
import { Progress, useProgress } from '../../parts/Progress.tsx';
import { showDone, useProblem } from '../../parts/problem.tsx';
import { ToneTag } from '../../parts/tags.tsx';
import { sizeWords } from '../../parts/words.ts';
import { refreshBackups } from './Sets.tsx';

type Fault = CallOutput<'backup.integrity'>['faults'][number];

const levels = {
  ok: ['done', '正常'],
  warn: ['attention', '已用超过 80%'],
  full: ['refused', '即将用尽，业务办理已暂停'],
} as const;

/** Pages, attachments and room on the disk; what is damaged, whose records, and which set has it whole. */
export function Integrity() {
  const problem = useProblem();
  const found = useQuery(api.backup.integrity.queryOptions());
  const [busy, setBusy] = useState(false);
  const progress = useProgress('backup.checkIntegrity', busy);
  if (found.isError) throw found.error;
  const run = () => {
    if (busy) return;
    setBusy(true);
    client.backup
      .checkIntegrity()
      .then(async ({ damagedPages, attachments, damaged }) => {
        await refreshBackups();
        const words = `数据库${damagedPages === 0 ? '各页完好' : `有 ${damagedPages} 处损坏`}，附件 ${attachments} 个、损坏 ${damaged} 个。`;
        showDone(damagedPages + damaged === 0 ? '检查完毕，未见损坏' : '检查完毕，发现损坏', words);
      }, problem)
      .finally(() => setBusy(false));
  };
  const repair = (id: number) => {
    client.backup.repair({ id }).then(async () => {
      await refreshBackups();
      showDone('附件已修复', '已用备份集中的完好副本替换并重新核对。');
    }, problem);
  };
  const { data } = found;
  const columns: readonly Column<Fault>[] = [
    { key: 'at', label: '发现时间', width: '148px', render: (row) => displayInstant(row.foundAt) },
    {
      key: 'what',
      label: '对象',
      width: '160px',
      render: (row) => (row.what === 'database' ? `数据库 ${row.object}` : `附件 ${row.object.slice(0, 12)}`),
    },
    {
      key: 'records',
      label: '涉及的记录',
      width: 'minmax(160px, 1fr)',
      render: (row) => (row.records.length === 0 ? '—' : row.records.join('、')),
    },
    {
      key: 'set',
      label: '完好的备份集',
      width: 'minmax(180px, 1fr)',
      render: (row) => row.wholeSet ?? '没有找到',
    },
    {
      key: 'act',
      label: '办理',
      width: '132px',
      render: (row) =>
        row.clearedAt !== null ? (
          <ToneTag tone="done">已消除</ToneTag>
        ) : row.what === 'attachment' ? (
          <Button variant="default" size="compact-sm" onClick={() => repair(row.id)}>
            用备份修复
          </Button>
        ) : (
          <ToneTag tone="refused">须恢复</ToneTag>
        ),
    },
  ];
  return (
    <>
      <div className="page-body backup-body">
        {data !== undefined && (
          <dl className="facts">
            <dt>数据库各页</dt>
            <dd>
              {data.lastPageCheck === null ? '尚未检查' : `最近检查 ${displayInstant(data.lastPageCheck)}`}
              <span className="dim">　每周自动检查一次</span>
            </dd>
            <dt>附件</dt>
            <dd>
              共 {data.attachments} 个，超过 90 天未核对 {data.overdue} 个
              <span className="dim">　在后台分批核对，锁定后接着办</span>
            </dd>
            <dt>磁盘</dt>
            <dd>
              <ToneTag tone={levels[data.disk.level][0]}>{levels[data.disk.level][1]}</ToneTag> 剩余{' '}
              {sizeWords(data.disk.freeBytes)}，共 {sizeWords(data.disk.totalBytes)}
            </dd>
          </dl>
        )}
        {busy && <Progress event={progress} what="正在检查" />}
      </div>
      <DataTable
        label="发现的损坏"
        columns={columns}
        rows={data?.faults ?? []}
        rowKey={(row) => String(row.id)}
        onOpen={() => undefined}
        loading={found.isPending}
        empty={<Empty why="没有发现过损坏。" />}
      />
      <div className="page-foot">
        <KeyButton label="现在检查" tone="main" keyName="main" busy={busy} onAct={run} />
      </div>
    </>
  );
}
