import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { CallOutput } from '../../../shared/contract/contract.ts';
import { client } from '../../client.ts';
import { KeyButton } from '../../parts/KeyButton.tsx';
import { PathField } from '../../parts/PathField.tsx';
import { Progress, useProgress } from '../../parts/Progress.tsx';
import { showDone, useProblem } from '../../parts/problem.tsx';
import { nobody, secondProblem, TwoPersons } from '../../parts/TwoPersons.tsx';
import { useSession } from '../../shell/session.tsx';
import { refreshBackups } from './Sets.tsx';

/** Ends this installation: sealed read-only, its last set and signed hand-over file to the new one. */
export function Retire() {
  const { person, conditions } = useSession();
  const problem = useProblem();
  const [folder, setFolder] = useState<string | null>(null);
  const [sure, setSure] = useState(false);
  const [second, setSecond] = useState(nobody);
  const [busy, setBusy] = useState(false);
  const [made, setMade] = useState<CallOutput<'backup.retire'> | null>(null);
  const progress = useProgress('backup.retire', busy);
  const again = conditions.includes('retired');
  const blocked =
    folder === null
      ? '移交介质上的文件夹未选择'
      : sure || again
        ? secondProblem(second, person.login)
        : '须先确认本机不再办理业务';
  const retire = () => {
    if (blocked !== null || folder === null || busy) return;
    setBusy(true);
    client.backup
      .retire({ folder, second })
      .then(async (answer) => {
        setMade(answer);
        setSecond(nobody);
        await refreshBackups();
        showDone('本机已封存', '请把移交介质带到新工作站，在首次启动时选择“从备份恢复”。');
      }, problem)
      .finally(() => setBusy(false));
  };
  return (
    <>
      <form className="page-body" onSubmit={(event) => event.preventDefault()}>
        <section className="section">
          <h2>移交给新工作站</h2>
          <p>
            更换机器时办理。本机从此只能查阅；最后一份备份集和签名的移交文件写到介质上，新工作站凭移交文件接着办，不开新纪元，编号不作废。
          </p>
          <p className="dim">机器损坏、来不及移交时，不用本功能，在新机器上直接由备份集恢复。</p>
          {again && <p className="callout attention">本机已封存。需要时可以再次写出备份集和移交文件。</p>}
          {made !== null && (
            <p className="callout done">
              ● 移交文件：{made.file}
              <br />
              备份集：{made.set}
            </p>
          )}
          <PathField
            label="移交介质上的文件夹"
            title="移交介质上的文件夹"
            value={folder}
            onChange={setFolder}
          />
          {!again && (
            <div className="level-choice">
              <Checkbox
                label="本机不再办理业务，封存之后不能撤销"
                checked={sure}
                onChange={(event) => setSure(event.currentTarget.checked)}
              />
            </div>
          )}
        </section>
        <section className="section">
          <h2>两人确认</h2>
          <TwoPersons
            firstDoes="封存本机，写出移交文件。"
            post="securityAdmin"
            secondDoes="确认新工作站已备好，输入自己的口令。"
            value={second}
            onChange={setSecond}
          />
        </section>
        {busy && <Progress event={progress} what="正在移交" />}
      </form>
      <div className="page-foot">
        <KeyButton
          label={again ? '再次写出移交文件' : '封存并移交'}
          tone="main"
          keyName="main"
          blocked={blocked}
          reasonBeside
          busy={busy}
          onAct={retire}
        />
      </div>
    </>
  );
}
