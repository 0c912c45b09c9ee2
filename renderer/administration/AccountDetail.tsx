import { type ReactNode, useState } from 'react';
import type { AccountRow } from '../../shared/contract/people.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import { client } from '../client.ts';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { levelNames } from '../parts/words.ts';
import { useMay } from '../shell/session.tsx';
import { DisableForm, EnableForm, ResetForm, RolesForm } from './AccountActs.tsx';
import { accountStates, rolesWords } from './accountWords.ts';

const forms = {
  enable: EnableForm,
  setRoles: RolesForm,
  disable: DisableForm,
  resetPassword: ResetForm,
} as const;

/** One account: what it is, and the acts that this administrator's post allows. */
export function AccountDetail({ row, onLeave }: { row: AccountRow; onLeave: () => void }) {
  const may = useMay();
  const [asked, setAsked] = useState<keyof typeof forms | null>(null);
  const enabling = may.act('account.enable') && row.state === 'created';
  const act = enabling ? 'enable' : asked;
  const { label, tone } = accountStates[row.state];
  const facts = <Facts row={row} />;
  const Form = act === null ? null : forms[act];
  return (
    <>
      <PageHeader
        title={row.name}
        number={row.login}
        state={<ToneTag tone={tone}>{label}</ToneTag>}
        under={rolesWords(row)}
      />
      {Form === null ? (
        <Choice row={row} facts={facts} onAct={setAsked} onLeave={onLeave} />
      ) : (
        <Form row={row} facts={facts} onBack={enabling ? onLeave : () => setAsked(null)} />
      )}
    </>
  );
}

function Facts({ row }: { row: AccountRow }) {
  return (
    <dl className="facts section">
      <dt>涉密等级</dt>
      <dd>{levelNames[row.clearance]}</dd>
      <dt>对应人员</dt>
      <dd>{row.staffName ?? '—'}</dd>
      <dt>建立时间</dt>
      <dd>{displayInstant(row.createdAt)}</dd>
      <dt>口令更换于</dt>
      <dd>{displayInstant(row.passwordChangedAt)}</dd>
      <dt>签名密钥</dt>
      <dd className="wide">{row.hasSigningKey ? '已建立' : '尚未建立，首次登录时生成'}</dd>
    </dl>
  );
}

function Choice(props: {
  row: AccountRow;
  facts: ReactNode;
  onAct: (act: keyof typeof forms) => void;
  onLeave: () => void;
}) {
  const { row } = props;
  const may = useMay();
  const problem = useProblem();
  const active = row.state === 'active';
  const notActive = active ? null : '帐号不在用';
  const unblock = () => {
    client.people
      .unblock({ uid: row.uid })
      .then(() => showDone('已解除登录锁定', `${row.name}可以重新登录，口令不变。`), problem);
  };
  return (
    <>
      <div className="page-body">
        {props.facts}
        {row.state === 'created' && may.act('account.create') && (
          <p className="callout">等待安全保密管理员启用。启用之前，此帐号不能登录。</p>
        )}
      </div>
      <div className="page-foot">
        <KeyButton label="返回" keyName="back" onAct={props.onLeave} />
        {may.act('account.enable') && (
          <KeyButton label="变更岗位与等级" blocked={notActive} onAct={() => props.onAct('setRoles')} />
        )}
        {may.act('account.create') && (
          <>
            <KeyButton label="重置口令" blocked={notActive} onAct={() => props.onAct('resetPassword')} />
            <KeyButton label="停用" tone="danger" blocked={notActive} onAct={() => props.onAct('disable')} />
          </>
        )}
        {may.act('account.unlock') && <KeyButton label="解除登录锁定" blocked={notActive} onAct={unblock} />}
      </div>
    </>
  );
}
