import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../client.ts';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PdfPages } from '../parts/PdfPages.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';

/** Preview and print of a list that is no record: one numbered copy, in the ledger. */
export function PaperActs(props: {
  name: string;
  blocked: string | null;
  preview: () => Promise<{ pdf: string }>;
  print: (printer: string) => Promise<{ copyNumber: string }>;
}) {
  const problem = useProblem();
  const [printer, setPrinter] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [pdf, setPdf] = useState<string | null>(null);
  const printers = useQuery(api.printing.printers.queryOptions());
  const ready = (printers.data?.rows ?? []).filter((row) => row.registered && row.present);
  const run = (work: Promise<unknown>) => {
    setBusy(true);
    work.catch(problem).finally(() => setBusy(false));
  };
  return (
    <>
      <div className="line-fields">
        <Select
          label="打印机"
          w={200}
          placeholder={ready.length === 0 ? '没有已登记的打印机' : '选择打印机'}
          data={ready.map((row) => row.name)}
          value={printer}
          onChange={setPrinter}
        />
        <KeyButton
          label="预览"
          busy={busy}
          blocked={props.blocked}
          onAct={() => run(props.preview().then((made) => setPdf(made.pdf)))}
        />
        <KeyButton
          label="打印"
          busy={busy}
          blocked={props.blocked ?? (printer === null ? '打印机未选择' : null)}
          onAct={() => {
            if (printer === null) return;
            run(
              props
                .print(printer)
                .then((made) => showDone(`${props.name}已送打印机，份号 ${made.copyNumber}`, '见打印台账')),
            );
          }}
        />
      </div>
      {pdf !== null && <PdfPages content={pdf} label={`${props.name}预览`} />}
    </>
  );
}
