import type {Summary} from './summary.js';

interface Run {
  command: string;
  connection: string;
  summary: Summary;
  /** Milliseconds since the epoch. */
  endedAt: number;
}

/**
 * The counts of runs in Prometheus' text format, as node_exporter's textfile collector reads it:
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function toMetrics(runs: readonly Run[]): string {
  return [
    ...family('success', 'Whether the last run succeeded.', runs, ({summary}) => [
      [{}, summary.status === 'succeeded' ? 1 : 0],
    ]),
    ...family('duration_seconds', 'How long the last run took.', runs, ({summary}) => [
      [{}, summary.seconds],
    ]),
    ...family('end_timestamp_seconds', 'When the last run ended.', runs, ({endedAt}) => [
      [{}, Math.round(endedAt / 1000)],
    ]),
    ...family('records', 'Records of the last run by result.', runs, countsOf),
    ...family('api_calls', 'API calls of the last run by system.', runs, ({summary}) =>
      Object.entries(summary.api_calls).map(([system, count]) => [{system}, count]),
    ),
    '',
  ].join('\n');
}

type Sample = [labels: Readonly<Record<string, string>>, value: number];

const RESULTS = ['read', 'created', 'updated', 'unchanged', 'duplicates', 'rejected'] as const;
const PREFIX = 'cohort_salesforce_run_';

function countsOf({command, summary}: Run): Sample[] {
  return summary.streams.flatMap(({direction = command, stream, ...counts}) =>
    RESULTS.map((result): Sample => [{direction, stream, result}, counts[result]]),
  );
}

function family(
  name: string,
  help: string,
  runs: readonly Run[],
  samplesOf: (run: Run) => Sample[],
): string[] {
  const lines = runs.flatMap(run =>
    samplesOf(run).map(([labels, value]) => {
      const {connection, command} = run;
      return line(name, {connection, command, ...labels}, value);
    }),
  );
  return [`# HELP ${PREFIX}${name} ${help}`, `# TYPE ${PREFIX}${name} gauge`, ...lines];
}

function line(name: string, labels: Readonly<Record<string, string>>, value: number): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${quote(text)}"`);
  return `${PREFIX}${name}{${pairs.join(',')}} ${value}`;
}

function quote(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
