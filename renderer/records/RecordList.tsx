import { Select } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import type { CallInput } from '../../shared/contract/contract.ts';
import type { RecordRow } from '../../shared/contract/records.ts';
import type { RecordKind } from '../../shared/forms/kinds.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import { lifecycleOf } from '../../shared/lifecycle/lifecycle.ts';
import { type State, stateWords } from '../../shared/lifecycle/states.ts';
import { api } from '../client.ts';
import { DataTable } from '../parts/DataTable.tsx';
import { Empty } from '../parts/Empty.tsx';
import { FilterBar } from '../parts/FilterBar.tsx';
import { problemOf } from '../parts/problem.tsx';
import { ExportButton } from '../sheets/ExportButton.tsx';
import { useMarkingsOnScreen } from '../shell/marking.tsx';
import { useSession } from '../shell/session.tsx';
import { useSetting } from '../shell/settings.tsx';
import { ColumnChoice } from './ColumnChoice.tsx';
import { compactColumns, recordColumns, usualColumns } from './recordColumns.tsx';
import { SaveFilter } from './SaveFilter.tsx';

type ListInput = CallInput<'records.list'>;
/** A filter as sent: what is left out narrows nothing. */
export type ListFilter = ListInput['filter'];
type Sort = NonNullable<ListInput['sort']>;

interface Chosen {
  readonly kind: RecordKind | null;
  readonly state: State | null;
  readonly text: string;
  readonly mine: boolean;
  readonly overdue: boolean;
  readonly originalMissing: boolean;
  readonly sort: Sort;
}
const everything: Chosen = {
  kind: null,
  state: null,
  text: '',
  mine: false,
  overdue: false,
  originalMissing: false,
  sort: 'occurred',
};
const sortWords: Readonly<Record<Sort, string>> = {
  occurred: '按发生时间',
  kind: '按表单',
  state: '按状态',
  due: '按期限',
  customer: '按用户单位',
};
const pageSize = 50;

/** Fields of the form as columns of an export, where all rows are of one kind. */
function fieldsOf(kinds: readonly RecordKind[]): string[] {
  const [kind, another] = kinds;
  if (kind === undefined || another !== undefined) return [];
  return latestForm(kind).fields.flatMap(({ key, type }) => (type === 'data' ? [] : [`field.${key}`]));
}

/**
 * A list of records of some kinds: filters kept per person under `name`, live count, keyset paging while scrolling.
 * @param fixed part of the filter that the person cannot change
 */
export function RecordList(props: {
  name: string;
  label: string;
  kinds: readonly RecordKind[];
  fixed?: Partial<ListFilter>;
  chosen: string | null;
  onOpen: (row: RecordRow) => void;
  onMove?: ((row: RecordRow) => void) | undefined;
  /** Columns without which the list says as much (all rows of one kind). */
  without?: readonly string[];
  /** Above the filter: the way to a new record. */
  create?: ReactNode;
}) {
  const { kinds, fixed } = props;
  const { today } = useSession();
  const [chosen, setChosen] = useSetting(
    `list.${props.name}`,
    everything as unknown as Record<string, never>,
  );
  const filterBy = { ...everything, ...(chosen as unknown as Chosen) };
  const change = (part: Partial<Chosen>) =>
    setChosen({ ...filterBy, ...part } as unknown as Record<string, never>);
  const [shownColumns, setShownColumns] = useSetting<string[]>(`columns.${props.name}`, [...usualColumns]);
  const compact = props.chosen !== null;

  const filter: ListFilter = {
    ...fixed,
    kinds: filterBy.kind === null ? [...kinds] : [filterBy.kind],
    states: filterBy.state === null ? (fixed?.states ?? []) : [filterBy.state],
    text: filterBy.text === '' ? (fixed?.text ?? '') : filterBy.text,
    mine: filterBy.mine || fixed?.mine === true,
    overdue: filterBy.overdue || fixed?.overdue === true,
    originalMissing: filterBy.originalMissing || fixed?.originalMissing === true,
  };
  const list = useInfiniteQuery(
    api.records.list.infiniteOptions({
      input: (cursor: string | null) => ({ filter, sort: filterBy.sort, cursor, limit: pageSize }),
      initialPageParam: null,
      getNextPageParam: (page) => page.next,
      placeholderData: (before) => before,
    }),
  );
  const count = useQuery(
    api.records.count.queryOptions({ input: { filter }, placeholderData: (before) => before }),
  );
  const rows = useMemo(() => (list.data?.pages ?? []).flatMap((page) => page.rows), [list.data]);
  useMarkingsOnScreen(rows.map((row) => row.marking));
  const columns = recordColumns(today).filter((column) => props.without?.includes(column.key) !== true);
  const visible = compact ? compactColumns : shownColumns;
  const exported = shownColumns.filter((key) => columns.some((column) => column.key === key));
  const statesHere = useMemo(() => {
    const all = kinds.flatMap((kind) => {
      const cycle = lifecycleOf(kind);
      return [...cycle.steps.map((step) => step.state), ...cycle.moves.map((move) => move.to)];
    });
    return [...new Set(all)];
  }, [kinds]);
  const narrowed = JSON.stringify({ ...filterBy, sort: '' }) !== JSON.stringify({ ...everything, sort: '' });
  return (
    <>
      <FilterBar
        text={{
          value: filterBy.text,
          placeholder: '筛选：编号、单位、文字',
          onChange: (text) => change({ text }),
        }}
        chips={[
          { key: 'mine', label: '我的', on: filterBy.mine, onToggle: () => change({ mine: !filterBy.mine }) },
          {
            key: 'overdue',
            label: '逾期',
            on: filterBy.overdue,
            onToggle: () => change({ overdue: !filterBy.overdue }),
          },
          {
            key: 'original',
            label: '原件未到',
            on: filterBy.originalMissing,
            onToggle: () => change({ originalMissing: !filterBy.originalMissing }),
          },
        ]}
        count={
          <>
            共 {count.data?.count ?? '—'} 条
            {narrowed && (
              <button
                type="button"
                className="link-button"
                onClick={() => change({ ...everything, sort: filterBy.sort })}
              >
                清除筛选
              </button>
            )}
          </>
        }
      >
        {kinds.length > 1 && (
          <Select
            aria-label="表单"
            placeholder="全部表单"
            w={compact ? 120 : 170}
            clearable
            clearButtonProps={{ 'aria-label': '清除表单筛选' }}
            data={kinds.map((kind) => ({ value: kind, label: latestForm(kind).title }))}
            value={filterBy.kind}
            onChange={(kind) => change({ kind: kind as RecordKind | null })}
          />
        )}
        <Select
          aria-label="状态"
          placeholder="全部状态"
          w={compact ? 110 : 130}
          clearable
          clearButtonProps={{ 'aria-label': '清除状态筛选' }}
          data={statesHere.map((state) => ({ value: state, label: stateWords[state].label }))}
          value={filterBy.state}
          onChange={(state) => change({ state: state as State | null })}
        />
        {!compact && (
          <Select
            aria-label="排序"
            w={130}
            allowDeselect={false}
            data={Object.entries(sortWords).map(([value, label]) => ({ value, label }))}
            value={filterBy.sort}
            onChange={(sort) => change({ sort: (sort ?? 'occurred') as Sort })}
          />
        )}
        {!compact && <ColumnChoice columns={columns} shown={shownColumns} onChange={setShownColumns} />}
        {!compact && narrowed && <SaveFilter filter={filter} />}
        {!compact && (
          <ExportButton
            title={props.label}
            source={{ list: 'records', filter, sort: filterBy.sort, columns: exported }}
            fields={fieldsOf(filter.kinds ?? [])}
          />
        )}
        {props.create}
      </FilterBar>
      <DataTable
        label={props.label}
        columns={visible.flatMap((key) => columns.find((column) => column.key === key) ?? [])}
        rows={rows}
        rowKey={(row) => row.uid}
        chosen={props.chosen}
        onOpen={props.onOpen}
        {...(props.onMove === undefined ? {} : { onMove: props.onMove })}
        loading={list.isPending}
        more={{
          has: list.hasNextPage,
          loading: list.isFetchingNextPage,
          load: () => void list.fetchNextPage(),
        }}
        rowClass={(row) => (row.state === 'voided' || row.state === 'invalid' ? 'muted' : '')}
        empty={
          list.error !== null ? (
            <Empty why={problemOf(list.error).message} />
          ) : narrowed ? (
            <Empty
              why="没有符合筛选条件的记录。"
              next={
                <button type="button" className="link-button" onClick={() => change(everything)}>
                  清除筛选
                </button>
              }
            />
          ) : (
            <Empty why="还没有这类记录，或都不在您的知悉范围内。" next={props.create} />
          )
        }
      />
    </>
  );
}
