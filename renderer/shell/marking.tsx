import { createContext, type ReactNode, useContext, useEffect, useId, useMemo, useState } from 'react';
import type { Day } from '../../shared/ids.ts';
import { defaultMarking, formatMarking, maxMarking, parseMarking } from '../../shared/marking/marking.ts';

type Report = (id: string, markings: readonly string[] | null) => void;
const MarkingContext = createContext<Report | null>(null);

/** Gathers the markings of everything on screen; `head` receives the highest level with the longest term. */
export function MarkingProvider(props: {
  today: Day;
  head: (marking: string) => ReactNode;
  children: ReactNode;
}) {
  const [shown, setShown] = useState<ReadonlyMap<string, readonly string[]>>(new Map());
  const report = useMemo<Report>(
    () => (id, markings) =>
      setShown((before) => {
        const next = new Map(before);
        if (markings === null) next.delete(id);
        else next.set(id, markings);
        return next;
      }),
    [],
  );
  const highest = useMemo(() => {
    const parsed = [...shown.values()].flat().map((text) => parseMarking(text) ?? defaultMarking);
    return formatMarking(maxMarking(parsed, props.today));
  }, [shown, props.today]);
  return (
    <MarkingContext value={report}>
      {props.head(highest)}
      {props.children}
    </MarkingContext>
  );
}

/** Tells the window head which markings this screen shows, as long as it is on screen. */
export function useMarkingsOnScreen(markings: readonly string[]): void {
  const report = useContext(MarkingContext);
  const id = useId();
  const key = [...new Set(markings)].sort().join('|');
  useEffect(() => {
    report?.(id, key === '' ? [] : key.split('|'));
    return () => report?.(id, null);
  }, [report, id, key]);
}
