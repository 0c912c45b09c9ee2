import { type ReactNode, useState } from 'react';
import { lineLabel } from '../../shared/exchange/lines.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import { Empty } from '../parts/Empty.tsx';
import { FilterBar } from '../parts/FilterBar.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { ScrollBody } from '../parts/ScrollBody.tsx';
import { SplitView } from '../parts/SplitView.tsx';
import { MarkingTag, ToneTag } from '../parts/tags.tsx';
import { useMarkingsOnScreen } from '../shell/marking.tsx';
import { type PreviewRow, type ReadyPackage, verdicts } from './words.ts';

const columns: readonly Column<PreviewRow>[] = [
  {
    key: 'verdict',
    label: '结论',
    width: '84px',
    render: (row) => <ToneTag tone={verdicts[row.verdict].tone}>{verdicts[row.verdict].label}</ToneTag>,
  },
  {
    key: 'kind',
    label: '种类',
    width: '140px',
    render: (row) => kindOfRow(row),
  },
  {
    key: 'title',
    label: '内容',
    width: 'minmax(180px, 1fr)',
    render: (row) => (
      <span className="number-cell">
        <span className="number">{row.title}</span>
        <MarkingTag marking={row.marking} />
      </span>
    ),
  },
  {
    key: 'reason',
    label: '说明',
    width: 'minmax(96px, 160px)',
    render: (row) => (row.verdict === 'new' && row.line === 'record' ? '—' : row.reason),
  },
];

/** Step two: every record with its verdict; the differences of the chosen one side by side. Nothing is applied yet. */
export function ImportPreview(props: {
  ready: ReadyPackage;
  busy: boolean;
  progress: ReactNode;
  onAccept: () => void;
  onDiscard: () => void;
}) {
  const { ready } = props;
  const [shown, setShown] = useState<readonly PreviewRow['verdict'][]>([]);
  const [chosen, setChosen] = useState<string | null>(
    ready.rows.find((row) => row.verdict === 'changed' || row.verdict === 'refused')?.uid ?? null,
  );
  useMarkingsOnScreen([ready.marking, ...ready.rows.map((row) => row.marking)]);
  const rows = ready.rows.filter((row) => shown.length === 0 || shown.includes(row.verdict));
  const open = ready.rows.find((row) => row.uid === chosen);
  const count = (verdict: PreviewRow['verdict']) =>
    ready.rows.filter((row) => row.verdict === verdict).length;
  const refused = count('refused');
  return (
    <>
      <PageHeader
        title={`${ready.senderName}的数据包`}
        number={`${ready.sender} ${ready.epoch} #${ready.seq}`}
        marking={ready.marking}
        state={<ToneTag tone="done">签名与摘要核对无误</ToneTag>}
        under={
          <>
            <span>报告期 {ready.period}</span>
            <span>
              签发 {ready.releasedBy} {displayInstant(ready.releasedAt)}
            </span>
            <span>
              {ready.rows.length} 条，附件 {ready.attachments} 件
            </span>
            <span className="digest" title={ready.digest}>
              摘要 {ready.digest.slice(0, 16)}…
            </span>
          </>
        }
      />
      {ready.notes.map((note) => (
        <p key={note} className="callout attention" role="status">
          ▲ {note}
        </p>
      ))}
      <SplitView
        name="preview"
        stack
        listWidth={620}
        list={
          <>
            <FilterBar
              chips={(Object.keys(verdicts) as PreviewRow['verdict'][])
                .filter((verdict) => count(verdict) > 0)
                .map((verdict) => ({
                  key: verdict,
                  label: verdicts[verdict].label,
                  count: count(verdict),
                  on: shown.includes(verdict),
                  onToggle: () =>
                    setShown((before) =>
                      before.includes(verdict)
                        ? before.filter((one) => one !== verdict)
                        : [...before, verdict],
                    ),
                }))}
              count={`${rows.length} 条`}
            />
            <DataTable
              label="包中记录"
              columns={columns}
              rows={rows}
              rowKey={(row) => row.uid}
              chosen={chosen}
              onMove={(row) => setChosen(row.uid)}
              onOpen={(row) => setChosen(row.uid)}
              empty={<Empty why="包中没有记录，只有对本站数据包的回执。" />}
            />
          </>
        }
        detail={open === undefined ? null : <Differences row={open} />}
      />
      <div className="page-foot">
        <KeyButton
          label={refused === 0 ? '接收全部' : `接收（${refused} 条拒收并写入回执）`}
          tone="main"
          keyName="main"
          busy={props.busy}
          onAct={props.onAccept}
        />
        <KeyButton
          label="整包拒收"
          tone="danger"
          blocked={props.busy ? '正在接收' : null}
          onAct={props.onDiscard}
        />
        {props.progress}
        <span className="page-foot-saved">本站数据尚未改动</span>
      </div>
    </>
  );
}

/** The form of a record, else what the line is about. */
function kindOfRow(row: PreviewRow): string {
  if (row.line !== 'record' && row.line !== 'receipt') return lineLabel(row.line);
  return row.kind === null ? '—' : latestForm(row.kind).title;
}

const explanations: Readonly<Record<PreviewRow['verdict'], string>> = {
  new: '本站还没有，接收后新增。',
  changed: '本站已有，接收后按对方的内容更新，旧内容留在经过里。',
  same: '与本站内容一致，接收后不变。',
  receipt: '这是对方对本站记录的回执。',
  refused: '不能接收，原因写入回执退回对方。',
};

function Differences({ row }: { row: PreviewRow }) {
  return (
    <>
      <PageHeader
        title={row.title}
        marking={row.marking}
        state={<ToneTag tone={verdicts[row.verdict].tone}>{verdicts[row.verdict].label}</ToneTag>}
        under={kindOfRow(row)}
      />
      <ScrollBody label="差异">
        <p className={row.verdict === 'refused' ? 'callout refused' : 'callout'}>
          {explanations[row.verdict]}
          {(row.verdict !== 'new' || row.line !== 'record') && row.reason !== '' && `${row.reason}。`}
        </p>
        {row.differences.length > 0 && (
          <div className="sides section" style={{ marginTop: 12 }}>
            <span className="side-head">栏目</span>
            <span className="side-head">本站现有</span>
            <span className="side-head">包中内容</span>
            {row.differences.map((difference) => (
              <DifferenceRow key={difference.label} {...difference} />
            ))}
          </div>
        )}
      </ScrollBody>
    </>
  );
}

function DifferenceRow({ label, ours, theirs }: PreviewRow['differences'][number]) {
  return (
    <>
      <span className="side-label">{label}</span>
      <span className="ours">{ours === '' ? '—' : ours}</span>
      <span className="theirs">{theirs === '' ? '—' : theirs}</span>
    </>
  );
}
