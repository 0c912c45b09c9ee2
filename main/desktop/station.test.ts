import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserWindow, OpenDialogOptions, PrinterInfo, SaveDialogOptions } from 'electron';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOwnClipboard } from './clipboard.ts';
import { createFileDialogs } from './dialogs.ts';
import { removeDefaultMenu } from './menu.ts';
import { createPrinters, describePrinter } from './printers.ts';

describe('the clipboard', () => {
  function clipboard() {
    const held = { text: 'of another program' };
    const own = createOwnClipboard({
      readText: async () => held.text,
      writeText: async (text) => {
        held.text = text;
      },
      clear: () => {
        held.text = '';
      },
    });
    return { held, own };
  }

  it('is cleared while it still holds what this program put there', async () => {
    const { held, own } = clipboard();
    await own.write('密');
    expect(await own.clearIfOurs()).toBe(true);
    expect(held.text).toBe('');
  });

  it('is left alone when another program has put something there since', async () => {
    const { held, own } = clipboard();
    await own.write('密');
    held.text = 'newer';
    expect(await own.clearIfOurs()).toBe(false);
    expect(held.text).toBe('newer');
  });

  it('is left alone when this program never put anything there, or has cleared it already', async () => {
    const { held, own } = clipboard();
    expect(await own.clearIfOurs()).toBe(false);
    await own.write('密');
    await own.clearIfOurs();
    held.text = '密';
    expect(await own.clearIfOurs()).toBe(false);
    expect(held.text).toBe('密');
  });
});

describe('file dialogs', () => {
  function dialogs(answer: { canceled: boolean; filePaths?: string[]; filePath?: string }) {
    const asked: (OpenDialogOptions | SaveDialogOptions)[] = [];
    const show = async (_window: unknown, options?: OpenDialogOptions & SaveDialogOptions) => {
      asked.push(options ?? {});
      return { filePaths: [], filePath: '', ...answer };
    };
    return {
      asked,
      dialogs: createFileDialogs(
        { showOpenDialog: show, showSaveDialog: show } as never,
        () => ({}) as BrowserWindow,
      ),
    };
  }

  it('answer the chosen path, and nothing when cancelled', async () => {
    const chosen = dialogs({ canceled: false, filePaths: ['/media/a'], filePath: '/media/b' }).dialogs;
    expect(await chosen.openFile({ title: 't' })).toBe('/media/a');
    expect(await chosen.openFiles({ title: 't' })).toEqual(['/media/a']);
    expect(await chosen.openFolder({ title: 't' })).toBe('/media/a');
    expect(await chosen.saveFile({ title: 't', suggestedName: 'n' })).toBe('/media/b');
    const cancelled = dialogs({ canceled: true, filePaths: ['/x'], filePath: '/x' }).dialogs;
    expect(await cancelled.openFile({ title: 't' })).toBeUndefined();
    expect(await cancelled.openFolder({ title: 't' })).toBeUndefined();
    expect(await cancelled.saveFile({ title: 't', suggestedName: 'n' })).toBeUndefined();
  });

  it('leave no trace among recent documents and ask before overwriting', async () => {
    const { asked, dialogs: made } = dialogs({ canceled: true });
    await made.openFile({ title: 't' });
    await made.openFolder({ title: 't' });
    await made.saveFile({ title: 't', suggestedName: 'n' });
    for (const options of asked) expect(options.properties).toContain('dontAddToRecent');
    expect(asked[2]?.properties).toContain('showOverwriteConfirmation');
  });
});

describe('the menu', () => {
  it('is taken away', () => {
    const menus: unknown[] = [];
    removeDefaultMenu({ setApplicationMenu: (menu) => menus.push(menu) });
    expect(menus).toEqual([null]);
  });
});

describe('printers', () => {
  const info = (name: string, options: object = {}): PrinterInfo =>
    ({ name, displayName: name, description: '', options }) as PrinterInfo;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'printers-'));
    const script = `#!/bin/sh\necho "$@" > "${folder}/words"\ncat > "${folder}/job"\n`;
    await writeFile(join(folder, 'lp'), script);
    await writeFile(join(folder, 'refuse'), '#!/bin/sh\nexit 1\n');
    await chmod(join(folder, 'lp'), 0o755);
    await chmod(join(folder, 'refuse'), 0o755);
  });
  afterAll(() => rm(folder, { recursive: true }));
  const printers = (command: string, known: PrinterInfo[] = []) =>
    createPrinters(() => ({ getPrintersAsync: async () => known }), command);

  it('are listed with the mark of those that make files', async () => {
    const list = await printers('lp', [
      info('HP-LaserJet-400'),
      info('PDF', { 'device-uri': 'cups-pdf:/' }),
      info('Scan', { 'device-uri': 'file:///tmp/out' }),
    ]).list();
    expect(list.map(({ name, makesFiles }) => [name, makesFiles])).toEqual([
      ['HP-LaserJet-400', false],
      ['PDF', true],
      ['Scan', true],
    ]);
    expect(describePrinter(info('Microsoft XPS Document Writer')).makesFiles).toBe(true);
  });

  it('get the very bytes once, and answer "submitted" when the queue has them', async () => {
    const pdf = new Uint8Array(300_000).map((_, index) => index % 253);
    const states: string[] = [];
    await printers(join(folder, 'lp')).print(pdf, 'HP-LaserJet-400', (state) => states.push(state));
    expect(states).toEqual(['submitted']);
    expect(new Uint8Array(await readFile(join(folder, 'job')))).toEqual(pdf);
    expect(await readFile(join(folder, 'words'), 'utf8')).toBe('-d HP-LaserJet-400 -n 1 -t document -- -\n');
  });

  it('report nothing as submitted when the queue refuses or is not there', async () => {
    const states: string[] = [];
    const bytes = new Uint8Array(1_000_000);
    const print = (command: string, name: string) =>
      printers(command).print(bytes, name, (state) => states.push(state));
    await expect(print(join(folder, 'refuse'), 'A')).rejects.toThrow('refused');
    await expect(print(join(folder, 'missing'), 'A')).rejects.toThrow();
    expect(states).toEqual([]);
  });

  it.each(['-o raw', '--help', '', 'a b', 'host/printer'])('take no name such as "%s"', async (name) => {
    await expect(
      printers(join(folder, 'lp')).print(new Uint8Array(), name, () => undefined),
    ).rejects.toThrow();
  });
});
