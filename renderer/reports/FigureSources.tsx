import { useQuery } from '@tanstack/react-query';
import type { CallInput } from '../../shared/contract/contract.ts';
import type { RecordRow } from '../../shared/contract/records.ts';
import type { Figure } from '../../shared/contract/reports.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import type { Day, RecordUid } from '../../shared/ids.ts';
import { api } from '../client.ts';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import { Empty } from '../parts/Empty.tsx';
import { MarkingTag, ToneTag } from '../parts/tags.tsx';
import { useMarkingsOnScreen } from '../shell/marking.tsx';
import { useOpenRecord } from '../shell/openRecord.ts';
import { changeText, figureText } from './figureWords.ts';

const columns: readonly Column<RecordRow>[] = [
  {
    key: 'number',
    label: '编号',
    width: 'minmax(196px, 1.3fr)',
    render: (row) => (
      <span className="number-cell">
        <span className="number">{row.number || latestForm(row.kind).title}</span>
        <MarkingTag marking={row.marking} />
      </span>
    ),
  },
  {
    key: 'title',
    label: '内容',
    width: 'minmax(120px, 1.5fr)',
    render: (row) => (row.customer === null ? row.title : `${row.customer.name} ${row.title}`),
  },
  {
    key: 'at',
    label: '发生',
    width: '96px',
    render: (row) => displayInstant(row.occurredAt).slice(0, 10),
  },
];

/** Where the rows of a figure come from: a report, or a question of statistics. */
export type FigureSource =
  | { readonly report: RecordUid }
  | { readonly question: Omit<CallInput<'evaluation.rows'>, 'figure'> };

/** What stands behind the chosen figure: definition, clause, and each record; without one, all figures to choose from. */
export function FigureSources(props: {
  source: FigureSource;
  figures: readonly Figure[];
  figure: Figure | undefined;
  /** Null where nothing is ever frozen: statistics. */
  frozen: boolean | null;
  onChoose: (key: string) => void;
}) {
  const { figure } = props;
  if (figure === undefined)
    return (
      <>
        <div className="source-head">
          <b>数据来源</b>
          <p className="dim">
            {props.frozen
              ? '数据已随提交冻结。按任一数据，看它的口径和当时计入的每一条记录。'
              : '草稿的数据随记录变动。按任一数据，看它的口径和计入的每一条记录。'}
          </p>
        </div>
        <div className="page-body">
          <table className="small-table">
            <thead>
              <tr>
                <th scope="col">指标</th>
                <th scope="col">本期</th>
                <th scope="col">上期</th>
              </tr>
            </thead>
            <tbody>
              {props.figures.map((one) => (
                <tr key={one.key}>
                  <td>
                    <button type="button" className="link-button" onClick={() => props.onChoose(one.key)}>
                      {one.label}
                    </button>
                  </td>
                  <td>{figureText(one.value, one.unit)}</td>
                  <td className="dim">{figureText(one.previous, one.unit)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </>
    );
  return (
    <>
      <div className="source-head" role="status">
        <p>
          <b>{figure.label}</b>{' '}
          {props.frozen !== null && (
            <ToneTag tone={props.frozen ? 'done' : 'draft'}>
              {props.frozen ? '已冻结' : '草稿，随记录变动'}
            </ToneTag>
          )}
        </p>
        <p>
          <span className="source-value">{figureText(figure.value, figure.unit)}</span>
          <span className="dim">
            {`　上期 ${figureText(figure.previous, figure.unit)}　${changeText(figure)}`}
          </span>
        </p>
        <p>
          口径：{figure.definition}
          <span className="clause">（{figure.clause}）</span>
        </p>
        <button type="button" className="link-button" onClick={() => props.onChoose('')}>
          全部数据
        </button>
      </div>
      <Rows source={props.source} figure={figure.key} />
    </>
  );
}

/** The rows of a figure from a report or of a question; both answer alike. */
function useRows(source: FigureSource, figure: string) {
  const ofReport = 'report' in source;
  const reported = useQuery({
    ...api.reports.drillDown.queryOptions({
      input: { uid: ofReport ? source.report : ('' as RecordUid), figure },
    }),
    enabled: ofReport,
  });
  const asked = useQuery({
    ...api.evaluation.rows.queryOptions({
      input: ofReport ? { from: '' as Day, to: '' as Day, figure } : { ...source.question, figure },
    }),
    enabled: !ofReport,
  });
  return ofReport ? reported : asked;
}

function Rows({ source, figure }: { source: FigureSource; figure: string }) {
  const open = useOpenRecord();
  const found = useRows(source, figure);
  const total = (found.data as { readonly total?: number } | undefined)?.total ?? 0;
  const rows = found.data?.rows ?? [];
  useMarkingsOnScreen(rows.map((row) => row.marking));
  if (found.isError) throw found.error;
  return (
    <>
      {found.data?.hidden === true && (
        <p className="callout attention">▲ 另有记录计入此数据，但您不在其知悉范围内，这里不列出。</p>
      )}
      {total > 500 && <p className="callout">共 {total} 条，列出最近的 500 条。缩小范围可看其余。</p>}
      <DataTable
        label="来源记录"
        columns={columns}
        rows={rows}
        rowKey={(row) => row.uid}
        onOpen={open}
        loading={found.isPending}
        empty={
          <Empty
            why={
              found.data?.hidden === true
                ? '来源记录都不在您的知悉范围内。'
                : '没有记录计入此数据，或它由其他数据算出。'
            }
          />
        }
      />
    </>
  );
}
