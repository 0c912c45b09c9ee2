import { siteConditions } from '../../shared/policy/siteConditions.ts';
import { areasFor } from './navigation.ts';
import { useSession } from './session.tsx';
import { useTabs } from './tabs.tsx';

/** Areas that the role uses, no more. ↑↓ moves, Enter opens. */
export function Navigation({ active }: { active: string }) {
  const session = useSession();
  const tabs = useTabs();
  return (
    <nav className="nav" aria-label="主导航">
      <ul
        onKeyDown={(event) => {
          const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
          if (step === 0) return;
          event.preventDefault();
          const buttons = [...event.currentTarget.querySelectorAll('button')];
          const index = buttons.indexOf(document.activeElement as HTMLButtonElement);
          buttons[(index + step + buttons.length) % buttons.length]?.focus();
        }}
      >
        {areasFor(session).map((area) => (
          <li key={area.key}>
            <button
              type="button"
              className="nav-item"
              aria-current={area.key === active ? 'page' : undefined}
              onClick={() => tabs.open(area.key)}
            >
              {area.title}
            </button>
          </li>
        ))}
      </ul>
      <div className="nav-foot">
        <div>{session.site.name}</div>
        <div className="dim">
          站点 {session.site.code} · {session.today}
        </div>
        {session.conditions.map((condition) => (
          <div key={condition} className="tone-refused">
            {siteConditions[condition].name}
          </div>
        ))}
      </div>
    </nav>
  );
}
