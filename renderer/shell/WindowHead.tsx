import { MarkingTag } from '../parts/tags.tsx';
import { useSession } from './session.tsx';

/** Head of the window: name, site, and the highest marking on screen. */
export function WindowHead({ marking }: { marking: string }) {
  const { site } = useSession();
  return (
    <header className="window-head">
      <span>
        <b>服务过程管理系统</b> · {site.name}
      </span>
      <span>
        <span className="hidden-label">本屏最高密级：</span>
        <MarkingTag marking={marking} />
      </span>
    </header>
  );
}
