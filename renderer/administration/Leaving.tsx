import './administration.css';
import { Checkbox, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { handedOver, type LeavingItem } from '../../shared/contract/administration.ts';
import type { AccountRow } from '../../shared/contract/people.ts';
import type { AccountRef } from '../../shared/contract/primitives.ts';
import type { AccountUid } from '../../shared/ids.ts';
import { api, client, queryClient } from '../client.ts';
import { AccountPicker } from '../parts/AccountPicker.tsx';
import { Loading } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { ToneTag } from '../parts/tags.tsx';

/** What each item is, who settles it and how; in the order of the steps. */
const items: Readonly<Record<LeavingItem, { label: string; who: string; how: string }>> = {
  tasks: { label: '未完结的任务', who: '领导', how: '在“离岗移交”中指定接替人' },
  openRecords: { label: '办理中的记录', who: '领导', how: '在“离岗移交”中指定接替人' },
  drafts: { label: '草稿', who: '领导', how: '在“离岗移交”中指定接替人，或由本人提交、删除' },
  lastReader: {
    label: '只有此人知悉或审查的记录',
    who: '领导',
    how: '在“离岗移交”中指定接替人，否则不能停用',
  },
  originals: { label: '保管的纸质原件', who: '本人与接收人', how: '在记录的“原件”中登记交接' },
  printCopies: { label: '持有的打印件', who: '文印管理员', how: '在打印台账中登记收回' },
  media: { label: '持有的移动介质', who: '安全保密管理员', how: '收回介质并重新登记保管人' },
  recoveryShare: { label: '保管的恢复份额', who: '两名管理员', how: '重新分割恢复份额' },
  deputies: { label: '代理', who: '安全保密管理员', how: '在“代理”中终止' },
  proposals: { label: '提出而未办的两岗事项', who: '本人或另一岗位', how: '在“两岗事项”中办理' },
  soleRoles: { label: '仅此一人担任的岗位', who: '两名管理员', how: '先任命接替人' },
};

function Items({ uid }: { uid: AccountUid }) {
  const found = useQuery(api.administration.leaving.queryOptions({ input: { uid } }));
  if (found.isError) throw found.error;
  if (found.data === undefined) return <Loading />;
  const count = new Map(found.data.rows.map((row) => [row.item, row]));
  return (
    <table className="small-table section" aria-label="离岗事项">
      <thead>
        <tr>
          <th scope="col">事项</th>
          <th scope="col">数量</th>
          <th scope="col">由谁办</th>
          <th scope="col">怎么办</th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(items).map(([item, { label, who, how }]) => {
          const row = count.get(item as LeavingItem);
          const open = (row?.count ?? 0) > 0;
          return (
            <tr key={item}>
              <td>
                {open ? <ToneTag tone="attention">未了</ToneTag> : <ToneTag tone="done">已清</ToneTag>}{' '}
                {label}
              </td>
              <td>
                {row?.count ?? 0}
                {row !== undefined && row.detail.length > 0 && (
                  <span className="dim">　{row.detail.slice(0, 12).join('、')}</span>
                )}
              </td>
              <td className={open ? '' : 'dim'}>{who}</td>
              <td className={open ? '' : 'dim'}>{open ? how : '—'}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** The administrator's view of a person who leaves: what is still open, then disabling, then the key. */
export function LeavingPane(props: { row: AccountRow; onBack: () => void; onDisable: () => void }) {
  const { row } = props;
  return (
    <>
      <PageHeader
        title={`${row.name}离岗`}
        number={row.login}
        under="逐项移交清楚，再停用帐号，最后更换数据库密钥。"
      />
      <div className="page-body">
        <Items uid={row.uid} />
        <ol className="leaving-steps">
          <li>以上事项逐项办清。记录的移交由领导办理，管理员看不到记录内容。</li>
          <li>系统管理员与安全保密管理员停用帐号。</li>
          <li>两名管理员更换数据库密钥（“密钥”），使离岗人员知道的口令不再有用。</li>
        </ol>
      </div>
      <div className="page-foot">
        <KeyButton label="返回" keyName="back" onAct={props.onBack} />
        <KeyButton label="停用帐号…" tone="danger" onAct={props.onDisable} />
      </div>
    </>
  );
}

/** The leader's screen: who leaves, who goes on with what. */
export function HandOverScreen() {
  const problem = useProblem();
  const [from, setFrom] = useState<AccountRef | null>(null);
  const [to, setTo] = useState<AccountRef | null>(null);
  const [chosen, setChosen] = useState<readonly LeavingItem[]>(handedOver);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const picked = handedOver.filter((item) => chosen.includes(item));
  const blocked =
    from === null
      ? '离岗人员未填写'
      : to === null
        ? '接替人未填写'
        : picked.length === 0
          ? '移交事项未选择'
          : reason.trim().length < 2
            ? '理由未填写'
            : null;
  const handOver = () => {
    if (from === null || to === null || blocked !== null) return;
    setBusy(true);
    client.administration
      .handOver({ uid: from.uid, toUid: to.uid, items: picked, reason: reason.trim() })
      .then(async ({ moved }) => {
        await queryClient.invalidateQueries({ queryKey: api.administration.key() });
        showDone(`已移交 ${moved} 件`, `${to.name} 已列入知悉范围，事项在其首页可见。`);
      }, problem)
      .finally(() => setBusy(false));
  };
  return (
    <>
      <PageHeader title="离岗移交" under="指定接替人后，接替人即列入知悉范围；移交记入每件记录的经过。" />
      <div className="page-body">
        <div className="act-form section">
          <AccountPicker label="离岗人员" value={from} onChange={setFrom} />
          <AccountPicker label="接替人" value={to} onChange={setTo} />
          <fieldset className="role-group">
            <legend>移交事项</legend>
            {handedOver.map((item) => (
              <Checkbox
                key={item}
                label={items[item].label}
                checked={chosen.includes(item)}
                onChange={() =>
                  setChosen((before) =>
                    before.includes(item) ? before.filter((one) => one !== item) : [...before, item],
                  )
                }
              />
            ))}
          </fieldset>
          <TextInput
            label="理由"
            maxLength={400}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </div>
        {from !== null && <Items uid={from.uid} />}
      </div>
      <div className="page-foot">
        <KeyButton
          label="移交"
          tone="main"
          keyName="main"
          blocked={blocked}
          reasonBeside
          busy={busy}
          onAct={handOver}
        />
      </div>
    </>
  );
}
