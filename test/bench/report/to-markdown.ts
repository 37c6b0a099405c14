import type {Baseline, Measurement, ProcessUsage, Result, Soak} from '../result.js';
import {describeWaiting} from './describe-waiting.js';

/** The page that people read, made of nothing but the result. */
export function toMarkdown(result: Result): string {
  const {machine, contacts, recordBytes, soak, baseline, compounds, waiting} = result;
  const measured = [...(result.import ?? []), ...(result.floor ?? []), ...(result.export ?? [])];
  return [
    '# What it costs',
    '',
    'Written by `npm run bench`: change the measuring, not this page.',
    '',
    `Measured on ${machine}, connectors and both emulators together on one machine;`,
    'single runs vary by a quarter. Calls are counted by the emulators.',
    ...section(`${inWords(contacts)} records`, [
      `Contacts of 20 columns, ${recordBytes} bytes each as a message; users likewise. _Again_ is a run right after, with`,
      'nothing changed: a source finds nothing to read, a destination is given the same records once more.',
      '',
      '![CPU seconds by process](performance.svg)',
      '',
      ...table(measured),
      ...ratio(result),
    ]),
    ...section('Where the seconds go', processTable(measured)),
    ...(baseline ? section('What a baseline adds', describeBaseline(baseline)) : []),
    ...(compounds ? section('What an address adds', describeCompounds(compounds)) : []),
    ...(waiting ? section('How long people wait', describeWaiting(waiting)) : []),
    ...(soak ? section('Memory over time', describeSoak(soak)) : []),
    ...section('How to repeat it', REPEAT),
    '',
  ].join('\n');
}

const REPEAT = [
  '```sh',
  'npm run build',
  'npm run bench                             # a million records, about 20 minutes on 2 cores',
  'npm run bench -- --contacts 50000 --out /tmp/performance.json',
  'npm run bench -- --only import,floor      # the other parts stay as they are',
  'npm run bench -- --only compounds         # what it costs to put addresses together',
  'npm run bench -- --latency 150,200        # only "How long people wait", about 8 minutes',
  'npm run soak                              # 5 million contacts in one import',
  'BENCH_PROFILES=/tmp npm run bench -- ...  # besides, a CPU profile of each process',
  '```',
];

function section(title: string, lines: readonly string[]): string[] {
  return ['', `## ${title}`, '', ...lines];
}

function table(measurements: readonly Measurement[]): string[] {
  return [
    '| | records | seconds | CPU seconds | peak MB | Salesforce calls | Cohort calls |',
    '|---|--:|--:|--:|--:|--:|--:|',
    ...measurements.map(each => {
      const own = ownProcesses(each);
      const cells = [
        each.name,
        number(each.records),
        each.seconds.toFixed(1),
        cpuSecondsOf(own).toFixed(1),
        own.map(({peakMegabytes}) => peakMegabytes.toFixed(0)).join(' + '),
        number(each.apiCalls.salesforce || undefined),
        number(each.apiCalls.cohort || undefined),
      ];
      return `| ${cells.join(' | ')} |`;
    }),
    '',
    'CPU seconds (user and system) and memory are those of the connectors and the harness; the emulators are below.',
  ];
}

function ratio({import: imported, floor}: Result): string[] {
  const first = imported?.find(({name}) => name === 'import');
  const least = floor?.find(({name}) => name === 'null connectors, harness')?.seconds;
  if (!first || !least) return [];
  const times = (first.seconds / least).toFixed(1);
  const emulated = first.processes.filter(({program}) => program.endsWith(' emulator'));
  const share = Math.round((100 * cpuSecondsOf(emulated)) / cpuSecondsOf(first.processes));
  return [
    '',
    `The import takes ${times} times as long as null connectors that pass the same bytes. Of the CPU seconds that`,
    `all processes spend meanwhile on the same cores, ${share} % are the two emulators'.`,
  ];
}

function cpuSecondsOf(processes: readonly ProcessUsage[]): number {
  return sum(processes.map(({cpuSeconds}) => cpuSeconds));
}

function processTable(measurements: readonly Measurement[]): string[] {
  const rows = measurements.flatMap(({name, processes}) =>
    processes.map(({program, cpuSeconds, peakMegabytes}, index) => {
      const cells = [
        index === 0 ? name : '',
        program,
        cpuSeconds.toFixed(1),
        peakMegabytes.toFixed(0),
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  );
  return ['| | process | CPU seconds | peak MB |', '|---|---|--:|--:|', ...rows];
}

function describeSoak({contacts, seconds, processes}: Soak): string[] {
  return [
    `One import of ${number(contacts)} contacts, ${seconds.toFixed(0)} seconds; resident memory noted each second.`,
    '`destination-cohort` remembers of each email how new its record was, so that the newest one wins whatever the order in which',
    'they come; nothing else grows with what has passed.',
    '',
    '| process | peak MB, first third | peak MB, last third | growth, bytes a contact |',
    '|---|--:|--:|--:|',
    ...processes.map(({program, peakOfFirstThird, peakOfLastThird}) => {
      const growth = ((peakOfLastThird - peakOfFirstThird) * 1e6) / ((contacts * 2) / 3);
      const cells = [program, peakOfFirstThird, peakOfLastThird, Math.max(0, Math.round(growth))];
      return `| ${cells.join(' | ')} |`;
    }),
  ];
}

function describeBaseline({records, without, linked, diskMegabytes}: Baseline): string[] {
  const rows = ['first import', 'the same records again'].map((what, index) => {
    const [plain, added] = [without[index], linked[index]].map(toCost);
    if (!plain || !added) return '';
    const cells = [
      what,
      plain.microseconds.toFixed(0),
      added.microseconds.toFixed(0),
      (added.microseconds - plain.microseconds).toFixed(0),
      (added.microseconds / plain.microseconds).toFixed(2),
      (added.megabytes - plain.megabytes).toFixed(0),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const perMillion = (diskMegabytes / records) * 1e6;
  return [
    `\`destination-cohort\` alone, given ${number(records)} records without \`baseline_dir\` and with it, one after the other.`,
    'Microseconds are CPU time (user and system) a record, the start of the program included.',
    '',
    '| | µs without | µs with | added | ratio | MB added |',
    '|---|--:|--:|--:|--:|--:|',
    ...rows,
    '',
    `The baseline takes ${diskMegabytes.toFixed(0)} MB on disk, ${perMillion.toFixed(0)} MB a million records.`,
  ];
}

function describeCompounds(measurements: readonly Measurement[]): string[] {
  const least = toCost(measurements[0])?.microseconds ?? 0;
  const rows = measurements.map(measured => {
    const {microseconds = 0} = toCost(measured) ?? {};
    const cells = [measured.name, microseconds.toFixed(1), (microseconds / least).toFixed(2)];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    `\`source-salesforce read\` of ${number(measurements[0]?.records)} contacts by bulk: four fields, and the address. CPU time a record (user`,
    'and system, the start of the program included), the best of three.',
    '',
    '| the address | µs | ratio |',
    '|---|--:|--:|',
    ...rows,
  ];
}

function toCost(measured: Measurement | undefined) {
  const own = measured && ownProcesses(measured)[0];
  if (!own || !measured.records) return undefined;
  const {cpuSeconds, peakMegabytes: megabytes} = own;
  return {microseconds: (cpuSeconds / measured.records) * 1e6, megabytes};
}

function ownProcesses({processes}: Measurement) {
  return processes.filter(({program}) => !program.endsWith(' emulator'));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function number(value: number | undefined): string {
  return value?.toLocaleString('en-US') ?? '';
}

function inWords(count: number | undefined): string {
  return count === 1_000_000 ? 'A million' : number(count);
}
