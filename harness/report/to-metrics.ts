import type {Summary} from './summary.js';

interface Run {
  command: string;
  connection: string;
  summary: Summary;
  /** Milliseconds since the epoch. */
  endedAt: number;
}

/**
 * A run's counts in Prometheus' text format, as node_exporter's textfile collector reads it:
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function toMetrics({command, connection, summary, endedAt}: Run): string {
  const labels = {connection, command};
  const counts = summary.streams.flatMap(({direction = command, stream, ...counted}) =>
    RESULTS.map(result => line('records', {...labels, direction, stream, result}, counted[result])),
  );
  const calls = Object.entries(summary.api_calls).map(([system, count]) =>
    line('api_calls', {...labels, system}, count),
  );
  return [
    ...family('success', 'Whether the last run succeeded.', [
      line('success', labels, summary.status === 'succeeded' ? 1 : 0),
    ]),
    ...family('duration_seconds', 'How long the last run took.', [
      line('duration_seconds', labels, summary.seconds),
    ]),
    ...family('end_timestamp_seconds', 'When the last run ended.', [
      line('end_timestamp_seconds', labels, Math.round(endedAt / 1000)),
    ]),
    ...family('records', 'Records of the last run by result.', counts),
    ...family('api_calls', 'API calls of the last run by system.', calls),
    '',
  ].join('\n');
}

const RESULTS = ['read', 'created', 'updated', 'unchanged', 'duplicates', 'rejected'] as const;
const PREFIX = 'cohort_salesforce_run_';

function family(name: string, help: string, lines: readonly string[]): string[] {
  return [`# HELP ${PREFIX}${name} ${help}`, `# TYPE ${PREFIX}${name} gauge`, ...lines];
}

function line(name: string, labels: Readonly<Record<string, string>>, value: number): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${quote(text)}"`);
  return `${PREFIX}${name}{${pairs.join(',')}} ${value}`;
}

function quote(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
