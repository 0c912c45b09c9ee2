import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { RecordUid } from '../../shared/ids.ts';
import { api } from '../client.ts';
import { NoticeParts } from '../dispatch/NoticeParts.tsx';
import { BriefScreen } from '../reports/BriefScreen.tsx';
import type { ScreenProps } from '../shell/screens.ts';
import { useCurrentTab, useTabs } from '../shell/tabs.tsx';
import { RecordPage } from './RecordPage/RecordPage.tsx';

/** One record in a tab of its own, a situation report in its own form. Esc closes the tab. */
export function RecordScreen({ params }: ScreenProps) {
  const tabs = useTabs();
  const tab = useCurrentTab();
  const { rename } = tabs;
  const onTitle = useCallback((title: string) => rename(tab, title), [rename, tab]);
  const uid = params.uid as RecordUid;
  const record = useQuery(api.records.open.queryOptions({ input: { uid } }));
  if (record.data?.row.kind === 'situationReport') return <BriefScreen params={params} />;
  return (
    <RecordPage
      uid={uid}
      onBack={() => tabs.close(tab)}
      onTitle={onTitle}
      extra={(record) => <NoticeParts record={record} />}
    />
  );
}
