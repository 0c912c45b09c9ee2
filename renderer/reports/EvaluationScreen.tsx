import './reports.css';
import { type AreaPart, AreaTabs, useAreaPart } from '../parts/AreaTabs.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { Periods } from './Periods.tsx';
import { SatisfactionPart } from './SatisfactionPart.tsx';
import { Statistics } from './Statistics.tsx';

type Part = 'statistics' | 'satisfaction' | 'periods';
const parts: readonly AreaPart<Part>[] = [
  { key: 'statistics', label: '统计' },
  { key: 'satisfaction', label: '用户满意度' },
  { key: 'periods', label: '报告期' },
];

/** Statistics with filter and drill-down, satisfaction, periods. */
export function EvaluationScreen() {
  const [part, choose] = useAreaPart('evaluation', parts);
  return (
    <>
      <PageHeader title="统计评价" />
      <AreaTabs label="统计评价" parts={parts} chosen={part} onChoose={choose} />
      {part === 'statistics' && <Statistics />}
      {part === 'satisfaction' && <SatisfactionPart />}
      {part === 'periods' && <Periods />}
    </>
  );
}
