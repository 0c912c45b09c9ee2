import './administration.css';
import { type ReactNode, useState } from 'react';
import type { AccountRow } from '../../shared/contract/people.ts';
import { client } from '../client.ts';
import { KeyButton } from '../parts/KeyButton.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { nobody, secondProblem, TwoPersons } from '../parts/TwoPersons.tsx';
import { NewPassword, newPasswordProblem, noPassword, passwordRule } from '../session/NewPassword.tsx';
import { useSession } from '../shell/session.tsx';
import { type Grants, grantsProblem, RolesEditor } from './RolesEditor.tsx';
import { refreshPeople } from './refreshPeople.ts';

interface ActProps {
  readonly row: AccountRow;
  /** What is known of the account, above the form. */
  readonly facts: ReactNode;
  readonly onBack: () => void;
}

/** Form of one act above its button, which stays in sight. */
function ActPane(props: {
  title: string;
  facts: ReactNode;
  act: ReactNode;
  onBack: () => void;
  children: ReactNode;
}) {
  return (
    <>
      <div className="page-body">
        {props.facts}
        <section className="section act-form">
          <h2>{props.title}</h2>
          {props.children}
        </section>
      </div>
      <div className="page-foot">
        <KeyButton label="返回" keyName="back" onAct={props.onBack} />
        {props.act}
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

/** securityAdmin gives a created account its roles and clearance. */
export function EnableForm({ row, facts, onBack }: ActProps) {
  const [grants, setGrants] = useState<Grants>(grantsOf(row));
  const { busy, run } = useAct(onBack);
  return (
    <ActPane
      title="启用帐号"
      facts={facts}
      onBack={onBack}
      act={
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
      }
    >
      <RolesEditor value={grants} onChange={setGrants} />
    </ActPane>
  );
}

/** Changes roles and clearance, both administrators on one screen. */
export function RolesForm({ row, facts, onBack }: ActProps) {
  const { person } = useSession();
  const [grants, setGrants] = useState<Grants>(grantsOf(row));
  const [second, setSecond] = useState(nobody);
  const { busy, run } = useAct(onBack);
  return (
    <ActPane
      title="变更岗位与涉密等级"
      facts={facts}
      onBack={onBack}
      act={
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
      }
    >
      <RolesEditor value={grants} onChange={setGrants} />
      <TwoPersons
        firstDoes="选定岗位和涉密等级。"
        post="systemAdmin"
        secondDoes="核对变更内容，输入自己的口令表示同意。"
        value={second}
        onChange={setSecond}
      />
    </ActPane>
  );
}

/** Disables an account, both administrators on one screen. */
export function DisableForm({ row, facts, onBack }: ActProps) {
  const { person } = useSession();
  const [second, setSecond] = useState(nobody);
  const { busy, run } = useAct(onBack);
  return (
    <ActPane
      title="停用帐号"
      facts={facts}
      onBack={onBack}
      act={
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
      }
    >
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
    </ActPane>
  );
}

/** Sets a new first password; the person's signing key is destroyed with it. */
export function ResetForm({ row, facts, onBack }: ActProps) {
  const { person, policy } = useSession();
  const [typed, setTyped] = useState(noPassword);
  const [second, setSecond] = useState(nobody);
  const { busy, run } = useAct(onBack);
  return (
    <ActPane
      title="重置口令"
      facts={facts}
      onBack={onBack}
      act={
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
      }
    >
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
    </ActPane>
  );
}
