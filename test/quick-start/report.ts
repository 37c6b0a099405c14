import type {Summary} from './run-harness.js';

const HEAD = [
  '',
  'read',
  'created',
  'updated',
  'unchanged',
  'rejected',
  'Salesforce calls',
  'Cohort calls',
  'seconds',
];

/** A table of what each run did, a row for each stream. */
export function reportTable(runs: ReadonlyArray<{title: string; summary: Summary}>): string {
  const rows = runs.flatMap(({title, summary}) =>
    summary.streams.map((stream, index) => {
      const {read, created, updated, unchanged, rejected} = stream;
      const {salesforce = 0, cohort = 0} = summary.api_calls;
      const costs = index === 0 ? [salesforce, cohort, summary.seconds.toFixed(1)] : ['', '', ''];
      const name = summary.streams.length > 1 ? `${title}: ${stream.direction}` : title;
      return [name, read, created, updated, unchanged, rejected, ...costs].map(String);
    }),
  );
  const widths = HEAD.map((head, column) =>
    Math.max(head.length, ...rows.map(row => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ');
  return [line(HEAD), ...rows.map(line)].join('\n');
}
