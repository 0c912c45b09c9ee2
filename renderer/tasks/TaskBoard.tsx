import './tasks.css';
import { Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { RecordRow } from '../../shared/contract/records.ts';
import { api } from '../client.ts';
import { Empty, Loading } from '../parts/Empty.tsx';
import { problemOf } from '../parts/problem.tsx';
import { DueTag, MarkingTag } from '../parts/tags.tsx';
import { useMarkingsOnScreen } from '../shell/marking.tsx';
import { useSession } from '../shell/session.tsx';
import { useSetting } from '../shell/settings.tsx';
import { useTabs } from '../shell/tabs.tsx';

/** Open tasks by step of figure 1. ←→ goes from column to column, ↑↓ within one, Enter opens. */
export function TaskBoard() {
  const [mine, setMine] = useSetting<boolean>('tasks.board.mine', false);
  const found = useQuery(api.service.board.queryOptions({ input: { mine } }));
  const columns = found.data?.columns ?? [];
  useMarkingsOnScreen(columns.flatMap((column) => column.rows.map((row) => row.marking)));
  if (found.error !== null) return <Empty why={problemOf(found.error).message} />;
  if (found.data === undefined) return <Loading what="正在读取任务" />;
  return (
    <div className="board-frame">
      <div className="board-bar">
        <Checkbox
          label="只看我的"
          checked={mine}
          onChange={(event) => setMine(event.currentTarget.checked)}
        />
      </div>
      <section
        className="board"
        aria-label="任务看板"
        onKeyDown={(event) => {
          const cards = (column: Element | null | undefined) => [
            ...(column?.querySelectorAll<HTMLElement>('.board-card') ?? []),
          ];
          const here = document.activeElement?.closest('.board-column');
          const index = cards(here).indexOf(document.activeElement as HTMLElement);
          if (index < 0) return;
          const sideways = event.key === 'ArrowRight' || event.key === 'ArrowLeft';
          let target: HTMLElement | undefined;
          if (sideways) {
            let next = here;
            do next = event.key === 'ArrowRight' ? next?.nextElementSibling : next?.previousElementSibling;
            while (next && cards(next).length === 0);
            target = cards(next)[Math.min(index, cards(next).length - 1)];
          } else if (event.key === 'ArrowDown') target = cards(here)[index + 1];
          else if (event.key === 'ArrowUp') target = cards(here)[index - 1];
          if (target === undefined) return;
          event.preventDefault();
          target.focus();
        }}
      >
        {columns.map((column) => (
          <div key={column.state} className="board-column">
            <h2>
              {column.label} <b>{column.count}</b>
            </h2>
            {column.rows.map((row) => (
              <Card key={row.uid} row={row} />
            ))}
            {column.count > column.rows.length && (
              <p className="dim">另有 {column.count - column.rows.length} 件，见列表</p>
            )}
          </div>
        ))}
      </section>
    </div>
  );
}

function Card({ row }: { row: RecordRow }) {
  const tabs = useTabs();
  const { today } = useSession();
  return (
    <button
      type="button"
      className="board-card"
      onClick={() => tabs.open('task', { uid: row.uid }, row.number || '服务任务')}
    >
      <span>
        <span className="number">{row.number}</span> <MarkingTag marking={row.marking} />
      </span>
      <span className="board-title">{row.title}</span>
      <span className="dim cut">{row.customer?.name ?? ''}</span>
      <DueTag dueOn={row.dueOn} today={today} />
    </button>
  );
}
