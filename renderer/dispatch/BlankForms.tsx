import { NumberInput, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { BlankRow } from '../../shared/contract/records.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import type { RecordKind } from '../../shared/forms/kinds.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import { api, client, refreshRecords } from '../client.ts';
import { ReasonDialog } from '../parts/dialogs.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { type Tone, ToneTag } from '../parts/tags.tsx';
import type { OpenRecord } from '../records/RecordPage/useRecord.ts';
import { useMay } from '../shell/session.tsx';
import { useTabs } from '../shell/tabs.tsx';

const states: Readonly<Record<BlankRow['state'], { tone: Tone; label: string }>> = {
  issued: { tone: 'attention', label: '带出未交回' },
  used: { tone: 'done', label: '已用' },
  unused: { tone: 'draft', label: '未用交回' },
  spoiled: { tone: 'refused', label: '作废交回' },
};
const kinds: readonly RecordKind[] = ['trainingRecord', 'repairReport', 'commissioningReport', 'batchReport'];

/** Numbered blank forms that go with a notice, and what became of each (spec 2 "Signed paper has two origins"). */
export function BlankForms({ record }: { record: OpenRecord }) {
  const { row } = record.detail;
  const may = useMay();
  const shown = row.kind === 'dispatchNotice' && !['draft', 'voided'].includes(row.state);
  const found = useQuery(
    api.records.blankForms.queryOptions({ input: { noticeUid: row.uid }, enabled: shown }),
  );
  if (!shown) return null;
  const rows = found.data?.rows ?? [];
  const prints = row.state === 'issued' && may.act('print.apply');
  if (rows.length === 0 && !prints) return null;
  return (
    <section className="section" aria-label="编号空白表单">
      <h2>
        编号空白表单 <b>{rows.length}</b>
        <span className="clause">现场手写时用，逐份交回（5.5.5）</span>
      </h2>
      {rows.length > 0 && <BlankTable rows={rows} />}
      {prints && <PrintBlanks record={record} />}
    </section>
  );
}

function BlankTable({ rows }: { rows: readonly BlankRow[] }) {
  const tabs = useTabs();
  const problem = useProblem();
  const [spoiling, setSpoiling] = useState<BlankRow | null>(null);
  const settle = (blank: BlankRow, state: 'unused' | 'spoiled', note: string) => {
    setSpoiling(null);
    client.records.settleBlank({ uid: blank.uid, state, note }).then(async () => {
      showDone(`${blank.copyNumber} 已登记`);
      await refreshRecords();
    }, problem);
  };
  return (
    <>
      <table className="small-table">
        <thead>
          <tr>
            <th scope="col">份号</th>
            <th scope="col">追踪码</th>
            <th scope="col">表单</th>
            <th scope="col">去向</th>
            <th scope="col">登记</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((blank) => (
            <tr key={blank.uid}>
              <td className="whole">{blank.copyNumber}</td>
              <td className="whole">{blank.traceCode}</td>
              <td>{latestForm(blank.kind).title}</td>
              <td>
                <ToneTag tone={states[blank.state].tone}>{states[blank.state].label}</ToneTag>{' '}
                {blank.record !== null && (
                  <button
                    type="button"
                    className="link-button"
                    onClick={() => blank.record !== null && tabs.open('record', { uid: blank.record.uid })}
                  >
                    {blank.record.number || latestForm(blank.kind).title}
                  </button>
                )}{' '}
                <span className="dim">{blank.note}</span>
              </td>
              <td className="whole">
                {blank.state === 'issued' ? (
                  <>
                    <KeyButton label="未用交回" size="xs" onAct={() => settle(blank, 'unused', '')} />{' '}
                    <KeyButton label="作废交回" size="xs" onAct={() => setSpoiling(blank)} />
                  </>
                ) : (
                  <span className="dim">
                    {blank.settledBy} {blank.settledAt === null ? '' : displayInstant(blank.settledAt)}
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {spoiling !== null && (
        <ReasonDialog
          title={`作废交回 ${spoiling.copyNumber}`}
          confirm="登记"
          onClose={() => setSpoiling(null)}
          onConfirm={(reason) => settle(spoiling, 'spoiled', reason)}
        />
      )}
    </>
  );
}

function PrintBlanks({ record }: { record: OpenRecord }) {
  const problem = useProblem();
  const printers = useQuery(api.printing.printers.queryOptions());
  const ready = (printers.data?.rows ?? []).filter((row) => row.registered && row.present);
  const [kind, setKind] = useState<RecordKind>('repairReport');
  const [count, setCount] = useState(1);
  const [chosen, setChosen] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const printer = chosen ?? ready[0]?.name ?? null;
  const print = () => {
    if (printer === null) return;
    setBusy(true);
    client.printing
      .blankForms({ noticeUid: record.detail.row.uid, kind, count, printer })
      .then(async (made) => {
        showDone(`已打印 ${made.copyNumbers.length} 份空白表单`, made.copyNumbers.join('、'));
        await refreshRecords();
      }, problem)
      .finally(() => setBusy(false));
  };
  return (
    <div className="line-fields">
      <Select
        label="表单"
        w={230}
        allowDeselect={false}
        data={kinds.map((value) => ({ value, label: latestForm(value).title }))}
        value={kind}
        onChange={(value) => value !== null && setKind(value as RecordKind)}
      />
      <NumberInput
        label="份数"
        w={90}
        min={1}
        max={20}
        allowDecimal={false}
        value={count}
        onChange={(value) => setCount(Math.min(20, Math.max(1, Number(value) || 1)))}
      />
      <Select
        label="打印机"
        w={200}
        allowDeselect={false}
        data={ready.map((row) => ({ value: row.name, label: `${row.name}（${row.place}）` }))}
        value={printer}
        onChange={setChosen}
      />
      <KeyButton
        label="打印空白表单"
        busy={busy}
        blocked={ready.length === 0 ? '没有已登记并连接的打印机。' : null}
        onAct={print}
      />
    </div>
  );
}
