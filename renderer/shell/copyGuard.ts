/** Marks a part of a screen whose text may be copied; only a screen that asked the program for the right sets it. */
export const copyAllowed = '[data-copy="allowed"]';

const editable = 'input, textarea, [contenteditable="true"], [contenteditable=""]';

/**
 * Keeps record contents in the window (spec 3, Copying): no copying, cutting, dragging out, context menu or selection,
 * except in parts marked with `copyAllowed`; within a field text can be selected to edit it, but not copied out.
 * Returns a function that takes the guard away again.
 */
export function installCopyGuard(page: Document): () => void {
  const inside = (event: Event, selector: string): boolean => {
    const { target } = event;
    const element = target instanceof Element ? target : target instanceof Node ? target.parentElement : null;
    return element?.closest(selector) !== null && element !== null;
  };
  const refuse = (event: Event): void => {
    if (!inside(event, copyAllowed)) event.preventDefault();
  };
  const refuseOutsideFields = (event: Event): void => {
    if (!inside(event, editable)) refuse(event);
  };
  const guards: readonly (readonly [name: string, guard: (event: Event) => void])[] = [
    ['copy', refuse],
    ['cut', refuse],
    ['dragstart', refuse],
    ['contextmenu', refuse],
    ['selectstart', refuseOutsideFields],
  ];
  for (const [name, guard] of guards) page.addEventListener(name, guard, { capture: true });
  return () => {
    for (const [name, guard] of guards) page.removeEventListener(name, guard, { capture: true });
  };
}
