import './sheets.css';
import { useQuery } from '@tanstack/react-query';
import { api } from '../client.ts';
import { type AreaPart, AreaTabs, useAreaPart } from '../parts/AreaTabs.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { useMay } from '../shell/session.tsx';
import { ExportRegister } from './ExportRegister.tsx';
import { ImportPart } from './ImportPart.tsx';
import { ImportRegister } from './ImportRegister.tsx';

type Part = 'exports' | 'import' | 'imports';

/** Register of exports with what waits for approval, import of a file, register of imports. */
export function SheetsScreen() {
  const may = useMay();
  const approves = may.act('sheet.approve');
  const leaves = approves || may.act('sheet.export');
  const orders = useQuery(api.sheets.orders.queryOptions({ enabled: leaves }));
  const waiting = (orders.data?.rows ?? []).filter((row) =>
    row.mine ? row.state === 'approved' : row.state === 'applied',
  ).length;
  const parts: AreaPart<Part>[] = [
    ...(leaves ? [{ key: 'exports' as const, label: '导出台账', waiting }] : []),
    ...(may.act('sheet.import')
      ? [
          { key: 'import' as const, label: '导入' },
          { key: 'imports' as const, label: '导入台账' },
        ]
      : []),
  ];
  const [part, choose] = useAreaPart('sheets', parts);
  return (
    <>
      <PageHeader title="表格" under="清单导出为 Excel 文件，或由 Excel 文件导入" />
      <AreaTabs label="表格" parts={parts} chosen={part} onChoose={choose} />
      {part === 'exports' && <ExportRegister />}
      {part === 'import' && <ImportPart onTaken={() => choose('imports')} />}
      {part === 'imports' && <ImportRegister />}
    </>
  );
}
