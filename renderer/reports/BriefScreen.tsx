import './reports.css';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import type { RecordDetail } from '../../shared/contract/records.ts';
import type { Figure, FigureSet } from '../../shared/contract/reports.ts';
import { fieldOf } from '../../shared/forms/definition.ts';
import { displayField, displayInstant } from '../../shared/forms/display.ts';
import type { RecordUid } from '../../shared/ids.ts';
import { api, queryClient } from '../client.ts';
import { Loading } from '../parts/Empty.tsx';
import { FilterBar } from '../parts/FilterBar.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { problemOf } from '../parts/problem.tsx';
import { SplitView } from '../parts/SplitView.tsx';
import { MarkingTag, StateTag, ToneTag } from '../parts/tags.tsx';
import { RecordField } from '../records/RecordPage/FormFields.tsx';
import { MoveBar } from '../records/RecordPage/MoveBar.tsx';
import { type OpenRecord, useRecord } from '../records/RecordPage/useRecord.ts';
import { useMarkingsOnScreen } from '../shell/marking.tsx';
import type { ScreenProps } from '../shell/screens.ts';
import { useMay, useSession } from '../shell/session.tsx';
import { useCurrentTab, useTabs } from '../shell/tabs.tsx';
import { FigureSources } from './FigureSources.tsx';
import { FigureTables } from './FigureTables.tsx';
import { changeText, figureText, sectionFigures, sectionOrder, sectionTables } from './figureWords.ts';
import { ReportDistribution } from './ReportDistribution.tsx';
import { ReportVersions } from './ReportVersions.tsx';

/** A situation report: the document with its figures, their sources beside, the approvals below. */
export function BriefScreen({ params }: ScreenProps) {
  const tabs = useTabs();
  const tab = useCurrentTab();
  const { rename } = tabs;
  const { open, error } = useRecord(params.uid as RecordUid);
  const title = open === null ? null : open.detail.row.number || open.detail.row.title;
  useEffect(() => {
    if (title !== null && title !== '') rename(tab, title);
  }, [rename, tab, title]);
  if (open === null)
    return error === null || error === undefined ? (
      <Loading what="正在打开报告" />
    ) : (
      <div className="screen-failure" role="alert">
        <p>{problemOf(error).message}</p>
      </div>
    );
  return <Opened record={open} onBack={() => tabs.close(tab)} />;
}

const nothing: FigureSet = { figures: [], tables: [], months: [] };

/** What stands beside the document. */
type Side = 'sources' | 'distribution' | 'versions';
const sides: readonly { readonly key: Side; readonly label: string }[] = [
  { key: 'sources', label: '数据来源' },
  { key: 'distribution', label: '报送与分发' },
  { key: 'versions', label: '版本与变更' },
];

function Opened({ record, onBack }: { record: OpenRecord; onBack: () => void }) {
  const { detail } = record;
  const { row } = detail;
  const may = useMay();
  const tabs = useTabs();
  const [chosen, choose] = useState<string | null>(null);
  const [side, setSide] = useState<Side>('sources');
  const setChosen = (key: string) => {
    choose(key);
    setSide('sources');
  };
  const figures = useQuery(
    api.reports.figures.queryOptions({ input: { uid: row.uid }, enabled: may.act('statistics.read') }),
  );
  useMarkingsOnScreen([row.marking]);
  useEffect(() => {
    // Submission freezes the figures and sending back frees them: what was shown for the state before is forgotten.
    if (row.state) void queryClient.invalidateQueries({ queryKey: api.reports.key() });
  }, [row.state]);
  const set = figures.data?.set ?? nothing;
  const frozen = figures.data?.frozen ?? false;
  const open = set.figures.find((figure) => figure.key === chosen);
  return (
    <>
      <PageHeader
        title={displayField(record.form, detail.content, 'heading') || '情况报表'}
        number={row.number === '' ? null : row.number}
        marking={row.marking}
        state={<StateTag state={row.state} />}
        actions={
          <KeyButton
            label="打印"
            blocked={may.act('print.apply') || may.act('print.approve') ? null : '您的岗位不申请打印'}
            onAct={() => tabs.open('print', { uid: row.uid }, `打印 ${row.number || '报告'}`)}
          />
        }
      />
      <SplitView
        name="brief"
        stack
        listWidth={720}
        list={
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
          <section className="brief-desk" aria-label="报告正文" tabIndex={0}>
            <Paper record={record} set={set} frozen={frozen} chosen={chosen} onChoose={setChosen} />
          </section>
        }
        detail={
          <>
            <FilterBar
              chips={sides.map(({ key, label }) => ({
                key,
                label,
                on: side === key,
                onToggle: () => setSide(key),
              }))}
            />
            {side === 'sources' && (
              <FigureSources
                source={{ report: row.uid }}
                figures={set.figures}
                figure={open}
                frozen={frozen}
                onChoose={setChosen}
              />
            )}
            {side === 'distribution' && <ReportDistribution detail={detail} />}
            {side === 'versions' && <ReportVersions detail={detail} />}
          </>
        }
      />
      <Approvals detail={detail} />
      <MoveBar record={record} onBack={onBack} />
    </>
  );
}

/** The document as it reads on paper; text is written in place while it is a draft. */
function Paper(props: {
  record: OpenRecord;
  set: FigureSet;
  frozen: boolean;
  chosen: string | null;
  onChoose: (key: string) => void;
}) {
  const { record, set } = props;
  const { detail, form } = record;
  const { site } = useSession();
  const field = (key: string) => fieldOf(form, key);
  const named = new Set(Object.values(sectionFigures).flat());
  const figuresOf = (section: string) =>
    set.figures.filter(
      (figure) =>
        sectionFigures[section]?.includes(figure.key) === true ||
        (section === sectionOrder[0] && !named.has(figure.key)),
    );
  const heading = field('heading');
  const offices = displayOffices(detail);
  const written = (key: string) => detail.editable || displayField(form, detail.content, key) !== '';
  return (
    <article className="brief-paper">
      <p className="brief-mark">
        <MarkingTag marking={detail.row.marking} />
      </p>
      <p className="brief-series">{displayField(form, detail.content, 'reportKind') || '服务简报'}</p>
      <p className="brief-issue">
        <span>{site.name}</span>
        <span>{detail.row.number || '（提交后编号）'}</span>
        <span>
          {displayField(form, detail.content, 'periodFrom')} 至{' '}
          {displayField(form, detail.content, 'periodTo')}
        </span>
      </p>
      {heading !== undefined && (
        <div className="brief-heading" data-field="heading">
          <RecordField record={record} field={heading} hideLabel />
        </div>
      )}
      <p className="brief-frozen hint">
        {props.frozen
          ? '◆ 带蓝边的数据已随提交冻结，按下可看来源'
          : '带蓝边的数据随记录变动，提交时冻结；按下可看来源'}
      </p>
      {offices !== '' && <p className="brief-to">{offices}：</p>}
      {[...sectionOrder, 'changeNote'].map((key) => {
        const definition = field(key);
        if (definition === undefined || (key === 'changeNote' && !written(key))) return null;
        return (
          <section key={key} className="brief-section" data-field={key}>
            <h2>{definition.label}</h2>
            <RecordField record={record} field={definition} hideLabel />
            <FigureChips
              figures={figuresOf(key)}
              frozen={props.frozen}
              chosen={props.chosen}
              onChoose={props.onChoose}
            />
            <FigureTables
              tables={set.tables.filter((table) => sectionTables[key]?.includes(table.key) === true)}
            />
          </section>
        );
      })}
      {field('distribution') !== undefined && typeof detail.content.branch === 'string' && (
        <section className="brief-section" data-field="distribution">
          <h2>报送单位</h2>
          <Distribution record={record} />
        </section>
      )}
    </article>
  );
}

function Distribution({ record }: { record: OpenRecord }) {
  const field = fieldOf(record.form, 'distribution');
  return field === undefined ? null : <RecordField record={record} field={field} hideLabel />;
}

function displayOffices(detail: RecordDetail): string {
  const rows = detail.content.distribution;
  if (!Array.isArray(rows)) return '';
  return rows
    .flatMap((row) =>
      typeof row === 'object' && row !== null && !Array.isArray(row) && typeof row.name === 'string'
        ? [row.name]
        : [],
    )
    .join('、');
}

function FigureChips(props: {
  figures: readonly Figure[];
  frozen: boolean;
  chosen: string | null;
  onChoose: (key: string) => void;
}) {
  if (props.figures.length === 0) return null;
  return (
    <div className="frozen-figures">
      {props.figures.map((figure) => (
        <button
          key={figure.key}
          type="button"
          className="frozen-figure"
          aria-pressed={figure.key === props.chosen}
          title={`${figure.definition}（${figure.clause}）`}
          onClick={() => props.onChoose(figure.key)}
        >
          <span>{figure.label}</span>
          <b>{figureText(figure.value, figure.unit)}</b>
          <small>{changeText(figure)}</small>
          {props.frozen && (
            <small>
              <span aria-hidden="true">◆</span>
              <span className="hidden-label">已冻结</span>
            </small>
          )}
        </button>
      ))}
    </div>
  );
}

const approvalMoves = [
  { move: 'submit', label: '拟制' },
  { move: 'review', label: '审核' },
  { move: 'approve', label: '批准' },
] as const;

/** Who signed what when, each with the verdict of its signature. */
function Approvals({ detail }: { detail: RecordDetail }) {
  const latest = useCallback(
    (move: string) => detail.signatures.findLast((signature) => signature.purpose === move),
    [detail.signatures],
  );
  return (
    <section className="approval" aria-label="审批">
      {approvalMoves.map(({ move, label }) => {
        const last = latest(move);
        // A signature over another content than the present one is of an earlier version.
        const signature = detail.row.state === 'draft' || last?.digest !== detail.digest ? undefined : last;
        return (
          <div key={move}>
            <span className="approval-step">{label}</span>
            {signature === undefined ? (
              <>
                <span className="dim">待签</span>
                {last !== undefined && (
                  <ToneTag tone="refused">{`${last.by} ${displayInstant(last.at).slice(0, 10)} 的${label}已作废`}</ToneTag>
                )}
              </>
            ) : (
              <>
                <b>{signature.by}</b>
                <span title={`签署的摘要值 ${signature.digest}`}>{displayInstant(signature.at)}</span>
                <ToneTag tone={signature.valid ? 'done' : 'refused'}>
                  {signature.valid ? '签名有效' : '签名无效'}
                </ToneTag>
              </>
            )}
          </div>
        );
      })}
    </section>
  );
}
