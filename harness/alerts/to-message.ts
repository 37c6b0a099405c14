import type {Summary} from '../report/summary.js';

interface Alerted extends Pick<Summary, 'streams' | 'errors' | 'log'> {
  event: string;
  connection: string;
  command: string;
}

/** A few lines of text about a run. */
export function toMessage({event, connection, command, streams, errors, log}: Alerted): string {
  const head =
    event === 'failure'
      ? `harness ${command} of ${connection} failed.`
      : `harness ${command} of ${connection} rejected records.`;
  const counts = streams.map(({direction, stream, read, created, updated, rejected}) =>
    `${direction ?? ''} ${stream}: ${read} read, ${created} created, ${updated} updated, ${rejected} rejected`.trim(),
  );
  const reasons = errors.map(({connector, message}) => `${connector}: ${message}`);
  return [head, ...reasons, ...counts, ...(log === undefined ? [] : [`Log: ${log}`])].join('\n');
}
