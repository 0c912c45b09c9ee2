import { AppError } from '../../shared/errors.ts';
import { hasGlyph } from './document/fonts.ts';
import { shownText } from './document/html.ts';

/** Most characters that the error names; more would not help anybody. */
const mostNamed = 40;

/** Characters of a text that no bundled face has, each once, in order of appearance. White space needs no glyph. */
export function missingGlyphs(text: string): string[] {
  const missing = new Set<string>();
  for (const character of text) {
    if (/\s|\p{Cc}/u.test(character) || character === '\u200b') continue;
    if (!hasGlyph(character.codePointAt(0) ?? 0)) missing.add(character);
  }
  return [...missing];
}

/**
 * Stops a print that would show empty boxes or a face of the host (spec 3 "Printing").
 * @param html complete document
 * @throws AppError print.missing-glyphs with the characters and their code points
 */
export function demandGlyphs(html: string): void {
  const missing = missingGlyphs(shownText(html));
  if (missing.length === 0) return;
  const named = missing
    .slice(0, mostNamed)
    .map((sign) => `${sign}（U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}）`);
  const rest = missing.length > mostNamed ? ` 等 ${missing.length} 个字` : '';
  throw new AppError('print.missing-glyphs', { characters: `${named.join('、')}${rest}` });
}
