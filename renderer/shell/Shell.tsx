import { Activity, useEffect, useRef, useState } from 'react';
import type { Day } from '../../shared/ids.ts';
import { client } from '../client.ts';
import { useProblem } from '../parts/problem.tsx';
import { HelpPanel } from './HelpPanel.tsx';
import { useKey } from './keys.ts';
import { MarkingProvider } from './marking.tsx';
import { Navigation } from './Navigation.tsx';
import { areasFor, screenByKey } from './navigation.ts';
import { ScreenGuard } from './ScreenGuard.tsx';
import { Search } from './Search.tsx';
import { enterSession, useMay, useSession } from './session.tsx';
import { useWriteSettings } from './settings.tsx';
import { TopBar } from './TopBar.tsx';
import { CurrentTabProvider, type Tab, TabsProvider, useTabs } from './tabs.tsx';
import { Watermark } from './Watermark.tsx';
import { WindowHead } from './WindowHead.tsx';
import { WorkTabs } from './WorkTabs.tsx';

/** The window of an unlocked program: head, navigation, top bar, work tabs, the screen of the active tab. */
export function Shell() {
  const session = useSession();
  const [area] = areasFor(session);
  const first: Tab | undefined = area && { key: area.key, screen: area.key, params: {}, title: area.title };
  return (
    <TabsProvider first={first}>
      <MarkingProvider today={session.today as Day} head={(marking) => <WindowHead marking={marking} />}>
        <Frame />
      </MarkingProvider>
    </TabsProvider>
  );
}

function Frame() {
  const tabs = useTabs();
  const may = useMay();
  const problem = useProblem();
  const [help, setHelp] = useState(false);
  const [searching, setSearching] = useState(false);
  const main = useRef<HTMLElement>(null);

  const writeSettings = useWriteSettings();
  const lock = async () => {
    await writeSettings();
    await client.session.lock().then(() => enterSession(), problem);
  };
  useKey('lock', () => void lock());
  useKey('search', () => setSearching(true));
  useKey('help', () => setHelp((shown) => !shown));
  useKey('newPhone', () => tabs.open('phone'), may.write('phoneRecord'));
  useKey('closeTab', () => tabs.close(tabs.active));
  useKey('nextTab', () => step(1));
  useKey('previousTab', () => step(-1));
  useKey('navigation', () => document.querySelector<HTMLElement>('.nav [aria-current="page"]')?.focus());

  const step = (by: number) => {
    const index = tabs.tabs.findIndex((tab) => tab.key === tabs.active);
    const next = tabs.tabs[(index + by + tabs.tabs.length) % tabs.tabs.length];
    if (next !== undefined) tabs.activate(next.key);
  };

  const active = tabs.tabs.find((tab) => tab.key === tabs.active);
  const activeScreen = active === undefined ? undefined : screenByKey(active.screen);
  const opened = useOpened(tabs.active, tabs.tabs);
  return (
    <div className="frame">
      <Navigation active={active?.screen ?? ''} />
      <div className="frame-right">
        <TopBar onSearch={() => setSearching(true)} onLock={() => void lock()} onHelp={() => setHelp(true)} />
        <WorkTabs />
        <div className="frame-body">
          <main className="work" ref={main} id="work" aria-label={activeScreen?.title ?? '工作区'}>
            <Watermark />
            {tabs.tabs
              .filter((tab) => opened.has(tab.key))
              .map((tab) => (
                <Activity key={tab.key} mode={tab.key === tabs.active ? 'visible' : 'hidden'}>
                  <div
                    className="screen"
                    role="tabpanel"
                    id={`panel-${tab.key}`}
                    aria-labelledby={`tab-${tab.key}`}
                  >
                    <CurrentTabProvider tab={tab.key}>
                      <ScreenGuard>
                        <TabScreen tab={tab} />
                      </ScreenGuard>
                    </CurrentTabProvider>
                  </div>
                </Activity>
              ))}
          </main>
          {help && activeScreen !== undefined && (
            <HelpPanel screen={activeScreen} onClose={() => setHelp(false)} />
          )}
        </div>
      </div>
      {searching && <Search onClose={() => setSearching(false)} />}
    </div>
  );
}

function TabScreen({ tab }: { tab: Tab }) {
  const Content = screenByKey(tab.screen)?.component;
  return Content === undefined ? null : <Content params={tab.params} />;
}

/** Tabs that have been looked at since log-in: the others of last time are not even asked for. */
function useOpened(active: string, tabs: readonly Tab[]): ReadonlySet<string> {
  const [opened, setOpened] = useState<ReadonlySet<string>>(() => new Set([active]));
  useEffect(() => {
    setOpened((before) => {
      const open = new Set(tabs.map((tab) => tab.key));
      const next = new Set([...before, active].filter((key) => open.has(key)));
      return next.size === before.size && [...next].every((key) => before.has(key)) ? before : next;
    });
  }, [active, tabs]);
  return opened.has(active) ? opened : new Set([...opened, active]);
}
