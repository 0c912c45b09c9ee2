/** Marks a part of a screen whose text may be copied; only a screen that asked the program for the right sets it. */
export const copyAllowed = '[data-copy="allowed"]';

const editable = 'input, textarea, [contenteditable="true"], [contenteditable=""]';

/** Ways out of the window that the guard stopped. */
export type StoppedWay = 'copy' | 'cut' | 'drag' | 'contextMenu' | 'print' | 'save' | 'source';

/** The browser's own keys: print, save as, view source and developer tools. */
const browserKeys: Readonly<Record<string, StoppedWay>> = {
  'control+p': 'print',
  'control+s': 'save',
  'control+u': 'source',
  'control+shift+i': 'source',
  'control+shift+j': 'source',
  'control+shift+c': 'source',
  f12: 'source',
};

function wayOfKey(event: KeyboardEvent): StoppedWay | undefined {
  const held = [event.ctrlKey || event.metaKey ? 'control' : '', event.shiftKey ? 'shift' : ''];
  return browserKeys[[...held, event.key.toLowerCase()].filter((part) => part !== '').join('+')];
}

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
  // The main process stops these keys before the page sees them (main/desktop/security.ts); this is the second lock.
  const refuseKey = (event: Event): void => {
    const way = event instanceof KeyboardEvent && !event.isComposing ? wayOfKey(event) : undefined;
    if (way === undefined) return;
    event.preventDefault();
    tell(way);
  };
  const guards: readonly (readonly [name: string, guard: (event: Event) => void])[] = [
    ['copy', refuse('copy')],
    ['cut', refuse('cut')],
    ['dragstart', refuse('drag')],
    ['contextmenu', refuse('contextMenu')],
    ['selectstart', refuseOutsideFields],
    ['keydown', refuseKey],
  ];
  const printed = (): void => tell('print');
  for (const [name, guard] of guards) page.addEventListener(name, guard, { capture: true });
  page.defaultView?.addEventListener('beforeprint', printed);
  return () => {
    for (const [name, guard] of guards) page.removeEventListener(name, guard, { capture: true });
    page.defaultView?.removeEventListener('beforeprint', printed);
  };
}
