import type {StreamSummary, Summary} from './summary.js';

const COUNTS = ['read', 'created', 'updated', 'unchanged', 'rejected'] as const;

/** The report that people read: a table of the streams, what it cost, how it ended. */
export function formatSummary(summary: Summary): string {
  const lines = [
    ...formatTable(summary.streams),
    ...formatListed(summary),
    ...(summary.notes ?? []).map(note => `note: ${note}`),
    ...formatCalls(summary.api_calls),
    ...formatErrors(summary),
    formatEnd(summary),
  ];
  return lines.join('\n');
}

function formatTable(streams: readonly StreamSummary[]): string[] {
  if (streams.length === 0) return [];
  const rows = streams.map(stream => [
    stream.direction ? `${stream.direction} ${stream.stream}` : stream.stream,
    ...COUNTS.map(count => formatNumber(stream[count])),
  ]);
  const table = [['', ...COUNTS], ...rows];
  const widths = table[0]?.map((_, column) =>
    Math.max(...table.map(row => (row[column] ?? '').length)),
  );
  return table.map(row =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths?.[0] ?? 0) : cell.padStart(widths?.[column] ?? 0),
      )
      .join('   ')
      .trimEnd(),
  );
}

function formatListed({listed = {}}: Summary): string[] {
  const each = Object.entries(listed).map(([code, count]) => `${code} ${formatNumber(count)}`);
  return each.length > 0 ? [`Listed in the folder "listed": ${each.join(', ')}`] : [];
}

function formatCalls(calls: Readonly<Record<string, number>>): string[] {
  const each = Object.entries(calls).map(([system, count]) => `${system} ${formatNumber(count)}`);
  return each.length > 0 ? [`API calls: ${each.join(', ')}`] : [];
}

function formatErrors({errors}: Summary): string[] {
  return errors.map(
    ({connector, message, stream}) =>
      `error: ${connector}${stream ? ` (${stream})` : ''}: ${message}`,
  );
}

function formatEnd({status, exit_reason, seconds, log}: Summary): string {
  const time = `${seconds.toFixed(1)} s`;
  if (status === 'succeeded') return `Done in ${time}.`;
  const where = log ? ` The log: ${log}` : '';
  if (exit_reason === 'interrupted') {
    return `Stopped after ${time}. What was acknowledged is kept; run again to go on.${where}`;
  }
  const advice =
    exit_reason === 'config_error'
      ? 'Change the configuration, then run again.'
      : 'Run again to go on from here.';
  return `Failed after ${time}. ${advice}${where}`;
}

export function formatNumber(value: number): string {
  return value.toLocaleString('en-US');
}
