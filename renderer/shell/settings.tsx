import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from 'react';
import { api, client } from '../client.ts';

/** What a setting may hold: plain data. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Settings = Readonly<Record<string, Json>>;

interface Store {
  readonly values: Settings;
  readonly set: (key: string, value: Json) => void;
}
const SettingsContext = createContext<Store | null>(null);
/** Long enough to gather a drag of the splitter, short enough to survive a lock. */
const writeAfterMs = 400;

/** Loads the person's settings (tabs, splitters, columns, unfinished quick entries) and writes back what changes. */
export function SettingsProvider({ children }: { children: ReactNode }) {
  const loaded = useQuery(api.session.settings.queryOptions({ staleTime: Number.POSITIVE_INFINITY }));
  if (loaded.isPending) return null;
  return <Loaded initial={(loaded.data?.settings ?? {}) as Settings}>{children}</Loaded>;
}

function Loaded({ initial, children }: { initial: Settings; children: ReactNode }) {
  const [values, setValues] = useState<Settings>(initial);
  const latest = useRef(values);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const write = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = undefined;
    // Only the look of the screen is lost if this fails; the person's work is saved elsewhere.
    void client.session.saveSettings({ settings: { ...latest.current } }).catch(() => undefined);
  }, []);
  const set = useCallback(
    (key: string, value: Json) => {
      latest.current = { ...latest.current, [key]: value };
      setValues(latest.current);
      clearTimeout(timer.current);
      timer.current = setTimeout(write, writeAfterMs);
    },
    [write],
  );
  useEffect(() => {
    const flush = () => {
      if (timer.current !== undefined) write();
    };
    window.addEventListener('pagehide', flush);
    return () => {
      window.removeEventListener('pagehide', flush);
      flush();
    };
  }, [write]);
  return <SettingsContext value={{ values, set }}>{children}</SettingsContext>;
}

/** One setting of the person by key, kept over restarts. */
export function useSetting<T extends Json>(key: string, initial: T): [T, (value: T) => void] {
  const store = useContext(SettingsContext);
  if (store === null) throw new Error('no settings around this screen');
  const { set } = store;
  const change = useCallback((value: T) => set(key, value), [key, set]);
  return [(store.values[key] as T | undefined) ?? initial, change];
}
