import {readFile, writeFile} from 'node:fs/promises';
import {cpus} from 'node:os';
import yargs from 'yargs';
import {drawChart} from './report/draw-chart.js';
import {toMarkdown} from './report/to-markdown.js';
import type {Result} from './result.js';
import {benchBaseline} from './suites/baseline.js';
import {benchCompounds} from './suites/compounds.js';
import {benchExport} from './suites/export.js';
import {benchFloor} from './suites/floor.js';
import {benchImport} from './suites/import.js';
import {benchSoak} from './suites/soak.js';

/** Measures what the connectors cost on emulators, and writes `performance.json`, `.md` and `.svg`. */
const options = await yargs(process.argv.slice(2))
  .scriptName('npm run bench --')
  .strict()
  .version(false)
  .option('contacts', {type: 'number', default: 1_000_000, describe: 'Contacts, and users'})
  .option('soak-contacts', {type: 'number', default: 5_000_000, describe: 'Contacts of the soak'})
  .option('only', {
    type: 'string',
    default: 'import,floor,export',
    describe:
      'Parts, with commas between: import, floor, export, baseline, compounds, soak; the others stay as they are',
  })
  .option('out', {type: 'string', default: 'docs/performance.json', describe: 'The result'})
  .parseAsync();

const suites: Record<string, (result: Result) => Promise<Partial<Result>>> = {
  import: () => benchImport(options.contacts),
  floor: result => benchFloor(options.contacts, result),
  export: () => benchExport(options.contacts),
  baseline: () => benchBaseline(options.contacts),
  compounds: () => benchCompounds(options.contacts),
  soak: () => benchSoak(options['soak-contacts']),
};

const stem = options.out.replace(/\.json$/, '');
let result = await readResult();
for (const name of options.only.split(',')) {
  const suite = suites[name];
  if (!suite) throw new Error(`--only has "${name}", wanted ${Object.keys(suites).join(', ')}`);
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

function describeMachine(): string {
  return `${cpus().length} cores, Node.js ${process.versions.node}`;
}
