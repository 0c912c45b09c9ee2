/** Marks a part of a screen whose text may be copied; only a screen that asked the program for the right sets it. */
export const copyAllowed = '[data-copy="allowed"]';

const editable = 'input, textarea, [contenteditable="true"], [contenteditable=""]';

/** Ways out of the window that the guard stopped. */
export type StoppedWay = 'copy' | 'cut' | 'drag' | 'contextMenu' | 'print';

/**
 * Keeps record contents in the window (spec 3, Copying): no copying, cutting, dragging out, context menu or selection,
 * except in parts marked with `copyAllowed`; within a field text can be selected to edit it, but not copied out. A page that is
 * printed by the browser's own command is empty (styles.css).
 * @param onStopped told of each way once until the page ends, for the audit log; selecting is no attempt to take anything
 * @returns a function that takes the guard away again
 */
export function installCopyGuard(
  page: Document,
  onStopped: (way: StoppedWay) => void = () => undefined,
): () => void {
  const told = new Set<StoppedWay>();
  const tell = (way: StoppedWay): void => {
    if (told.has(way)) return;
    told.add(way);
    onStopped(way);
  };
  const inside = (event: Event, selector: string): boolean => {
    const { target } = event;
    const element = target instanceof Element ? target : target instanceof Node ? target.parentElement : null;
    return element?.closest(selector) !== null && element !== null;
  };
  const refuse =
    (way?: StoppedWay) =>
    (event: Event): void => {
      if (inside(event, copyAllowed)) return;
      event.preventDefault();
      if (way !== undefined) tell(way);
    };
  const refuseOutsideFields = (event: Event): void => {
    if (!inside(event, editable)) refuse()(event);
  };
  const guards: readonly (readonly [name: string, guard: (event: Event) => void])[] = [
    ['copy', refuse('copy')],
    ['cut', refuse('cut')],
    ['dragstart', refuse('drag')],
    ['contextmenu', refuse('contextMenu')],
    ['selectstart', refuseOutsideFields],
  ];
  const printed = (): void => tell('print');
  for (const [name, guard] of guards) page.addEventListener(name, guard, { capture: true });
  page.defaultView?.addEventListener('beforeprint', printed);
  return () => {
    for (const [name, guard] of guards) page.removeEventListener(name, guard, { capture: true });
    page.defaultView?.removeEventListener('beforeprint', printed);
  };
}
