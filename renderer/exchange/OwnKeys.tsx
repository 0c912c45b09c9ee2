import { NumberInput, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { OwnKey } from '../../shared/contract/exchangeRows.ts';
import { api, client } from '../client.ts';
import { Loading } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { ScrollBody } from '../parts/ScrollBody.tsx';
import { nobody, secondProblem, TwoPersons } from '../parts/TwoPersons.tsx';
import { ToneTag } from '../parts/tags.tsx';
import { useMay, useSession } from '../shell/session.tsx';
import { refreshExchange } from './refreshExchange.ts';

const roleWords: Readonly<Record<OwnKey['role'], string>> = {
  site: '站点签名',
  release: '签发数据包',
  person: '签署记录',
  age: '接收',
};

function State({ row }: { row: OwnKey }) {
  if (row.revocations.length > 0) return <ToneTag tone="refused">按包号失效</ToneTag>;
  if (row.to !== null) return <ToneTag tone="draft">已更换</ToneTag>;
  if (row.renewalDue) return <ToneTag tone="attention">满一年，应更换</ToneTag>;
  return <ToneTag tone="done">在用</ToneTag>;
}

/** Keys of this site as its next roster lists them; two persons end one by number. */
export function OwnKeys(props: { onSign: () => void; onRenewRoot: () => void; onLeave: () => void }) {
  const own = useQuery(api.exchange.ownKeys.queryOptions());
  const [revoking, setRevoking] = useState<string | null>(null);
  if (own.isError) throw own.error;
  const { data } = own;
  return (
    <>
      <PageHeader
        title="本站密钥"
        under={
          data === undefined
            ? ''
            : `纪元 ${data.epoch} · ${data.rosterVersion === null ? '名册尚未签署' : `名册第 ${data.rosterVersion} 版`}`
        }
      />
      <ScrollBody label="本站密钥">
        {data === undefined ? (
          <Loading />
        ) : (
          <>
            {data.rosterDue && (
              <p className="callout attention section">
                ▲ 密钥有变动，尚未写进名册。请签署新名册并交给各站点，对方收入后变动才生效。
              </p>
            )}
            <section className="section">
              <table className="small-table">
                <thead>
                  <tr>
                    <th scope="col">密钥</th>
                    <th scope="col">用途</th>
                    <th scope="col">持有</th>
                    <th scope="col">起止</th>
                    <th scope="col">状态</th>
                    <th scope="col">
                      <span className="hidden-label">办理</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {data.keys.map((row) => (
                    <tr key={row.id}>
                      <td className="number">{row.id}</td>
                      <td>{roleWords[row.role]}</td>
                      <td>{row.name}</td>
                      <td>
                        {row.from} — {row.to ?? ''}
                      </td>
                      <td>
                        <State row={row} />
                        {row.revocations.map((one) => (
                          <div
                            key={`${one.recipient} ${one.epoch} ${one.throughSeq} ${one.reason}`}
                            className="hint"
                          >
                            {one.recipient === null
                              ? '任何包号均无效'
                              : `${one.recipient} ${one.epoch ?? ''} 至第 ${one.throughSeq} 号`}
                            ：{one.reason}
                          </div>
                        ))}
                      </td>
                      <td>
                        {row.role !== 'age' && (
                          <KeyButton label="撤销…" tone="danger" onAct={() => setRevoking(row.id)} />
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
            {revoking !== null && (
              <Revoke
                key={revoking}
                keyId={revoking}
                streams={data.streams}
                onDone={() => setRevoking(null)}
              />
            )}
          </>
        )}
      </ScrollBody>
      <div className="page-foot">
        <KeyButton label="返回" keyName="back" onAct={props.onLeave} />
        <KeyButton label="签署本站名册" tone="main" keyName="main" onAct={props.onSign} />
        <KeyButton label="更换根密钥" onAct={props.onRenewRoot} />
      </div>
    </>
  );
}

function Revoke(props: {
  keyId: string;
  streams: readonly { recipient: string; name: string; sealed: number }[];
  onDone: () => void;
}) {
  const { person } = useSession();
  const may = useMay();
  const problem = useProblem();
  const [reason, setReason] = useState('');
  const [through, setThrough] = useState<Readonly<Record<string, number>>>({});
  const [second, setSecond] = useState(nobody);
  const [busy, setBusy] = useState(false);
  const blocked = reason.trim().length < 2 ? '撤销原因未填写' : secondProblem(second, person.login);
  const revoke = () => {
    if (blocked !== null || busy) return;
    setBusy(true);
    client.exchange
      .revokeKey({
        keyId: props.keyId,
        reason: reason.trim(),
        through: Object.entries(through).map(([recipient, throughSeq]) => ({
          recipient: recipient as never,
          throughSeq,
        })),
        second,
      })
      .then(async () => {
        await refreshExchange();
        showDone('已撤销', '签署新名册并交给各站点后生效。');
        props.onDone();
      }, problem)
      .finally(() => setBusy(false));
  };
  return (
    <section className="section">
      <h2>撤销 {props.keyId}</h2>
      <p className="hint">
        离线工作站的时钟不可靠，撤销以包号为准：填写每个站点最后一个仍然有效的包号；一个都不填，则任何包号均无效。
      </p>
      <div className="pair">
        {props.streams.map((stream) => (
          <NumberInput
            key={stream.recipient}
            label={`发往${stream.name}，有效至第几号`}
            description={`已封存到第 ${stream.sealed} 号`}
            inputWrapperOrder={['label', 'input', 'description']}
            min={0}
            max={stream.sealed}
            allowDecimal={false}
            value={through[stream.recipient] ?? ''}
            onChange={(value) => {
              if (typeof value === 'number') setThrough({ ...through, [stream.recipient]: value });
            }}
          />
        ))}
        <div className="wide">
          <Textarea
            label="撤销原因"
            autosize
            minRows={2}
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </div>
      </div>
      <TwoPersons
        firstDoes="填写原因和包号。"
        post={may.hold('systemAdmin') ? 'securityAdmin' : 'systemAdmin'}
        secondDoes="核对包号，输入自己的口令。"
        value={second}
        onChange={setSecond}
      />
      <KeyButton
        label="两人撤销密钥"
        tone="danger"
        blocked={blocked}
        reasonBeside
        busy={busy}
        onAct={revoke}
      />
    </section>
  );
}
