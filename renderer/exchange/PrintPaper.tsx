import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ExchangePaper } from '../../shared/contract/printing.ts';
import { api, client } from '../client.ts';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PdfPages } from '../parts/PdfPages.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';

/** Preview and print of a paper about packages: one copy, in the print ledger. */
export function PrintPaper({ paper, name }: { paper: ExchangePaper; name: string }) {
  const problem = useProblem();
  const printers = useQuery(api.printing.printers.queryOptions());
  const [printer, setPrinter] = useState<string | null>(null);
  const [pdf, setPdf] = useState<string | null>(null);
  const [busy, setBusy] = useState<'preview' | 'print' | null>(null);
  const ready = (printers.data?.rows ?? []).filter((row) => row.registered && row.present);
  const preview = () => {
    setBusy('preview');
    client.printing
      .previewExchangePaper({ paper })
      .then((made) => setPdf(made.pdf), problem)
      .finally(() => setBusy(null));
  };
  const print = () => {
    if (printer === null) return;
    setBusy('print');
    client.printing
      .printExchangePaper({ paper, printer })
      .then(
        ({ copyNumber, pages }) =>
          showDone(`${name}已送打印机`, `${copyNumber}，${pages} 页，已进打印台账。`),
        problem,
      )
      .finally(() => setBusy(null));
  };
  return (
    <section className="section" aria-label={name}>
      <h2>{name}</h2>
      <div className="print-paper">
        <Select
          aria-label={`${name}的打印机`}
          placeholder={ready.length === 0 ? '没有登记且在线的打印机' : '打印机'}
          data={ready.map((row) => ({ value: row.name, label: `${row.name}（${row.place}）` }))}
          value={printer}
          onChange={setPrinter}
        />
        <KeyButton
          label={`预览${name}`}
          blocked={busy === null ? null : '正在办理'}
          busy={busy === 'preview'}
          onAct={preview}
        />
        <KeyButton
          label={`打印${name}`}
          blocked={printer === null ? '打印机未选择' : busy === null ? null : '正在办理'}
          reasonBeside
          busy={busy === 'print'}
          onAct={print}
        />
      </div>
      {pdf !== null && <PdfPages content={pdf} label={`${name}版面`} />}
    </section>
  );
}
