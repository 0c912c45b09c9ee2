import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef } from 'react';
import { screenByKey } from './navigation.ts';
import type { ScreenParams } from './screens.ts';
import { type Json, useSetting } from './settings.tsx';

/** An open piece of work. */
export interface Tab {
  readonly key: string;
  readonly screen: string;
  readonly params: ScreenParams;
  readonly title: string;
}

interface TabsState {
  readonly tabs: readonly Tab[];
  readonly active: string;
}

/** What screens do with tabs. */
export interface Tabs extends TabsState {
  /** Opens a screen, or goes to its tab if it is open already. */
  readonly open: (screen: string, params?: ScreenParams, title?: string) => void;
  readonly activate: (key: string) => void;
  readonly close: (key: string) => void;
  readonly rename: (key: string, title: string) => void;
}

const TabsContext = createContext<Tabs | null>(null);
const CurrentTab = createContext<string>('home');

const homeTab: Tab = { key: 'home', screen: 'home', params: {}, title: '首页' };
/** More open work than anybody oversees; the oldest untouched tab gives way. */
const mostTabs = 14;

/** Key of a tab: one tab per screen and what it shows. */
export function tabKey(screen: string, params: ScreenParams): string {
  const parts = Object.entries(params)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`);
  return [screen, ...parts].join('&');
}

/** Keeps the tabs of the person over restarts. The first tab is always a screen of the navigation. */
export function TabsProvider(props: { first: Tab | undefined; children: ReactNode }) {
  const first = props.first ?? homeTab;
  const [saved, save] = useSetting<Json>('tabs', null);
  const state = useMemo(() => readTabs(saved, first), [saved, first]);
  const latest = useRef(state);
  latest.current = state;

  const change = useCallback(
    (next: TabsState) => {
      latest.current = next;
      save(next as unknown as Json);
    },
    [save],
  );
  const value = useMemo<Tabs>(
    () => ({
      ...state,
      open: (screen, params = {}, title) => {
        const key = tabKey(screen, params);
        const { tabs } = latest.current;
        const known = tabs.find((tab) => tab.key === key);
        if (known !== undefined) return change({ tabs, active: key });
        const tab: Tab = { key, screen, params, title: title ?? screenByKey(screen)?.title ?? screen };
        const kept = tabs.length >= mostTabs ? [...tabs.slice(0, 1), ...tabs.slice(2)] : tabs;
        return change({ tabs: [...kept, tab], active: key });
      },
      activate: (key) => change({ tabs: latest.current.tabs, active: key }),
      close: (key) => {
        const { tabs, active } = latest.current;
        const index = tabs.findIndex((tab) => tab.key === key);
        const rest = tabs.filter((tab) => tab.key !== key);
        if (index < 0 || rest.length === 0) return;
        const next = active === key ? (rest[Math.max(0, index - 1)] ?? rest[0])?.key : active;
        change({ tabs: rest, active: next ?? active });
      },
      rename: (key, title) => {
        const { tabs, active } = latest.current;
        if (tabs.find((tab) => tab.key === key)?.title === title) return;
        change({ tabs: tabs.map((tab) => (tab.key === key ? { ...tab, title } : tab)), active });
      },
    }),
    [state, change],
  );
  return <TabsContext value={value}>{props.children}</TabsContext>;
}

/** Marks which tab the screens below belong to. */
export function CurrentTabProvider(props: { tab: string; children: ReactNode }) {
  return <CurrentTab value={props.tab}>{props.children}</CurrentTab>;
}

/** The open tabs and what can be done with them. */
export function useTabs(): Tabs {
  const tabs = useContext(TabsContext);
  if (tabs === null) throw new Error('no tabs around this screen');
  return tabs;
}

/** Key of the tab that this screen is in. */
export function useCurrentTab(): string {
  return useContext(CurrentTab);
}

/** Saved tabs as far as this version still knows their screens. */
function readTabs(saved: Json, first: Tab): TabsState {
  const state = saved as unknown as TabsState | null;
  const tabs = (state?.tabs ?? []).filter((tab) => screenByKey(tab.screen) !== undefined);
  if (tabs.length === 0) return { tabs: [first], active: first.key };
  const active = tabs.some((tab) => tab.key === state?.active) ? (state?.active ?? first.key) : tabs[0]?.key;
  return { tabs, active: active ?? first.key };
}
