import { type ReactNode, useState } from 'react';
import type { AccountRow } from '../../shared/contract/people.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import { api, client, queryClient } from '../client.ts';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { levelNames } from '../parts/words.ts';
import { useMay } from '../shell/session.tsx';
import { DisableForm, EnableForm, ResetForm, RolesForm } from './AccountActs.tsx';
import { accountStates, rolesWords } from './accountWords.ts';
import { LeavingPane } from './Leaving.tsx';
import { refreshPeople } from './refreshPeople.ts';

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
  const [leaving, setLeaving] = useState(false);
  const enabling = may.act('account.enable') && row.state === 'created';
  const act = enabling ? 'enable' : asked;
  const { label, tone } = accountStates[row.state];
  const facts = <Facts row={row} />;
  const Form = act === null ? null : forms[act];
  if (leaving)
    return (
      <LeavingPane
        row={row}
        onBack={() => setLeaving(false)}
        onDisable={() => {
          setLeaving(false);
          setAsked('disable');
        }}
      />
    );
  return (
    <>
      <PageHeader
        title={row.name}
        number={row.login}
        state={<ToneTag tone={tone}>{label}</ToneTag>}
        under={rolesWords(row)}
      />
      {Form === null ? (
        <Choice
          row={row}
          facts={facts}
          onAct={setAsked}
          onLeave={onLeave}
          onLeaving={() => setLeaving(true)}
        />
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
  onLeaving: () => void;
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
  const propose = (act: 'enableAgain' | 'disableAccount', words: string) => {
    client.administration
      .propose({ payload: { act, uid: row.uid }, reason: `${words}：${row.name}` })
      .then(async () => {
        await queryClient.invalidateQueries({ queryKey: api.administration.key() });
        showDone(`已提出${words}`, '由安全保密管理员在“两岗事项”中确认。');
      }, problem);
  };
  const withdraw = () => {
    client.administration.withdrawAccount({ uid: row.uid }).then(async () => {
      await refreshPeople();
      showDone(`已撤销 ${row.name} 的帐号`, '该登录名不再使用。');
    }, problem);
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
        {may.act('account.create') && active && (
          <KeyButton label="提出停用" onAct={() => propose('disableAccount', '停用')} />
        )}
        {may.act('account.create') && <KeyButton label="离岗…" blocked={notActive} onAct={props.onLeaving} />}
        {may.act('account.create') && row.state === 'disabled' && (
          <KeyButton label="提出重新启用" onAct={() => propose('enableAgain', '重新启用')} />
        )}
        {row.state === 'created' && <KeyButton label="撤销帐号" tone="danger" onAct={withdraw} />}
        {may.act('account.unlock') && <KeyButton label="解除登录锁定" blocked={notActive} onAct={unblock} />}
      </div>
    </>
  );
}
