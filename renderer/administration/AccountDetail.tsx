import './administration.css';
import { useState } from 'react';
import type { AccountRow } from '../../shared/contract/people.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import { sessionPolicies } from '../../shared/policy/sessionPolicy.ts';
import { client } from '../client.ts';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { nobody, secondProblem, TwoPersons } from '../parts/TwoPersons.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { levelNames } from '../parts/words.ts';
import { NewPassword, newPasswordProblem, noPassword, passwordRule } from '../session/NewPassword.tsx';
import { useMay, useSession } from '../shell/session.tsx';
import { refreshPeople } from './Accounts.tsx';
import { accountStates, rolesWords } from './accountWords.ts';
import { type Grants, grantsProblem, RolesEditor } from './RolesEditor.tsx';

type Act = 'enable' | 'setRoles' | 'disable' | 'resetPassword';

/** One account: what it is, and the acts that this administrator's post allows. */
export function AccountDetail({ row, onLeave }: { row: AccountRow; onLeave: () => void }) {
  const may = useMay();
  const problem = useProblem();
  const enables = may.act('account.enable');
  const creates = may.act('account.create');
  const [act, setAct] = useState<Act | null>(enables && row.state === 'created' ? 'enable' : null);
  const active = row.state === 'active';
  const unblock = () => {
    client.people
      .unblock({ uid: row.uid })
      .then(() => showDone('已解除登录锁定', `${row.name}可以重新登录，口令不变。`), problem);
  };
  const { label, tone } = accountStates[row.state];
  return (
    <>
      <PageHeader
        title={row.name}
        number={row.login}
        state={<ToneTag tone={tone}>{label}</ToneTag>}
        under={rolesWords(row)}
      />
      <div className="page-body">
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
        {act === 'enable' && <EnableForm row={row} />}
        {act === 'setRoles' && <RolesForm row={row} onDone={() => setAct(null)} />}
        {act === 'disable' && <DisableForm row={row} onDone={() => setAct(null)} />}
        {act === 'resetPassword' && <ResetForm row={row} onDone={() => setAct(null)} />}
        {act === null && row.state === 'created' && creates && (
          <p className="callout">等待安全保密管理员启用。启用之前，此帐号不能登录。</p>
        )}
      </div>
      <div className="page-foot">
        <KeyButton
          label="返回"
          keyName="back"
          onAct={act === null || act === 'enable' ? onLeave : () => setAct(null)}
        />
        {enables && active && act === null && (
          <KeyButton label="变更岗位与等级" onAct={() => setAct('setRoles')} />
        )}
        {creates && act === null && (
          <>
            <KeyButton
              label="重置口令"
              blocked={active ? null : '只有在用的帐号可以重置口令'}
              onAct={() => setAct('resetPassword')}
            />
            <KeyButton
              label="停用"
              tone="danger"
              blocked={active ? null : '帐号不在用'}
              onAct={() => setAct('disable')}
            />
          </>
        )}
        {may.act('account.unlock') && act === null && (
          <KeyButton label="解除登录锁定" blocked={active ? null : '帐号不在用'} onAct={unblock} />
        )}
      </div>
    </>
  );
}

function grantsOf(row: AccountRow): Grants {
  return { clearance: row.clearance, roles: row.roles };
}

/** Runs one act on an account: says that it is done, or what went wrong. */
function useAct(onDone: () => void) {
  const problem = useProblem();
  const [busy, setBusy] = useState(false);
  const run = (work: Promise<unknown>, done: string, next: string) => {
    setBusy(true);
    work.then(
      async () => {
        await refreshPeople();
        setBusy(false);
        showDone(done, next);
        onDone();
      },
      (error: unknown) => {
        setBusy(false);
        problem(error);
      },
    );
  };
  return { busy, run };
}

function EnableForm({ row }: { row: AccountRow }) {
  const [grants, setGrants] = useState<Grants>(grantsOf(row));
  const { busy, run } = useAct(() => undefined);
  return (
    <section className="section act-form">
      <h2>启用帐号</h2>
      <RolesEditor value={grants} onChange={setGrants} />
      <div className="act-row">
        <KeyButton
          label="启用"
          tone="main"
          keyName="main"
          blocked={grantsProblem(grants)}
          reasonBeside
          busy={busy}
          onAct={() =>
            run(
              client.people.enable({ uid: row.uid, clearance: grants.clearance, roles: [...grants.roles] }),
              `已启用 ${row.name}`,
              '本人现在可以登录，首次登录须修改口令。',
            )
          }
        />
      </div>
    </section>
  );
}

function RolesForm({ row, onDone }: { row: AccountRow; onDone: () => void }) {
  const { person } = useSession();
  const [grants, setGrants] = useState<Grants>(grantsOf(row));
  const [second, setSecond] = useState(nobody);
  const { busy, run } = useAct(onDone);
  return (
    <section className="section act-form">
      <h2>变更岗位与涉密等级</h2>
      <RolesEditor value={grants} onChange={setGrants} />
      <TwoPersons
        firstDoes="选定岗位和涉密等级。"
        post="systemAdmin"
        secondDoes="核对变更内容，输入自己的口令表示同意。"
        value={second}
        onChange={setSecond}
      />
      <div className="act-row">
        <KeyButton
          label="两人确认变更"
          tone="main"
          keyName="main"
          blocked={grantsProblem(grants) ?? secondProblem(second, person.login)}
          reasonBeside
          busy={busy}
          onAct={() =>
            run(
              client.people.setRoles({
                uid: row.uid,
                clearance: grants.clearance,
                roles: [...grants.roles],
                second,
              }),
              `已变更 ${row.name} 的岗位与等级`,
              '下次登录时生效。',
            )
          }
        />
      </div>
    </section>
  );
}

function DisableForm({ row, onDone }: { row: AccountRow; onDone: () => void }) {
  const { person } = useSession();
  const [second, setSecond] = useState(nobody);
  const { busy, run } = useAct(onDone);
  return (
    <section className="section act-form">
      <h2>停用帐号</h2>
      <p className="callout attention">
        停用后 {row.name} 不能再登录。其经手的记录和签名全部保留，仍可校验。
      </p>
      <TwoPersons
        firstDoes="提出停用。"
        post="securityAdmin"
        secondDoes="核对姓名和帐号，输入自己的口令表示同意。"
        value={second}
        onChange={setSecond}
      />
      <div className="act-row">
        <KeyButton
          label="两人确认停用"
          tone="danger"
          keyName="main"
          blocked={secondProblem(second, person.login)}
          reasonBeside
          busy={busy}
          onAct={() =>
            run(
              client.people.disable({ uid: row.uid, second }),
              `已停用 ${row.name}`,
              '请查看“岗位空缺”，确认各项工作仍有人能办。',
            )
          }
        />
      </div>
    </section>
  );
}

function ResetForm({ row, onDone }: { row: AccountRow; onDone: () => void }) {
  const { person, site } = useSession();
  const policy = sessionPolicies[site.highestLevel];
  const [typed, setTyped] = useState(noPassword);
  const [second, setSecond] = useState(nobody);
  const { busy, run } = useAct(onDone);
  return (
    <section className="section act-form">
      <h2>重置口令</h2>
      <p className="callout attention">
        重置会销毁 {row.name}{' '}
        现有的签名密钥，任何人都不能找回。此前的签名仍然有效；本人下次登录时修改口令并生成新的签名密钥。
      </p>
      <NewPassword label="新的初始口令" login={row.login} policy={policy} value={typed} onChange={setTyped} />
      <p className="hint">{passwordRule(policy)}</p>
      <TwoPersons
        firstDoes="输入新的初始口令并交给本人。"
        post="securityAdmin"
        secondDoes="核对本人身份，输入自己的口令表示同意。"
        value={second}
        onChange={setSecond}
      />
      <div className="act-row">
        <KeyButton
          label="两人确认重置"
          tone="danger"
          keyName="main"
          blocked={newPasswordProblem(typed, row.login, policy) ?? secondProblem(second, person.login)}
          reasonBeside
          busy={busy}
          onAct={() =>
            run(
              client.people.resetPassword({ uid: row.uid, newPassword: typed.password, second }),
              `已重置 ${row.name} 的口令`,
              '把初始口令当面交给本人。',
            )
          }
        />
      </div>
    </section>
  );
}
