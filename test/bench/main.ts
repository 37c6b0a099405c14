import {readFile, writeFile} from 'node:fs/promises';
import {cpus} from 'node:os';
import yargs from 'yargs';
import {drawChart} from './report/draw-chart.js';
import {toMarkdown} from './report/to-markdown.js';
import type {Latency, Result} from './result.js';
import {benchBaseline} from './suites/baseline.js';
import {benchCompounds} from './suites/compounds.js';
import {benchExport} from './suites/export.js';
import {benchFloor} from './suites/floor.js';
import {benchImport} from './suites/import.js';
import {benchPostgresql} from './suites/postgresql.js';
import {benchSoak} from './suites/soak.js';
import {benchWaiting} from './suites/waiting.js';

/** Measures what the connectors cost on emulators, and writes `performance.json`, `.md` and `.svg`. */
const options = await yargs(process.argv.slice(2))
  .scriptName('npm run bench --')
  .strict()
  .version(false)
  .option('contacts', {
    type: 'number',
    describe:
      'Contacts, and users; a million unless given, 50,000 in "waiting", 200,000 in "postgresql"',
  })
  .option('users', {type: 'number', default: 20_000, describe: 'Users in "waiting"'})
  .option('latency', {
    type: 'string',
    describe:
      'Milliseconds by which Cohort and Salesforce answer later, such as 150,200; measures "waiting"',
  })
  .option('soak-contacts', {type: 'number', default: 5_000_000, describe: 'Contacts of the soak'})
  .option('only', {
    type: 'string',
    describe:
      'Parts, with commas between: import, floor, export, baseline, compounds, postgresql, soak, waiting; the others stay as they are',
    defaultDescription: 'import,floor,export',
  })
  .option('out', {type: 'string', default: 'docs/performance.json', describe: 'The result'})
  .parseAsync();

const {contacts = 1_000_000, latency} = options;
const suites: Record<string, (result: Result) => Promise<Partial<Result>>> = {
  import: () => benchImport(contacts),
  floor: result => benchFloor(contacts, result),
  export: () => benchExport(contacts),
  baseline: () => benchBaseline(contacts),
  compounds: () => benchCompounds(contacts),
  postgresql: () => benchPostgresql(options.contacts ?? 200_000),
  waiting: () =>
    benchWaiting({
      contacts: options.contacts ?? 50_000,
      users: options.users,
      latency: parseLatency(latency ?? '150,200'),
    }),
  soak: () => benchSoak(options['soak-contacts']),
};

const stem = options.out.replace(/\.json$/, '');
let result = await readResult();
const parts = options.only ?? (latency === undefined ? 'import,floor,export' : 'waiting');
for (const name of parts.split(',')) {
  const suite = suites[name];
  if (!suite) throw new Error(`--only has "${name}", expected ${Object.keys(suites).join(', ')}`);
  result = {...result, ...(await suite(result)), machine: describeMachine()};
  await writeResult();
}

async function readResult(): Promise<Result> {
  const text = await readFile(options.out, 'utf8').catch(() => '{"machine": ""}');
  return JSON.parse(text);
}

async function writeResult(): Promise<void> {
  await writeFile(`${stem}.json`, `${JSON.stringify(result, null, 2)}\n`);
  await writeFile(`${stem}.svg`, drawChart(result));
  await writeFile(`${stem}.md`, toMarkdown(result));
}

function parseLatency(text: string): Latency {
  const [cohort = Number.NaN, salesforce = Number.NaN] = text.split(',').map(Number);
  if (cohort >= 0 && salesforce >= 0) return {cohort, salesforce};
  throw new Error(`--latency has "${text}", expected two numbers of milliseconds such as 150,200`);
}

function describeMachine(): string {
  return `${cpus().length} cores, Node.js ${process.versions.node}`;
}
