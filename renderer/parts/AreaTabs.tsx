import './area.css';
import { useSetting } from '../shell/settings.tsx';

/** A part of an area: its own list or form. */
export interface AreaPart<Key extends string> {
  readonly key: Key;
  readonly label: string;
  /** What waits there, shown when not zero. */
  readonly waiting?: number | undefined;
}

/** The chosen part of an area, kept per person. Falls back to the first part that the person has. */
export function useAreaPart<Key extends string>(
  area: string,
  parts: readonly AreaPart<Key>[],
): [Key | undefined, (key: Key) => void] {
  const [saved, save] = useSetting<string>(`area.${area}`, '');
  const chosen = parts.find((part) => part.key === saved) ?? parts[0];
  return [chosen?.key, save];
}

/** The parts of an area side by side under its title; ←→ moves. */
export function AreaTabs<Key extends string>(props: {
  label: string;
  parts: readonly AreaPart<Key>[];
  chosen: Key | undefined;
  onChoose: (key: Key) => void;
}) {
  const { parts, chosen, onChoose } = props;
  return (
    <div
      className="area-tabs"
      role="tablist"
      aria-label={props.label}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
        if (step === 0) return;
        event.preventDefault();
        const index = parts.findIndex((part) => part.key === chosen);
        const next = parts[(index + step + parts.length) % parts.length];
        if (next === undefined) return;
        onChoose(next.key);
        event.currentTarget.querySelector<HTMLElement>(`[data-part="${next.key}"]`)?.focus();
      }}
    >
      {parts.map((part) => (
        <button
          key={part.key}
          type="button"
          role="tab"
          className="area-tab"
          data-part={part.key}
          aria-selected={part.key === chosen}
          tabIndex={part.key === chosen ? 0 : -1}
          onClick={() => onChoose(part.key)}
        >
          {part.label}
          {part.waiting !== undefined && part.waiting > 0 && <b className="area-waiting">{part.waiting}</b>}
        </button>
      ))}
    </div>
  );
}
