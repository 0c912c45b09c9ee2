import { Select, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, client } from '../client.ts';
import { KeyButton } from '../parts/KeyButton.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { levelNames } from '../parts/words.ts';
import { refreshExchange } from './refreshExchange.ts';
import type { PackageOut } from './words.ts';

/** Takes back a sealed package: reason and medium of the void, which goes the same way through approval and release. */
export function VoidPackage(props: { row: PackageOut; onDone: () => void; onLeave: () => void }) {
  const problem = useProblem();
  const media = useQuery(api.exchange.media.queryOptions());
  const [reason, setReason] = useState('');
  const [medium, setMedium] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const blocked = reason.trim().length < 2 ? '作废原因未填写' : medium === null ? '介质未选择' : null;
  const prepare = () => {
    if (blocked !== null || medium === null || busy) return;
    setBusy(true);
    client.exchange.prepareVoid({ uid: props.row.uid, reason: reason.trim(), medium }).then(
      async () => {
        await refreshExchange();
        showDone('已准备作废声明', '经审批后由领导和安全保密管理员两人签发。');
        props.onDone();
      },
      (error: unknown) => {
        setBusy(false);
        problem(error);
      },
    );
  };
  return (
    <section className="section">
      <h2>作废第 {props.row.seq} 号包</h2>
      <p className="hint">
        包号不再使用，作废声明占下一个包号。已被对方接收的记录不会消失，以之后发出的为准；此包原有的内容随作废之后的下一个数据包重新发出。
      </p>
      <div className="act-form">
        <Textarea
          label="作废原因"
          description="随声明发给对方，不写涉密内容"
          inputWrapperOrder={['label', 'input', 'description']}
          autosize
          minRows={2}
          maxLength={1000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Select
          label="介质"
          data={(media.data?.rows ?? []).map((one) => ({
            value: one.number,
            label: `${one.number} ${one.kind}（${levelNames[one.level]}）`,
          }))}
          value={medium}
          onChange={setMedium}
          allowDeselect={false}
          placeholder={media.data?.rows.length === 0 ? '没有登记的介质' : '选择已登记的介质'}
        />
      </div>
      <div className="buttons">
        <KeyButton label="不作废" onAct={props.onLeave} />
        <KeyButton
          label="准备作废声明"
          tone="danger"
          blocked={blocked}
          reasonBeside
          busy={busy}
          onAct={prepare}
        />
      </div>
    </section>
  );
}
