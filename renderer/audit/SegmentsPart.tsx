import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AuditSegment } from '../../shared/contract/audit.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import { api, client, queryClient } from '../client.ts';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import type { SecondPerson } from '../parts/dialogs.tsx';
import { Empty } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { PathField } from '../parts/PathField.tsx';
import { Progress, useProgress } from '../parts/Progress.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { ScrollBody } from '../parts/ScrollBody.tsx';
import { SplitView } from '../parts/SplitView.tsx';
import { nobody, secondProblem, TwoPersons } from '../parts/TwoPersons.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { useMay, useSession } from '../shell/session.tsx';

const columns: readonly Column<AuditSegment>[] = [
  { key: 'year', label: '年份', width: '72px', render: (row) => `${row.year} 年` },
  {
    key: 'rows',
    label: '行',
    width: '148px',
    render: (row) => `${row.fromSeq} — ${row.toSeq}`,
  },
  {
    key: 'exported',
    label: '导出',
    width: 'minmax(160px, 1fr)',
    render: (row) => `${displayInstant(row.exportedAt)} ${row.exportedBy}`,
  },
  {
    key: 'state',
    label: '状态',
    width: '116px',
    render: (row) =>
      row.removedAt === null ? (
        <ToneTag tone="underway">仍在库中</ToneTag>
      ) : (
        <ToneTag tone="done">已移出</ToneTag>
      ),
  },
];

/** Yearly segments: closed years are exported by the auditor and taken out of the live file by two posts. */
export function SegmentsPart() {
  const may = useMay();
  const reads = may.act('audit.read');
  const list = useQuery(api.audit.segments.queryOptions());
  const [chosen, setChosen] = useState<string | null>(null);
  if (list.isError) throw list.error;
  const rows = list.data?.rows ?? [];
  const open = rows.find((row) => row.uid === chosen);
  const [year] = list.data?.openYears ?? [];
  return (
    <SplitView
      name="audit-segments"
      listWidth={600}
      list={
        <>
          <DataTable
            label="审计年段"
            columns={columns}
            rows={rows}
            rowKey={(row) => row.uid}
            chosen={chosen}
            onOpen={(row) => setChosen(row.uid)}
            onEscape={() => setChosen(null)}
            loading={list.isPending}
            empty={
              <Empty why="还没有导出过年段。一年结束后，由安全审计员导出、读回核对，再与系统管理员一同移出。" />
            }
          />
          {reads && <ExportForm year={year} />}
        </>
      }
      detail={
        open === undefined ? null : (
          <SegmentDetail key={open.uid} row={open} onLeave={() => setChosen(null)} />
        )
      }
    />
  );
}

function ExportForm({ year }: { year: number | undefined }) {
  const problem = useProblem();
  const [running, setRunning] = useState(false);
  const progress = useProgress('audit.exportSegment', running);
  const start = async () => {
    if (year === undefined) return;
    const { path } = await client.session.chooseFolder({ title: `${year} 年审计年段导出到` });
    if (path === null) return;
    setRunning(true);
    const made = await client.audit.exportSegment({ year, folder: path });
    await queryClient.invalidateQueries({ queryKey: api.audit.segments.key() });
    showDone(`${year} 年年段已导出并读回核对`, made.file);
  };
  return (
    <div className="page-foot">
      {running && <Progress event={progress} what="导出审计年段" />}
      <KeyButton
        label={year === undefined ? '导出年段…' : `导出 ${year} 年…`}
        tone="main"
        busy={running}
        blocked={year === undefined ? '没有已结束而未导出的年份' : null}
        reasonBeside
        onAct={() => {
          start()
            .catch(problem)
            .finally(() => setRunning(false));
        }}
      />
    </div>
  );
}

function SegmentDetail({ row, onLeave }: { row: AuditSegment; onLeave: () => void }) {
  const { person, today } = useSession();
  const problem = useProblem();
  const [folder, setFolder] = useState<string | null>(row.folder);
  const [second, setSecond] = useState<SecondPerson>(nobody);
  const [busy, setBusy] = useState(false);
  const isAuditor = person.roles.includes('auditor');
  const kept = today <= row.keptUntil;
  const blocked = kept
    ? `须在本机保存至 ${row.keptUntil}`
    : folder === null
      ? '年段文件的位置未选择'
      : secondProblem(second, person.login);
  const remove = () => {
    if (folder === null) return;
    setBusy(true);
    client.audit
      .removeSegment({ uid: row.uid, folder, second })
      .then(async () => {
        await queryClient.invalidateQueries({ queryKey: api.audit.segments.key() });
        showDone(`${row.year} 年年段已移出`, '链头和登记仍在；校验时连同年段文件一起读。');
        onLeave();
      }, problem)
      .finally(() => {
        setBusy(false);
        setSecond(nobody);
      });
  };
  return (
    <>
      <PageHeader
        title={`${row.year} 年审计年段`}
        state={
          row.removedAt === null ? (
            <ToneTag tone="underway">仍在库中</ToneTag>
          ) : (
            <ToneTag tone="done">已移出</ToneTag>
          )
        }
      />
      <ScrollBody label="审计年段" className="page-body">
        <dl className="facts">
          <dt>行</dt>
          <dd>{`${row.fromSeq} — ${row.toSeq}`}</dd>
          <dt>大小</dt>
          <dd>{`${Math.ceil(row.bytes / 1024).toLocaleString('zh-CN')} KiB`}</dd>
          <dt>文件</dt>
          <dd className="wide">{row.fileName}</dd>
          <dt>导出到</dt>
          <dd className="wide">{row.folder}</dd>
          <dt>本机保存至</dt>
          <dd className="wide">{row.keptUntil}</dd>
          <dt>文件摘要值</dt>
          <dd className="wide digest">{row.sha256}</dd>
          {row.removedAt !== null && (
            <>
              <dt>移出</dt>
              <dd className="wide">{`${displayInstant(row.removedAt)}，${row.removedBy}`}</dd>
            </>
          )}
        </dl>
        {row.removedAt === null && kept && (
          <p className="callout">
            {`按安全策略，${row.year} 年的审计记录须在本机保存至 ${row.keptUntil}，此后由安全审计员与系统管理员一同移出。`}
          </p>
        )}
        {row.removedAt === null && !kept && (
          <div className="act-form">
            <p className="hint">
              移出之前再读一遍年段文件并核对摘要值。移出的行只在年段文件里：请先把文件复制到两份以上的介质上妥善保存。
            </p>
            <PathField
              label="年段文件所在文件夹"
              title="年段文件所在文件夹"
              value={folder}
              onChange={setFolder}
            />
            <TwoPersons
              firstDoes={isAuditor ? '确认年段已导出、已另存' : '确认移出，为数据库腾出空间'}
              post={isAuditor ? 'systemAdmin' : 'auditor'}
              secondDoes={isAuditor ? '同意移出' : '确认年段已导出、已另存'}
              value={second}
              onChange={setSecond}
            />
          </div>
        )}
      </ScrollBody>
      <div className="page-foot">
        <KeyButton label="返回" keyName="back" onAct={onLeave} />
        {row.removedAt === null && (
          <KeyButton
            label="移出年段"
            keyName="main"
            tone="danger"
            busy={busy}
            blocked={blocked}
            reasonBeside
            onAct={remove}
          />
        )}
      </div>
    </>
  );
}
