import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { DiskWatch, diskLevel, diskState, fullBelow } from './disk.ts';

const gib = 1024 ** 3;

describe('the state of the disk', () => {
  it.each([
    ['half used', 50 * gib, 100 * gib, 'ok'],
    ['one byte short of 80 %', 20 * gib + 1, 100 * gib, 'ok'],
    ['80 % used', 20 * gib, 100 * gib, 'warn'],
    ['just enough for the reserve', fullBelow, 100 * gib, 'warn'],
    ['one byte less', fullBelow - 1, 100 * gib, 'full'],
    ['nothing left', 0, 100 * gib, 'full'],
    ['a small stick, a tenth left', gib / 10, gib, 'warn'],
    ['a small stick, almost nothing left', gib / 25, gib, 'full'],
  ] as const)('%s', (_, free, total, level) => {
    expect(diskLevel(free, total)).toBe(level);
  });

  it('is read from the disk itself', async () => {
    const state = await diskState(tmpdir());
    expect(state.freeBytes).toBeGreaterThan(0);
    expect(state.totalBytes).toBeGreaterThan(state.freeBytes);
  });

  it('is asked once for many writes, again after it was forgotten, and a disk that cannot be asked is full', async () => {
    let asked = 0;
    const watch = new DiskWatch('/data', async () => {
      asked++;
      if (asked > 1) throw new Error('gone');
      return { free: 50 * gib, total: 100 * gib };
    });
    expect((await watch.state()).level).toBe('ok');
    expect((await watch.state()).level).toBe('ok');
    expect(asked).toBe(1);
    watch.forget();
    expect((await watch.state()).level).toBe('full');
  });
});
