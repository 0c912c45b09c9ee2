import type * as Electron from 'electron';
import { describe, expect, it } from 'vitest';
import * as standIn from './index.ts';
import type { MessagePortMain } from './port.ts';

type Keys<Type> = keyof Type & string;
/** Names that the stand-in has and Electron has not, except those listed: what tests need to look and to drive. */
type Extra<Own, Real, Known extends string = never> = Exclude<Keys<Own>, Keys<Real> | Known>;
type Recording = 'settings' | 'note';

// Checked by the compiler: each must be `never`, or the stand-in would promise what Electron does not keep.
type Surplus =
  | Extra<typeof standIn.app, Electron.App, 'early' | 'switches' | 'end'>
  | Extra<standIn.BrowserWindow, Electron.BrowserWindow, Recording | 'options'>
  | Extra<
      standIn.BrowserWindow['webContents'],
      Electron.WebContents,
      Recording | 'page' | 'end' | 'sendToPage'
    >
  | Extra<
      ReturnType<typeof standIn.session.fromPartition>,
      Electron.Session,
      Recording | 'partition' | 'permissionRequestHandler' | 'permissionCheckHandler' | 'openPage' | 'answer'
    >
  | Extra<MessagePortMain, Electron.MessagePortMain, 'receive' | 'carry'>
  | Extra<typeof standIn.powerMonitor, Electron.PowerMonitor>
  | Extra<typeof standIn.clipboard, Electron.Clipboard>
  | Extra<typeof standIn.dialog, Electron.Dialog>
  | Extra<typeof standIn.protocol, Electron.Protocol>
  | Extra<typeof standIn.Menu, typeof Electron.Menu>;

describe('the stand-in', () => {
  it('has no name that Electron has not', () => {
    const surplus: [Surplus] extends [never] ? 'none' : Surplus = 'none';
    expect(surplus).toBe('none');
  });

  it('exports what main/desktop imports and nothing that opens other programs', () => {
    expect(Object.keys(standIn)).toEqual(
      expect.arrayContaining([
        'app',
        'BrowserWindow',
        'clipboard',
        'dialog',
        'Menu',
        'MessageChannelMain',
        'powerMonitor',
        'protocol',
        'session',
      ]),
    );
    expect(Object.keys(standIn)).not.toContain('shell');
  });

  it('cancels a dialog for which no answer was prepared', async () => {
    expect(await standIn.dialog.showOpenDialog()).toEqual({ canceled: true, filePaths: [] });
    expect(await standIn.dialog.showSaveDialog()).toEqual({ canceled: true, filePath: '' });
  });
});
