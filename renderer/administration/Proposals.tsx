import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ProposalRow } from '../../shared/contract/administration.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import { twoPostActs } from '../../shared/policy/twoPosts.ts';
import { api, client, queryClient } from '../client.ts';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import { ReasonDialog } from '../parts/dialogs.tsx';
import { Empty } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { SplitView } from '../parts/SplitView.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { enterSession } from '../shell/session.tsx';
import { refreshPeople } from './refreshPeople.ts';

const states = {
  waiting: { label: '待确认', tone: 'attention' },
  confirmed: { label: '已确认', tone: 'done' },
  refused: { label: '已拒绝', tone: 'refused' },
  withdrawn: { label: '已撤回', tone: 'draft' },
  ended: { label: '已过期', tone: 'draft' },
} as const;

const columns: readonly Column<ProposalRow>[] = [
  {
    key: 'state',
    label: '状态',
    width: '92px',
    render: (row) => <ToneTag tone={states[row.state].tone}>{states[row.state].label}</ToneTag>,
  },
  { key: 'act', label: '事项', width: '116px', render: (row) => twoPostActs[row.act].name },
  { key: 'words', label: '内容', width: 'minmax(160px, 1fr)', render: (row) => row.words },
  { key: 'by', label: '提出人', width: '92px', render: (row) => row.proposedBy },
  { key: 'at', label: '提出时间', width: '140px', render: (row) => displayInstant(row.proposedAt) },
];

/** Acts of two posts: what one proposed and another confirms, refuses, or the proposer takes back. */
export function Proposals() {
  const list = useQuery(api.administration.proposals.queryOptions());
  const [chosen, setChosen] = useState<string | null>(null);
  if (list.isError) throw list.error;
  const rows = (list.data?.rows ?? []).toSorted(
    (one, other) => Number(other.state === 'waiting') - Number(one.state === 'waiting'),
  );
  const open = rows.find((row) => row.uid === chosen);
  return (
    <SplitView
      name="proposals"
      listWidth={660}
      list={
        <DataTable
          label="两岗事项"
          columns={columns}
          rows={rows}
          rowKey={(row) => row.uid}
          chosen={chosen}
          onMove={(row) => chosen !== null && setChosen(row.uid)}
          onOpen={(row) => setChosen(row.uid)}
          onEscape={() => setChosen(null)}
          loading={list.isPending}
          rowClass={(row) => (row.state === 'waiting' ? '' : 'muted')}
          empty={<Empty why="没有提出过两岗事项。" />}
        />
      }
      detail={open === undefined ? null : <Detail row={open} onLeave={() => setChosen(null)} />}
    />
  );
}

function Detail({ row, onLeave }: { row: ProposalRow; onLeave: () => void }) {
  const problem = useProblem();
  const [asked, setAsked] = useState<'refused' | 'withdrawn' | null>(null);
  const [busy, setBusy] = useState(false);
  const decide = (decision: 'confirmed' | 'refused' | 'withdrawn', note: string) => {
    setAsked(null);
    setBusy(true);
    client.administration.decide({ uid: row.uid, decision, note }).then(
      async () => {
        await queryClient.invalidateQueries({ queryKey: api.administration.key() });
        await refreshPeople();
        await enterSession();
        setBusy(false);
        showDone(`${states[decision].label}：${twoPostActs[row.act].name}`, row.words);
      },
      (error: unknown) => {
        setBusy(false);
        problem(error);
      },
    );
  };
  const { label, tone } = states[row.state];
  return (
    <>
      <PageHeader
        title={twoPostActs[row.act].name}
        state={<ToneTag tone={tone}>{label}</ToneTag>}
        under={row.words}
      />
      <div className="page-body">
        <dl className="facts section">
          <dt>理由</dt>
          <dd className="wide">{row.reason}</dd>
          <dt>提出</dt>
          <dd>
            {row.proposedBy}，{displayInstant(row.proposedAt)}
          </dd>
          <dt>有效至</dt>
          <dd>{displayInstant(row.endsAt)}</dd>
          {row.decidedAt !== null && (
            <>
              <dt>办理</dt>
              <dd>
                {row.decidedBy}，{displayInstant(row.decidedAt)}
                {row.note !== '' && `：${row.note}`}
              </dd>
            </>
          )}
        </dl>
        {row.state === 'waiting' && row.may.length === 0 && (
          <p className="callout">由另一岗位的管理员确认或拒绝。</p>
        )}
      </div>
      <div className="page-foot">
        <KeyButton label="返回" keyName="back" onAct={onLeave} />
        {row.may.includes('refused') && (
          <KeyButton label="拒绝…" tone="danger" busy={busy} onAct={() => setAsked('refused')} />
        )}
        {row.may.includes('withdrawn') && (
          <KeyButton label="撤回…" busy={busy} onAct={() => setAsked('withdrawn')} />
        )}
        {row.may.includes('confirmed') && (
          <KeyButton
            label="确认"
            tone="main"
            keyName="main"
            busy={busy}
            onAct={() => decide('confirmed', '')}
          />
        )}
      </div>
      {asked !== null && (
        <ReasonDialog
          title={asked === 'refused' ? '拒绝两岗事项' : '撤回两岗事项'}
          confirm={asked === 'refused' ? '拒绝' : '撤回'}
          onConfirm={(reason) => decide(asked, reason)}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}
