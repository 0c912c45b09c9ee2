import type { ReactNode } from 'react';
import { displayInstant } from '../../shared/forms/display.ts';
import { Empty } from './Empty.tsx';

/** One line of a timeline: when, who, what, why. */
export interface TimelineEvent {
  readonly key: string;
  readonly at: string;
  readonly by: string;
  readonly what: string;
  readonly why: ReactNode;
}

/** Who did what when and why, in the order given. */
export function Timeline({ events }: { events: readonly TimelineEvent[] }) {
  if (events.length === 0) return <Empty why="还没有经过。" />;
  return (
    <ol className="timeline">
      {events.map((event) => (
        <li key={event.key}>
          <time dateTime={event.at}>{displayInstant(event.at)}</time>
          <span className="timeline-by">{event.by}</span>
          <span>
            <b>{event.what}</b>
            {event.why ? <span className="dim">　{event.why}</span> : null}
          </span>
        </li>
      ))}
    </ol>
  );
}
