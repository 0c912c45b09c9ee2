import './session.css';
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { CallOutput } from '../../shared/contract/contract.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import { client } from '../client.ts';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PathField } from '../parts/PathField.tsx';
import { Progress, useProgress } from '../parts/Progress.tsx';
import { useProblem } from '../parts/problem.tsx';
import { emptyOpening, openingOf, openingProblem, SetOpeningFields } from '../parts/SetOpeningFields.tsx';
import { sizeWords } from '../parts/words.ts';
import { enterSession } from '../shell/session.tsx';

type Facts = CallOutput<'backup.inspectSet'>;

/**
 * Restores a backup set: on a machine without a site, or in the place of the locked one, whose files are kept aside. While
 * locked nothing of this machine is shown, so that the path is typed and the set tells nothing before it is opened.
 */
export function Restore({ locked, onLeave }: { locked: boolean; onLeave: () => void }) {
  const problem = useProblem();
  const [folder, setFolder] = useState<string | null>(null);
  const [handOver, setHandOver] = useState<string | null>(null);
  const [facts, setFacts] = useState<Facts | null>(null);
  const [opening, setOpening] = useState(emptyOpening);
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<CallOutput<'backup.restore'> | null>(null);
  const progress = useProgress('backup.restore', busy);
  const choose = (chosen: string) => {
    setFolder(chosen);
    setFacts(null);
    client.backup.inspectSet({ folder: chosen }).then(setFacts, problem);
  };
  const blocked =
    folder === null || folder.trim() === ''
      ? '备份集未选择'
      : !locked && facts === null
        ? '所选文件夹不是完整的备份集'
        : openingProblem(opening);
  const restore = () => {
    if (blocked !== null || folder === null || busy) return;
    setBusy(true);
    client.backup
      .restore({ folder: folder.trim(), opening: openingOf(opening), handOver })
      .then((answer) => {
        setOpening(emptyOpening);
        setDone(answer);
      }, problem)
      .finally(() => setBusy(false));
  };
  if (done !== null) return <Done done={done} />;
  return (
    <main className="first-run">
      <div className="first-run-way">
        <h1>服务过程管理系统</h1>
        <p>从备份恢复</p>
        <p>由系统管理员和另一名管理员办理，或由保管人带恢复份额到场。</p>
        {locked && <p>本机现有的数据不会删除，会整个移到一旁的文件夹保存。</p>}
      </div>
      <div className="first-run-head">
        <h2>从备份恢复</h2>
        <p>备份集会逐个文件核对，打开检查，全部相符才会使用。中途断电，原有或恢复后的站点必有一个完好。</p>
      </div>
      <form
        className="first-run-body restore-body"
        aria-label="从备份恢复"
        onSubmit={(event) => event.preventDefault()}
      >
        {locked ? (
          <div className="pair">
            <TextInput
              label="备份集文件夹的完整路径"
              autoComplete="off"
              spellCheck={false}
              value={folder ?? ''}
              onChange={(event) => setFolder(event.currentTarget.value)}
            />
            <TextInput
              label="移交文件的完整路径（只在接管已移交的站点时填写）"
              autoComplete="off"
              spellCheck={false}
              value={handOver ?? ''}
              onChange={(event) =>
                setHandOver(event.currentTarget.value.trim() === '' ? null : event.currentTarget.value.trim())
              }
            />
          </div>
        ) : (
          <div className="pair">
            <PathField
              label="备份集"
              title="选择备份集的文件夹"
              hint="备份目标中以时间命名的文件夹。"
              value={folder}
              onChange={choose}
            />
            <PathField
              label="移交文件"
              title="选择移交文件"
              extensions={['json']}
              hint="只在接管已移交的站点时选择。"
              value={handOver}
              onChange={setHandOver}
            />
          </div>
        )}
        {facts !== null && (
          <p className="callout done">
            ● 站点 {facts.set.site}，{displayInstant(facts.set.at)} 的备份集，{facts.set.files} 个文件，
            {sizeWords(facts.set.bytes)}
          </p>
        )}
        <SetOpeningFields
          value={opening}
          onChange={setOpening}
          secretHere={locked || (facts?.stationSecretHere ?? false)}
          forRestore
        />
        {busy && <Progress event={progress} what="正在恢复" />}
      </form>
      <div className="first-run-foot">
        <KeyButton label="返回" keyName="back" blocked={busy ? '正在恢复' : null} onAct={onLeave} />
        <KeyButton
          label="恢复"
          tone="main"
          keyName="main"
          blocked={blocked}
          reasonBeside
          busy={busy}
          onAct={restore}
        />
      </div>
    </main>
  );
}

function Done({ done }: { done: CallOutput<'backup.restore'> }) {
  return (
    <main className="first-run">
      <div className="first-run-way">
        <h1>服务过程管理系统</h1>
        <p>从备份恢复</p>
      </div>
      <div className="first-run-head">
        <h2>{done.state === 'takenOver' ? '站点已接管' : '站点已恢复'}</h2>
        <p>
          站点 {done.site}，{displayInstant(done.setAt)} 的数据，{done.records} 条记录。
        </p>
      </div>
      <div className="first-run-body">
        {done.state === 'restored' ? (
          <p className="callout attention">
            接下来请系统管理员登录，在“备份与恢复 —
            恢复核对”中与另一岗位办完四步。在此之前可以填写草稿，不编号、不打印、不导出、不归档、不销毁。
          </p>
        ) : (
          <p className="callout done">● 编号和数据包序列接着办，不开新纪元。原工作站请勿再启用。</p>
        )}
        {done.replaced !== null && <p>原有数据保存在：{done.replaced}</p>}
      </div>
      <div className="first-run-foot">
        <KeyButton label="去登录" tone="main" keyName="main" onAct={() => void enterSession()} />
      </div>
    </main>
  );
}
