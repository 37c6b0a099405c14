import type {StreamSummary, Summary} from './summary.js';
import {wrap} from './wrap.js';

const COUNTS = ['read', 'created', 'updated', 'unchanged', 'rejected'] as const;

/** The report that people read: a table of the streams, what it cost, how it ended. */
export function formatSummary(
  summary: Summary,
  columns: number = Number.POSITIVE_INFINITY,
): string {
  const lines = [
    ...formatStreams(summary.streams, columns),
    ...formatListed(summary),
    ...(summary.notes ?? []).map(note => `note: ${note}`),
    ...callsOf(summary),
    ...formatErrors(summary),
    formatEnd(summary),
  ];
  return lines.join('\n');
}

// Where a table is too wide, each stream is a paragraph.
function formatStreams(streams: readonly StreamSummary[], columns: number): string[] {
  const table = formatTable(streams);
  return table.every(line => line.length <= columns) ? table : streams.flatMap(formatCounts);
}

function formatTable(streams: readonly StreamSummary[]): string[] {
  if (streams.length === 0) return [];
  const rows = streams.map(stream => [
    labelOf(stream),
    ...COUNTS.map(count => formatNumber(stream[count])),
  ]);
  const table = [['', ...COUNTS], ...rows];
  const widths = ['', ...COUNTS].map((_, column) =>
    Math.max(...table.map(row => row[column]?.length ?? 0)),
  );
  return table.map(row => row.map((cell, column) => align(cell, column, widths)).join('  '));
}

function align(cell: string, column: number, widths: readonly number[]): string {
  const width = widths[column] ?? 0;
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

/** What came of one stream, in words. */
export function formatCounts(stream: StreamSummary): string[] {
  const counts = COUNTS.map(count => `${formatNumber(stream[count])} ${count}`);
  return [`${labelOf(stream)}:`, ...wrap(counts.join(', '), 2)];
}

function labelOf({direction, stream}: StreamSummary): string {
  return direction ? `${direction} ${stream}` : stream;
}

function formatListed({listed = {}}: Summary): string[] {
  const each = Object.entries(listed).map(([code, count]) => `${code} ${formatNumber(count)}`);
  return each.length > 0 ? [`Listed in the folder "listed": ${each.join(', ')}`] : [];
}

/** `API calls: salesforce 12, cohort 3`; nothing if there were none. */
export function callsOf({api_calls}: Pick<Summary, 'api_calls'>): string[] {
  const calls = formatCalls(api_calls);
  return calls === '' ? [] : [`API calls: ${calls}`];
}

/** `salesforce 12, cohort 3`: Salesforce first, in whichever order they were counted. */
export function formatCalls(calls: Readonly<Record<string, number>>): string {
  return Object.entries(calls)
    .sort(([one], [other]) => other.localeCompare(one))
    .map(([system, count]) => `${system} ${formatNumber(count)}`)
    .join(', ');
}

// What two connectors say of the one system is one error.
export function formatErrors({errors}: Pick<Summary, 'errors'>): string[] {
  const connectors = new Map<string, string[]>();
  for (const {connector, message, stream} of errors) {
    const who = stream ? `${connector} (${stream})` : connector;
    connectors.set(message, [...(connectors.get(message) ?? []), who]);
  }
  return [...connectors].map(([message, who]) => `error: ${who.join(', ')}: ${message}`);
}

/** How it ended, in one sentence or two. */
export function formatEnd({status, exit_reason, seconds, streams, log}: Summary): string {
  const time = `${seconds.toFixed(1)} s`;
  if (status === 'succeeded') return `Done in ${time}.`;
  const where = log ? ` The log: ${log}` : '';
  if (exit_reason === 'interrupted') {
    const what =
      streams.length === 0
        ? `Stopped after ${time}, before anything was synced.`
        : `Stopped after ${time}. What was acknowledged is kept; run again to go on.`;
    return what + where;
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
