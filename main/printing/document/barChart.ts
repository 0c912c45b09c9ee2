import { sans } from './fonts.ts';
import { escapeHtml, type Html } from './html.ts';

/** One bar pair: this period and the period before. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly previous: number | null;
}

// Units of the drawing are tenths of a millimetre; the chart is as wide as the type area (156 mm).
const width = 1560;
const labelWidth = 330;
const valueWidth = 110;
const barHeight = 32;
const gap = 26;

/**
 * A bar chart that reads the same in grey as in colour: the period is solid, the period before is hatched, each bar has its
 * number. Every chart stands beside its table, so the drawing carries nothing that the table lacks.
 */
export function barChart(title: string, bars: readonly Bar[], names: readonly [string, string]): Html {
  const highest = Math.max(1, ...bars.map((bar) => Math.max(bar.value, bar.previous ?? 0)));
  const scale = (width - labelWidth - valueWidth) / highest;
  const rowHeight = 2 * barHeight + gap;
  const height = bars.length * rowHeight + 130;
  const rows = bars.map((bar, index) => {
    const top = 110 + index * rowHeight;
    return (
      `<text x="${labelWidth - 24}" y="${top + barHeight + 12}" text-anchor="end">${escapeHtml(bar.label)}</text>` +
      barOf(top, bar.value, scale, '#3d3d3d') +
      (bar.previous === null ? '' : barOf(top + barHeight, bar.previous, scale, 'url(#hatch)'))
    );
  });
  return (
    `<figure><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="156mm" height="${height / 10}mm" role="img">` +
    '<defs><pattern id="hatch" width="14" height="14" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
    '<rect width="14" height="14" fill="#ffffff"/><rect width="5" height="14" fill="#555555"/></pattern></defs>' +
    `<g font-family="${sans.replaceAll("'", '')}" font-size="34" fill="#000000">${legend(names)}${rows.join('')}` +
    `<line x1="${labelWidth}" y1="100" x2="${labelWidth}" y2="${height - 30}" stroke="#000000" stroke-width="3"/></g></svg>` +
    `<figcaption>${escapeHtml(title)}</figcaption></figure>`
  );
}

function barOf(top: number, value: number, scale: number, fill: string): Html {
  const length = Math.round(value * scale);
  return (
    `<rect x="${labelWidth}" y="${top}" width="${length}" height="${barHeight}" fill="${fill}" stroke="#000000" stroke-width="2"/>` +
    `<text x="${labelWidth + length + 18}" y="${top + barHeight - 5}">${value}</text>`
  );
}

function legend([now, before]: readonly [string, string]): Html {
  return (
    `<rect x="${labelWidth}" y="20" width="70" height="40" fill="#3d3d3d" stroke="#000000" stroke-width="2"/>` +
    `<text x="${labelWidth + 90}" y="54">${escapeHtml(now)}</text>` +
    `<rect x="${labelWidth + 330}" y="20" width="70" height="40" fill="url(#hatch)" stroke="#000000" stroke-width="2"/>` +
    `<text x="${labelWidth + 420}" y="54">${escapeHtml(before)}</text>`
  );
}
