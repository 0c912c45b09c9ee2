import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeRanges, mergeCodes } from '../../main/printing/document/fonts.ts';
import { charactersOf } from './fontFile.ts';

const root = join(import.meta.dirname, '../..');

/** Where the built-in table lies, relative to the root of the repository. */
export const faceTablePath = 'main/printing/document/faceTable.json';

/** Families in the order of the stacks; the weights are those that documents use. */
const families = [
  { family: 'Print Serif', folder: 'noto-serif-sc', weights: [400, 700] },
  { family: 'Print Sans', folder: 'noto-sans-sc', weights: [400, 700] },
  { family: 'Print Kai', folder: 'lxgw-wenkai', weights: [500] },
] as const;

// One large file has nearly all that is ever printed, so that a document carries few fonts; the slices serve the rest.
const firstSubset = 'chinese-simplified';

/**
 * Reads from the font files which characters each has, as `faceTable.json` says it: the first file that has a character
 * serves it. @throws Error when two weights of a family differ, because a bold word would then lack a glyph
 */
export function makeFaceTable(): unknown {
  return {
    families: families.map(({ family, folder, weights }) => {
      const files = join(root, 'node_modules/@fontsource', folder, 'files');
      const suffix = `-${weights[0]}-normal.woff2`;
      const names = readdirSync(files)
        .filter((file) => file.endsWith(suffix))
        .map((file) => file.slice(folder.length + 1, -suffix.length))
        .sort((one, other) => rank(one) - rank(other) || one.localeCompare(other, 'en', { numeric: true }));
      const served = new Set<number>();
      const subsets = names.flatMap((name) => {
        const [codes = [], ...others] = weights.map((weight) =>
          charactersOf(readFileSync(join(files, `${folder}-${name}-${weight}-normal.woff2`))),
        );
        if (others.some((other) => other.join() !== codes.join()))
          throw new Error(`weights of ${name} differ`);
        const fresh = codes.filter((code) => code > 0x1f && !served.has(code));
        for (const code of fresh) served.add(code);
        return fresh.length === 0 ? [] : [{ name, ranges: encodeRanges(mergeCodes(fresh)) }];
      });
      return { family, folder, weights: [...weights], subsets };
    }),
  };
}

function rank(name: string): number {
  return name === firstSubset ? 0 : 1;
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(join(root, faceTablePath), `${JSON.stringify(makeFaceTable(), null, 2)}\n`);
}
