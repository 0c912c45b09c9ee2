import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CallOutput } from '../../shared/contract/contract.ts';
import { displayInstant } from '../../shared/forms/display.ts';
import type { Day } from '../../shared/ids.ts';
import { copyStateWords } from '../../shared/printing/copyStates.ts';
import { api, client, queryClient } from '../client.ts';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import { DayInput } from '../parts/DayInput.tsx';
import { Empty } from '../parts/Empty.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { PdfPages } from '../parts/PdfPages.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { SplitView } from '../parts/SplitView.tsx';
import { useSession } from '../shell/session.tsx';
import { firstDayOf } from './ChecksPart.tsx';

type Printed = CallOutput<'printing.auditReports'>['rows'][number];

const columns: readonly Column<Printed>[] = [
  { key: 'document', label: '报告', width: 'minmax(220px, 1fr)', render: (row) => row.document },
  { key: 'at', label: '打印时间', width: '140px', render: (row) => displayInstant(row.printedAt) },
  {
    key: 'copy',
    label: '份号',
    width: '160px',
    render: (row) => <span className="number">{row.copyNumber}</span>,
  },
  { key: 'state', label: '状态', width: '88px', render: (row) => copyStateWords[row.state] },
];

/** The audit report on paper: preview, print under the standing authorisation, what was printed so far. */
export function ReportPart() {
  const { today } = useSession();
  const problem = useProblem();
  const [from, setFrom] = useState<Day | null>(firstDayOf(today));
  const [to, setTo] = useState<Day | null>(today as Day);
  const [printer, setPrinter] = useState<string | null>(null);
  const [busy, setBusy] = useState<'preview' | 'print' | null>(null);
  const [pdf, setPdf] = useState<string | null>(null);
  const printers = useQuery(api.printing.printers.queryOptions());
  const printed = useQuery(api.printing.auditReports.queryOptions());
  if (printed.isError) throw printed.error;
  const ready = (printers.data?.rows ?? []).filter((row) => row.registered && row.present);
  const period = from === null || to === null || from > to ? '起止日期不完整或颠倒' : null;
  const blocked = period ?? (printer === null ? '打印机未选择' : null);
  const preview = () => {
    if (from === null || to === null) return;
    setBusy('preview');
    client.printing
      .previewAuditReport({ from, to })
      .then((made) => setPdf(made.pdf), problem)
      .finally(() => setBusy(null));
  };
  const print = () => {
    if (from === null || to === null || printer === null) return;
    setBusy('print');
    client.printing
      .printAuditReport({ from, to, printer })
      .then(async (made) => {
        await queryClient.invalidateQueries({ queryKey: api.printing.auditReports.key() });
        showDone(`审计报告已送打印机，份号 ${made.copyNumber}`, `链头 ${made.head}`);
      }, problem)
      .finally(() => setBusy(null));
  };
  return (
    <SplitView
      name="audit-report"
      listWidth={680}
      list={
        <>
          <div className="page-body audit-report-form">
            <div className="pair">
              <DayInput label="从" value={from} onChange={setFrom} />
              <DayInput label="到" value={to} onChange={setTo} />
              <Select
                className="wide"
                label="打印机"
                placeholder={ready.length === 0 ? '没有已登记且在线的打印机' : '选择打印机'}
                data={ready.map((row) => ({ value: row.name, label: `${row.name}　${row.place}` }))}
                value={printer}
                onChange={setPrinter}
              />
            </div>
            <p className="hint">
              审计报告按常设授权打印，不另审批；照样编份号、进台账、加水印。纸上有签署的链头：请留存在外，以后校验时用来发现末尾被截去。
            </p>
            <div className="act-row">
              <KeyButton label="预览" busy={busy === 'preview'} blocked={period} onAct={preview} />
              <KeyButton
                label="打印"
                keyName="main"
                tone="main"
                busy={busy === 'print'}
                blocked={blocked}
                reasonBeside
                onAct={print}
              />
            </div>
          </div>
          <DataTable
            label="已打印的审计报告"
            columns={columns}
            rows={printed.data?.rows ?? []}
            rowKey={(row) => row.copyNumber}
            onOpen={() => undefined}
            loading={printed.isPending}
            empty={<Empty why="还没有打印过审计报告。" />}
          />
        </>
      }
      detail={
        pdf === null ? null : (
          <>
            <PageHeader title="审计报告预览" />
            <PdfPages content={pdf} label="审计报告版面" />
            <div className="page-foot">
              <KeyButton label="返回" keyName="back" onAct={() => setPdf(null)} />
            </div>
          </>
        )
      }
    />
  );
}
