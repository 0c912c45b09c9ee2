import { useState } from 'react';
import { AreaTabs, useAreaPart } from '../parts/AreaTabs.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import type { ScreenProps } from '../shell/screens.ts';
import { CalendarPart } from './CalendarPart.tsx';
import { RulesPart } from './RulesPart.tsx';

const parts = [
  { key: 'rules', label: '服务规则' },
  { key: 'calendar', label: '工作日历' },
] as const;

/** 规则与日历: what the program decides by, as data that the information office keeps. */
export function RulesScreen({ params }: ScreenProps) {
  const [saved, choose] = useAreaPart('rules', parts);
  // A notice of the home page opens its own part; what the person chooses afterwards holds.
  const [asked, setAsked] = useState(parts.find((one) => one.key === params.part)?.key);
  const part = asked ?? saved;
  const version = params.version === undefined ? null : Number(params.version);
  return (
    <>
      <PageHeader title="规则与日历" />
      <AreaTabs
        label="规则与日历"
        parts={parts}
        chosen={part}
        onChoose={(key) => {
          setAsked(undefined);
          choose(key);
        }}
      />
      {part === 'calendar' ? (
        <CalendarPart first={params.year === undefined ? undefined : Number(params.year)} />
      ) : (
        <RulesPart first={version} />
      )}
    </>
  );
}
