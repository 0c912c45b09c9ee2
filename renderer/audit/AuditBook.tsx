import '../access/access.css';
import { ScrollBody } from '../parts/ScrollBody.tsx';
import './audit.css';
import { Select } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AuditRow } from '../../shared/contract/audit.ts';
import { type AuditEvent, auditEventNames } from '../../shared/contract/procedure.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import type { Day } from '../../shared/ids.ts';
import { api } from '../client.ts';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import { DayInput } from '../parts/DayInput.tsx';
import { Empty } from '../parts/Empty.tsx';
import { FilterBar } from '../parts/FilterBar.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { SplitView } from '../parts/SplitView.tsx';
import { MarkingTag, ToneTag } from '../parts/tags.tsx';
import { useMarkingsOnScreen } from '../shell/marking.tsx';
import { actOf, objectOf, outcomeOf } from './sentences.ts';

const pageSize = 100;

function columns(): readonly Column<AuditRow>[] {
  return [
    { key: 'seq', label: '行', width: '64px', numeric: true, render: (row) => row.seq },
    {
      key: 'at',
      label: '时间',
      width: '152px',
      render: (row) => {
        const [day = '', time = ''] = displayInstant(row.at).split(' ');
        return (
          <>
            <span className="audit-day">{day}</span> {time}:{row.at.slice(17, 19)}
          </>
        );
      },
    },
    {
      key: 'what',
      label: '谁做了什么',
      width: 'minmax(280px, 1fr)',
      render: (row) => {
        const object = objectOf(row);
        return (
          <span className="number-cell">
            <span className="audit-line">
              <span className="audit-who">{row.accountName}</span>
              {actOf(row)}
              {object !== '' && `：${object}`}
            </span>
            {row.objectMark !== '' && <MarkingTag marking={row.objectMark} />}
          </span>
        );
      },
    },
    {
      key: 'outcome',
      label: '结果',
      width: 'minmax(88px, 260px)',
      render: (row) => {
        const { label, tone, why } = outcomeOf(row);
        return tone === 'done' ? (
          <span className="dim">{label}</span>
        ) : (
          <>
            <ToneTag tone={tone}>{label}</ToneTag> {why}
          </>
        );
      },
    },
  ];
}

/** The book of acts: filter above, one line in full beside. The reviewer sees the rows that are his to review. */
export function AuditBook() {
  const [from, setFrom] = useState<Day | null>(null);
  const [to, setTo] = useState<Day | null>(null);
  const [account, setAccount] = useState<string | null>(null);
  const [act, setAct] = useState<AuditEvent | null>(null);
  const [failuresOnly, setFailuresOnly] = useState(false);
  const [chosen, setChosen] = useState<number | null>(null);
  const people = useQuery(api.people.list.queryOptions());
  const list = useInfiniteQuery(
    api.audit.list.infiniteOptions({
      input: (before: number | null) => ({
        from,
        to,
        account,
        act,
        failuresOnly,
        before,
        limit: pageSize,
      }),
      initialPageParam: null,
      getNextPageParam: (page) => page.next,
      placeholderData: (before) => before,
    }),
  );
  const rows = (list.data?.pages ?? []).flatMap((page) => page.rows);
  const open = rows.find((row) => row.seq === chosen);
  useMarkingsOnScreen(rows.map((row) => row.objectMark).filter((mark) => mark !== ''));
  if (list.isError) throw list.error;
  return (
    <>
      <FilterBar
        chips={[
          {
            key: 'failures',
            label: '只看拒绝与失败',
            on: failuresOnly,
            onToggle: () => setFailuresOnly(!failuresOnly),
          },
        ]}
        count={`已读出 ${rows.length} 行${list.hasNextPage ? '，向下继续' : ''}`}
      >
        <DayInput label="从" hideLabel placeholder="从哪天" value={from} onChange={setFrom} />
        <DayInput label="到" hideLabel placeholder="到哪天" value={to} onChange={setTo} />
        <Select
          aria-label="谁"
          placeholder="谁"
          searchable
          clearable
          clearButtonProps={{ 'aria-label': '清除人员' }}
          nothingFoundMessage="没有找到"
          w={168}
          data={[
            { value: 'system', label: '程序' },
            ...(people.data?.rows ?? []).map((row) => ({
              value: row.uid as string,
              label: `${row.name} ${row.login}`,
            })),
          ]}
          value={account}
          onChange={setAccount}
        />
        <Select
          aria-label="做了什么"
          placeholder="做了什么"
          searchable
          clearable
          clearButtonProps={{ 'aria-label': '清除事项' }}
          nothingFoundMessage="没有找到"
          w={168}
          data={(Object.keys(auditEventNames) as AuditEvent[])
            .filter((event) => event !== 'none')
            .map((event) => ({ value: event, label: auditEventNames[event] }))}
          value={act}
          onChange={(value) => setAct(value as AuditEvent | null)}
        />
      </FilterBar>
      <SplitView
        name="audit"
        listWidth={760}
        list={
          <DataTable
            label="审计记录"
            columns={columns()}
            rows={rows}
            rowKey={(row) => String(row.seq)}
            chosen={chosen === null ? null : String(chosen)}
            onMove={(row) => chosen !== null && setChosen(row.seq)}
            onOpen={(row) => setChosen(row.seq)}
            onEscape={() => setChosen(null)}
            more={{
              has: list.hasNextPage,
              loading: list.isFetchingNextPage,
              load: () => void list.fetchNextPage(),
            }}
            // Emergency access stands out in red (spec 3).
            rowClass={(row) => (row.act === 'record.emergency-granted' ? 'alarm-row' : '')}
            loading={list.isPending}
            empty={<Empty why="没有符合条件的审计记录。放宽日期、人员或事项再查。" />}
          />
        }
        detail={open === undefined ? null : <Entry row={open} onLeave={() => setChosen(null)} />}
      />
    </>
  );
}

/** One line of the book in full, with what ties it to the line before. */
function Entry({ row, onLeave }: { row: AuditRow; onLeave: () => void }) {
  const outcome = outcomeOf(row);
  const [day = '', time = ''] = displayInstant(row.at).split(' ');
  const object = objectOf(row);
  return (
    <>
      <PageHeader title={`第 ${row.seq} 行`} state={<ToneTag tone={outcome.tone}>{outcome.label}</ToneTag>} />
      <ScrollBody label="审计记录全文" className="page-body book-entry">
        <p>
          {day} {time}，<b>{row.accountName}</b>在 {row.station} 上{actOf(row)}
          {object !== '' && `：${object}`}
          {row.objectMark !== '' && (
            <>
              {' '}
              <MarkingTag marking={row.objectMark} />
            </>
          )}
          {outcome.tone === 'refused' ? `，被拒绝：${outcome.why}` : ''}。
        </p>
        <dl className="facts">
          <dt>工作站</dt>
          <dd>{row.station}</dd>
          <dt>系统帐户</dt>
          <dd>{row.osAccount}</dd>
          {row.pages !== null && (
            <>
              <dt>翻页</dt>
              <dd>
                读了 {row.pages} 页，共 {row.pagedRows} 条
              </dd>
            </>
          )}
          <dt>帐号标识</dt>
          <dd className="wide digest">{row.account}</dd>
          {row.objectId !== '' && (
            <>
              <dt>对象标识</dt>
              <dd className="wide digest">{row.objectId}</dd>
            </>
          )}
          <dt>本行摘要值</dt>
          <dd className="wide digest">{row.digest}</dd>
        </dl>
        <p className="hint">摘要值由本行内容和上一行摘要值算出，下一行又含本行的摘要值。</p>
      </ScrollBody>
      <div className="page-foot">
        <KeyButton label="返回" keyName="back" onAct={onLeave} />
      </div>
    </>
  );
}
