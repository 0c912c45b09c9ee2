import { useQuery } from '@tanstack/react-query';
import { displayInstant } from '../../shared/forms/display.ts';
import { api } from '../client.ts';
import { Empty, Loading } from '../parts/Empty.tsx';
import { problemOf } from '../parts/problem.tsx';
import { DueTag } from '../parts/tags.tsx';
import { useMarkingsOnScreen } from '../shell/marking.tsx';
import { useSession } from '../shell/session.tsx';
import { RecordLink } from './RecordLink.tsx';

/** Marks that authors proposed: the decision is made on the record's page, beside its content. */
export function MarksProposed() {
  const found = useQuery(api.access.marksProposed.queryOptions());
  const rows = found.data?.rows ?? [];
  useMarkingsOnScreen(rows.map((row) => row.row.marking));
  if (found.isPending) return <Loading what="正在读取待定密记录" />;
  if (found.error !== null) return <Empty why={problemOf(found.error).message} />;
  if (rows.length === 0) return <Empty why="没有待定密的记录。" />;
  return (
    <ul className="decision-list" aria-label="待定密">
      {rows.map((row) => (
        <li key={row.row.uid}>
          <div className="decision-line">
            <RecordLink row={row.row} />
          </div>
          <div className="decision-line">
            <span>
              提出 <b>{row.marking}</b>
            </span>
            <span className="dim">
              {row.by}　{displayInstant(row.at)}
            </span>
          </div>
        </li>
      ))}
    </ul>
  );
}

/** Marks that end within 90 days or have ended: to be prolonged, changed or lifted. */
export function MarksEnding() {
  const { today } = useSession();
  const found = useQuery(api.access.marksEnding.queryOptions());
  const rows = found.data?.rows ?? [];
  useMarkingsOnScreen(rows.map((row) => row.row.marking));
  if (found.isPending) return <Loading what="正在读取到期清单" />;
  if (found.error !== null) return <Empty why={problemOf(found.error).message} />;
  if (rows.length === 0) return <Empty why="90 天内没有到期的密级。" />;
  return (
    <ul className="decision-list" aria-label="密级到期">
      {rows.map((row) => (
        <li key={row.row.uid}>
          <div className="decision-line">
            <RecordLink row={row.row} />
          </div>
          <div className="decision-line">
            <span>保密期限至 {row.endsOn}</span>
            <DueTag dueOn={row.endsOn} today={today} />
          </div>
        </li>
      ))}
    </ul>
  );
}
