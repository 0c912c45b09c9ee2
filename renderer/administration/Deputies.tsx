import './administration.css';
import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { DeputyRow } from '../../shared/contract/administration.ts';
import type { AccountRef } from '../../shared/contract/primitives.ts';
import type { Day } from '../../shared/ids.ts';
import { businessRoles, type Role, roleExistsAt, roleNames } from '../../shared/policy/roles.ts';
import { api, client, queryClient } from '../client.ts';
import { AccountPicker } from '../parts/AccountPicker.tsx';
import { ActFoot } from '../parts/ActFoot.tsx';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import { DayInput } from '../parts/DayInput.tsx';
import { Empty } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { enterSession, useMay, useSession } from '../shell/session.tsx';

const states = {
  coming: { label: '未开始', tone: 'draft' },
  active: { label: '代理中', tone: 'done' },
  over: { label: '已期满', tone: 'draft' },
  ended: { label: '已终止', tone: 'draft' },
} as const;

/** The register of deputies with a form to ask for one. */
export function Deputies() {
  const may = useMay();
  const problem = useProblem();
  const list = useQuery(api.administration.deputies.queryOptions());
  const [asking, setAsking] = useState(false);
  if (list.isError) throw list.error;
  const rows = list.data?.rows ?? [];
  const end = (row: DeputyRow) => {
    client.administration.endDeputy({ uid: row.uid }).then(async () => {
      await queryClient.invalidateQueries({ queryKey: api.administration.key() });
      await enterSession();
      showDone('代理已终止', `${row.name} 不再代理 ${row.forName}。`);
    }, problem);
  };
  const columns: readonly Column<DeputyRow>[] = [
    {
      key: 'state',
      label: '状态',
      width: '84px',
      render: (row) => <ToneTag tone={states[row.state].tone}>{states[row.state].label}</ToneTag>,
    },
    { key: 'name', label: '代理人', width: '96px', render: (row) => row.name },
    { key: 'for', label: '被代理人', width: '96px', render: (row) => row.forName },
    { key: 'role', label: '岗位', width: '132px', render: (row) => roleNames[row.role] },
    { key: 'term', label: '期限', width: '188px', render: (row) => `${row.from} 至 ${row.to}` },
    { key: 'reason', label: '理由', width: 'minmax(120px, 1fr)', render: (row) => row.reason },
    { key: 'by', label: '启用', width: '84px', render: (row) => row.enabledBy },
    {
      key: 'end',
      label: '',
      width: '72px',
      render: (row) =>
        row.mayEnd ? (
          <button type="button" className="link-button" onClick={() => end(row)}>
            终止
          </button>
        ) : null,
    },
  ];
  if (asking) return <AskDeputy onBack={() => setAsking(false)} />;
  return (
    <>
      <DataTable
        label="代理"
        columns={columns}
        rows={rows}
        rowKey={(row) => row.uid}
        onOpen={() => undefined}
        loading={list.isPending}
        rowClass={(row) => (row.state === 'active' || row.state === 'coming' ? '' : 'muted')}
        empty={<Empty why="没有代理。" />}
      />
      {(may.act('account.create') || may.act('record.work')) && (
        <div className="page-foot">
          <KeyButton label="申请代理" keyName="create" tone="main" onAct={() => setAsking(true)} />
          <span className="hint">申请由安全保密管理员启用；管理员岗位不设代理</span>
        </div>
      )}
    </>
  );
}

/** Deputies of a person who works: the screen of everybody who is no administrator. */
export function DeputiesScreen() {
  return (
    <>
      <PageHeader title="代理" under="不在岗时由他人代办；签署时注明“代”。申请由安全保密管理员启用。" />
      <Deputies />
    </>
  );
}

function AskDeputy({ onBack }: { onBack: () => void }) {
  const { person, site, today } = useSession();
  const may = useMay();
  const problem = useProblem();
  const administrates = may.act('account.create');
  const forOthers = administrates || may.act('reader.grant');
  const self: AccountRef = { uid: person.uid, name: person.name };
  const [represented, setRepresented] = useState<AccountRef | null>(forOthers ? null : self);
  const [deputy, setDeputy] = useState<AccountRef | null>(null);
  const [role, setRole] = useState<Role | null>(null);
  const [from, setFrom] = useState<Day | null>(today as Day);
  const [to, setTo] = useState<Day | null>(null);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const own = represented?.uid === person.uid;
  const choices = (own ? person.roles : businessRoles).filter(
    (one) => roleExistsAt(one, site.kind) && one !== 'inspector',
  );
  const blocked =
    represented === null
      ? '被代理人未填写'
      : deputy === null
        ? '代理人未填写'
        : role === null
          ? '岗位未填写'
          : from === null || to === null
            ? '期限未填写'
            : reason.trim().length < 2
              ? '理由未填写'
              : null;
  const ask = () => {
    if (represented === null || deputy === null || role === null || from === null || to === null) return;
    setBusy(true);
    client.administration
      .propose({
        payload: { act: 'appointDeputy', uid: deputy.uid, forUid: represented.uid, role, from, to },
        reason: reason.trim(),
      })
      .then(
        async () => {
          await queryClient.invalidateQueries({ queryKey: api.administration.key() });
          showDone('已申请代理', '安全保密管理员启用之后生效。');
          onBack();
        },
        (error: unknown) => {
          setBusy(false);
          problem(error);
        },
      );
  };
  const Picker = administrates ? ListedAccount : AccountPicker;
  return (
    <>
      <div className="page-body">
        <section className="section act-form">
          <h2>申请代理</h2>
          {forOthers ? (
            <Picker label="被代理人" value={represented} onChange={setRepresented} />
          ) : (
            <p>
              被代理人：<b>{person.name}</b>（本人）
            </p>
          )}
          <Picker label="代理人" value={deputy} onChange={setDeputy} />
          <Select
            label="代理的岗位"
            placeholder="岗位"
            data={choices.map((one) => ({ value: one, label: roleNames[one] }))}
            value={role}
            onChange={(value) => setRole(value as Role | null)}
          />
          <DayInput label="开始日期" value={from} onChange={setFrom} />
          <DayInput label="终止日期（含当日）" value={to} onChange={setTo} />
          <TextInput
            label="理由"
            maxLength={400}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </section>
      </div>
      <ActFoot act="申请" blocked={blocked} busy={busy} onAct={ask} onBack={onBack} />
    </>
  );
}

/** Picks an account from the administrators' register. */
function ListedAccount(props: {
  label: string;
  value: AccountRef | null;
  onChange: (value: AccountRef | null) => void;
}) {
  const list = useQuery(api.people.list.queryOptions());
  const rows = (list.data?.rows ?? []).filter((row) => row.state === 'active');
  return (
    <Select
      label={props.label}
      searchable
      placeholder="姓名"
      nothingFoundMessage="没有找到"
      data={rows.map((row) => ({ value: row.uid, label: `${row.name}（${row.login}）` }))}
      value={props.value?.uid ?? null}
      onChange={(uid) => {
        const row = rows.find((one) => one.uid === uid);
        props.onChange(row === undefined ? null : { uid: row.uid, name: row.name });
      }}
    />
  );
}
