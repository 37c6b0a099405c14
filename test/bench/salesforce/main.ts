import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, readFile, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import type {Readable} from 'node:stream';
import {fileURLToPath} from 'node:url';

// What it costs to read contacts with 20 fields, beside a process that only downloads them and one that only parses
// their CSV. Usage: npm run build && node dist/test/bench/salesforce/main.js [CONTACTS]

const FIELDS =
  `Id SystemModstamp Email FirstName LastName Phone MobilePhone MailingStreet MailingCity MailingState
  MailingPostalCode MailingCountry Title Department LeadSource Birthdate CreatedDate AccountId Loyalty_Points__c Newsletter__c`.split(
    /\s+/,
  );

interface Usage {
  what: string;
  records: number;
  seconds: number;
  cpuSeconds: number;
  peakMegabytes: number;
  apiCalls: number | undefined;
}

const count = Number(process.argv[2] ?? 1_000_000);
const dist = fileURLToPath(new URL('../../../', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'salesforce-bench-'));
const emulators = spawn(
  process.execPath,
  [`${dist}test/emulators/main.js`, '--dir', folder, '--contacts', String(count)],
  {stdio: ['ignore', 'pipe', 'inherit']},
);
await firstLine(emulators);
const {salesforce} = JSON.parse(await readFile(join(folder, 'emulators.json'), 'utf8'));
const catalog = await save('catalog.json', catalogOf());
const state = join(folder, 'state.json');
const csv = join(folder, 'contacts.csv');
const query = `SELECT ${FIELDS.join(', ')} FROM Contact`;
const wire = [csv, salesforce.url, salesforce.access_token, query];

const usages = [
  await read('read all', []),
  await read('read again, nothing new', ['--state', state]),
  await baseline('download', 'only download, count bytes'),
];
await baseline('save', 'save');
usages.push(await baseline('parse', 'only parse the CSV, by hand'));
usages.push(await baseline('csv-parse', 'only parse the CSV, by csv-parse'));
emulators.kill();
process.stdout.write(table(usages));

async function read(what: string, more: string[]): Promise<Usage> {
  const files = ['--config', join(folder, 'source-salesforce.json'), '--catalog', catalog, ...more];
  return measure(what, [`${dist}source-salesforce/main.js`, 'read', ...files]);
}

async function baseline(name: string, what: string): Promise<Usage> {
  return measure(what, [`${dist}test/bench/salesforce/baseline.js`, name, ...wire]);
}

async function measure(what: string, argv: readonly string[]): Promise<Usage> {
  const start = performance.now();
  const child = spawn(
    process.execPath,
    ['--import', `${dist}test/bench/report-usage.js`, ...argv],
    {
      stdio: 'pipe',
    },
  );
  const [output, usage] = await Promise.all([readOutput(child.stdout), readUsage(child.stderr)]);
  if (child.exitCode === null) await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`${what}: exit code ${child.exitCode}`);
  if (output.state) await writeFile(state, JSON.stringify([output.state]));
  return {what, seconds: (performance.now() - start) / 1000, ...output, ...usage};
}

// Counts records without parsing them: the reader must not be what is measured.
async function readOutput(stdout: Readable) {
  let records = 0;
  let rest = '';
  let tail = '';
  for await (const chunk of stdout) {
    const text = rest + (chunk as Buffer).toString('latin1');
    const end = text.lastIndexOf('\n') + 1;
    for (let at = text.indexOf('"type":"RECORD"'); at >= 0 && at < end; ) {
      records += 1;
      at = text.indexOf('"type":"RECORD"', at + 1);
    }
    rest = text.slice(end);
    tail = (tail + text.slice(0, end)).slice(-6000);
  }
  const calls = /"api-calls","value":"(\d+)"/.exec(tail)?.[1];
  const states = tail.split('\n').filter(line => line.startsWith('{"type":"STATE"'));
  return {
    records,
    apiCalls: calls === undefined ? undefined : Number(calls),
    state: states.length > 0 ? JSON.parse(states.at(-1) ?? '').state : undefined,
  };
}

async function readUsage(stderr: Readable): Promise<Pick<Usage, 'cpuSeconds' | 'peakMegabytes'>> {
  let text = '';
  for await (const chunk of stderr) text += chunk;
  return JSON.parse(text.trim().split('\n').at(-1) ?? '');
}

async function firstLine({stdout}: ChildProcess): Promise<void> {
  if (stdout) await once(createInterface(stdout), 'line');
}

async function save(name: string, content: object): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, JSON.stringify(content));
  return path;
}

function catalogOf(): object {
  const properties = Object.fromEntries(FIELDS.map(field => [field, {}]));
  const stream = {
    name: 'Contact',
    json_schema: {type: 'object', properties},
    supported_sync_modes: ['full_refresh', 'incremental'],
  };
  const modes = {sync_mode: 'incremental', destination_sync_mode: 'append_dedup'};
  return {streams: [{stream, ...modes}]};
}

function table(rows: readonly Usage[]): string {
  const lines = rows.map(
    ({what, records, seconds, cpuSeconds, peakMegabytes, apiCalls}) =>
      `| ${what} | ${records || ''} | ${seconds.toFixed(1)} | ${cpuSeconds.toFixed(1)} | ${peakMegabytes.toFixed(0)} | ${apiCalls ?? ''} |`,
  );
  const head = [
    '| | records | seconds | CPU seconds | peak MB | API calls |',
    '|---|---|---|---|---|---|',
  ];
  return `${[...head, ...lines].join('\n')}\n`;
}
