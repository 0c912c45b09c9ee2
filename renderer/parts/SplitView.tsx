// biome-ignore-all lint/a11y/useSemanticElements: an <hr> cannot be moved by keys
import { useViewportSize } from '@mantine/hooks';
import { type ReactNode, useRef } from 'react';
import { useSetting } from '../shell/settings.tsx';

/** Side by side from here; below, the list alone until something is opened. */
const sideBySideFrom = 1200;
const narrowest = 320;

/**
 * List and detail. The splitter is kept per person under `name`; ←→ moves it.
 * @param detail null: nothing is open, the list takes the whole width
 */
export function SplitView(props: {
  name: string;
  list: ReactNode;
  detail: ReactNode | null;
  listWidth?: number;
  /** In a narrow window both parts stand one below the other; otherwise the detail takes the place of the list. */
  stack?: boolean;
}) {
  const { width } = useViewportSize();
  const [saved, save] = useSetting(`split.${props.name}`, props.listWidth ?? 460);
  const frame = useRef<HTMLDivElement>(null);
  const clamp = (wanted: number) => {
    const most = (frame.current?.clientWidth ?? 1190) - 480;
    return Math.round(Math.max(narrowest, Math.min(wanted, most)));
  };
  const beside = width === 0 || width >= sideBySideFrom;
  const open = props.detail !== null;
  const shared = open && beside;
  const stacked = open && !beside && props.stack === true;
  // One frame for every width: a window made narrower hides the list and loses neither its place nor what was typed.
  return (
    <div className={stacked ? 'split stacked' : 'split'} ref={frame}>
      <div
        className={shared || stacked ? 'split-list' : open ? 'split-list away' : 'split-list alone'}
        style={shared ? { width: saved } : {}}
      >
        {props.list}
      </div>
      {shared && (
        <div
          className="splitter"
          role="separator"
          aria-label="列表宽度"
          aria-orientation="vertical"
          aria-valuenow={saved}
          aria-valuemin={narrowest}
          aria-valuemax={1200}
          tabIndex={0}
          onKeyDown={(event) => {
            const step = event.key === 'ArrowRight' ? 24 : event.key === 'ArrowLeft' ? -24 : 0;
            if (step === 0) return;
            event.preventDefault();
            save(clamp(saved + step));
          }}
          onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
          onPointerMove={(event) => {
            if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
            const left = frame.current?.getBoundingClientRect().left ?? 0;
            save(clamp(event.clientX - left));
          }}
        />
      )}
      {open && <div className="split-detail">{props.detail}</div>}
    </div>
  );
}
