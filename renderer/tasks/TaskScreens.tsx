import { useCallback } from 'react';
import type { RecordUid } from '../../shared/ids.ts';
import { type AreaPart, AreaTabs, useAreaPart } from '../parts/AreaTabs.tsx';
import { RecordsArea } from '../records/RecordsArea.tsx';
import type { ScreenProps } from '../shell/screens.ts';
import { useMay } from '../shell/session.tsx';
import { useCurrentTab, useTabs } from '../shell/tabs.tsx';
import { SupportQueue } from './SupportQueue.tsx';
import { TaskBoard } from './TaskBoard.tsx';
import { TaskCalendar } from './TaskCalendar.tsx';
import { TaskPage } from './TaskPage.tsx';

type Part = 'list' | 'board' | 'calendar' | 'support';

/** 服务任务: the same tasks as a table, by step, by day; and the questions to the technical department. */
export function TasksScreen() {
  const may = useMay();
  const parts: AreaPart<Part>[] = [
    { key: 'list', label: '列表' },
    { key: 'board', label: '看板' },
    { key: 'calendar', label: '日历' },
    ...(may.act('support.ask') || may.act('support.answer')
      ? [{ key: 'support' as const, label: '技术支持' }]
      : []),
  ];
  const [part, choose] = useAreaPart('tasks', parts);
  return (
    <>
      <AreaTabs label="服务任务" parts={parts} chosen={part} onChoose={choose} />
      {part === 'list' && (
        <RecordsArea
          name="tasks"
          label="服务任务"
          kinds={['task']}
          detail={(row, onBack) => <TaskPage key={row.uid} uid={row.uid} onBack={onBack} />}
        />
      )}
      {part === 'board' && <TaskBoard />}
      {part === 'calendar' && <TaskCalendar />}
      {part === 'support' && <SupportQueue />}
    </>
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
