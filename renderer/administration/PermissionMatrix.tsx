import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { declaredTotals } from '../../shared/policy/declaredTotals.ts';
import { actMatrix, kindMatrix, type MatrixTable } from '../../shared/policy/matrix.ts';
import { api, client } from '../client.ts';
import { FilterBar } from '../parts/FilterBar.tsx';
import { KeyButton } from '../parts/KeyButton.tsx';
import { PdfPages } from '../parts/PdfPages.tsx';
import { showDone, useProblem } from '../parts/problem.tsx';
import { ScrollBody } from '../parts/ScrollBody.tsx';
import { useMay, useSession } from '../shell/session.tsx';
import { useSetting } from '../shell/settings.tsx';
import './administration.css';

type View = 'kinds' | 'acts';

/** The permission table as the gate uses it: role × kind and role × act. Nothing here is typed a second time. */
export function PermissionMatrix() {
  const { site } = useSession();
  const may = useMay();
  const [view, setView] = useSetting<View>('matrix.view', 'kinds');
  const [pdf, setPdf] = useState<string | null>(null);
  const prints = may.act('account.enable') || may.act('audit.read');
  return (
    <>
      <FilterBar
        chips={[
          {
            key: 'kinds',
            label: '岗位 × 记录种类',
            on: view === 'kinds',
            onToggle: () => setView('kinds'),
          },
          { key: 'acts', label: '岗位 × 事项', on: view === 'acts', onToggle: () => setView('acts') },
        ]}
        count="由程序实际执行的权限表生成"
      />
      {prints && <PrintLine onPreview={setPdf} />}
      {pdf === null ? (
        <ScrollBody label="权限表" className="matrix-frame">
          <Matrix table={view === 'kinds' ? kindMatrix(site.kind) : actMatrix(site.kind)} />
        </ScrollBody>
      ) : (
        <>
          <PdfPages content={pdf} label="权限表版面" />
          <div className="page-foot">
            <KeyButton label="返回" keyName="back" onAct={() => setPdf(null)} />
          </div>
        </>
      )}
    </>
  );
}

function Matrix({ table }: { table: MatrixTable }) {
  return (
    <>
      <table className="matrix">
        <caption>{table.title}</caption>
        <thead>
          <tr>
            <th scope="col">岗位</th>
            {table.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={row.role} className={row.post ? 'post-row' : ''}>
              <th scope="row">{row.name}</th>
              {table.columns.map((column, index) => (
                <td key={column}>{row.cells[index] || <span className="dim">—</span>}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="hint">{table.note}</p>
      <table className="matrix">
        <caption>知悉规则之外声明的总数和事实</caption>
        <thead>
          <tr>
            <th scope="col">告知的内容</th>
            <th scope="col">依据</th>
          </tr>
        </thead>
        <tbody>
          {declaredTotals.map((one) => (
            <tr key={one.where}>
              <td>{one.what}</td>
              <td>{one.why}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** Preview and print of the table: one copy in the ledger, under the standing authorisation. */
function PrintLine({ onPreview }: { onPreview: (pdf: string) => void }) {
  const problem = useProblem();
  const [printer, setPrinter] = useState<string | null>(null);
  const [busy, setBusy] = useState<'preview' | 'print' | null>(null);
  const printers = useQuery(api.printing.printers.queryOptions());
  const ready = (printers.data?.rows ?? []).filter((row) => row.registered && row.present);
  const preview = () => {
    setBusy('preview');
    client.printing
      .previewMatrix()
      .then((made) => onPreview(made.pdf), problem)
      .finally(() => setBusy(null));
  };
  const print = () => {
    if (printer === null) return;
    setBusy('print');
    client.printing
      .printMatrix({ printer })
      .then((made) => showDone(`权限表已送打印机，份号 ${made.copyNumber}`), problem)
      .finally(() => setBusy(null));
  };
  return (
    <div className="line-fields matrix-print">
      <Select
        label="打印机"
        w={240}
        placeholder={ready.length === 0 ? '没有已登记且在线的打印机' : '选择打印机'}
        data={ready.map((row) => ({ value: row.name, label: `${row.name}　${row.place}` }))}
        value={printer}
        onChange={setPrinter}
      />
      <KeyButton label="预览权限表" busy={busy === 'preview'} onAct={preview} />
      <KeyButton
        label="打印权限表"
        busy={busy === 'print'}
        blocked={printer === null ? '打印机未选择' : null}
        onAct={print}
      />
    </div>
  );
}
