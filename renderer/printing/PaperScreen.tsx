import './printing.css';
import { useQuery } from '@tanstack/react-query';
import { api } from '../client.ts';
import { type AreaPart, AreaTabs, useAreaPart } from '../parts/AreaTabs.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { Briefs } from '../reports/Briefs.tsx';
import { useMay } from '../shell/session.tsx';
import { Authorisations } from './Authorisations.tsx';
import { Ledger } from './Ledger.tsx';
import { LedgerPaper } from './LedgerPaper.tsx';
import { Trace } from './Trace.tsx';

type Part = 'briefs' | 'queue' | 'ledger' | 'register' | 'authorisations' | 'trace';

/** Reports, the approvers' queue, the ledger, standing authorisations, trace codes. */
export function PaperScreen() {
  const may = useMay();
  const prints = may.act('print.apply') || may.act('print.approve');
  const waits = useQuery(
    api.printing.ledger.queryOptions({
      input: { state: 'applied', limit: 200 },
      enabled: may.act('print.approve'),
    }),
  );
  const parts: AreaPart<Part>[] = [
    ...(may.read('situationReport') ? [{ key: 'briefs' as const, label: '简报与情况报表' }] : []),
    ...(may.act('print.approve')
      ? [{ key: 'queue' as const, label: '待审批打印', waiting: waits.data?.rows.length }]
      : []),
    ...(prints || may.act('print.ledger') ? [{ key: 'ledger' as const, label: '打印台账' }] : []),
    ...(may.act('print.ledger') ? [{ key: 'register' as const, label: '台账登记表' }] : []),
    ...(prints ? [{ key: 'authorisations' as const, label: '供签字打印授权' }] : []),
    ...(prints || may.act('print.ledger') ? [{ key: 'trace' as const, label: '查追踪码' }] : []),
  ];
  const [part, choose] = useAreaPart('paper', parts);
  return (
    <>
      <PageHeader title="报告与打印" />
      <AreaTabs label="报告与打印" parts={parts} chosen={part} onChoose={choose} />
      {part === 'briefs' && <Briefs />}
      {part === 'queue' && <Ledger key="queue" only="applied" />}
      {part === 'ledger' && <Ledger key="ledger" />}
      {part === 'register' && <LedgerPaper />}
      {part === 'authorisations' && <Authorisations />}
      {part === 'trace' && <Trace />}
    </>
  );
}
