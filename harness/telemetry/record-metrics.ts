import type {Meter} from '@opentelemetry/api';
import type {EndedRun, TracedRun} from './telemetry.js';

const RESULTS = ['created', 'updated', 'unchanged'] as const;
const PREFIX = 'cohort_salesforce';

/** What a run came to, as metrics: moved, rejected, calls, seconds and lag. */
export function recordMetrics(
  meter: Meter,
  {command, connection}: TracedRun,
  {summary, lag}: EndedRun,
): void {
  const moved = meter.createCounter(`${PREFIX}.moved`, {
    unit: '{record}',
    description: 'Records that have a result other than rejected.',
  });
  const rejected = meter.createCounter(`${PREFIX}.rejected`, {
    unit: '{record}',
    description: 'Records that were not written.',
  });
  for (const {direction = command, stream, ...counts} of summary.streams) {
    const of = {connection, command, direction, stream};
    for (const result of RESULTS) moved.add(counts[result], {...of, result});
    rejected.add(counts.rejected, of);
  }
  const calls = meter.createCounter(`${PREFIX}.calls`, {
    unit: '{call}',
    description: 'API calls by system.',
  });
  for (const [system, count] of Object.entries(summary.api_calls)) {
    calls.add(count, {connection, command, system});
  }
  const {seconds, status} = summary;
  meter
    .createHistogram(`${PREFIX}.seconds`, {unit: 's', description: 'How long runs take.'})
    .record(seconds, {connection, command, status});
  if (lag === undefined) return;
  meter
    .createGauge(`${PREFIX}.lag`, {
      unit: 's',
      description: 'How old a change may be that no run has moved yet.',
    })
    .record(lag, {connection});
}
