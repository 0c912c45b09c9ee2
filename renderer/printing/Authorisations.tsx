import { Checkbox, MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CallOutput } from '../../shared/contract/contract.ts';
import type { RecordKind } from '../../shared/forms/kinds.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import type { Day } from '../../shared/ids.ts';
import { type Role, roleExistsAt, roleNames } from '../../shared/policy/roles.ts';
import { api, client } from '../client.ts';
import { ActFoot } from '../parts/ActFoot.tsx';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import { DayInput } from '../parts/DayInput.tsx';
import { Empty } from '../parts/Empty.tsx';
import { FilterBar } from '../parts/FilterBar.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { SplitView } from '../parts/SplitView.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { useMay, useSession } from '../shell/session.tsx';
import { refreshPrinting } from './refreshPrinting.ts';

type Authorisation = CallOutput<'printing.authorisations'>['rows'][number];

const columns: readonly Column<Authorisation>[] = [
  {
    key: 'active',
    label: '状态',
    width: '84px',
    render: (row) => <ToneTag tone={row.active ? 'done' : 'draft'}>{row.active ? '有效' : '已过期'}</ToneTag>,
  },
  {
    key: 'kinds',
    label: '表单',
    width: 'minmax(200px, 2fr)',
    render: (row) => row.kinds.map((kind) => latestForm(kind).title).join('、'),
  },
  { key: 'persons', label: '岗位与人员', width: 'minmax(140px, 1fr)', render: (row) => row.persons },
  { key: 'period', label: '期限', width: '184px', render: (row) => `${row.from} 至 ${row.to}` },
  { key: 'by', label: '授权人', width: '84px', render: (row) => row.by },
];

/** Forms that are printed for signature (spec 3 "Printing"). */
const signable: readonly RecordKind[] = [
  'dispatchNotice',
  'trainingRecord',
  'repairReport',
  'commissioningReport',
  'batchReport',
];
const signers: readonly Role[] = ['engineer', 'dispatcher', 'operator', 'unitOfficer', 'informationOfficer'];

/** Standing authorisations for papers that users sign: which forms, who, from when to when. */
export function Authorisations() {
  const may = useMay();
  const list = useQuery(api.printing.authorisations.queryOptions());
  const [creating, setCreating] = useState(false);
  if (list.isError) throw list.error;
  const rows = list.data?.rows ?? [];
  return (
    <SplitView
      name="authorisations"
      listWidth={680}
      list={
        <>
          <FilterBar count={`${rows.filter((row) => row.active).length} 项有效`} />
          <DataTable
            label="供签字打印授权"
            columns={columns}
            rows={rows}
            rowKey={(row) => row.uid}
            onOpen={() => undefined}
            loading={list.isPending}
            empty={
              <Empty why="还没有授权。派工通知单和服务报告要先打印请用户签字；由打印审批人给出授权后，有关人员可直接打印。" />
            }
          />
          <div className="page-foot">
            <KeyButton
              label="给出授权"
              tone="main"
              keyName="create"
              blocked={may.act('print.approve') ? null : '由打印审批人给出'}
              reasonBeside
              onAct={() => setCreating(true)}
            />
          </div>
        </>
      }
      detail={creating ? <AuthoriseForm onLeave={() => setCreating(false)} /> : null}
    />
  );
}

function AuthoriseForm({ onLeave }: { onLeave: () => void }) {
  const { today, site } = useSession();
  const problem = useProblem();
  const people = useQuery(api.people.choose.queryOptions({ input: { role: null, text: '' } }));
  const [kinds, setKinds] = useState<readonly RecordKind[]>(signable);
  const [roles, setRoles] = useState<string[]>(['engineer']);
  const [persons, setPersons] = useState<string[]>([]);
  const [from, setFrom] = useState<Day | null>(today as Day);
  const [to, setTo] = useState<Day | null>(`${today.slice(0, 4)}-12-31` as Day);
  const [busy, setBusy] = useState(false);
  const blocked =
    kinds.length === 0
      ? '表单未选择'
      : roles.length + persons.length === 0
        ? '岗位或人员未选择'
        : from === null || to === null
          ? '期限未填写'
          : to < from
            ? '截止日期早于起始日期'
            : null;
  const save = () => {
    if (blocked !== null || from === null || to === null || busy) return;
    setBusy(true);
    const accountUids = (people.data?.rows ?? [])
      .map((row) => row.uid)
      .filter((uid) => persons.includes(uid));
    client.printing.authorise({ kinds: [...kinds], accountUids, roles: roles as Role[], from, to }).then(
      async () => {
        await refreshPrinting();
        showDone('已给出授权', `有效期 ${from} 至 ${to}。`);
        onLeave();
      },
      (error: unknown) => {
        setBusy(false);
        problem(error);
      },
    );
  };
  return (
    <>
      <PageHeader
        title="给出授权"
        under="在期限内，所列人员可直接打印所列表单请用户签字，每次都登记在台账上。"
      />
      <div className="page-body act-form">
        <fieldset className="list-field">
          <legend className="list-legend">表单</legend>
          {signable.map((kind) => (
            <Checkbox
              key={kind}
              label={`${latestForm(kind).code} ${latestForm(kind).title}`}
              checked={kinds.includes(kind)}
              onChange={() =>
                setKinds((before) =>
                  before.includes(kind) ? before.filter((one) => one !== kind) : [...before, kind],
                )
              }
            />
          ))}
        </fieldset>
        <MultiSelect
          label="岗位"
          data={signers
            .filter((role) => roleExistsAt(role, site.kind))
            .map((role) => ({ value: role, label: roleNames[role] }))}
          value={roles}
          onChange={setRoles}
        />
        <MultiSelect
          label="另加人员"
          searchable
          nothingFoundMessage="没有找到"
          data={(people.data?.rows ?? []).map((row) => ({ value: row.uid, label: row.name }))}
          value={persons}
          onChange={setPersons}
        />
        <div className="pair">
          <DayInput label="从" value={from} onChange={setFrom} />
          <DayInput label="到" value={to} onChange={setTo} />
        </div>
      </div>
      <ActFoot act="给出授权" blocked={blocked} busy={busy} onAct={save} onBack={onLeave} />
    </>
  );
}
