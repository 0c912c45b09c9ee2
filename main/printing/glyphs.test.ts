import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faceTablePath, makeFaceTable } from '../../tests/printing/makeFaceTable.ts';
import { completeDocument } from './document/html.ts';
import { demandGlyphs, missingGlyphs } from './glyphs.ts';

function gb2312(): string {
  const decoder = new TextDecoder('gbk');
  let all = '';
  // Rows 1 to 9 hold signs, rows 16 to 87 the 6,763 characters; what the standard leaves empty decodes to private use.
  for (let row = 0xa1; row <= 0xf7; row += 1) {
    if (row > 0xa9 && row < 0xb0) continue;
    for (let cell = 0xa1; cell <= 0xfe; cell += 1) all += decoder.decode(new Uint8Array([row, cell]));
  }
  return all.replace(/[\ufffd\ue000-\uf8ff\ufe10-\ufe4f]/g, '');
}

describe('glyph check', () => {
  it('knows exactly the characters that the font files have', () => {
    const table = JSON.parse(readFileSync(join(import.meta.dirname, '../..', faceTablePath), 'utf8'));
    expect(makeFaceTable()).toEqual(table);
  });

  it('covers every character of GB 2312', () => {
    const characters = gb2312();
    expect([...characters].filter((sign) => /[\u4e00-\u9fff]/.test(sign))).toHaveLength(6763);
    expect(missingGlyphs(characters)).toEqual([]);
  });

  it('covers rare characters of names', () => {
    expect(missingGlyphs('喆堃玥昇垚赟镕珺瑄祎㛃䶮')).toEqual([]);
  });

  it('refuses a print with the characters that no face has, each once', () => {
    const html = completeDocument({
      title: '',
      style: '',
      body: '<p>王𪚥说😀，😀好</p>',
      marginTexts: [],
      fontBase: 'fonts',
    });
    expect(() => demandGlyphs(html)).toThrowError(
      expect.objectContaining({ code: 'print.missing-glyphs', params: { characters: '😀（U+1F600）' } }),
    );
  });

  it('looks at what stands in the page margins too', () => {
    const html = completeDocument({
      title: '',
      style: '',
      body: '',
      marginTexts: [{ face: 'mark', text: '秘密\u{1f512}' }],
      fontBase: 'fonts',
    });
    expect(() => demandGlyphs(html)).toThrowError(expect.objectContaining({ code: 'print.missing-glyphs' }));
  });
});
