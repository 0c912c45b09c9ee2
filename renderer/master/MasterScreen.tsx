import { SegmentedControl } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { MasterRow } from '../../shared/contract/master.ts';
import { fieldOf } from '../../shared/forms/definition.ts';
import { displayField } from '../../shared/forms/display.ts';
import { type MasterType, masterTypes } from '../../shared/forms/kinds.ts';
import { masterFormFor } from '../../shared/forms/registry.ts';
import { api } from '../client.ts';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import { Empty } from '../parts/Empty.tsx';
import { FilterBar } from '../parts/FilterBar.tsx';
import { focusTable } from '../parts/focusTable.ts';
import { KeyButton } from '../parts/KeyButton.tsx';
import { problemOf } from '../parts/problem.tsx';
import { SplitView } from '../parts/SplitView.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { ExportButton } from '../sheets/ExportButton.tsx';
import { useMay } from '../shell/session.tsx';
import { useSetting } from '../shell/settings.tsx';
import { entryStates } from './entryStates.ts';
import { MasterPage } from './MasterPage.tsx';
import { trainingState } from './training.ts';

const pageSize = 100;
/** Columns of a type of master data, from its form; staff also show whether their trainings are valid. */
function columnsOf(type: MasterType): readonly Column<MasterRow>[] {
  const form = masterFormFor(type);
  const own = form.layout.list.map((key, index) => ({
    key,
    label: fieldOf(form, key)?.label ?? key,
    width: index < 2 ? 'minmax(110px, 1.4fr)' : 'minmax(90px, 1fr)',
    render: (row: MasterRow) => {
      const text = displayField(form, row.content, key);
      return index === 0 ? <span className="number">{text}</span> : text;
    },
  }));
  const training: readonly Column<MasterRow>[] =
    type === 'staff'
      ? [
          {
            key: 'training',
            label: '培训有效',
            width: '160px',
            render: (row) => {
              const verdict = trainingState(row.content);
              return <ToneTag tone={verdict.tone}>{verdict.words}</ToneTag>;
            },
          },
        ]
      : [];
  return [
    ...own,
    ...training,
    {
      key: 'state',
      label: '状态',
      width: '96px',
      render: (row) => {
        const { label, tone } = entryStates[row.state];
        return <ToneTag tone={tone}>{label}</ToneTag>;
      },
    },
    { key: 'site', label: '站点', width: '64px', render: (row) => row.owningSite },
  ];
}

/** 基础资料: customers, models, equipment, staff, military offices. */
export function MasterScreen() {
  const may = useMay();
  const [type, setType] = useSetting<MasterType>('master.type', 'customer');
  const [text, setText] = useState('');
  const [open, setOpen] = useState<{ readonly uid: MasterRow['uid'] | null } | null>(null);
  const form = masterFormFor(type);
  const list = useInfiniteQuery(
    api.master.list.infiniteOptions({
      input: (cursor: string | null) => ({ type, text, cursor, limit: pageSize }),
      initialPageParam: null,
      getNextPageParam: (page) => page.next,
    }),
  );
  const rows = useMemo(() => (list.data?.pages ?? []).flatMap((page) => page.rows), [list.data]);
  const columns = columnsOf(type);
  const create = (
    <KeyButton
      label={`新建${form.title}`}
      keyName="create"
      blocked={may.act('master.edit') ? null : '您的岗位不维护基础资料；由管理信息部或单位专人办理。'}
      onAct={() => setOpen({ uid: null })}
    />
  );
  const back = () => {
    setOpen(null);
    focusTable();
  };
  return (
    <SplitView
      name="master"
      listWidth={460}
      list={
        <>
          <FilterBar
            text={{ value: text, placeholder: '名称、代码或拼音首字母', onChange: setText }}
            count={list.data === undefined ? '' : `${rows.length}${list.hasNextPage ? '+' : ''} 条`}
          >
            <SegmentedControl
              aria-label="类别"
              size="xs"
              transitionDuration={0}
              data={masterTypes.map((value) => ({ value, label: masterFormFor(value).title }))}
              value={type}
              onChange={(value) => {
                setType(value as MasterType);
                setOpen(null);
              }}
            />
            {open === null && (
              <ExportButton
                title={form.title}
                source={{
                  list: 'master',
                  type,
                  text,
                  columns: [...form.layout.list.map((key) => `field.${key}`), 'state', 'site'],
                }}
                fields={form.fields.flatMap((field) => (field.type === 'data' ? [] : [`field.${field.key}`]))}
              />
            )}
            {open === null && create}
          </FilterBar>
          <DataTable
            key={type}
            label={form.title}
            columns={open === null ? columns : columns.slice(0, 2).concat(columns.slice(-2, -1))}
            rows={rows}
            rowKey={(row) => row.uid}
            chosen={open?.uid ?? null}
            onOpen={(row) => setOpen({ uid: row.uid })}
            {...(open === null ? {} : { onMove: (row: MasterRow) => setOpen({ uid: row.uid }) })}
            loading={list.isPending}
            more={{
              has: list.hasNextPage,
              loading: list.isFetchingNextPage,
              load: () => void list.fetchNextPage(),
            }}
            rowClass={(row) => (row.state === 'retired' || row.state === 'merged' ? 'muted' : '')}
            empty={
              list.error !== null ? (
                <Empty why={problemOf(list.error).message} />
              ) : text !== '' ? (
                <Empty why={`没有名称、代码或拼音首字母与“${text}”相符的${form.title}。`} />
              ) : (
                <Empty why={`还没有登记${form.title}。`} next={create} />
              )
            }
          />
        </>
      }
      detail={
        open === null ? null : <MasterPage key={open.uid ?? 'new'} type={type} uid={open.uid} onBack={back} />
      }
    />
  );
}
