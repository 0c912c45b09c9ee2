import { useQuery } from '@tanstack/react-query';
import { api } from '../client.ts';
import { Empty, Loading } from '../parts/Empty.tsx';
import { problemOf } from '../parts/problem.tsx';
import { MarkingTag } from '../parts/tags.tsx';
import { useMarkingsOnScreen } from '../shell/marking.tsx';
import { useTabs } from '../shell/tabs.tsx';
import { SupportEntry } from './Support.tsx';

/** Questions that wait for the technical department or for the side that asked, oldest first. */
export function SupportQueue() {
  const tabs = useTabs();
  const found = useQuery(api.service.supportRequests.queryOptions());
  const rows = found.data?.rows ?? [];
  useMarkingsOnScreen(rows.map((row) => row.task.marking));
  if (found.error !== null) return <Empty why={problemOf(found.error).message} />;
  if (found.data === undefined) return <Loading what="正在读取技术支持请求" />;
  return (
    <div className="page-body">
      {rows.length === 0 && <Empty why="没有未办结的技术支持请求。在任务页上提出。" />}
      {rows.map(({ request, task }) => (
        <section key={request.uid} className="section" aria-label={task.number}>
          <h2>
            <button
              type="button"
              className="link-button"
              onClick={() => tabs.open('task', { uid: task.uid }, task.number)}
            >
              {task.number}
            </button>{' '}
            <MarkingTag marking={task.marking} /> <span className="clause">{task.title}</span>
          </h2>
          <SupportEntry row={request} />
        </section>
      ))}
    </div>
  );
}
