import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { CallOutput } from '../../../shared/contract/contract.ts';
import { FingerprintWords } from '../../parts/FingerprintWords.tsx';
import { KeyButton } from '../../parts/KeyButton.tsx';

/** The result of the first run: what two persons write down and carry to the safe. */
export function RootKeyPaper(props: {
  paper: CallOutput<'session.firstRun'>;
  draft: { readonly name: string; readonly code: string };
  onDone: () => void;
}) {
  const { paper, draft } = props;
  const [written, setWritten] = useState(false);
  const [carried, setCarried] = useState(false);
  return (
    <>
      <div className="first-run-head">
        <h2>站点已建立</h2>
        <p>
          {draft.name}（{draft.code}）的数据库和密钥已经建立。离开本页之前，请由两人完成下面两件事。
        </p>
      </div>
      <div className="first-run-body">
        <section className="root-paper" aria-label="根密钥指纹">
          <h3>根密钥指纹</h3>
          <p className="fingerprint">{paper.fingerprint}</p>
          <h3>口令词（十二个，按次序）</h3>
          <FingerprintWords words={paper.words} />
          <h3>加密根密钥文件</h3>
          <p className="field-text">{paper.encryptedKeyFile}</p>
        </section>
        <div className="duties">
          <Checkbox
            autoFocus
            label="指纹和十二个口令词已抄录或打印，两人签名，留待与其他站点当面核对"
            checked={written}
            onChange={(event) => setWritten(event.currentTarget.checked)}
          />
          <Checkbox
            label="加密根密钥文件已移到单独的介质，与两段口令分开放入保险柜，本机不留副本"
            checked={carried}
            onChange={(event) => setCarried(event.currentTarget.checked)}
          />
          <p className="dim">
            口令词也可以在“包交换 · 站点与名册”中再次查看。根密钥文件丢失后，只能重新办理信任建立。
          </p>
        </div>
      </div>
      <div className="first-run-foot">
        <KeyButton
          label="完成，进入登录"
          tone="main"
          keyName="main"
          blocked={written && carried ? null : '两件事都办妥后才能离开本页'}
          reasonBeside
          onAct={props.onDone}
        />
      </div>
    </>
  );
}
