import { useEffect, useEffectEvent } from 'react';

/** Every key of the program, in one table: what the help shows and what buttons carry. */
export const keyTable = {
  search: { combo: 'Ctrl+K', label: '搜索' },
  newPhone: { combo: 'F2', label: '新电话记录' },
  help: { combo: 'F1', label: '本屏帮助' },
  lock: { combo: 'Ctrl+L', label: '锁定' },
  main: { combo: 'Ctrl+Enter', label: '主要操作' },
  back: { combo: 'Escape', label: '返回' },
  nextTab: { combo: 'Ctrl+PageDown', label: '下一页签' },
  previousTab: { combo: 'Ctrl+PageUp', label: '上一页签' },
  closeTab: { combo: 'Ctrl+W', label: '关闭页签' },
  filter: { combo: 'Ctrl+F', label: '筛选' },
  create: { combo: 'Ctrl+N', label: '新建' },
  navigation: { combo: 'Alt+N', label: '到导航' },
} as const;
/** Name of a key of the table. */
export type KeyName = keyof typeof keyTable;

/** The key as people read it. */
export function keyWords(name: KeyName): string {
  return keyTable[name].combo.replace('Escape', 'Esc').replace('PageDown', 'PgDn').replace('PageUp', 'PgUp');
}

/** True while an input method is composing: then no key of ours counts. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

function matches(event: KeyboardEvent, combo: string): boolean {
  const parts = combo.split('+');
  const key = parts.at(-1) ?? '';
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    event.ctrlKey === parts.includes('Ctrl') &&
    event.altKey === parts.includes('Alt') &&
    !event.metaKey &&
    !event.shiftKey
  );
}

interface Listener {
  readonly name: KeyName;
  readonly act: (event: KeyboardEvent) => void;
}

/** Latest registered first: what was opened last hears a key first. */
const listeners: Listener[] = [];

/**
 * Handles a key press against the table. Exported for the one listener of the window and for tests.
 * Esc reaches the table only when no field, menu or dialog has used it.
 */
export function handleKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || isComposing(event)) return;
  const found = listeners.findLast((listener) => matches(event, keyTable[listener.name].combo));
  if (found === undefined || (over !== null && !mayReachUnder(over, found.name))) return;
  event.preventDefault();
  found.act(event);
}

/** What lay over the screen when the present key was pressed: it may be gone before the key reaches the table. */
let over: 'dialog' | 'list' | null = null;

/** A dialog keeps every key but the lock to itself; an open list or calendar keeps Esc, which closes it. */
function mayReachUnder(what: 'dialog' | 'list', name: KeyName): boolean {
  return name === 'lock' || (what === 'list' && name !== 'back');
}

function shown(selector: string): boolean {
  return [...document.querySelectorAll(selector)].some((element) => element.checkVisibility());
}

window.addEventListener(
  'keydown',
  () => {
    over = shown('[aria-modal="true"]')
      ? 'dialog'
      : shown('[role="listbox"], .mantine-Popover-dropdown')
        ? 'list'
        : null;
  },
  true,
);
window.addEventListener('keydown', handleKey);
// A closed list takes Enter to open itself, with Ctrl too: the key would never reach the table from there.
window.addEventListener(
  'keydown',
  (event) => {
    const { target } = event;
    if (!event.ctrlKey || event.key !== 'Enter' || !(target instanceof HTMLElement)) return;
    if (target.getAttribute('aria-haspopup') !== 'listbox' || target.closest('[role="dialog"]') !== null)
      return;
    handleKey(event);
    if (event.defaultPrevented) event.stopPropagation();
  },
  true,
);

/**
 * Gives a key its meaning while the component is on screen; a hidden tab hears nothing. The newest wins.
 * @param enabled false leaves the key to whoever had it before
 */
export function useKey(name: KeyName, act: (event: KeyboardEvent) => void, enabled = true): void {
  const latest = useEffectEvent(act);
  useEffect(() => {
    if (!enabled) return undefined;
    const listener: Listener = { name, act: (event) => latest(event) };
    listeners.push(listener);
    return () => {
      listeners.splice(listeners.indexOf(listener), 1);
    };
  }, [name, enabled]);
}
