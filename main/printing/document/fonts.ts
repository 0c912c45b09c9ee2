import table from './faceTable.json' with { type: 'json' };

/** A font file that a document may load: address relative to the document's font base, package folder and file name. */
export interface FontFile {
  /** Name below the font base, such as `noto-serif-sc-latin-400-normal.woff2`. */
  readonly name: string;
  /** Folder of the npm package that ships it, such as `@fontsource/noto-serif-sc`. */
  readonly packageName: string;
}

interface Face {
  readonly family: string;
  readonly weights: readonly number[];
  readonly stem: string;
  readonly packageName: string;
  readonly ranges: readonly Range[];
}
/** First and last code point, both inclusive. */
type Range = readonly [first: number, last: number];

/** Font stack of running text and of forms. The last face closes the stack: it has every GB 2312 character. */
export const serif = "'Print Serif', 'Print Kai'";
/** Font stack of marks, headings and labels (黑体 class). */
export const sans = "'Print Sans', 'Print Kai'";

const faces: readonly Face[] = table.families.flatMap((family) =>
  family.subsets.map((subset) => ({
    family: family.family,
    weights: family.weights,
    stem: `${family.folder}-${subset.name}`,
    packageName: `@fontsource/${family.folder}`,
    ranges: decodeRanges(subset.ranges),
  })),
);

/** Every font file of the print documents; a package ships exactly these. */
export const fontFiles: readonly FontFile[] = faces.flatMap((face) =>
  face.weights.map((weight) => ({
    name: `${face.stem}-${weight}-normal.woff2`,
    packageName: face.packageName,
  })),
);

/** A font file as the desktop serves it to a document that is being rendered. */
export interface ServedFont {
  readonly type: 'font/woff2';
  readonly content: { readonly file: string };
}

/**
 * What the desktop must serve below a document's address, by URL path (`/fonts/…`).
 * @param locate where a font file lies on this machine
 */
export function documentFonts(locate: (font: FontFile) => string): ReadonlyMap<string, ServedFont> {
  return new Map(
    fontFiles.map((font) => [
      `/fonts/${font.name}`,
      { type: 'font/woff2', content: { file: locate(font) } } as const,
    ]),
  );
}

/**
 * The `@font-face` rules that a text needs: only faces with a character of it, each limited to what its file really has,
 * so that a missing glyph falls to the next face of the stack and never to a font of the host.
 * @param fontBase address of the font files, relative to the document or absolute, without a slash at the end
 */
export function fontFaceRules(text: string, fontBase: string): string {
  const codes = new Set([...text].map((character) => character.codePointAt(0) ?? 0));
  return faces
    .filter((face) => [...codes].some((code) => isIn(face.ranges, code)))
    .flatMap((face) => face.weights.map((weight) => faceRule(face, weight, codes, fontBase)))
    .join('\n');
}

/** True if some face of the stacks has a glyph for the code point. */
export function hasGlyph(code: number): boolean {
  return faces.some((face) => isIn(face.ranges, code));
}

function faceRule(face: Face, weight: number, codes: ReadonlySet<number>, fontBase: string): string {
  const used = [...codes].filter((code) => isIn(face.ranges, code)).sort((one, other) => one - other);
  const range = mergeCodes(used)
    .map(([first, last]) => `U+${first.toString(16)}${last > first ? `-${last.toString(16)}` : ''}`)
    .join(',');
  // A family with one weight serves all: a synthetic bold would reach the PDF as drawn shapes.
  const weights = face.weights.length === 1 ? '100 900' : String(weight);
  return (
    `@font-face{font-family:'${face.family}';font-style:normal;font-weight:${weights};font-display:block;` +
    `src:url('${fontBase}/${face.stem}-${weight}-normal.woff2') format('woff2');unicode-range:${range}}`
  );
}

function isIn(ranges: readonly Range[], code: number): boolean {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const [first, last] = ranges[middle] ?? [0, -1];
    if (code < first) high = middle - 1;
    else if (code > last) low = middle + 1;
    else return true;
  }
  return false;
}

/** Code points in rising order as ranges. */
export function mergeCodes(codes: readonly number[]): Range[] {
  const ranges: [number, number][] = [];
  for (const code of codes) {
    const last = ranges.at(-1);
    if (last !== undefined && code === last[1] + 1) last[1] = code;
    else ranges.push([code, code]);
  }
  return ranges;
}

/** Ranges as short text: distance from the range before and, after a dot, length less one; base 36, comma between. */
export function encodeRanges(ranges: readonly Range[]): string {
  let before = 0;
  return ranges
    .map(([first, last]) => {
      const gap = (first - before).toString(36);
      before = last;
      return last > first ? `${gap}.${(last - first).toString(36)}` : gap;
    })
    .join(',');
}

function decodeRanges(text: string): Range[] {
  let before = 0;
  return text.split(',').map((item) => {
    const [gap = '', length = '0'] = item.split('.');
    const first = before + Number.parseInt(gap, 36);
    before = first + Number.parseInt(length, 36);
    return [first, before];
  });
}
