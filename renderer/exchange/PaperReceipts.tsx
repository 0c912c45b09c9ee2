import { Select, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { SiteCode } from '../../shared/ids.ts';
import { client } from '../client.ts';
import { KeyButton } from '../parts/KeyButton.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { useMay } from '../shell/session.tsx';
import { PrintPaper } from './PrintPaper.tsx';
import { refreshExchange } from './refreshExchange.ts';
import type { Overview } from './words.ts';

/** Receipts on paper, for a partner to whom no package goes: printed and signed here, or typed back from there. */
export function PaperReceipts({ overview }: { overview: Overview }) {
  const may = useMay();
  const problem = useProblem();
  const others = overview.sites.filter((site) => !site.self);
  const [site, setSite] = useState<SiteCode | null>(others.length === 1 ? (others[0]?.code ?? null) : null);
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const partner = others.find((one) => one.code === site);
  const received = overview.incoming.some((row) => row.sender === site);
  const enter = () => {
    if (site === null) return;
    setBusy(true);
    client.exchange
      .enterReceipt({ site, code })
      .then(async ({ epoch, throughSeq }) => {
        setCode('');
        await refreshExchange();
        showDone('回执已核对并登记', `${site} 确认收到本站 ${epoch} 第 ${throughSeq} 号及以前的全部数据包。`);
      }, problem)
      .finally(() => setBusy(false));
  };
  return (
    <section className="section" aria-label="纸面回执">
      <h2>纸面回执</h2>
      <p className="hint">
        没有数据包发往对方时用。回执由本站站点密钥签名，打印后交给对方；对方的回执在这里逐字录入，签名相符才算数。
      </p>
      <div className="act-form">
        <Select
          label="对方站点"
          data={others.map((one) => ({ value: one.code, label: `${one.name}（${one.code}）` }))}
          value={site}
          onChange={(value) => setSite(value as SiteCode | null)}
        />
        <Textarea
          label="录入对方的回执码"
          description="纸面上以 R- 开头的整段字符；空格、换行、大小写不论，I、L、O 与 1、1、0 不分"
          inputWrapperOrder={['label', 'input', 'description']}
          autoComplete="off"
          spellCheck={false}
          autosize
          minRows={3}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <KeyButton
          label="核对并登记回执"
          blocked={
            !may.act('package.import')
              ? '由信息员或单位专人办理'
              : site === null
                ? '对方站点未选择'
                : code.trim() === ''
                  ? '回执码未录入'
                  : null
          }
          reasonBeside
          busy={busy}
          onAct={enter}
        />
      </div>
      {partner !== undefined &&
        (received ? (
          <div style={{ marginTop: 20 }}>
            <PrintPaper
              key={partner.code}
              paper={{ kind: 'receipt', site: partner.code }}
              name={`回执（${partner.code}）`}
            />
          </div>
        ) : (
          <p className="hint">尚未接收 {partner.name} 的数据包，没有可打印的回执。</p>
        ))}
    </section>
  );
}
