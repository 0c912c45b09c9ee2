import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { CallOutput } from '../../shared/contract/contract.ts';
import { client } from '../client.ts';
import { ActFoot } from '../parts/ActFoot.tsx';
import { enterGoesNext } from '../parts/enterNext.ts';
import { PageHeader } from '../parts/PageHeader.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { nobody, secondProblem, TwoPersons } from '../parts/TwoPersons.tsx';
import { useMay, useSession } from '../shell/session.tsx';
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
  const { person } = useSession();
  const may = useMay();
  const problem = useProblem();
  const [rootKey, setRootKey] = useState(noRootKey);
  const [renew, setRenew] = useState<readonly ('siteSigning' | 'age')[]>([]);
  const [second, setSecond] = useState(nobody);
  const [busy, setBusy] = useState(false);
  const [signed, setSigned] = useState<CallOutput<'exchange.signRoster'> | null>(null);
  const blocked = rootKeyProblem(rootKey) ?? secondProblem(second, person.login);
  const sign = () => {
    const input = rootKeyInput(rootKey);
    if (blocked !== null || input === null || busy) return;
    setBusy(true);
    client.exchange.signRoster({ ...input, renew: [...renew], second }).then(
      async (made) => {
        setBusy(false);
        setRootKey({ ...rootKey, first: '', other: '' });
        setSecond(nobody);
        setRenew([]);
        setSigned(made);
        await refreshExchange();
        showDone(`已签署第 ${made.version} 版名册`, '把根密钥介质放回保险柜。');
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
        title="签署本站名册"
        under="人员或密钥变动后办理。名册列出本站密钥和有权签发的人员，随数据包或介质交给其他站点。"
      />
      <form
        className="page-body"
        onSubmit={(event) => event.preventDefault()}
        onKeyDown={(event) => enterGoesNext(event)}
      >
        {signed !== null && (
          <section className="section">
            <p className="callout done">
              ● 第 {signed.version} 版名册已写出：{signed.file}
            </p>
            <h2>口令词</h2>
            <RootCode words={signed.words} fingerprint={signed.fingerprint} />
          </section>
        )}
        <section className="section">
          <h2>1　从保险柜取出根密钥</h2>
          <div className="pair">
            <RootKeyFields value={rootKey} onChange={setRootKey} />
          </div>
        </section>
        <section className="section">
          <h2>2　同时更换的密钥</h2>
          {renewable.map(({ key, label, under }) => (
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
          ))}
        </section>
        <section className="section">
          <h2>3　两人确认</h2>
          <TwoPersons
            firstDoes="取出根密钥介质，输入前半段口令。"
            post={may.hold('systemAdmin') ? 'securityAdmin' : 'systemAdmin'}
            secondDoes="输入后半段口令和自己的登录口令。"
            value={second}
            onChange={setSecond}
          />
        </section>
      </form>
      <ActFoot act="两人签署名册" blocked={blocked} busy={busy} onAct={sign} onBack={onLeave} />
    </>
  );
}
