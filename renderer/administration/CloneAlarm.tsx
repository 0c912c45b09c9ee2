import './administration.css';
import { Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, client, queryClient } from '../client.ts';
import { Empty, Loading } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { nobody, secondProblem, TwoPersons } from '../parts/TwoPersons.tsx';
import { enterSession, useSession } from '../shell/session.tsx';

/** Two posts look into a second living installation of this site and say what they found; only then the red line goes. */
export function CloneAlarm() {
  const { person } = useSession();
  const problem = useProblem();
  const found = useQuery(api.administration.cloneAlarm.queryOptions());
  const [finding, setFinding] = useState('');
  const [second, setSecond] = useState(nobody);
  const [busy, setBusy] = useState(false);
  if (found.isError) throw found.error;
  if (found.data === undefined) return <Loading />;
  const { alarm } = found.data;
  if (alarm === null) return <Empty why="没有发现本站的其他副本。" />;
  const isSystem = person.roles.includes('systemAdmin');
  const blocked = finding.trim().length < 4 ? '查明情况未填写' : secondProblem(second, person.login);
  const clear = () => {
    setBusy(true);
    client.exchange
      .clearCloneAlarm({ finding: finding.trim(), second })
      .then(async () => {
        await queryClient.invalidateQueries({ queryKey: api.administration.key() });
        await enterSession();
        showDone('副本报警已解除', '查明情况和两名管理员已登记。');
      }, problem)
      .finally(() => {
        setSecond(nobody);
        setBusy(false);
      });
  };
  return (
    <>
      <div className="page-body act-form">
        <p className="callout refused" role="alert">
          <b>✕ 本站可能还有另一个副本在收发数据包：</b>
          {alarm}，而本机没有发出过这样的包。
        </p>
        <p className="hint">
          {'常见原因：旧工作站移交后仍在使用，或有人把数据文件夹复制到另一台机器。请先找到并停用副本，再核对双方已收发的序号；' +
            '副本收发过的数据包须由双方站点一一确认。在此之前不要解除报警。'}
        </p>
        <Textarea
          label="查明情况"
          description="副本在何处、何时停用、由谁核对过序号。"
          autosize
          minRows={3}
          maxLength={200}
          value={finding}
          onChange={(event) => setFinding(event.currentTarget.value)}
        />
        <TwoPersons
          firstDoes="确认副本已停用，序号已与对方核对"
          post={isSystem ? 'securityAdmin' : 'systemAdmin'}
          secondDoes="同意解除报警"
          value={second}
          onChange={setSecond}
        />
      </div>
      <div className="page-foot">
        <KeyButton
          label="两人解除报警"
          tone="danger"
          keyName="main"
          blocked={blocked}
          reasonBeside
          busy={busy}
          onAct={clear}
        />
      </div>
    </>
  );
}
