import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isFolderPrinter, printIntoFolder } from './folderPrinter.ts';

const pdf = Buffer.from('%PDF-1.7');
let base: string;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'folder-printer-'));
});
afterEach(async () => {
  await rm(base, { recursive: true, force: true });
});

describe('a printer that is a folder', () => {
  it('is known by its name', () => {
    expect([isFolderPrinter('PDF:打印室'), isFolderPrinter('HP-JM-01')]).toEqual([true, false]);
  });

  it('puts each copy into a folder beside the data, or where its path says, under the number of the copy', async () => {
    await printIntoFolder(pdf, 'PDF:打印室', base, 'HQ-2026-000001-01');
    await printIntoFolder(pdf, `PDF:${join(base, 'elsewhere')}`, base, 'HQ-2026-000001-02');
    expect(await readFile(join(base, '打印室', 'HQ-2026-000001-01.pdf'))).toEqual(pdf);
    expect(await readdir(join(base, 'elsewhere'))).toEqual(['HQ-2026-000001-02.pdf']);
  });

  it('never writes a copy twice', async () => {
    await printIntoFolder(pdf, 'PDF:打印室', base, 'HQ-2026-000001-01');
    await expect(printIntoFolder(pdf, 'PDF:打印室', base, 'HQ-2026-000001-01')).rejects.toThrow('before');
  });

  it.each(['PDF:', 'PDF:..', 'PDF:.', 'PDF:../other', 'PDF:a/b'])(
    'takes no name such as "%s"',
    async (name) => {
      await expect(printIntoFolder(pdf, name, base, 'x')).rejects.toThrow('not the name of a folder');
      expect(await readdir(base)).toEqual([]);
    },
  );
});
