import type { KeyboardEvent } from 'react';

const stops =
  'input:not([type="hidden"]):not([disabled]):not([readonly]), textarea:not([disabled]):not([readonly]), [data-stop]';

/** Controls of a form in reading order; of a group of radio buttons only the chosen one, or the first. */
export function stopsOf(container: HTMLElement): HTMLElement[] {
  const seen = new Set<string>();
  return [...container.querySelectorAll<HTMLElement>(stops)].filter((element) => {
    if (element.offsetParent === null) return false;
    if (!(element instanceof HTMLInputElement) || element.type !== 'radio') return true;
    if (seen.has(element.name)) return false;
    const group = [...container.querySelectorAll<HTMLInputElement>('input[type="radio"]')];
    const chosen = group.find((radio) => radio.name === element.name && radio.checked);
    if (chosen !== undefined && chosen !== element) return false;
    seen.add(element.name);
    return true;
  });
}

/**
 * Enter goes to the next field; Shift+Enter stays what it is (a new line). Never while an input method composes, and
 * never when the field has used the key itself (an open list takes it to choose).
 * @param onEnd after the last field
 */
export function enterGoesNext(event: KeyboardEvent<HTMLElement>, onEnd?: () => void): void {
  if (event.key !== 'Enter' || event.shiftKey || event.ctrlKey || event.altKey) return;
  if (event.isDefaultPrevented() || event.nativeEvent.isComposing || event.keyCode === 229) return;
  const target = event.target as HTMLElement;
  // Events of a dialog bubble here through React although the dialog lies elsewhere in the document.
  if (!target.matches(stops) || !event.currentTarget.contains(target)) return;
  event.preventDefault();
  const all = stopsOf(event.currentTarget);
  const next = all[all.indexOf(target) + 1];
  if (next !== undefined) next.focus();
  else onEnd?.();
}
