import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AccountRow } from '../../shared/contract/people.ts';
import { api } from '../client.ts';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import { Empty } from '../parts/Empty.tsx';
import { FilterBar } from '../parts/FilterBar.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { SplitView } from '../parts/SplitView.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { levelNames } from '../parts/words.ts';
import { useMay } from '../shell/session.tsx';
import { AccountDetail } from './AccountDetail.tsx';
import { accountStates, rolesWords } from './accountWords.ts';
import { CreateAccount } from './CreateAccount.tsx';

const columns: readonly Column<AccountRow>[] = [
  { key: 'name', label: '姓名', width: '104px', render: (row) => row.name },
  { key: 'login', label: '登录名', width: '116px', render: (row) => row.login },
  {
    key: 'state',
    label: '状态',
    width: '92px',
    render: (row) => <ToneTag tone={accountStates[row.state].tone}>{accountStates[row.state].label}</ToneTag>,
  },
  { key: 'clearance', label: '涉密等级', width: '76px', render: (row) => levelNames[row.clearance] },
  { key: 'roles', label: '岗位', width: 'minmax(120px, 1fr)', render: rolesWords },
];

const createKey = 'create';

/** The register of accounts with the chosen one beside. */
export function Accounts() {
  const may = useMay();
  const list = useQuery(api.people.list.queryOptions());
  const [states, setStates] = useState<readonly AccountRow['state'][]>([]);
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  if (list.isError) throw list.error;
  const all = list.data?.rows ?? [];
  const rows = all.filter(
    (row) =>
      (states.length === 0 || states.includes(row.state)) &&
      (text === '' || row.name.includes(text) || row.login.includes(text.toLowerCase())),
  );
  const open = all.find((row) => row.uid === chosen);
  const present = [...new Set(all.map((row) => row.state))];
  const create = () => setChosen(createKey);
  return (
    <SplitView
      name="accounts"
      listWidth={580}
      list={
        <>
          <FilterBar
            text={{ value: text, placeholder: '姓名或登录名', onChange: setText }}
            chips={present.map((state) => ({
              key: state,
              label: accountStates[state].label,
              count: all.filter((row) => row.state === state).length,
              on: states.includes(state),
              onToggle: () =>
                setStates((before) =>
                  before.includes(state) ? before.filter((one) => one !== state) : [...before, state],
                ),
            }))}
            count={`${rows.length} 个帐号`}
          />
          <DataTable
            label="帐号"
            columns={columns}
            rows={rows}
            rowKey={(row) => row.uid}
            chosen={chosen}
            onMove={(row) => chosen !== null && setChosen(row.uid)}
            onOpen={(row) => setChosen(row.uid)}
            onEscape={() => setChosen(null)}
            loading={list.isPending}
            rowClass={(row) => (row.state === 'disabled' || row.state === 'closed' ? 'muted' : '')}
            empty={<Empty why="没有符合条件的帐号。" />}
          />
          {may.act('account.create') && (
            <div className="page-foot">
              <KeyButton label="建立帐号" keyName="create" tone="main" onAct={create} />
              <span className="hint">建立后由安全保密管理员启用</span>
            </div>
          )}
        </>
      }
      detail={
        chosen === createKey && may.act('account.create') ? (
          <CreateAccount onDone={setChosen} onLeave={() => setChosen(null)} />
        ) : open !== undefined ? (
          <AccountDetail key={open.uid} row={open} onLeave={() => setChosen(null)} />
        ) : null
      }
    />
  );
}
