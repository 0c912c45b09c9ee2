import { NumberInput, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CallOutput } from '../../shared/contract/contract.ts';
import { api, client } from '../client.ts';
import { PathField } from '../parts/PathField.tsx';
import { showDone } from '../parts/problem.tsx';
import { Ceremony } from './Ceremony.tsx';
import { RootCode } from './RootCode.tsx';
import { noRootKey, PassphraseHalves, RootKeyFields } from './RootKeyFields.tsx';
import { refreshExchange } from './refreshExchange.ts';

const noHalves = { first: '', other: '' };

/** A new root key of this site: planned, signed by the old one; or after a compromise, with a new epoch. */
export function RenewRoot({ onLeave }: { onLeave: () => void }) {
  const own = useQuery(api.exchange.ownKeys.queryOptions());
  const [reason, setReason] = useState<'planned' | 'compromised'>('planned');
  const [old, setOld] = useState(noRootKey);
  const [halves, setHalves] = useState(noHalves);
  const [rootFolder, setRootFolder] = useState<string | null>(null);
  const [folder, setFolder] = useState<string | null>(null);
  const [numbers, setNumbers] = useState<Readonly<Record<string, number>>>({});
  const [made, setMade] = useState<CallOutput<'exchange.renewRoot'> | null>(null);
  if (own.isError) throw own.error;
  const planned = reason === 'planned';
  const streams = own.data?.streams ?? [];
  const unsaid = planned ? undefined : streams.find((stream) => numbers[stream.recipient] === undefined);
  const missing =
    planned && (old.rootKeyFile === null || old.first === '' || old.other === '')
      ? '原根密钥文件或口令未填写'
      : unsaid !== undefined
        ? `${unsaid.name}最后收到的包号未填写`
        : halves.first === '' || halves.other === ''
          ? '新根密钥口令未填写'
          : rootFolder === null
            ? '存放新根密钥的介质未选择'
            : folder === null
              ? '写出名册的文件夹未选择'
              : null;
  const result = made !== null && (
    <>
      <p className="callout done">
        ● 已写出 {made.file}（连同第 {made.version} 版名册
        {made.epoch === null ? '' : `，纪元 ${made.epoch}`}），新根密钥在 {made.rootFile}。
      </p>
      <h2>新根密钥的口令词</h2>
      <RootCode words={made.words} fingerprint={made.fingerprint} />
      <p className="hint">每个站点都要当面核对口令词、办理“收入新根密钥”，此前只认原根密钥。</p>
    </>
  );
  return (
    <Ceremony
      title="更换本站根密钥"
      under="正常更换由原根密钥签署新根密钥；原根密钥泄露或丢失的，全部重新核对，并开启新纪元。"
      result={result || null}
      parts={[
        {
          title: '原因',
          body: (
            <>
              <SegmentedControl
                value={reason}
                onChange={(value) => setReason(value as 'planned' | 'compromised')}
                data={[
                  { value: 'planned', label: '正常更换' },
                  { value: 'compromised', label: '泄露或丢失' },
                ]}
              />
              {planned ? (
                <div className="pair" style={{ marginTop: 12 }}>
                  <RootKeyFields value={old} onChange={setOld} withoutFolder />
                </div>
              ) : (
                <>
                  <p className="callout attention" style={{ marginTop: 12 }}>
                    ▲ 逐站打电话核实对方最后收到的包号（纪元 {own.data?.epoch ?? ''}
                    ），由第二人复核。填错的站点会拒收新纪元的包。
                  </p>
                  <div className="pair">
                    {streams.map((stream) => (
                      <NumberInput
                        key={stream.recipient}
                        label={`${stream.name}最后收到的包号`}
                        description={`已封存到第 ${stream.sealed} 号，已回执到第 ${stream.acknowledged} 号`}
                        inputWrapperOrder={['label', 'input', 'description']}
                        min={0}
                        max={stream.sealed}
                        allowDecimal={false}
                        value={numbers[stream.recipient] ?? ''}
                        onChange={(value) => {
                          if (typeof value === 'number')
                            setNumbers({ ...numbers, [stream.recipient]: value });
                        }}
                      />
                    ))}
                  </div>
                </>
              )}
            </>
          ),
        },
        {
          title: '新根密钥',
          body: (
            <div className="pair">
              <PassphraseHalves
                of="新根密钥"
                first={halves.first}
                other={halves.other}
                onChange={(part) => setHalves({ ...halves, ...part })}
              />
              <div className="wide">
                <PathField
                  label="存放新根密钥的介质"
                  title="存放新根密钥的介质"
                  value={rootFolder}
                  onChange={setRootFolder}
                />
              </div>
              <div className="wide">
                <PathField
                  label="写出名册的文件夹"
                  title="写出名册的文件夹"
                  value={folder}
                  onChange={setFolder}
                />
              </div>
            </div>
          ),
        },
      ]}
      firstDoes="填写原因和前半段口令。"
      secondDoes="输入后半段口令和自己的登录口令。"
      act="两人更换根密钥"
      missing={missing}
      onAct={async (second) => {
        if (rootFolder === null || folder === null) return;
        const renewed = await client.exchange.renewRoot({
          reason,
          rootKeyFile: planned ? old.rootKeyFile : null,
          rootPassphrase: planned ? [old.first, old.other] : null,
          newPassphrase: [halves.first, halves.other],
          rootFolder,
          folder,
          streams: planned
            ? []
            : streams.map(({ recipient }) => ({ recipient, throughSeq: numbers[recipient] ?? 0 })),
          second,
        });
        setOld(noRootKey);
        setHalves(noHalves);
        setMade(renewed);
        await refreshExchange();
        showDone('根密钥已更换', '把新根密钥介质封存入柜；口令词写在纸上，当面交给每个站点。');
      }}
      onLeave={onLeave}
    />
  );
}
