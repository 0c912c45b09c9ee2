import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../client.ts';
import { type AreaPart, AreaTabs, useAreaPart } from '../parts/AreaTabs.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import type { ScreenProps } from '../shell/screens.ts';
import { useMay } from '../shell/session.tsx';
import { AskEmergency } from './AskEmergency.tsx';
import { DecideEmergency } from './DecideEmergency.tsx';
import { Duty } from './Duty.tsx';
import { EmergencyLog } from './EmergencyLog.tsx';
import { MarksEnding, MarksProposed } from './Marks.tsx';
import { Requests } from './Requests.tsx';
import './access.css';

type Part = 'requests' | 'emergencies' | 'duty' | 'ask' | 'proposed' | 'ending' | 'log';

/** Requests for readers, emergency access, marks to decide and marks that end: each person sees the parts of the own roles. */
export function KnowingScreen({ params }: ScreenProps) {
  const may = useMay();
  const grants = may.act('reader.grant');
  const decides = may.act('emergency.decide');
  const marks = may.act('mark.decide');
  const requests = useQuery(api.access.requests.queryOptions({ enabled: grants }));
  const emergencies = useQuery(api.access.emergencies.queryOptions({ enabled: decides }));
  const proposed = useQuery(api.access.marksProposed.queryOptions({ enabled: marks }));
  const ending = useQuery(api.access.marksEnding.queryOptions({ enabled: marks }));
  const parts: AreaPart<Part>[] = [
    ...(grants ? [{ key: 'requests' as const, label: '待批知悉', waiting: requests.data?.rows.length }] : []),
    ...(decides
      ? [
          { key: 'emergencies' as const, label: '待批紧急知悉', waiting: emergencies.data?.rows.length },
          { key: 'duty' as const, label: '值班领导' },
        ]
      : []),
    ...(may.act('emergency.ask') ? [{ key: 'ask' as const, label: '申请紧急知悉' }] : []),
    ...(marks
      ? [
          { key: 'proposed' as const, label: '待定密', waiting: proposed.data?.rows.length },
          { key: 'ending' as const, label: '密级到期', waiting: ending.data?.rows.length },
        ]
      : []),
    ...(may.act('audit.read') || may.act('audit.review')
      ? [{ key: 'log' as const, label: '紧急知悉清单' }]
      : []),
  ];
  const [saved, save] = useAreaPart('knowing', parts);
  // Opened from the home page the tab shows what was clicked there, until another part is chosen.
  const [asked, setAsked] = useState<string | null>(params.part ?? null);
  const part = parts.find((one) => one.key === asked)?.key ?? saved;
  const choose = (key: Part) => {
    setAsked(null);
    save(key);
  };
  return (
    <>
      <PageHeader title="知悉与定密" />
      <AreaTabs label="知悉与定密" parts={parts} chosen={part} onChoose={choose} />
      <div className="page-body">
        {part === 'requests' && <Requests />}
        {part === 'emergencies' && <DecideEmergency />}
        {part === 'duty' && <Duty />}
        {part === 'ask' && <AskEmergency />}
        {part === 'proposed' && <MarksProposed />}
        {part === 'ending' && <MarksEnding />}
        {part === 'log' && <EmergencyLog />}
      </div>
    </>
  );
}
