import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { CallOutput } from '../../shared/contract/contract.ts';
import { client } from '../client.ts';
import { showDone } from '../parts/problem.tsx';
import { Ceremony } from './Ceremony.tsx';
import { RootCode } from './RootCode.tsx';
import { noRootKey, RootKeyFields, rootKeyInput, rootKeyProblem } from './RootKeyFields.tsx';
import { refreshExchange } from './refreshExchange.ts';

const renewable = [
  {
    key: 'siteSigning',
    label: '站点签名密钥',
    under: '每年更换一次。旧密钥签过的包号照样有效，之后的包号不再有效。',
  },
  {
    key: 'age',
    label: '接收密钥（age）',
    under: '每年更换一次。旧的接收密钥留存，对方按旧名册加密的包仍能打开；备份写在根密钥旁边。',
  },
] as const;

/** Two persons with the root key from the safe sign the roster of this site: its keys and those of all who may release. */
export function SignRoster({ onLeave }: { onLeave: () => void }) {
  const [rootKey, setRootKey] = useState(noRootKey);
  const [renew, setRenew] = useState<readonly ('siteSigning' | 'age')[]>([]);
  const [signed, setSigned] = useState<CallOutput<'exchange.signRoster'> | null>(null);
  const result = signed !== null && (
    <>
      <p className="callout done">
        ● 第 {signed.version} 版名册已写出：{signed.file}
      </p>
      <h2>口令词</h2>
      <RootCode words={signed.words} fingerprint={signed.fingerprint} />
    </>
  );
  return (
    <Ceremony
      title="签署本站名册"
      under="人员或密钥变动后办理。名册列出本站密钥和有权签发的人员，随数据包或介质交给其他站点。"
      result={result || null}
      parts={[
        {
          title: '从保险柜取出根密钥',
          body: (
            <div className="pair">
              <RootKeyFields value={rootKey} onChange={setRootKey} />
            </div>
          ),
        },
        {
          title: '同时更换的密钥',
          body: renewable.map(({ key, label, under }) => (
            <Checkbox
              key={key}
              mt={8}
              label={label}
              description={under}
              checked={renew.includes(key)}
              onChange={(event) =>
                setRenew(event.currentTarget.checked ? [...renew, key] : renew.filter((one) => one !== key))
              }
            />
          )),
        },
      ]}
      firstDoes="取出根密钥介质，输入前半段口令。"
      secondDoes="输入后半段口令和自己的登录口令。"
      act="两人签署名册"
      missing={rootKeyProblem(rootKey)}
      onAct={async (second) => {
        const input = rootKeyInput(rootKey);
        if (input === null) return;
        const made = await client.exchange.signRoster({ ...input, renew: [...renew], second });
        setRootKey({ ...rootKey, first: '', other: '' });
        setRenew([]);
        setSigned(made);
        await refreshExchange();
        showDone(`已签署第 ${made.version} 版名册`, '把根密钥介质放回保险柜。');
      }}
      onLeave={onLeave}
    />
  );
}
