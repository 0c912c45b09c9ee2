import { fontFaceRules, sans, serif } from './fonts.ts';

/** Text that is already safe markup; only {@link escapeHtml} and this folder make it. */
export type Html = string;

/** Text as markup. */
export function escapeHtml(text: string): Html {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Text as a CSS string with its quotes; a document's contents reach a style only this way. */
export function cssString(text: string): string {
  const safe = text.replace(
    /[^\p{L}\p{N} ★☆·:：/_（）()《》、，。—-]/gu,
    (sign) => `\\${(sign.codePointAt(0) ?? 0).toString(16)} `,
  );
  return `"${safe}"`;
}

/** Parts of a complete document. */
export interface DocumentParts {
  readonly title: string;
  /** Style sheet without font rules. */
  readonly style: string;
  readonly body: Html;
  /** Texts that only the page margins show, with the class of their face. */
  readonly marginTexts: readonly { readonly face: 'mark' | 'text'; readonly text: string }[];
  /** Where the font files are; see {@link fontFaceRules}. */
  readonly fontBase: string;
}

const marginDigits = '第页共— 0123456789';
const earlyStyle =
  `.early{position:absolute;visibility:hidden;width:0;height:0;overflow:hidden}` +
  `.early .mark{font-family:${sans};font-weight:700}.early .text{font-family:${serif};font-weight:400}\n`;

/** Where the desktop serves the font files: below the document's own address. */
export const servedFontBase = 'fonts';

/**
 * A complete HTML document without scripts. All styles stand in one block of the head, because the desktop's policy lets
 * only those of the head act.
 */
export function completeDocument(parts: DocumentParts): string {
  const { title, style, body } = parts;
  // Faces that only margin boxes use are not loaded in time for them; the same text out of sight loads them before.
  const early = parts.marginTexts
    .map(({ face, text }) => `<span class="${face}">${escapeHtml(text)}</span>`)
    .join('');
  const fonts = fontFaceRules(`${body}${early}${title}${marginDigits}`, parts.fontBase);
  return (
    `<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>` +
    `<style>${fonts}\n${earlyStyle}${style}</style></head><body><div class="early">${early}</div>${body}</body></html>`
  );
}

/** Characters that a document shows: its text without markup. What stands in the page margins is part of it (`marginTexts`). */
export function shownText(html: string): string {
  return html
    .replace(/<style[^>]*>[\s\S]*?<\/style>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&#160;', ' ')
    .replaceAll('&amp;', '&');
}
