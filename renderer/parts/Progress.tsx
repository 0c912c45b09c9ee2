import './area.css';
import { useEffect, useState } from 'react';
import type { StationEvent } from '../../shared/contract/session.ts';
import { client } from '../client.ts';

type ProgressEvent = Extract<StationEvent, { type: 'progress' }>;

/**
 * Progress of one long act as the main process reports it; null before the first report.
 * @param path procedure that runs, such as `exchange.release`
 * @param running false stops listening
 */
export function useProgress(path: string, running: boolean): ProgressEvent | null {
  const [event, setEvent] = useState<ProgressEvent | null>(null);
  useEffect(() => {
    setEvent(null);
    if (!running) return undefined;
    const stop = new AbortController();
    const listen = async () => {
      for await (const next of await client.session.events(undefined, { signal: stop.signal })) {
        if (next.type === 'progress' && next.path === path) setEvent(next);
      }
    };
    // The act itself reports its failure; progress that is not heard is no failure.
    listen().catch(() => undefined);
    return () => stop.abort();
  }, [path, running]);
  return event;
}

/** A running act: what it does now, how far, how long it may still take. */
export function Progress({ event, what }: { event: ProgressEvent | null; what: string }) {
  const [started] = useState(() => Date.now());
  const share = event === null || event.total <= 0 ? null : Math.min(1, event.done / event.total);
  const seconds = (Date.now() - started) / 1000;
  const left = share === null || share < 0.05 ? null : Math.ceil((seconds / share) * (1 - share));
  return (
    <div className="progress" role="status">
      <div className="progress-line">
        <span>{event?.what || what}</span>
        <span className="dim">
          {event === null
            ? '正在开始…'
            : `${event.done.toLocaleString('zh-CN')} / ${event.total.toLocaleString('zh-CN')}`}
          {left !== null && left > 1 && `　约剩 ${left} 秒`}
        </span>
      </div>
      <div className="progress-bar">
        <div style={{ width: `${Math.round((share ?? 0) * 100)}%` }} />
      </div>
    </div>
  );
}
