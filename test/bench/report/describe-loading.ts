import type {Loading, Measurement} from '../result.js';

/** What the channel `postgresql` costs, as multiples of what COPY costs the client. */
export function describeLoading({measurements, statements, rows, moved}: Loading): string[] {
  const [copy, parsing, first] = measurements;
  const base = cpuOf(copy);
  const perMillion = Math.ceil((statements / rows) * 1e6);
  const loaded = ((cpuOf(first) - cpuOf(parsing)) / base).toFixed(1);
  const movedRows = moved === 0 ? 'no row' : `${moved} rows`;
  return [
    `${rows.toLocaleString('en-US')} users with 7 values each, loaded into PostgreSQL 18 on the same machine by`,
    '`destination-cohort`, beside `COPY` of the same values in the same run. `COPY` only passes a prepared CSV file on: it is',
    'the least that any client spends, without parsing, comparing and a result for each row. CPU time is that of the client',
    '(user and system), the start of the program included.',
    '',
    '| | CPU seconds | x COPY | peak MB | seconds |',
    '|---|--:|--:|--:|--:|',
    ...measurements.map(each => row(each, base)),
    '',
    `Without the cost of parsing the messages, the first load takes ${loaded} x COPY. It took ${statements} statements, or`,
    `${perMillion} for a million users. The run without changes moved the updated_at of ${movedRows}.`,
  ];
}

function row(measured: Measurement, base: number): string {
  const own = ownProcesses(measured);
  const cpu = cpuOf(measured);
  const peak = Math.max(...own.map(({peakMegabytes}) => peakMegabytes));
  const cells = [cpu.toFixed(2), (cpu / base).toFixed(1), peak.toFixed(0)];
  return `| ${[measured.name, ...cells, measured.seconds.toFixed(1)].join(' | ')} |`;
}

// The emulators run beside, and have nothing to do.
function ownProcesses({processes}: Measurement) {
  return processes.filter(({program}) => !program.endsWith(' emulator'));
}

function cpuOf(measured: Measurement | undefined): number {
  const own = measured ? ownProcesses(measured) : [];
  return own.reduce((total, {cpuSeconds}) => total + cpuSeconds, 0);
}
