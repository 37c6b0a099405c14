import type {DirectionRun, SyncRun, Waiting} from '../result.js';

/** How long people wait, as the lines of a section. */
export function describeWaiting({contacts, users, latency, delayed, direct}: Waiting): string[] {
  return [
    `A \`sync\` of ${number(contacts)} contacts and ${number(users)} users, half of them contacts too, then two with nothing new. The emulators delay each response by`,
    `${latency.salesforce} ms (Salesforce) and ${latency.cohort} ms (Cohort). _Ratio_ compares the seconds with those of the same run without latency: values`,
    'above 1 are time spent waiting. Below 1, other work on the same cores outweighed the latency.',
    '',
    '| | | seconds | without latency | ratio | Salesforce calls | Cohort calls |',
    '|---|---|--:|--:|--:|--:|--:|',
    ...delayed.flatMap((run, index) => toRows(run, direct[index])),
  ];
}

function toRows(run: SyncRun, direct: SyncRun | undefined): string[] {
  const directions = run.directions.filter(({name}) => name !== 'start');
  return [
    toRow(run.name, 'total', run, direct),
    ...directions.map(each => {
      const other = direct?.directions.find(({name}) => name === each.name);
      return toRow('', each.name, each, other);
    }),
  ];
}

type Figures = Omit<DirectionRun, 'name'>;

function toRow(first: string, name: string, run: Figures, direct: Figures | undefined): string {
  const {seconds, apiCalls} = run;
  const cells = [
    first,
    name,
    seconds.toFixed(1),
    direct?.seconds.toFixed(1) ?? '',
    direct ? (seconds / direct.seconds).toFixed(1) : '',
    number(apiCalls.salesforce),
    number(apiCalls.cohort),
  ];
  return `| ${cells.join(' | ')} |`;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
