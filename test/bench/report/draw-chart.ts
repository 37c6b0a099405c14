import type {Measurement, ProcessUsage, Result} from '../result.js';

// Read on white and on black alike.
const TEXT = '#7d8590';
const COLORS: Record<string, string> = {
  'source-salesforce': '#3b82f6',
  'destination-salesforce': '#0ea5e9',
  'source-cohort': '#d97706',
  'destination-cohort': '#f59e0b',
  harness: '#10b981',
  'null-source': '#a78bfa',
  'null-destination': '#8b5cf6',
  baseline: '#ec4899',
};
const WIDTH = 860;
const LABELS = 230;
const ROW = 26;
const TOP = 62;

/** One bar for each measurement: CPU seconds by process, and a mark at its wall time. */
export function drawChart(result: Result): string {
  const all = [...(result.import ?? []), ...(result.floor ?? []), ...(result.export ?? [])];
  const most = Math.max(1, ...all.flatMap(each => [each.seconds, cpuOf(each)]));
  const scale = (WIDTH - LABELS - 60) / most;
  const height = TOP + all.length * ROW + 10;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12" fill="${TEXT}">`,
    `<title>CPU seconds by process, and wall seconds</title>`,
    ...legend(all),
    ...all.flatMap((each, index) => bar(each, TOP + index * ROW, scale)),
    '</svg>',
    '',
  ].join('\n');
}

function legend(all: readonly Measurement[]): string[] {
  const found = new Set(all.flatMap(each => own(each).map(({program}) => program)));
  const programs = Object.keys(COLORS).filter(program => found.has(program));
  const entries = programs.map((program, index) => {
    const [x, y] = [10 + (index % 5) * 165, 12 + Math.floor(index / 5) * 20];
    return `<rect x="${x}" y="${y - 9}" width="11" height="11" rx="2" fill="${COLORS[program]}"/><text x="${x + 16}" y="${y + 1}">${program}</text>`;
  });
  const [x, y] = [10 + (programs.length % 5) * 165, 12 + Math.floor(programs.length / 5) * 20];
  return [...entries, `${mark(x + 5, y - 9, 11)}<text x="${x + 16}" y="${y + 1}">wall time</text>`];
}

function bar(each: Measurement, y: number, scale: number): string[] {
  let x = LABELS;
  const parts = own(each).map(({program, cpuSeconds}) => {
    const width = cpuSeconds * scale;
    const part = `<rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="16" fill="${COLORS[program] ?? TEXT}"><title>${program}: ${cpuSeconds.toFixed(1)} s</title></rect>`;
    x += width;
    return part;
  });
  const wall = LABELS + each.seconds * scale;
  const told = `${cpuOf(each).toFixed(1)} s CPU, ${each.seconds.toFixed(1)} s`;
  const end = Math.max(x, wall) + 6;
  const room = end + told.length * 6.5 < WIDTH;
  return [
    `<text x="${LABELS - 8}" y="${y + 12}" text-anchor="end">${each.name}</text>`,
    ...parts,
    mark(wall, y - 2, 20),
    room ? `<text x="${end.toFixed(1)}" y="${y + 12}">${told}</text>` : '',
  ];
}

function mark(x: number, y: number, height: number): string {
  return `<line x1="${x.toFixed(1)}" x2="${x.toFixed(1)}" y1="${y}" y2="${y + height}" stroke="${TEXT}" stroke-width="2"/>`;
}

function cpuOf(each: Measurement): number {
  return own(each).reduce((total, {cpuSeconds}) => total + cpuSeconds, 0);
}

function own({processes}: Measurement): ProcessUsage[] {
  return processes.filter(({program}) => !program.endsWith(' emulator'));
}
