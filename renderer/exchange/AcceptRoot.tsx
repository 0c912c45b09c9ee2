import { useState } from 'react';
import { client } from '../client.ts';
import { PathField } from '../parts/PathField.tsx';
import { showDone } from '../parts/problem.tsx';
import { Ceremony } from './Ceremony.tsx';
import { refreshExchange } from './refreshExchange.ts';
import { HowCompared, noWords, type Way, WordInputs, ways, wordsProblem } from './WordInputs.tsx';

/** Two persons compare the words of a partner's new root key and take it in. */
export function AcceptRoot(props: { onDone: (site: string) => void; onLeave: () => void }) {
  const [rootFile, setRootFile] = useState<string | null>(null);
  const [words, setWords] = useState(noWords);
  const [how, setHow] = useState<Way>(ways[0]);
  return (
    <Ceremony
      title="收入对方的新根密钥"
      under="对方更换了根密钥。与建立信任时一样核对纸面口令词；原根密钥泄露而更换的，对方同时开启新纪元。"
      parts={[
        {
          title: '对方的更换文件',
          body: (
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
              <HowCompared value={how} onChange={setHow} />
            </div>
          ),
        },
        {
          title: '纸面上新根密钥的十二个口令词',
          body: <WordInputs words={words} onChange={setWords} />,
        },
      ]}
      firstDoes="选定文件，按纸面输入口令词。"
      secondDoes="逐词读回核对，输入自己的口令表示一致。"
      act="两人确认一致，收入新根密钥"
      missing={rootFile === null ? '根密钥更换文件未选择' : wordsProblem(words)}
      onAct={async (second) => {
        if (rootFile === null) return;
        const { site, version } = await client.exchange.acceptRoot({
          rootFile,
          words: [...words],
          how,
          second,
        });
        await refreshExchange();
        showDone(`已收入 ${site} 的新根密钥`, `名册第 ${version} 版同时生效，原根密钥不再有效。`);
        props.onDone(site);
      }}
      onLeave={props.onLeave}
    />
  );
}
