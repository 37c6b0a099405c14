import {html} from 'hono/html';
import type {Html} from './layout.js';

export interface Bar {
  /** From the bottom up. */
  parts: readonly {size: number; kind: 'good' | 'bad' | 'neutral'}[];
  title: string;
}

const BAR = 8;
const GAP = 2;

/** Bars from left to right, as an SVG that needs neither scripts nor inline styles. */
export function barChart(
  bars: readonly Bar[],
  {label, height = 120}: {label: string; height?: number},
): Html {
  const largest = Math.max(
    1,
    ...bars.map(({parts}) => parts.reduce((sum, part) => sum + part.size, 0)),
  );
  const width = Math.max(1, bars.length) * (BAR + GAP);
  const columns = bars.map((bar, index) => column(bar, {x: index * (BAR + GAP), height, largest}));
  return html`<svg class="chart" role="img" aria-label="${label}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">${columns}</svg>`;
}

function column(
  {parts, title}: Bar,
  {x, height, largest}: {x: number; height: number; largest: number},
): Html {
  let y = height;
  const rectangles = parts.map(({size, kind}) => {
    // Few of many must still be seen.
    const tall = size > 0 ? Math.max(2, (size / largest) * height) : 0;
    y -= tall;
    return html`<rect class="${kind}" x="${x}" y="${y.toFixed(1)}" width="${BAR}" height="${tall.toFixed(1)}"></rect>`;
  });
  return html`<g><title>${title}</title>${rectangles}</g>`;
}
