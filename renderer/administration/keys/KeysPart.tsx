import './keys.css';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { KeyDue } from '../../../shared/contract/keys.ts';
import { displayInstant } from '../../../shared/forms/display.ts';
import { api } from '../../client.ts';
import { KeyButton } from '../../parts/KeyButton.tsx';
import { ScrollBody } from '../../parts/ScrollBody.tsx';
import { PrintWrappedForm } from './PrintWrappedForm.tsx';
import { RotateForm } from './RotateForm.tsx';
import { SplitForm } from './SplitForm.tsx';
import { type KeyState, paperNames, rotationWords } from './words.ts';

const forms = { rotate: RotateForm, split: SplitForm, printWrapped: PrintWrappedForm } as const;

/** Database key and recovery shares: what is due, and the three acts of two posts. */
export function KeysPart() {
  const state = useQuery(api.keys.state.queryOptions());
  const [act, setAct] = useState<KeyDue['act'] | null>(null);
  if (state.isError) throw state.error;
  if (state.data === undefined) return null;
  const Form = act === null ? null : forms[act];
  if (Form !== null) return <Form state={state.data} onBack={() => setAct(null)} />;
  const { split, printers } = state.data;
  const noPrinter = printers.length === 0 ? '没有已登记的出纸打印机（密级不低于本站最高密级）' : null;
  return (
    <>
      <ScrollBody label="密钥与恢复份额">
        {state.data.dues.map((due) => (
          <p className="callout attention" key={due.act + due.why}>
            {due.why}。
          </p>
        ))}
        <KeyFacts state={state.data} />
        {split !== null && <Papers split={split} />}
      </ScrollBody>
      <div className="page-foot">
        <KeyButton label="更换数据库密钥" onAct={() => setAct('rotate')} />
        <KeyButton
          label={split === null ? '分割恢复份额' : '重新分割恢复份额'}
          blocked={noPrinter}
          reasonBeside
          onAct={() => setAct('split')}
        />
        {split !== null && (
          <KeyButton label="重新打印封装密钥" blocked={noPrinter} onAct={() => setAct('printWrapped')} />
        )}
      </div>
    </>
  );
}

function KeyFacts({ state }: { state: KeyState }) {
  const { rotation, split } = state;
  return (
    <section className="section">
      <h2>数据库密钥</h2>
      <dl className="facts">
        <dt>最近更换</dt>
        <dd>{rotation === null ? '建站以来未更换' : displayInstant(rotation.at)}</dd>
        <dt>原因</dt>
        <dd>{rotation === null ? '—' : rotationWords[rotation.reason]}</dd>
        {rotation !== null && (
          <>
            <dt>办理</dt>
            <dd>{rotation.by.join('、')}</dd>
          </>
        )}
        <dt>密钥文件代次</dt>
        <dd>{state.generation}</dd>
        <dt>恢复份额</dt>
        <dd>
          {split === null
            ? '尚未分割'
            : `${split.splitId.toUpperCase()}，${displayInstant(split.at)}，${split.by.join('、')}`}
        </dd>
      </dl>
    </section>
  );
}

function Papers({ split }: { split: NonNullable<KeyState['split']> }) {
  return (
    <section className="section">
      <h2>恢复纸张</h2>
      <table className="key-papers">
        <thead>
          <tr>
            <th>纸张</th>
            <th>保管</th>
            <th>打印时间</th>
            <th>打印机</th>
          </tr>
        </thead>
        <tbody>
          {split.papers.map((paper) => (
            <tr key={paper.paper + paper.printedAt}>
              <td>{paperNames[paper.paper]}</td>
              <td>
                {paper.custodian}
                {paper.custodianGone && '（已离岗）'}
                {paper.outside && paper.paper !== 'wrapped' && '（站外）'}
              </td>
              <td>{displayInstant(paper.printedAt)}</td>
              <td>{paper.printer}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="hint">
        任意两份份额加封装密钥即可打开本站全部数据；少一份则任何人都打不开。份额只在纸上，程序不保存。
      </p>
    </section>
  );
}
