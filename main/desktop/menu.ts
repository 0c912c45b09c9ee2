import type { Menu } from 'electron';

/** Takes Electron's default menu away: it holds print, reload, zoom and developer tools. */
export function removeDefaultMenu(menu: Pick<typeof Menu, 'setApplicationMenu'>): void {
  menu.setApplicationMenu(null);
}
