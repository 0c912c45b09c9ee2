import { useEffect, useRef } from 'react';
import { keyWords } from './keys.ts';
import { useTabs } from './tabs.tsx';

/** Open work, drafts included; survives a restart. ←→ moves, Ctrl+W or Delete closes. */
export function WorkTabs() {
  const tabs = useTabs();
  const strip = useRef<HTMLDivElement>(null);
  const { active } = tabs;
  useEffect(() => {
    if (active === '') return;
    strip.current?.querySelector('.tab.chosen')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [active]);
  return (
    <div
      ref={strip}
      className="tabs"
      role="tablist"
      aria-label="打开的工作"
      onKeyDown={(event) => {
        const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
        if (event.key === 'Delete') tabs.close(tabs.active);
        if (step === 0) return;
        event.preventDefault();
        const index = tabs.tabs.findIndex((tab) => tab.key === tabs.active);
        const next = tabs.tabs[index + step];
        if (next === undefined) return;
        tabs.activate(next.key);
        document.getElementById(`tab-${next.key}`)?.focus();
      }}
    >
      {tabs.tabs.map((tab) => {
        const chosen = tab.key === tabs.active;
        return (
          <div key={tab.key} className={chosen ? 'tab chosen' : 'tab'} role="presentation">
            <button
              type="button"
              role="tab"
              id={`tab-${tab.key}`}
              aria-selected={chosen}
              aria-controls={chosen ? `panel-${tab.key}` : undefined}
              tabIndex={chosen ? 0 : -1}
              className="tab-name"
              onClick={() => tabs.activate(tab.key)}
              onAuxClick={(event) => event.button === 1 && tabs.close(tab.key)}
            >
              {tab.title}
            </button>
            {tabs.tabs.length > 1 && (
              // For the mouse alone; keys close with Ctrl+W or Delete.
              <span
                className="tab-close"
                aria-hidden="true"
                title={`关闭页签（${keyWords('closeTab')}）`}
                onClick={() => tabs.close(tab.key)}
              >
                ×
              </span>
            )}
          </div>
        );
      })}
    </div>
  );
}
