import { useState } from 'react';
import type { Day } from '../../shared/ids.ts';
import { client } from '../client.ts';
import { PaperActs } from '../home/PaperActs.tsx';
import { DayInput } from '../parts/DayInput.tsx';

/** The print ledger of a period as a register on paper, with the register of printers. */
export function LedgerPaper() {
  const [from, setFrom] = useState<Day | null>(null);
  const [to, setTo] = useState<Day | null>(null);
  const period = from === null || to === null || to < from ? null : { from, to };
  const whole = () => {
    if (period === null) throw new Error('no period');
    return period;
  };
  return (
    <div className="page-body">
      <section className="section" aria-label="台账登记表">
        <h2>打印台账登记表</h2>
        <p className="dim">
          列出期间内申请的每一份：份号、追踪码、接收人、现持有、状态、最近登记；附在用打印机登记。
        </p>
        <div className="line-fields">
          <DayInput label="从" value={from} onChange={setFrom} />
          <DayInput label="到" value={to} onChange={setTo} />
        </div>
        <PaperActs
          name="打印台账"
          blocked={period === null ? '起止日期不完整或颠倒' : null}
          preview={() => client.printing.previewLedger(whole())}
          print={(printer) => client.printing.printLedger({ ...whole(), printer })}
        />
      </section>
    </div>
  );
}
