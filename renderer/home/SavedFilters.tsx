import { useQuery } from '@tanstack/react-query';
import type { ObjectUid } from '../../shared/ids.ts';
import { api, client, queryClient } from '../client.ts';
import { useProblem } from '../parts/problem.tsx';
import { useMay } from '../shell/session.tsx';
import { useTabs } from '../shell/tabs.tsx';

/** Own and shared filters with their live counts; each opens its list. */
export function SavedFilters() {
  const may = useMay();
  const tabs = useTabs();
  const problem = useProblem();
  const found = useQuery(api.service.filters.queryOptions({ enabled: may.act('record.work') }));
  const rows = found.data?.rows ?? [];
  if (rows.length === 0) return null;
  const remove = (uid: ObjectUid) => {
    client.service
      .removeFilter({ uid })
      .then(() => queryClient.invalidateQueries({ queryKey: api.service.filters.key() }), problem);
  };
  return (
    <section className="section" aria-label="保存的筛选">
      <h2>保存的筛选</h2>
      <ul className="named-rows">
        {rows.map((row) => (
          <li key={row.uid}>
            <button
              type="button"
              className="link-button"
              onClick={() =>
                tabs.open('queue', { filter: JSON.stringify(row.filter), title: row.name }, row.name)
              }
            >
              {row.name} <b>{row.count}</b>
            </button>
            {row.shared && <span className="dim">{row.mine ? '本站共用' : `${row.owner} 共用`}</span>}
            {row.mine && (
              <button
                type="button"
                className="link-button"
                aria-label={`删除筛选 ${row.name}`}
                onClick={() => remove(row.uid)}
              >
                删除
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
