import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ExportRow } from '../../shared/contract/sheets.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import type { ObjectUid } from '../../shared/ids.ts';
import { api, client, queryClient } from '../client.ts';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import { ReasonDialog } from '../parts/dialogs.tsx';
import { Empty, Loading } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { problemOf, showDone, useProblem } from '../parts/problem.tsx';
import { ScrollBody } from '../parts/ScrollBody.tsx';
import { SplitView } from '../parts/SplitView.tsx';
import { MarkingTag, ToneTag } from '../parts/tags.tsx';
import { useMarkingsOnScreen } from '../shell/marking.tsx';
import { useMay } from '../shell/session.tsx';

const states = {
  applied: { label: '待审批', tone: 'attention' },
  approved: { label: '已批准', tone: 'underway' },
  refused: { label: '未批准', tone: 'refused' },
  written: { label: '已写出', tone: 'done' },
} as const;

const columns: readonly Column<ExportRow>[] = [
  { key: 'at', label: '申请时间', width: '136px', render: (row) => displayInstant(row.appliedAt) },
  {
    key: 'title',
    label: '清单',
    width: 'minmax(170px, 2fr)',
    render: (row) => (
      <span className="number-cell">
        <span>{row.title}</span>
        <MarkingTag marking={row.marking} />
      </span>
    ),
  },
  {
    key: 'state',
    label: '状态',
    width: '92px',
    render: (row) => <ToneTag tone={states[row.state].tone}>{states[row.state].label}</ToneTag>,
  },
  { key: 'rows', label: '行数', width: '60px', numeric: true, render: (row) => row.rows },
  { key: 'medium', label: '介质', width: 'minmax(84px, 1fr)', render: (row) => row.medium },
  { key: 'applicant', label: '申请人', width: '84px', render: (row) => row.applicant },
  { key: 'approver', label: '审批人', width: '84px', render: (row) => row.approver ?? '—' },
];
const compact = ['at', 'title', 'state'];

/** The register of exports, newest first; an order opens with its rows as they would leave. */
export function ExportRegister() {
  const list = useQuery(api.sheets.orders.queryOptions());
  const [chosen, setChosen] = useState<string | null>(null);
  const rows = list.data?.rows ?? [];
  useMarkingsOnScreen(rows.map((row) => row.marking));
  if (list.isError) throw list.error;
  const open = rows.find((row) => row.uid === chosen);
  return (
    <SplitView
      name="sheetExports"
      listWidth={520}
      list={
        <DataTable
          label="导出台账"
          columns={open === undefined ? columns : columns.filter((column) => compact.includes(column.key))}
          rows={rows}
          rowKey={(row) => row.uid}
          chosen={chosen}
          onMove={(row) => chosen !== null && setChosen(row.uid)}
          onOpen={(row) => setChosen(row.uid)}
          onEscape={() => setChosen(null)}
          loading={list.isPending}
          empty={
            <Empty why="还没有导出过表格。在记录清单或基础资料上按“导出…”提出申请，每一份都登记在这里。" />
          }
        />
      }
      detail={open === undefined ? null : <Order key={open.uid} row={open} onLeave={() => setChosen(null)} />}
    />
  );
}

function Order({ row, onLeave }: { row: ExportRow; onLeave: () => void }) {
  const may = useMay();
  const problem = useProblem();
  const [refusing, setRefusing] = useState(false);
  const [busy, setBusy] = useState(false);
  const shown = useQuery(api.sheets.preview.queryOptions({ input: { uid: row.uid } }));
  const refresh = () => queryClient.invalidateQueries({ queryKey: api.sheets.key() });
  const decide = (approve: boolean, reason: string) => {
    setRefusing(false);
    client.sheets.decide({ uid: row.uid, approve, reason }).then(async () => {
      await refresh();
      showDone(approve ? '已批准导出' : '已退回申请', approve ? `${row.applicant}可以写出文件。` : '');
    }, problem);
  };
  const write = () => void writeFile(row.uid, setBusy).then(refresh).catch(problem);
  const decides = may.act('sheet.approve') && row.state === 'applied';
  const own = row.mine ? '申请人不能自己审批' : null;
  return (
    <>
      <PageHeader
        title={row.title}
        number={row.traceCode}
        marking={row.marking}
        state={<ToneTag tone={states[row.state].tone}>{states[row.state].label}</ToneTag>}
        under={row.purpose}
      />
      <ScrollBody label={`导出 ${row.title}`}>
        <dl className="facts">
          <dt>申请</dt>
          <dd>
            {row.applicant}　{displayInstant(row.appliedAt)}
          </dd>
          <dt>审批</dt>
          <dd>{row.approver === null ? '—' : `${row.approver}　${displayInstant(row.decidedAt ?? '')}`}</dd>
          <dt>行数</dt>
          <dd>{row.rows}</dd>
          <dt>介质</dt>
          <dd>{row.medium}</dd>
          {row.refusal !== null && (
            <>
              <dt>退回理由</dt>
              <dd className="wide">{row.refusal}</dd>
            </>
          )}
          {row.file !== null && (
            <>
              <dt>文件</dt>
              <dd className="wide">{row.file}</dd>
              <dt>摘要</dt>
              <dd className="wide digest">{row.sha256}</dd>
            </>
          )}
        </dl>
        <section className="section">
          <h2>内容</h2>
          {shown.data?.filter !== undefined && shown.data.filter !== '' && (
            <p className="hint">筛选：{shown.data.filter}</p>
          )}
          {shown.isError && <Empty why={problemOf(shown.error).message} />}
          {shown.isPending && <Loading what="正在读取清单" />}
          {shown.data !== undefined && <Rows headings={shown.data.headings} rows={shown.data.rows} />}
          {shown.data !== undefined && shown.data.rows.length < row.rows && (
            <p className="hint">
              共 {row.rows} 行，这里是前 {shown.data.rows.length} 行。
            </p>
          )}
        </section>
      </ScrollBody>
      <div className="page-foot">
        <KeyButton label="返回" keyName="back" onAct={onLeave} />
        {decides && <KeyButton label="不批准…" blocked={own} onAct={() => setRefusing(true)} />}
        {decides && (
          <KeyButton
            label="批准导出"
            tone="main"
            keyName="main"
            blocked={own}
            onAct={() => decide(true, '')}
          />
        )}
        {row.mine && row.state === 'approved' && (
          <KeyButton label="写出文件…" tone="main" keyName="main" busy={busy} onAct={write} />
        )}
      </div>
      {refusing && (
        <ReasonDialog
          title="不批准导出"
          confirm="退回"
          onConfirm={(reason) => decide(false, reason)}
          onClose={() => setRefusing(false)}
        />
      )}
    </>
  );
}

/** Asks for the folder on the medium and writes the file there. */
async function writeFile(uid: ObjectUid, setBusy: (busy: boolean) => void): Promise<void> {
  const { path } = await client.session.chooseFolder({ title: '写出到移动介质上的文件夹' });
  if (path === null) return;
  setBusy(true);
  try {
    const { file } = await client.sheets.write({ uid, folder: path });
    showDone('文件已写出并读回核对', file);
  } finally {
    setBusy(false);
  }
}

function Rows({
  headings,
  rows,
}: {
  headings: readonly string[];
  rows: readonly (readonly (string | number)[])[];
}) {
  return (
    <ScrollBody label="表格内容" className="sheet-preview">
      <table className="small-table">
        <thead>
          <tr>
            {headings.map((heading) => (
              <th key={heading} scope="col">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a table have no identity but their place
            <tr key={place}>
              {row.map((cell, column) => (
                <td key={headings[column]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBody>
  );
}
