import { describe, expect, it } from 'vitest';
import { initialsOf } from './initials.ts';

describe('initialsOf', () => {
  it.each([
    ['单雄信', 'sxx'],
    ['曾国藩', 'zgf'],
    ['欧阳修', 'oyx'],
    ['仇英', 'qy'],
    ['解缙', 'xj'],
  ])('reads the surname of %s: %s', (name, initials) => {
    expect(initialsOf(name, 'person')).toBe(initials);
  });

  it.each([
    ['重庆', 'cq'],
    ['海军某部', 'hjmb'],
    ['ＨＧ－12 短波电台', 'hg12dbdt'],
    ['', ''],
    ['！？', ''],
  ])('reads %s: %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});
