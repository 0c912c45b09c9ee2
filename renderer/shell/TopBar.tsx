import { useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { roleNames } from '../../shared/policy/roles.ts';
import { api } from '../client.ts';
import { keyWords } from './keys.ts';
import { useMay, useSession } from './session.tsx';
import { useTabs } from './tabs.tsx';

/** Search, new call, what waits, who is logged in, lock. */
export function TopBar(props: { onSearch: () => void; onLock: () => void; onHelp: () => void }) {
  const { person } = useSession();
  const may = useMay();
  const tabs = useTabs();
  const roles = person.roles.map((role) => roleNames[role]).join('、');
  return (
    <div className="top">
      {may.act('record.work') && (
        <button type="button" className="top-search" onClick={props.onSearch}>
          <span>搜索记录、编号、单位</span>
          <kbd>{keyWords('search')}</kbd>
        </button>
      )}
      {may.write('phoneRecord') && (
        <button type="button" className="top-button strong" onClick={() => tabs.open('phone')}>
          新电话 <kbd>F2</kbd>
        </button>
      )}
      {may.act('record.work') && <Waiting />}
      <span className="top-space" />
      <button
        type="button"
        className="top-button top-person"
        title={`${roles}。按下修改口令`}
        onClick={() => tabs.open('password')}
      >
        {person.name}
        <span className="dim"> · {roles}</span>
      </button>
      <SchemeButton />
      <button type="button" className="top-button" onClick={props.onHelp}>
        帮助 <kbd>F1</kbd>
      </button>
      <button type="button" className="top-button" onClick={props.onLock}>
        锁定 <kbd>{keyWords('lock')}</kbd>
      </button>
    </div>
  );
}

function Waiting() {
  const tabs = useTabs();
  const home = useQuery(api.service.home.queryOptions());
  const queues = home.data?.queues ?? [];
  const count = queues.reduce((sum, queue) => sum + queue.count, 0);
  const overdue = queues.reduce((sum, queue) => sum + queue.overdue, 0);
  return (
    <button type="button" className="top-button" onClick={() => tabs.open('home')}>
      待办 <b>{home.data === undefined ? '—' : count}</b>
      {overdue > 0 && <span className="tone-refused"> 逾期 {overdue}</span>}
    </button>
  );
}

function SchemeButton() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const next = { auto: 'light', light: 'dark', dark: 'auto' } as const;
  const words = { auto: '随系统', light: '浅色', dark: '深色' } as const;
  return (
    <button
      type="button"
      className="top-button"
      aria-label={`外观：${words[colorScheme]}，按下换为${words[next[colorScheme]]}`}
      onClick={() => setColorScheme(next[colorScheme])}
    >
      <span className="dim">外观</span> {words[colorScheme]}
    </button>
  );
}
