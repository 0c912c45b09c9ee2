import { useCallback } from 'react';
import type { RecordUid } from '../../shared/ids.ts';
import { StaffChoice } from '../dispatch/StaffChoice.tsx';
import type { ScreenProps } from '../shell/screens.ts';
import { useCurrentTab, useTabs } from '../shell/tabs.tsx';
import { RecordPage } from './RecordPage/RecordPage.tsx';

/** One record in a tab of its own. Esc closes the tab. */
export function RecordScreen({ params }: ScreenProps) {
  const tabs = useTabs();
  const tab = useCurrentTab();
  const { rename } = tabs;
  const onTitle = useCallback((title: string) => rename(tab, title), [rename, tab]);
  return (
    <RecordPage
      uid={params.uid as RecordUid}
      onBack={() => tabs.close(tab)}
      onTitle={onTitle}
      extra={(record) => <StaffChoice record={record} />}
    />
  );
}
