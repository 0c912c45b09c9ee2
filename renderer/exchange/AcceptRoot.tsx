import { Select } from '@mantine/core';
import { useState } from 'react';
import { client } from '../client.ts';
import { ActFoot } from '../parts/ActFoot.tsx';
import { enterGoesNext } from '../parts/enterNext.ts';
import { PageHeader } from '../parts/PageHeader.tsx';
import { PathField } from '../parts/PathField.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { nobody, secondProblem, TwoPersons } from '../parts/TwoPersons.tsx';
import { useMay, useSession } from '../shell/session.tsx';
import { ways } from './PinSite.tsx';
import { refreshExchange } from './refreshExchange.ts';
import { noWords, WordInputs, wordsProblem } from './WordInputs.tsx';

/** Two persons compare the words of a partner's new root key and take it in. */
export function AcceptRoot(props: { onDone: (site: string) => void; onLeave: () => void }) {
  const { person } = useSession();
  const may = useMay();
  const problem = useProblem();
  const [rootFile, setRootFile] = useState<string | null>(null);
  const [words, setWords] = useState(noWords);
  const [how, setHow] = useState(ways[0] ?? '');
  const [second, setSecond] = useState(nobody);
  const [busy, setBusy] = useState(false);
  const blocked =
    rootFile === null ? '根密钥更换文件未选择' : (wordsProblem(words) ?? secondProblem(second, person.login));
  const accept = () => {
    if (blocked !== null || rootFile === null || busy) return;
    setBusy(true);
    client.exchange.acceptRoot({ rootFile, words: [...words], how, second }).then(
      async (accepted) => {
        await refreshExchange();
        showDone(
          `已收入 ${accepted.site} 的新根密钥`,
          `名册第 ${accepted.version} 版同时生效，原根密钥不再有效。`,
        );
        props.onDone(accepted.site);
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
        title="收入对方的新根密钥"
        under="对方更换了根密钥。与建立信任时一样核对纸面口令词；原根密钥泄露而更换的，对方同时开启新纪元。"
      />
      <form
        className="page-body"
        onSubmit={(event) => event.preventDefault()}
        onKeyDown={(event) => enterGoesNext(event)}
      >
        <section className="section">
          <h2>1　对方的更换文件</h2>
          <div className="pair">
            <div className="wide">
              <PathField
                label="根密钥更换文件"
                title="选择对方的根密钥更换文件"
                hint="介质上的 *.root.json，签名和新名册须在同一文件夹"
                extensions={['json']}
                value={rootFile}
                onChange={setRootFile}
              />
            </div>
            <Select
              label="核对方式"
              allowDeselect={false}
              data={ways}
              value={how}
              onChange={(value) => value !== null && setHow(value)}
            />
          </div>
        </section>
        <section className="section">
          <h2>2　纸面上新根密钥的十二个口令词</h2>
          <WordInputs words={words} onChange={setWords} />
        </section>
        <section className="section">
          <h2>3　两人确认</h2>
          <TwoPersons
            firstDoes="选定文件，按纸面输入口令词。"
            post={may.hold('systemAdmin') ? 'securityAdmin' : 'systemAdmin'}
            secondDoes="逐词读回核对，输入自己的口令表示一致。"
            value={second}
            onChange={setSecond}
          />
        </section>
      </form>
      <ActFoot
        act="两人确认一致，收入新根密钥"
        blocked={blocked}
        busy={busy}
        onAct={accept}
        onBack={props.onLeave}
      />
    </>
  );
}
