import { Textarea } from '@mantine/core';
import { useState } from 'react';
import type { SiteCode } from '../../shared/ids.ts';
import { client } from '../client.ts';
import { KeyButton } from '../parts/KeyButton.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { nobody, secondProblem, TwoPersons } from '../parts/TwoPersons.tsx';
import { useMay, useSession } from '../shell/session.tsx';
import { refreshExchange } from './refreshExchange.ts';

/** Two persons lift the freeze of a stream once the fork was cleared up. */
export function OpenStream({ site }: { site: SiteCode }) {
  const { person } = useSession();
  const may = useMay();
  const problem = useProblem();
  const [reason, setReason] = useState('');
  const [second, setSecond] = useState(nobody);
  const [busy, setBusy] = useState(false);
  const blocked = reason.trim().length < 2 ? '查明的经过未填写' : secondProblem(second, person.login);
  const open = () => {
    if (blocked !== null || busy) return;
    setBusy(true);
    client.exchange
      .openStream({ site, reason: reason.trim(), second })
      .then(async () => {
        await refreshExchange();
        showDone('已解除冻结', '之后的数据包照常检验。');
      }, problem)
      .finally(() => setBusy(false));
  };
  return (
    <section className="section">
      <h2>解除冻结</h2>
      <Textarea
        label="查明的经过"
        description="哪一个数据包是真的，另一个从何而来，与对方何人核对"
        inputWrapperOrder={['label', 'input', 'description']}
        autosize
        minRows={2}
        maxLength={1000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <TwoPersons
        firstDoes="与对方逐号核对，填写查明的经过。"
        post={may.hold('systemAdmin') ? 'securityAdmin' : 'systemAdmin'}
        secondDoes="复核经过，输入自己的口令。"
        value={second}
        onChange={setSecond}
      />
      <KeyButton label="两人解除冻结" blocked={blocked} reasonBeside busy={busy} onAct={open} />
    </section>
  );
}
