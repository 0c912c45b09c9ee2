import { useCallback } from 'react';
import type { RecordUid } from '../../shared/ids.ts';
import { RecordsArea } from '../records/RecordsArea.tsx';
import type { ScreenProps } from '../shell/screens.ts';
import { useCurrentTab, useTabs } from '../shell/tabs.tsx';
import { TaskPage } from './TaskPage.tsx';

/** 服务任务: list and task. */
export function TasksScreen() {
  return (
    <RecordsArea
      name="tasks"
      label="服务任务"
      kinds={['task']}
      detail={(row, onBack) => <TaskPage key={row.uid} uid={row.uid} onBack={onBack} />}
    />
  );
}

/** One task in a tab of its own. Esc closes the tab. */
export function TaskScreen({ params }: ScreenProps) {
  const tabs = useTabs();
  const tab = useCurrentTab();
  const { rename } = tabs;
  const onTitle = useCallback((title: string) => rename(tab, title), [rename, tab]);
  return <TaskPage uid={params.uid as RecordUid} onBack={() => tabs.close(tab)} onTitle={onTitle} />;
}
