import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from 'react';
import { api, client } from '../client.ts';

/** What a setting may hold: plain data. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Settings = Readonly<Record<string, Json>>;

interface Store {
  readonly values: Settings;
  readonly set: (key: string, value: Json) => void;
  readonly write: () => Promise<void>;
}
const SettingsContext = createContext<Store | null>(null);
/** Long enough to gather a drag of the splitter, short enough to survive a lock. */
const writeAfterMs = 400;
/** A lock must be done within a second (spec 3). */
const longestWaitMs = 200;

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
  const write = useCallback(async () => {
    if (timer.current === undefined) return;
    clearTimeout(timer.current);
    timer.current = undefined;
    // Only the look of the screen is lost if this fails; the person's work is saved elsewhere.
    await client.session.saveSettings({ settings: { ...latest.current } }).catch(() => undefined);
  }, []);
  const set = useCallback(
    (key: string, value: Json) => {
      latest.current = { ...latest.current, [key]: value };
      setValues(latest.current);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void write(), writeAfterMs);
    },
    [write],
  );
  useEffect(() => {
    const leave = () => void write();
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }, [write]);
  return <SettingsContext value={{ values, set, write }}>{children}</SettingsContext>;
}

/**
 * Writes what has changed and waits for it, at most as long as a person does not notice: for a lock that takes the page away.
 * It never fails, for a lock must come whatever happens.
 */
export function useWriteSettings(): () => Promise<void> {
  const store = useContext(SettingsContext);
  if (store === null) throw new Error('no settings around this screen');
  const { write } = store;
  return useCallback(
    () => Promise.race([write(), new Promise<void>((done) => setTimeout(done, longestWaitMs))]),
    [write],
  );
}

/** One setting of the person by key, kept over restarts. */
export function useSetting<T extends Json>(key: string, initial: T): [T, (value: T) => void] {
  const store = useContext(SettingsContext);
  if (store === null) throw new Error('no settings around this screen');
  const { set } = store;
  const change = useCallback((value: T) => set(key, value), [key, set]);
  return [(store.values[key] as T | undefined) ?? initial, change];
}
