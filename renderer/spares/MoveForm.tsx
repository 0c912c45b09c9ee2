import { NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { MasterRef } from '../../shared/contract/primitives.ts';
import type { StockRow } from '../../shared/contract/spares.ts';
import type { Day, RecordUid } from '../../shared/ids.ts';
import { type EnteredAct, enteredActs, enteredWords } from '../../shared/spares/acts.ts';
import { api, client } from '../client.ts';
import { DayInput } from '../parts/DayInput.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { MasterPicker } from '../parts/MasterPicker.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { useSession } from '../shell/session.tsx';
import { useTabs } from '../shell/tabs.tsx';
import { refreshSpares } from './refresh.ts';

/** Entry of one movement of a part; what happens to customer property opens the report to the customer. */
export function MoveForm({ row }: { row: StockRow }) {
  const problem = useProblem();
  const tabs = useTabs();
  const { today } = useSession();
  const first = row.depots[0]?.depot ?? null;
  const [act, setAct] = useState<EnteredAct>('receipt');
  const [depot, setDepot] = useState<MasterRef | null>(first);
  const [to, setTo] = useState<MasterRef | null>(null);
  const [quantity, setQuantity] = useState(1);
  const [serials, setSerials] = useState('');
  const [day, setDay] = useState<Day | null>(today as Day);
  const [party, setParty] = useState('');
  const [reason, setReason] = useState('');
  const [plan, setPlan] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const plans = useQuery(
    api.records.list.queryOptions({
      input: { filter: { kinds: ['sparesPlan'], states: ['inForce'] }, limit: 20 },
      enabled: act === 'receipt',
    }),
  );
  const gap =
    depot === null
      ? '请选择库房。'
      : act === 'transfer' && to === null
        ? '请选择调入的库房。'
        : day === null
          ? '请填写日期。'
          : reason.trim() === ''
            ? '请填写事由。'
            : null;
  const enter = async () => {
    if (depot === null || day === null) return;
    setBusy(true);
    try {
      const { caseUid } = await client.spares.move({
        act,
        partUid: row.part.uid,
        depotUid: depot.uid,
        toDepotUid: act === 'transfer' ? (to?.uid ?? null) : null,
        quantity,
        serials: serials.split(/[\s,，、;；]+/).filter((one) => one !== ''),
        movedOn: day,
        otherParty: party.trim(),
        reason: reason.trim(),
        planUid: act === 'receipt' ? (plan as RecordUid | null) : null,
      });
      setSerials('');
      setReason('');
      showDone(`已登记${enteredWords[act]} ${quantity} ${row.unit}`);
      if (caseUid !== null) tabs.open('record', { uid: caseUid }, '用户财产异常报告单');
      await refreshSpares();
    } catch (error) {
      problem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="section">
      <h2>登记出入库</h2>
      <div className="fields">
        <Select
          label="类别"
          allowDeselect={false}
          data={enteredActs.map((value) => ({ value, label: enteredWords[value] }))}
          value={act}
          onChange={(value) => value !== null && setAct(value as EnteredAct)}
        />
        <MasterPicker
          type="depot"
          label={act === 'transfer' ? '调出库房' : '库房'}
          required
          value={depot}
          onChange={setDepot}
        />
        {act === 'transfer' && (
          <MasterPicker type="depot" label="调入库房" required value={to} onChange={setTo} />
        )}
        <NumberInput
          label={`数量（${row.unit || '件'}）`}
          min={1}
          allowDecimal={false}
          value={quantity}
          onChange={(value) => typeof value === 'number' && setQuantity(value)}
        />
        <DayInput label="日期" value={day} onChange={setDay} />
        <TextInput
          label="编号"
          description="按编号管理的备件逐件填写，空格隔开"
          value={serials}
          onChange={(event) => setSerials(event.currentTarget.value)}
        />
        {act !== 'transfer' && (
          <TextInput
            label="对方单位、领用人"
            value={party}
            onChange={(event) => setParty(event.currentTarget.value)}
          />
        )}
        {act === 'receipt' && (plans.data?.rows.length ?? 0) > 0 && (
          <Select
            label="对应预投计划"
            clearable
            clearButtonProps={{ 'aria-label': '清除对应预投计划' }}
            placeholder="不是按计划到货"
            data={(plans.data?.rows ?? []).map((one) => ({
              value: one.uid,
              label: `${one.number} ${one.title}`,
            }))}
            value={plan}
            onChange={setPlan}
          />
        )}
        <Textarea
          label="事由"
          withAsterisk
          className="wide"
          autosize
          minRows={1}
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </div>
      {(act === 'loss' || act === 'damage') && (
        <p className="hint">从用户备件库登记丢失、损坏的，同时开立用户财产异常报告单，须报告用户（5.8）。</p>
      )}
      <div className="spares-acts">
        <KeyButton
          label={`登记${enteredWords[act]}`}
          tone="main"
          keyName="main"
          busy={busy}
          blocked={gap}
          reasonBeside
          onAct={() => void enter()}
        />
      </div>
    </section>
  );
}
