import type { Chart } from '../../shared/figures/charts.ts';

const width = 640;
const label = 150;
const barHeight = 11;

/** A drawing of a table that stands beside it: solid and hatched, so that it reads the same without colour. */
export function FigureChart({ chart }: { chart: Chart }) {
  const highest = Math.max(1, ...chart.bars.flatMap((bar) => [bar.value, bar.second ?? 0]));
  const words = chart.bars
    .map((bar) => `${bar.label} ${bar.value}${bar.second === null ? '' : `、${bar.second}`}`)
    .join('；');
  const second = chart.bars.some((bar) => bar.second !== null);
  return (
    <figure className="figure-chart">
      {chart.form === 'months' ? (
        <Months chart={chart} highest={highest} words={words} />
      ) : (
        <Bars chart={chart} highest={highest} words={words} />
      )}
      <figcaption>
        <span className="chart-key first" aria-hidden="true" /> {chart.names[0]}
        {second && (
          <>
            {'　'}
            <span className="chart-key second" aria-hidden="true" /> {chart.names[1]}
          </>
        )}
      </figcaption>
    </figure>
  );
}

interface Drawing {
  readonly chart: Chart;
  readonly highest: number;
  readonly words: string;
}

function Hatch({ id }: { id: string }) {
  return (
    <defs>
      <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="6" height="6" className="chart-paper" />
        <rect width="2.4" height="6" className="chart-hatch" />
      </pattern>
    </defs>
  );
}

function Bars({ chart, highest, words }: Drawing) {
  const row = 2 * barHeight + 10;
  const scale = (width - label - 50) / highest;
  const height = chart.bars.length * row + 4;
  const id = `hatch-${chart.title.length}-${chart.bars.length}`;
  return (
    <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${chart.title}：${words}`}>
      <Hatch id={id} />
      {chart.bars.map((bar, at) => {
        const top = at * row + 2;
        return (
          <g key={bar.label}>
            <text x={label - 8} y={top + barHeight + 4} textAnchor="end">
              {bar.label.length > 11 ? `${bar.label.slice(0, 10)}…` : bar.label}
            </text>
            <rect x={label} y={top} width={bar.value * scale} height={barHeight} className="chart-first" />
            <text x={label + bar.value * scale + 6} y={top + 10} className="chart-value">
              {bar.value}
            </text>
            {bar.second !== null && (
              <>
                <rect
                  x={label}
                  y={top + barHeight}
                  width={bar.second * scale}
                  height={barHeight}
                  fill={`url(#${id})`}
                  className="chart-second"
                />
                <text x={label + bar.second * scale + 6} y={top + barHeight + 10} className="chart-value">
                  {bar.second}
                </text>
              </>
            )}
          </g>
        );
      })}
      <line x1={label} y1="0" x2={label} y2={height} className="chart-axis" />
    </svg>
  );
}

function Months({ chart, highest, words }: Drawing) {
  const height = 190;
  const floor = height - 24;
  const step = width / chart.bars.length;
  const bar = Math.min(22, step / 3);
  const scale = (floor - 20) / highest;
  return (
    <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${chart.title}：${words}`}>
      <Hatch id="hatch-months" />
      {chart.bars.map((month, at) => {
        const left = at * step + step / 2;
        return (
          <g key={month.label}>
            <rect
              x={left - bar}
              y={floor - month.value * scale}
              width={bar}
              height={month.value * scale}
              className="chart-first"
            />
            <text
              x={left - bar / 2}
              y={floor - month.value * scale - 4}
              textAnchor="middle"
              className="chart-value"
            >
              {month.value}
            </text>
            {month.second !== null && (
              <>
                <rect
                  x={left}
                  y={floor - month.second * scale}
                  width={bar}
                  height={month.second * scale}
                  fill="url(#hatch-months)"
                  className="chart-second"
                />
                <text
                  x={left + bar / 2}
                  y={floor - month.second * scale - 4}
                  textAnchor="middle"
                  className="chart-value"
                >
                  {month.second}
                </text>
              </>
            )}
            <text x={left} y={height - 6} textAnchor="middle">
              {month.label}
            </text>
          </g>
        );
      })}
      <line x1="0" y1={floor} x2={width} y2={floor} className="chart-axis" />
    </svg>
  );
}
