import './audit.css';
import { type AreaPart, AreaTabs, useAreaPart } from '../parts/AreaTabs.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { useMay } from '../shell/session.tsx';
import { AuditBook } from './AuditBook.tsx';
import { ChainState } from './ChainState.tsx';
import { ChecksPart } from './ChecksPart.tsx';
import { ReportPart } from './ReportPart.tsx';
import { SegmentsPart } from './SegmentsPart.tsx';

type Part = 'book' | 'chain' | 'checks' | 'segments' | 'report';

/** The audit desk: the book, the chain, the built-in checks, the yearly segments, the report on paper. */
export function AuditScreen() {
  const may = useMay();
  const reads = may.act('audit.read');
  const parts: AreaPart<Part>[] = [
    ...(reads || may.act('audit.review') ? [{ key: 'book' as const, label: '记录' }] : []),
    ...(reads
      ? [
          { key: 'chain' as const, label: '审计链' },
          { key: 'checks' as const, label: '内置检查' },
        ]
      : []),
    ...(reads || may.act('audit.segment') ? [{ key: 'segments' as const, label: '年段' }] : []),
    ...(reads ? [{ key: 'report' as const, label: '审计报告' }] : []),
  ];
  const [part, choose] = useAreaPart('audit', parts);
  return (
    <>
      <PageHeader title="审计" />
      {parts.length > 1 && <AreaTabs label="审计" parts={parts} chosen={part} onChoose={choose} />}
      {part === 'book' && <AuditBook />}
      {part === 'chain' && <ChainState />}
      {part === 'checks' && <ChecksPart />}
      {part === 'segments' && <SegmentsPart />}
      {part === 'report' && <ReportPart />}
    </>
  );
}
