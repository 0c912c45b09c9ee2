import { pinyin } from 'pinyin-pro';

/**
 * Pinyin initials of a name for pickers, lower case: 单雄信 → sxx as a person's name, 海军某部 → hjmb. Latin letters and
 * digits stay, everything else is dropped.
 * @param use `person` reads the first characters as a surname (单 is shan, not dan)
 */
export function initialsOf(name: string, use: 'person' | 'thing' = 'thing'): string {
  const parts = pinyin(name.normalize('NFKC'), {
    pattern: 'first',
    toneType: 'none',
    type: 'array',
    nonZh: 'consecutive',
    surname: use === 'person' ? 'head' : 'off',
  });
  return parts
    .join('')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}
