import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type SiteKind, siteKinds } from '../../shared/policy/roles.ts';
import { client } from '../client.ts';
import { PathField } from '../parts/PathField.tsx';
import { showDone } from '../parts/problem.tsx';
import { levelNames, siteKindNames } from '../parts/words.ts';
import { useSession } from '../shell/session.tsx';
import { Ceremony } from './Ceremony.tsx';
import { refreshExchange } from './refreshExchange.ts';
import { HowCompared, noWords, type Way, WordInputs, ways, wordsProblem } from './WordInputs.tsx';

/** The ceremony: two persons compare the words on paper with the key in the roster and pin it. */
export function PinSite(props: { onDone: (site: string) => void; onLeave: () => void }) {
  const { site } = useSession();
  const [rosterFile, setRosterFile] = useState<string | null>(null);
  const [name, setName] = useState('');
  const [kind, setKind] = useState<SiteKind>(site.kind === 'center' ? 'unit' : 'center');
  const [highestLevel, setHighestLevel] = useState<1 | 2 | 3>(3);
  const [words, setWords] = useState(noWords);
  const [how, setHow] = useState<Way>(ways[0]);
  const missing =
    rosterFile === null ? '对方名册文件未选择' : name.trim() === '' ? '站点名称未填写' : wordsProblem(words);
  return (
    <Ceremony
      title="建立信任"
      under="双方各自打印指纹和口令词，当面交换纸面，由第二人逐词读回。程序核对纸面与名册，一致才信任。"
      parts={[
        {
          title: '对方名册',
          body: (
            <div className="pair">
              <div className="wide">
                <PathField
                  label="名册文件"
                  title="选择对方的名册文件"
                  hint="介质上的 *.roster.json，签名文件须在同一文件夹"
                  extensions={['json']}
                  value={rosterFile}
                  onChange={setRosterFile}
                />
              </div>
              <TextInput
                label="站点名称"
                maxLength={60}
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <Select
                label="站点类别"
                allowDeselect={false}
                data={siteKinds.map((one) => ({ value: one, label: siteKindNames[one] }))}
                value={kind}
                onChange={(value) => value !== null && setKind(value as SiteKind)}
              />
              <Select
                label="可接收的最高密级"
                allowDeselect={false}
                data={([1, 2, 3] as const).map((one) => ({ value: String(one), label: levelNames[one] }))}
                value={String(highestLevel)}
                onChange={(value) => setHighestLevel(Number(value) as 1 | 2 | 3)}
              />
              <HowCompared value={how} onChange={setHow} />
            </div>
          ),
        },
        { title: '纸面上的十二个口令词', body: <WordInputs words={words} onChange={setWords} /> },
      ]}
      firstDoes="选定名册，按纸面输入口令词。"
      secondDoes="逐词读回核对，输入自己的口令表示一致。"
      act="两人确认一致，建立信任"
      missing={missing}
      onAct={async (second) => {
        if (rosterFile === null) return;
        const given = { rosterFile, name: name.trim(), kind, highestLevel, words: [...words], how, second };
        const pinned = await client.exchange.pinSite(given);
        await refreshExchange();
        showDone(`已与 ${pinned.site} 建立信任`, '先发一个试验数据包，收到回执后再开始正式往来。');
        props.onDone(pinned.site);
      }}
      onLeave={props.onLeave}
    />
  );
}
