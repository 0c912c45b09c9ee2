import './spares.css';
import { type AreaPart, AreaTabs, useAreaPart } from '../parts/AreaTabs.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { RecordsArea } from '../records/RecordsArea.tsx';
import { useMay } from '../shell/session.tsx';
import { MovesPart } from './MovesPart.tsx';
import { StockPart } from './StockPart.tsx';

type Part = 'stock' | 'moves' | 'plan' | 'count';

/** 备件: stock, movements, yearly plan, stock-taking. */
export function SparesScreen() {
  const may = useMay();
  const parts: AreaPart<Part>[] = [
    { key: 'stock', label: '库存' },
    { key: 'moves', label: '出入库记录' },
    ...(may.read('sparesPlan') ? [{ key: 'plan' as const, label: '预投计划' }] : []),
    ...(may.read('stockTaking') ? [{ key: 'count' as const, label: '盘点' }] : []),
  ];
  const [part, choose] = useAreaPart('spares', parts);
  return (
    <>
      <PageHeader title="备件" />
      <AreaTabs label="备件" parts={parts} chosen={part} onChoose={choose} />
      {part === 'stock' && <StockPart />}
      {part === 'moves' && <MovesPart />}
      {part === 'plan' && <RecordsArea name="spares.plan" label="备件预投计划" kinds={['sparesPlan']} />}
      {part === 'count' && <RecordsArea name="spares.count" label="盘点单" kinds={['stockTaking']} />}
    </>
  );
}
