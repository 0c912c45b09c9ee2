import { useQuery } from '@tanstack/react-query';
import { api } from '../client.ts';
import { ToneTag } from '../parts/tags.tsx';
import { useTabs } from '../shell/tabs.tsx';

const words = { refused: '须办理', attention: '请办理', underway: '进行中' } as const;

/** What calendar, plan, staff register and duty roster ask of this person, above the queues. */
export function DueNotices() {
  const tabs = useTabs();
  const found = useQuery(api.notices.list.queryOptions());
  const rows = found.data?.rows ?? [];
  if (rows.length === 0) return null;
  return (
    <section className="section" aria-label="提醒">
      <h2>
        提醒 <b>{rows.length}</b>
      </h2>
      <ul className="due-notices">
        {rows.map((row) => (
          <li key={row.key}>
            <ToneTag tone={row.tone}>{words[row.tone]}</ToneTag>{' '}
            <button type="button" className="link-button" onClick={() => tabs.open(row.screen, row.params)}>
              {row.text}
            </button>
            <span className="clause">（{row.clause}）</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
