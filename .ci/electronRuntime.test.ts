import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installedElectron } from './electronRuntime.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'electron-runtime-'));
  mkdirSync(join(root, 'node_modules/electron/dist'), { recursive: true });
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('finding the Electron runtime', () => {
  it('finds none in a package that was installed without its runtime', () => {
    expect(installedElectron(root, undefined)).toBeUndefined();
  });

  it('finds the downloaded one', () => {
    writeFileSync(join(root, 'node_modules/electron/path.txt'), 'electron');
    writeFileSync(join(root, 'node_modules/electron/dist/electron'), '');
    expect(installedElectron(root, undefined)).toBe(join(root, 'node_modules/electron/dist/electron'));
  });

  it('finds none when the download was cut off', () => {
    writeFileSync(join(root, 'node_modules/electron/path.txt'), 'electron');
    expect(installedElectron(root, undefined)).toBeUndefined();
  });

  it('takes the one that the user names, and only that one', () => {
    const folder = join(root, 'elsewhere');
    mkdirSync(folder);
    expect(installedElectron(root, folder)).toBeUndefined();
    writeFileSync(join(folder, 'electron'), '');
    expect(installedElectron(root, folder)).toBe(join(folder, 'electron'));
  });
});
